/** @file A gradient that includes the derivative of the sigmoid or softmax before the loss, or the loss after it: usually meant, worth knowing. */
import { isFused } from '../check/conventions/expected.ts';
import { noteOnGradient, type Rule } from './rule.ts';
import { pairNames } from './words.ts';

export const fusedGradient: Rule = {
  id: 'fused-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision } = checked;
    const names = pairNames(checked);
    if (decision.kind === 'undetermined' && decision.code === 'fused-sum') {
      const message =
        `${names.gradient} belongs to a fused loss: ${decision.detail}. That is right when the activation is fused with the loss ` +
        'and the count is divided by elsewhere; otherwise divide by it here.';
      return [noteOnGradient(checked, message, 'fused, without the division of the mean')];
    }
    if (decision.kind !== 'agrees') return [];
    const { reading } = decision.attempt;
    const wrt = decision.wrt.join(', ');
    if (!isFused(reading)) return [];
    const isAfter = reading.kind === 'fused-loss';
    const activation = reading.kind === 'fused-sigmoid' ? 'sigmoid' : 'softmax';
    const message = isAfter
      ? `${names.gradient} is not the derivative of ${names.value} but that of a cross-entropy after it with respect to \`${wrt}\`. That is ` +
        `right when ${names.value} is fused with that loss; with any other loss it is wrong, and it is not to be multiplied by another derivative.`
      : `${names.gradient} is the derivative of ${names.value} with respect to the logits before a ${activation}, not with respect ` +
        `to \`${wrt}\`. That is right when the ${activation} is fused with the loss; do not multiply by its derivative again.`;
    return [noteOnGradient(checked, message, isAfter ? 'fused cross-entropy' : `fused ${activation}`)];
  },
};
