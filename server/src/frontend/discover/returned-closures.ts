/**
 * @file Convention "returned closure": a function returns its value and a closure that makes the upstream gradient the gradient by its
 * arguments: `return [y, (dy) => …]`, `return { out, vjp: (g) => … }`, `{ value, backward }`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant } from '../parse.ts';
import { plainName } from '../plain-name.ts';
import { tagText } from '../tags.ts';
import type { Engine, FunctionNode, PairCandidate } from '../types.ts';
import { isUpstreamName } from '../upstream-names.ts';
import type { Collection } from './collect.ts';
import { isCustomGradient } from './custom-grad.ts';
import { unnamed } from './engine-closures.ts';
import { plain } from './engine-writes.ts';

/** What such a closure is called. */
const closureKey =
  /^_*(backwards?|back|bwd|backprop|backward_?fn|pull_?back|vjp|vjp_?fn|grad_?fn|grad_?func|gradient_?fn)$/i;

/** What the value is called beside it. */
const valueKey = /^_*(value|val|out|output|outputs|y|result|res|data|loss|cost|primal|z|forward)$/i;

export function pairReturnedClosures({ found }: Collection): readonly PairCandidate[] {
  return found.flatMap(({ unit }): readonly PairCandidate[] => {
    const returned = returnedPair(unit.node);
    if (returned === null || isCustomGradient(unit.node)) return [];
    const { closure, key } = returned;
    const named = found.find((each) => each.unit.node === closure)?.unit;
    // The second of two goes by its place.
    const own = named === undefined || /^\d+$/.test(named.name) ? unnamed(closure, unit) : named;
    if ([unit, own].some(({ tags }) => tagText(tags, 'gradcheck-ignore') !== null)) return [];
    const engine: Engine = {
      data: '',
      grad: '',
      holdsNodes: false,
      returned: key,
      result: null,
      maker: null,
      operands: unit.node.parameters.map(() => null),
      names: new Map(
        [...unit.node.parameters, ...closure.parameters].map(({ name }) => [name.getText(), name.getText()]),
      ),
      written: [],
      sources: [],
    };
    return [{ kind: 'closure', value: unit, gradient: own, wrt: null, flagIndex: null, declared: true, engine }];
  });
}

interface Returned {
  readonly closure: FunctionNode;
  /** The value's place in what is returned: `[0]`, `.y`. */
  readonly key: string;
}

/** The one way in which a function returns a value and a closure; null where it returns something else as well. */
function returnedPair({ body, parameters }: FunctionNode): Returned | null {
  if (body === undefined || parameters.length === 0) return null;
  const returned: ts.Expression[] = [];
  if (ts.isBlock(body))
    forEachDescendant(body, (node) => {
      if (ts.isReturnStatement(node) && node.expression !== undefined) returned.push(plain(node.expression));
      return !ts.isFunctionLike(node);
    });
  else returned.push(plain(body));
  const [only] = returned;
  if (only === undefined || returned.length > 1) return null;
  if (ts.isArrayLiteralExpression(only)) {
    const [value, closure] = only.elements;
    if (only.elements.length !== 2 || value === undefined || closure === undefined) return null;
    const made = functionOf(closure, body);
    return made !== null && functionOf(value, body) === null && takesUpstream(made)
      ? { closure: made, key: '[0]' }
      : null;
  }
  if (!ts.isObjectLiteralExpression(only)) return null;
  const keyed = only.properties.map((property) => ({ name: property.name?.getText() ?? '', property }));
  const values = keyed.filter(({ name }) => valueKey.test(name));
  const closures = keyed.filter(({ name }) => closureKey.test(name));
  if (values.length !== 1 || closures.length !== 1) return null;
  const made = functionOf(closures[0]!.property, body);
  return made === null || made.parameters.length === 0 ? null : { closure: made, key: `.${values[0]!.name}` };
}

/** The function that an expression or property is, itself or by the name it has in the function around it. */
function functionOf(node: ts.Node, body: ts.Node): FunctionNode | null {
  if (ts.isPropertyAssignment(node)) return functionOf(node.initializer, body);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) return node;
  const name = ts.isShorthandPropertyAssignment(node) ? node.name.text : ts.isIdentifier(node) ? node.text : null;
  let found: FunctionNode | null = null;
  if (name !== null)
    forEachDescendant(body, (child) => {
      const isNamed = ts.isFunctionDeclaration(child) && child.name?.text === name;
      if (isNamed && child.body !== undefined) found ??= child;
      if (ts.isVariableDeclaration(child) && child.name.getText() === name && child.initializer !== undefined) {
        const { initializer } = child;
        if (isFunctionNode(initializer)) found ??= initializer;
      }
      return found === null;
    });
  return found;
}

function takesUpstream({ parameters }: FunctionNode): boolean {
  return parameters.length === 1 && isUpstreamName(plainName(parameters[0]!.name.getText()));
}
