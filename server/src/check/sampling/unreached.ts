/** @file Sides of branches that no sample took, so that a verdict says what it does not cover. */
import * as ts from 'typescript';
import type { Decision } from '../../frontend/trace/machine.ts';
import type { Sample } from './session.ts';

/** For each condition that was only ever true, or only ever false, a sentence part. */
export function unreachedSides(samples: readonly Sample[]): readonly string[] {
  const seen = new Map<ts.Node, Set<boolean>>();
  for (const { value, gradient } of samples) {
    for (const decision of [...value.path, ...gradient.path].filter(isCondition)) {
      const { node } = decision;
      if (isAsserted(node)) continue;
      // `a !== b` is decided by whether they are equal.
      const isNegated = decision.comparison === '===' && ts.isBinaryExpression(node) && isUnequal(node);
      const taken = decision.taken !== isNegated;
      let sides = seen.get(node);
      if (sides === undefined) seen.set(node, (sides = new Set()));
      sides.add(taken);
    }
  }
  // One that compares constants on a path decides there.
  for (const { value, gradient } of samples) {
    for (const [node, taken] of [...value.fixedSides, ...gradient.fixedSides]) seen.get(node)?.add(taken);
  }
  const found = [...seen].filter(([, sides]) => sides.size === 1);
  return found.map(([node, sides]) => {
    const text = node.getText().replace(/\s+/g, ' ');
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `\`${text}\` is ${sides.has(true) ? 'false' : 'true'} (line ${line + 1})`;
  });
}

function isUnequal({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
}

/** What is handed to an `assert`, or decides that something is thrown, is the same wherever code goes on. */
function isAsserted(node: ts.Node): boolean {
  let outer = node;
  while (ts.isBinaryExpression(outer.parent) || ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent: call } = outer;
  if (ts.isIfStatement(call) && call.expression === outer) {
    const { thenStatement: then } = call;
    return ts.isThrowStatement(ts.isBlock(then) && then.statements.length === 1 ? then.statements[0]! : then);
  }
  return (
    ts.isCallExpression(call) && call.arguments[0] === outer && /(^|\.)assert\w*$/i.test(call.expression.getText())
  );
}

/** A branch of the code. Indices and lengths are decisions of a path as well; that they are other numbers elsewhere is no news. */
export function isCondition({ node, comparison }: Decision): boolean {
  if (ts.isCaseClause(node.parent)) return true;
  if (ts.isBinaryExpression(node)) return comparisons.has(node.operatorToken.kind);
  return comparison === '!==';
}

const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);
