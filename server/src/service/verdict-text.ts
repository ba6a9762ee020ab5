/** @file Verdicts as one plain sentence, for hovers and the plot panel. */
import type { PairEvidence } from '../rules/rule.ts';
import { pairNames, withRespectTo, capitalised } from '../rules/words.ts';
import { conventionOf } from './present.ts';

export function verdictText(evidence: PairEvidence): string {
  const { checked } = evidence;
  const { decision } = checked;
  const names = pairNames(checked);
  const { detail } = conventionOf(evidence);
  const how = detail === null ? '' : `, ${detail}`;
  switch (decision.kind) {
    case 'agrees':
      return decision.proved
        ? `${capitalised(names.gradient)} is the derivative of ${names.value}${withRespectTo(checked)}${how}: proved.`
        : `${capitalised(names.gradient)} agrees with the derivative of ${names.value}${withRespectTo(checked)}${how} at every sample; not proved.`;
    case 'refuted':
      return `${capitalised(names.gradient)} is not the derivative of ${names.value}${withRespectTo(checked)}.`;
    case 'undetermined':
      return `${capitalised(names.gradient)} could not be checked against ${names.value}: ${decision.detail}.`;
    default:
      return decision satisfies never;
  }
}
