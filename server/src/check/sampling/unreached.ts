/** @file Sides of branches that no sample took, so that a verdict says what it does not cover. */
import * as ts from 'typescript';
import type { Decision } from '../../frontend/trace/machine.ts';
import type { Sample } from './session.ts';

/** For each condition that was only ever true, or only ever false, a sentence part. */
export function unreachedSides(samples: readonly Sample[]): readonly string[] {
  const seen = new Map<ts.Node, Set<boolean>>();
  for (const { value, gradient } of samples) {
    for (const decision of [...value.path, ...gradient.path].filter(isCondition)) {
      const { node, taken } = decision;
      let sides = seen.get(node);
      if (sides === undefined) seen.set(node, (sides = new Set()));
      sides.add(taken);
    }
  }
  const found = [...seen].filter(([, sides]) => sides.size === 1);
  return found.map(([node, sides]) => {
    const text = node.getText().replace(/\s+/g, ' ');
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `\`${text}\` is ${sides.has(true) ? 'false' : 'true'} (line ${line + 1})`;
  });
}

/** A branch of the code. Indices and lengths are decisions of a path as well; that they are other numbers elsewhere is no news. */
function isCondition({ node, comparison }: Decision): boolean {
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
