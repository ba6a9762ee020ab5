/** @file A gradient that differs from the derivative by less than an approximation would: a rounded constant, another form. */
import { equalityTolerance } from '../math/numeric/tolerance.ts';
import { noteOnGradient, type Rule } from './rule.ts';
import { numberText, pairNames } from './words.ts';

export const approximateGradient: Rule = {
  id: 'approximate-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision } = checked;
    if (decision.kind !== 'agrees' || decision.relative <= equalityTolerance) return [];
    const names = pairNames(checked);
    const message =
      `${names.gradient} is only approximately the derivative of ${names.value}: they differ by up to ` +
      `${numberText(Number((decision.relative * 100).toPrecision(2)))} %. A rounded constant, or the derivative of another approximation, would explain that.`;
    return [noteOnGradient(checked, message, 'approximation')];
  },
};
