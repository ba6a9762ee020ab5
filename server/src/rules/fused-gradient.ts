/** @file A gradient that includes the derivative of the sigmoid or softmax before the loss, or the loss after it: usually meant, worth knowing. */
import { isFused } from '../check/conventions/expected.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { capitalised, pairNames } from './words.ts';

export const fusedGradient: Rule = {
  id: 'fused-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision, session } = checked;
    const names = pairNames(checked);
    const { node } = session.gradient;
    const finding = (message: string, cause: string): RuleFinding => ({
      node: node.name ?? node,
      message: capitalised(message),
      cause,
      hasWitness: false,
      related: [],
    });
    if (decision.kind === 'undetermined' && decision.code === 'fused-sum') {
      const message =
        `${names.gradient} belongs to a fused loss: ${decision.detail}. That is right when the activation is fused with the loss ` +
        'and the count is divided by elsewhere; otherwise divide by it here.';
      return [finding(message, 'fused, without the division of the mean')];
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
    return [finding(message, isAfter ? 'fused cross-entropy' : `fused ${activation}`)];
  },
};
