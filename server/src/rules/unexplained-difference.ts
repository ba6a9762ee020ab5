/** @file A gradient of many inputs that differs from the derivative at some points, where no mistake was found that would explain it. */
import { isRightBesideZero } from '../check/attempt.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { capitalised, derivativeText, differenceText, pairNames, withRespectTo } from './words.ts';

export const unexplainedDifference: Rule = {
  id: 'unexplained-difference',
  severity: 'information',
  find({ checked, explanation }): readonly RuleFinding[] {
    const { decision, session } = checked;
    const isIt = decision.kind === 'undetermined' && decision.code === 'unexplained-difference';
    if (!isIt || explanation === null) return [];
    const { attempt, returned: node, witness } = explanation;
    const names = pairNames(checked);
    const derivative = derivativeText(attempt.reading);
    const message =
      `${capitalised(names.gradient)} may not be the ${derivative} of ${names.value}${withRespectTo(checked)}.` +
      differenceText(session.environment.graph, witness, derivative) +
      (attempt.judged.some(isRightBesideZero) ? ' Elsewhere it is right.' : '') +
      ' No mistake was found that explains this: there may be several, or such inputs may never occur, which `@domain` can say.';
    return [{ node, message, cause: 'unexplained difference', hasWitness: true, related: [] }];
  },
};
