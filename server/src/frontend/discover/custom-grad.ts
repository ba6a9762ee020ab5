/**
 * @file Convention "custom gradient" of tensor libraries: `tf.customGrad((x, save) => ({ value, gradFunc }))`. The value is the field
 * `value` of what the callback returns, the gradient what `gradFunc` answers for the upstream gradient.
 */
import ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import type { Collection } from './collect.ts';
import { tagText } from '../tags.ts';

export function pairCustomGradients({ found }: Collection): readonly PairCandidate[] {
  return found.flatMap((gradient): readonly PairCandidate[] => {
    const { container, unit, scope } = gradient;
    if (unit.name !== 'gradFunc' || container === null || typeof container === 'string') return [];
    if (!ts.isObjectLiteralExpression(container) || !hasValue(container)) return [];
    const value = found.find((candidate) => candidate.unit.node === scope && isCustomGradient(scope));
    if (
      value === undefined ||
      [value, gradient].some(({ unit: each }) => tagText(each.tags, 'gradcheck-ignore') !== null)
    )
      return [];
    return [{ kind: 'custom-grad', value: value.unit, gradient: unit, wrt: null, flagIndex: null, declared: true }];
  });
}

function hasValue(literal: ts.ObjectLiteralExpression): boolean {
  return literal.properties.some((property) => property.name?.getText() === 'value');
}

/** Whether a function is the argument of `customGrad`. */
export function isCustomGradient(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) && parent.arguments[0] === node && /(^|\.)customGrad$/.test(parent.expression.getText())
  );
}
