/** @file A written gradient that is one number where there are several inputs: the sum of the derivatives by all of them. */
import { noteOnGradient, type Rule } from './rule.ts';
import { pairNames } from './words.ts';

export const summedGradient: Rule = {
  id: 'summed-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision } = checked;
    if (decision.kind !== 'undetermined' || decision.code !== 'summed') return [];
    const names = pairNames(checked);
    const wrt = decision.wrt.join(', ');
    const message =
      `${names.gradient} gives one number, the sum of the derivatives of ${names.value} by all entries of \`${wrt}\`; the gradient has one ` +
      'for each. The sum is right only where there is one entry, or for what is added to all of them.';
    return [noteOnGradient(checked, message, 'sum of the gradient')];
  },
};
