/** @file A gradient that includes the derivative of the sigmoid or softmax before the loss, or the loss after it: usually meant, worth knowing. */
import { isFused } from '../check/conventions/expected.ts';
import type { Rule } from './rule.ts';
import { capitalised, pairNames } from './words.ts';

export const fusedGradient: Rule = {
  id: 'fused-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision, session } = checked;
    if (decision.kind !== 'agrees') return [];
    const { reading } = decision.attempt;
    const names = pairNames(checked);
    const wrt = decision.wrt.join(', ');
    if (!isFused(reading)) return [];
    const isAfter = reading.kind === 'fused-loss';
    const activation = reading.kind === 'fused-sigmoid' ? 'sigmoid' : 'softmax';
    const message = isAfter
      ? `${names.gradient} is not the derivative of ${names.value} but that of a cross-entropy after it with respect to \`${wrt}\`. That is ` +
        `right when ${names.value} is fused with that loss; with any other loss it is wrong, and it is not to be multiplied by another derivative.`
      : `${names.gradient} is the derivative of ${names.value} with respect to the logits before a ${activation}, not with respect ` +
        `to \`${wrt}\`. That is right when the ${activation} is fused with the loss; do not multiply by its derivative again.`;
    return [
      {
        node: session.gradient.node.name ?? session.gradient.node,
        message: capitalised(message),
        cause: isAfter ? 'fused cross-entropy' : `fused ${activation}`,
        hasWitness: false,
        related: [],
      },
    ];
  },
};
