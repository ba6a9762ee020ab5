/** @file Expressions as what they compute. */
import * as ts from 'typescript';

/** Without parentheses and without what is said of its type alone. */
export function bare(node: ts.Expression): ts.Expression {
  const isWrapper =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node);
  return isWrapper ? bare(node.expression) : node;
}
