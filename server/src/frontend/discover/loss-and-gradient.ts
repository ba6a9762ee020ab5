/**
 * @file Convention "loss and gradient": one function returns both, as `{ loss, grad }`, `{ cost, dLogits }` or, where its name says
 * so, `[loss, gradient]`. Which numbers of the result are which is `check/loss-and-gradient.ts`.
 */
import ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { MARKERS } from './gradient-names.ts';
import { isFiniteDifference } from './look-alikes.ts';
import { splitWords } from './words.ts';

/** What the loss is called in such a result. */
export const lossField = /^(loss|totalLoss|cost|error|objective|energy|value)$/;
/** What its gradient is called there. */
export const gradientField = /^(grads?|gradients?|df|d[a-z]\d?|d[A-Z_]\w*|grad[A-Z_]\w*|\w+Grad(ient)?)$/;

export function pairWithItself(found: FoundFunction): PairCandidate | null {
  const { unit } = found;
  const returned = returnedExpressions(unit.node);
  const returnsBoth = returned.length > 0 && returned.every((expression) => isBoth(expression, found));
  if (!returnsBoth || found.parameters.length === 0) return null;
  if (readsGradient(unit.node) || isFiniteDifference(found, unit.name)) return null;
  return {
    kind: 'loss-and-gradient',
    value: unit,
    gradient: unit,
    wrt: null,
    flagIndex: null,
    declared: true,
  };
}

function isBoth(expression: ts.Expression, found: FoundFunction): boolean {
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
    return isBoth(expression.expression, found);
  }
  if (ts.isObjectLiteralExpression(expression)) {
    const keys = expression.properties.map((property) => property.name?.getText() ?? '');
    const gradients = keys.filter((key) => gradientField.test(key));
    return (
      keys.filter((key) => lossField.test(key)).length === 1 &&
      gradients.length > 0 &&
      gradients.every((key) => isOfParameter(key, found.parameters))
    );
  }
  const words = splitWords(found.localName);
  const joint = words.findIndex((word) => word === 'and' || word === 'with');
  const saysBoth = joint > 0 && words.slice(joint + 1).some((word) => MARKERS.has(word));
  return saysBoth && ts.isArrayLiteralExpression(expression) && expression.elements.length > 1;
}

/** `dz` beside a loss of `x` is the gradient by an intermediate result, which is no input that could be varied. */
function isOfParameter(key: string, parameters: readonly string[]): boolean {
  const name = key.replace(/^(dLoss_?d|dL_?d|d(?!f$)|grads?(ients?)?)_?|_?Grad(ient)?$/gi, '').toLowerCase();
  if (name === '' || key === 'df') return true;
  return parameters.some((parameter) => {
    const own = parameter.replace(/_/g, '').toLowerCase();
    return own === name || (name.length > 2 && own.length > 2 && (own.startsWith(name) || name.startsWith(own)));
  });
}

/** Dual numbers and tapes carry gradients in their arguments; their results are no gradient with respect to these. */
function readsGradient(node: FunctionNode): boolean {
  let reads = false;
  forEachDescendant(node, (child) => {
    reads ||= ts.isPropertyAccessExpression(child) && gradientField.test(child.name.text);
    return !reads;
  });
  return reads;
}

function returnedExpressions({ body }: FunctionNode): readonly ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const returned: ts.Expression[] = [];
  forEachDescendant(body, (child) => {
    if (ts.isReturnStatement(child) && child.expression !== undefined) returned.push(child.expression);
    return !ts.isFunctionLike(child);
  });
  return returned;
}
