/** @file How unlikely it is that an expression of a gradient has the wrong sign. */
import * as ts from 'typescript';
import { bare, withParentheses } from '../operands.ts';
import { isCount } from '../quantities/counts.ts';
import type { Needs } from './needed-values.ts';

/** What it costs, beside the weight of a change of sign, to say that the expression has the wrong one. */
export function costOfSign(node: ts.Expression, needs: Needs): number {
  // A number of things has none.
  if (isExponent(node) || isCount(node.getText())) return 1.5;
  return costOfSignByValues(node, needs) + (needs.isRepeated || ts.isNumericLiteral(node) ? costOfEarlySign : 0);
}

/** Signs are given to what is returned or stored in the end, rather than in the rounds of a sum or to the 1 of `1 / (1 + e)`. */
const costOfEarlySign = 0.05;

function costOfSignByValues(node: ts.Expression, needs: Needs): number {
  if (!needs.places.every(({ present }) => present > 0)) return 0;
  // What a function of one's own gives is negative by mistake where it gives both: a norm never is, nor a sum of squares.
  if (isOwnCall(node) || isSumOfSquares(node) || isPositiveFunction(node)) return 0.6;
  // A coefficient such as 4 / π² seldom is.
  return isOneNumberIn(node, needs) ? (ts.isNumericLiteral(node) ? 0.2 : 0.6) : 0;
}

function isSumOfSquares(node: ts.Expression): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const [left, right] = [bare(node.left), bare(node.right)];
  if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return isSumOfSquares(left) && isSumOfSquares(right);
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) return right.getText() === '2';
  return node.operatorToken.kind === ts.SyntaxKind.AsteriskToken && left.getText() === right.getText();
}

/** Whether a formula, or that which a number of it stands in, is the same number everywhere. */
function isOneNumberIn(node: ts.Expression, needs: Needs): boolean {
  const { parent } = withParentheses(node);
  const formula = ts.isNumericLiteral(node) ? parent : node;
  const values = ts.isBinaryExpression(formula) ? needs.valuesOf(formula) : null;
  return values !== null && values.every((value) => value === values[0]);
}

function isPositiveFunction(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^Math\.(sqrt|abs|hypot)$/.test(node.expression.getText());
}

/** A call by name, and not of a member of `Math`. */
function isOwnCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression);
}

function isExponent(node: ts.Node): boolean {
  const operand = withParentheses(node);
  const { parent } = operand;
  if (ts.isCallExpression(parent)) return parent.expression.getText() === 'Math.pow' && parent.arguments[1] === operand;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken &&
    parent.right === operand
  );
}
