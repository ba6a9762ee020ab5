/** @file Functions that only add up, as `(s, x) => s + x` in a reduction. */
import * as ts from 'typescript';
import type { Edit } from './edits.ts';
import { withParentheses } from '../operands.ts';

/** Whether an expression stands in `(a, b) => a + b`, in which nobody makes a mistake. */
export function isPlainSum(node: ts.Expression): boolean {
  const { parent } = withParentheses(node);
  const sum = ts.isBinaryExpression(node) ? node : parent;
  const around = withParentheses(sum).parent;
  if (!ts.isBinaryExpression(sum) || !ts.isArrowFunction(around)) return false;
  return around.parameters.map((p) => p.name.getText()).join(' + ') === sum.getText();
}

/** Whether an expression is the `s` of `(s, x) => s + …`: what is missing belongs to what is added to it. */
export function isRunningSum(node: ts.Expression): boolean {
  const { parent } = withParentheses(node);
  if (!ts.isIdentifier(node) || !ts.isBinaryExpression(parent)) return false;
  const around = withParentheses(parent).parent;
  return (
    ts.isArrowFunction(around) && around.parameters.length > 1 && around.parameters[0]?.name.getText() === node.text
  );
}

/** Whether nothing is left to be added up: `(s, x) => s` for `(s, x) => s + x * x`. */
export function leavesNoSum({ slip, node, newText }: Edit): boolean {
  const { parent } = withParentheses(node);
  return slip === 'extra-term' && ts.isArrowFunction(parent) && parent.parameters[0]?.name.getText() === newText;
}
