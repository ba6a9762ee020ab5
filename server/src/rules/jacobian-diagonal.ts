/** @file A vector-valued function whose written derivative has only the diagonal of the Jacobian, as in s(1 − s) for a softmax. */
import { noteOnGradient, type Rule } from './rule.ts';
import { pairNames } from './words.ts';

export const jacobianDiagonal: Rule = {
  id: 'jacobian-diagonal',
  severity: 'warning',
  find({ checked }) {
    const { decision } = checked;
    if (decision.kind !== 'undetermined' || decision.code !== 'only-diagonal') return [];
    const names = pairNames(checked);
    const message =
      `${names.gradient} is only the diagonal of the Jacobian of ${names.value}: each output depends on every input. ` +
      'Multiplying it elementwise with an upstream gradient gives a wrong result; use the full Jacobian or the vector-Jacobian product.';
    return [noteOnGradient(checked, message, 'diagonal of the Jacobian')];
  },
};
