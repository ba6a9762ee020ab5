/** @file A gradient written for a piecewise-constant value: it stands in for a derivative that is zero wherever it exists. */
import { noteOnGradient, type Rule } from './rule.ts';
import { pairNames } from './words.ts';

export const surrogateGradient: Rule = {
  id: 'surrogate-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision } = checked;
    if (decision.kind !== 'undetermined') return [];
    if (decision.code !== 'surrogate' && decision.code !== 'overridden') return [];
    const names = pairNames(checked);
    if (decision.modes !== undefined) {
      const modes = decision.modes.map((mode) => `'${mode}'`).join(', ');
      const message =
        `In ${modes} ${names.value} is piecewise constant, so its derivative is 0 wherever it exists; what ${names.gradient} gives ` +
        'there is a surrogate gradient. Elsewhere it is right. Tag it with @surrogate to say that this is meant.';
      return [noteOnGradient(checked, message, 'surrogate gradient')];
    }
    const message =
      decision.code === 'surrogate'
        ? `${names.value} is piecewise constant, so its derivative is 0 wherever it exists; ${names.gradient} is a surrogate ` +
          'gradient and was not checked. Tag it with @surrogate to say that this is meant.'
        : `${names.gradient} overrides the derivative of ${names.value}, which seems to be meant. Tag it with @surrogate to say so.`;
    return [noteOnGradient(checked, message, 'surrogate gradient')];
  },
};
