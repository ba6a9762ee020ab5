/**
 * @file Convention "gradient in an out-parameter": `function loss(x, grad) { grad[0] = …; return …; }` returns the value and writes
 * its gradient into an array that the caller hands in.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { outParameter } from '../out-parameter.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { isFiniteDifference } from './finite-difference.ts';

/** What an array is called in which the gradient is wanted. */
export const gradientParameter =
  /^(g|d[A-Z_]\w*|d[xw]|df\w*|dlogits?|dscores?|douts?|dprobs?|\w*([gG]rads?|[gG]radients?|[pP]rime|[jJ]acobian|[dD]erivatives?)|[gG]rad(ient)?[A-Z_]\w*)$/;

export function pairWithOutParameter(found: FoundFunction): PairCandidate | null {
  const { node } = found.unit;
  const isNamed = node.parameters.some(({ name }) => ts.isIdentifier(name) && gradientParameter.test(name.text));
  if (!isNamed || node.parameters.length < 2) return null;
  const written = node.parameters.filter((parameter) => outParameter(node, parameter) !== null);
  // What else is filled, such as the probabilities, is no gradient by its name.
  const [gradient, ...others] = written.filter(({ name }) => gradientParameter.test(name.getText()));
  if (gradient === undefined || others.length > 0 || !returnsNumber(node, gradient.name.getText())) return null;
  if (isFiniteDifference(found, found)) return null;
  return {
    kind: 'out-parameter',
    value: found.unit,
    gradient: found.unit,
    wrt: null,
    flagIndex: null,
    declared: true,
  };
}

/** It returns something, and not the array that it fills or another one. */
function returnsNumber({ body }: FunctionNode, gradient: string): boolean {
  if (body === undefined || !ts.isBlock(body)) return false;
  const returned: ts.Expression[] = [];
  forEachDescendant(body, (child) => {
    if (ts.isReturnStatement(child) && child.expression !== undefined) returned.push(child.expression);
    return !ts.isFunctionLike(child);
  });
  return returned.length > 0 && returned.every((expression) => isNumber(expression, gradient));
}

function isNumber(expression: ts.Expression, gradient: string): boolean {
  if (ts.isParenthesizedExpression(expression)) return isNumber(expression.expression, gradient);
  const isOther =
    ts.isArrayLiteralExpression(expression) ||
    ts.isObjectLiteralExpression(expression) ||
    ts.isStringLiteralLike(expression) ||
    ts.isFunctionLike(expression);
  return !isOther && expression.getText() !== gradient && !/\.length$/.test(expression.getText());
}
