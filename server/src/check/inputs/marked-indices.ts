/**
 * @file Arrays of indices of which each is taken once, as an order of finishing is: code that marks what it has taken (`taken[i] = 1`) and
 * passes it over afterwards (`if (taken[i]) continue`) is not written for an index that occurs twice, and what it computes then says nothing.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { selectsEntry } from '../../frontend/trace/inputs/input-spec.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import type { Judged } from '../attempt.ts';
import type { Sample, Session } from '../sampling/session.ts';

/** Whether the gradient is wrong only where an index occurs twice of which the value takes each once. */
export function failsWhereTakenTwice({ value }: Session, judged: readonly Judged[]): boolean {
  const failing = judged.filter(({ judgement }) => judgement.kind === 'different');
  return failing.length > 0 && marksWhatIsTaken(value.node) && failing.every(({ sample }) => hasRepeatedIndex(sample));
}

/** Whether two entries of an array of indices are the same. */
export function hasRepeatedIndex({ values, specs }: Sample): boolean {
  const seen = new Set<string>();
  for (const [path, index] of values) {
    const [, array] = /^(.*)\[\d+\]$/.exec(path) ?? [];
    if (array === undefined || !selectsEntry(specs.get(path))) continue;
    if (seen.has(`${array}=${index}`)) return true;
    seen.add(`${array}=${index}`);
  }
  return false;
}

/** `taken[i] = 1` of an array that a condition asks elsewhere. */
function marksWhatIsTaken(node: FunctionNode): boolean {
  const marked = new Set<string>();
  const asked = new Set<string>();
  forEachDescendant(node, (child) => {
    if (!ts.isElementAccessExpression(child) || !ts.isIdentifier(child.expression)) return;
    const { parent } = child;
    if (isMark(parent, child)) marked.add(child.expression.text);
    if (isAsked(parent, child)) asked.add(child.expression.text);
  });
  return [...marked].some((name) => asked.has(name));
}

function isMark(parent: ts.Node, place: ts.Node): boolean {
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === place &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    /^(1|true)$/.test(parent.right.getText())
  );
}

function isAsked(parent: ts.Node, place: ts.Node): boolean {
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === place;
  return ts.isIfStatement(parent) && parent.expression === place;
}
