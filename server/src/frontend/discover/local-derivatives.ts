/**
 * @file Convention "local derivatives": an operation of an autograd engine hands the node that it makes the nodes it is made of and the
 * derivative by each, as in `new Value(this.data * other.data, [this, other], [other.data, this.data])`.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { tagText } from '../tags.ts';
import type { Engine, FunctionNode, PairCandidate } from '../types.ts';
import type { Collection } from './collect.ts';
import { dataFieldOf } from './engine-writes.ts';
import { operandsOf, rootOf, type Write } from './engine-operands.ts';

export function pairLocalDerivatives({ found }: Collection, tree: ts.SourceFile): readonly PairCandidate[] {
  // Somewhere what comes from above is multiplied by them.
  const [, grad] = /\.(_*grad\w*)\s*\+=/.exec(tree.text) ?? [];
  if (grad === undefined) return [];
  return found.flatMap(({ unit }): readonly PairCandidate[] => {
    if (tagText(unit.tags, 'gradcheck-ignore') !== null) return [];
    const engine = engineOf(unit.node, grad);
    return engine === null
      ? []
      : [{ kind: 'closure', value: unit, gradient: unit, wrt: null, flagIndex: null, declared: true, engine }];
  });
}

function engineOf(operation: FunctionNode, grad: string): Engine | null {
  const made = returnedNode(operation);
  if (made === null || !ts.isIdentifier(made.expression)) return null;
  const args: readonly ts.Expression[] = made.arguments ?? [];
  const lists = args.filter(ts.isArrayLiteralExpression).map(({ elements }) => elements);
  const [nodes, derivatives, ...others] = lists;
  if (nodes === undefined || derivatives === undefined || others.length > 0) return null;
  if (nodes.length === 0 || nodes.length !== derivatives.length) return null;
  const roots = nodes.map((node) =>
    ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword ? rootOf(node) : null,
  );
  if (roots.some((root) => root === null)) return null;
  const data = dataFieldOf(operation, grad, roots as string[]);
  if (data === null) return null;
  const writes = nodes.map((object, i): Write => ({ field: grad, root: roots[i]!, object, at: object }));
  const { kinds, sources, ...rest } = operandsOf(operation, operation, writes, data);
  if (sources.length === 0) return null;
  const fields = { data, grad, holdsNodes: false, locals: true, result: null } as const;
  return { ...fields, maker: made.expression.text, operands: kinds, sources, ...rest };
}

/** What a function makes and returns, where that is all that it returns. */
function returnedNode({ body }: FunctionNode): ts.NewExpression | null {
  if (body === undefined) return null;
  if (!ts.isBlock(body)) return ts.isNewExpression(body) ? body : null;
  const returned: (ts.Expression | undefined)[] = [];
  forEachDescendant(body, (node) => {
    if (ts.isReturnStatement(node)) returned.push(node.expression);
    return !ts.isFunctionLike(node);
  });
  const [only] = returned;
  return returned.length === 1 && only !== undefined && ts.isNewExpression(only) ? only : null;
}
