/**
 * @file Variables that both functions declare under one name and make of different things: `p = softmax(softmax(z))` for the
 * `p = softmax(z)` of the value, `[s, t] = this.target` for its `[s, t] = this.smoothed()`.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import { type Edit, slipCosts } from './edits.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Longer ones are written anew, and no slips. */
const longest = 120;
/** Few and quickly tried, as what changed places is. */
const cost = slipCosts.exchange - 0.1;

/** @param nodes expressions of the gradient, or of a function that it calls. */
export function initializerEdits(
  nodes: readonly ts.Expression[],
  value: FunctionNode,
  vocabulary: Vocabulary,
): readonly Edit[] {
  const ofValue = new Map<string, ts.Expression[]>();
  forEachDescendant(value, (node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined || isStart(node.initializer)) return;
    const name = node.name.getText();
    ofValue.set(name, [...(ofValue.get(name) ?? []), node.initializer]);
  });
  return nodes.flatMap((node): readonly Edit[] => {
    const { parent } = node;
    if (!ts.isVariableDeclaration(parent) || parent.initializer !== node || isStart(node) || hasOperands(node))
      return [];
    const meant = ofValue.get(parent.name.getText()) ?? [];
    const isOwn = meant.some((other) => other === node || other.getText() === node.getText());
    if (isOwn) return [];
    return (
      meant
        .filter((other) => other.getText().length <= longest && vocabulary.sees(node, other))
        // What the value makes of the same may be the value's mistake, as a mean taken too early.
        .filter((other) => !other.getText().includes(node.getText()))
        .map((other) => ({
          slip: 'variable',
          node,
          newText: other.getText(),
          guilty: node,
          cost,
        }))
    );
  });
}

/** Of what is put together a slip in one part is likelier. */
function hasOperands(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) || ts.isConditionalExpression(node);
}

/** What a sum or an array that is filled starts with says nothing of what it becomes. */
function isStart(node: ts.Expression): boolean {
  return ts.isNumericLiteral(node) || ts.isArrayLiteralExpression(node) || ts.isNewExpression(node);
}
