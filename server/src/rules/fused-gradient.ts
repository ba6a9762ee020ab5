/** @file A gradient that includes the derivative of the sigmoid or softmax before the loss: usually meant, worth knowing. */
import type { Rule } from './rule.ts';
import { capitalised, pairNames } from './words.ts';

export const fusedGradient: Rule = {
  id: 'fused-gradient',
  severity: 'information',
  find({ checked }) {
    const { decision, session } = checked;
    if (decision.kind !== 'agrees') return [];
    const { reading } = decision.attempt;
    if (reading.kind !== 'fused-sigmoid' && reading.kind !== 'fused-softmax') return [];
    const activation = reading.kind === 'fused-sigmoid' ? 'sigmoid' : 'softmax';
    const names = pairNames(checked);
    const message =
      `${names.gradient} is the derivative of ${names.value} with respect to the logits before a ${activation}, not with respect ` +
      `to \`${decision.wrt.join(', ')}\`. That is right when the ${activation} is fused with the loss; do not multiply by its derivative again.`;
    return [
      {
        node: session.gradient.node.name ?? session.gradient.node,
        message: capitalised(message),
        cause: `fused ${activation}`,
        hasWitness: false,
        related: [],
      },
    ];
  },
};
