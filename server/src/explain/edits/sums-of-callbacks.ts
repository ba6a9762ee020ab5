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

/** Whether nothing is left to be added up: `(s, x) => s` for `(s, x) => s + x * x`. */
export function leavesNoSum({ slip, node, newText }: Edit): boolean {
  const { parent } = withParentheses(node);
  return slip === 'extra-term' && ts.isArrowFunction(parent) && parent.parameters[0]?.name.getText() === newText;
}
