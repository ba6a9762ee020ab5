/** @file A gradient that is right for hard labels only, beside a value that takes soft ones: smoothed labels would get a wrong gradient. */
import { softLabelWitness } from '../check/inputs/soft-labels.ts';
import { noteOnGradient, type Rule } from './rule.ts';
import { differenceText, pairNames } from './words.ts';

export const labelsOnly: Rule = {
  id: 'labels-only',
  severity: 'information',
  find({ checked }) {
    const { decision, session } = checked;
    const witness = softLabelWitness(checked);
    if (decision.kind !== 'agrees' || witness === null) return [];
    const names = pairNames(checked);
    const difference = differenceText(session.environment.graph, witness);
    const message =
      `${names.gradient} is the derivative of ${names.value} for ${decision.labels} only, but the value is defined for ` +
      `labels between as well.${difference} That matters when labels are smoothed or mixed.`;
    return [noteOnGradient(checked, message, decision.labels)];
  },
};
