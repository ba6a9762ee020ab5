/**
 * @file What works on whole numbers, where nothing has a derivative: hashes, tests of divisibility, Perlin noise, `isPrime`. Whole
 * numbers that are only written down or count a loop, as in `1 << 3` and `i & 1`, say nothing about the rest of a formula.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode } from '../types.ts';

export function countsWhole(node: FunctionNode): boolean {
  let found = false;
  forEachDescendant(node, (child) => {
    if (ts.isBinaryExpression(child)) found ||= isBitwise(child) || isDivisibility(child);
    return !found;
  });
  return found;
}

const bitwise: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.AmpersandEqualsToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.CaretEqualsToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.LessThanLessThanEqualsToken,
]);

function isBitwise({ operatorToken, left, right }: ts.BinaryExpression): boolean {
  // `x | 0` and `x >> 1` are ways to round and to halve an index.
  const isBit =
    bitwise.has(operatorToken.kind) || (operatorToken.kind === ts.SyntaxKind.BarToken && right.getText() !== '0');
  return isBit && !(onlyCounts(left) && onlyCounts(right));
}

const equalities: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** `n % i === 0` */
function isDivisibility({ left, operatorToken, right }: ts.BinaryExpression): boolean {
  return (
    equalities.has(operatorToken.kind) &&
    ts.isBinaryExpression(left) &&
    left.operatorToken.kind === ts.SyntaxKind.PercentToken &&
    ts.isNumericLiteral(right) &&
    !(onlyCounts(left.left) && onlyCounts(left.right))
  );
}

/** Whether an expression is made of numbers that are written down and of counters. */
function onlyCounts(expression: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(expression)) return onlyCounts(expression.expression);
  if (ts.isBinaryExpression(expression)) return onlyCounts(expression.left) && onlyCounts(expression.right);
  return ts.isNumericLiteral(expression) || (ts.isIdentifier(expression) && isCounter(expression));
}

/** Declared by the head of a loop, or the index that a callback is given. */
function isCounter(identifier: ts.Identifier): boolean {
  const isIt = ({ name }: { readonly name: ts.BindingName }): boolean => name.getText() === identifier.text;
  for (let scope: ts.Node = identifier.parent; !ts.isSourceFile(scope); scope = scope.parent) {
    if (ts.isForStatement(scope) && scope.initializer !== undefined) {
      if (ts.isVariableDeclarationList(scope.initializer) && scope.initializer.declarations.some(isIt)) return true;
    }
    if (!ts.isFunctionLike(scope)) continue;
    const index = scope.parameters.findIndex(isIt);
    const isCallback = ts.isCallExpression(scope.parent) && scope.parent.expression !== scope;
    if (index >= 0) return isCallback && index > 0;
    if (!isCallback) return false;
  }
  return false;
}
