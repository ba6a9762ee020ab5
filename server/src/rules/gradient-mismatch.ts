/** @file A written gradient that is not the derivative, with a witness whose error intervals are disjoint. */
import { guessesIn } from '../check/guesses.ts';
import type { PairEvidence, Rule, RuleFinding } from './rule.ts';
import { capitalised, derivativeText, differenceText, pairNames, withRespectTo } from './words.ts';

export const gradientMismatch: Rule = {
  id: 'gradient-mismatch',
  severity: 'error',
  find({ checked, explanation, misprint, ...evidence }: PairEvidence): readonly RuleFinding[] {
    const { decision, session } = checked;
    if (decision.kind !== 'refuted' || explanation === null) return [];
    const { witness } = explanation;
    if (witness.judgement.kind !== 'different') return [];
    const names = pairNames(checked);
    // A known misprint says more than any single change that would mend it at the samples.
    const cause =
      misprint === null
        ? explanation.cause
        : `it is the formula printed in ${misprint.source}, which is a known misprint (${misprint.cause})`;
    const derivative = derivativeText(decision.attempt.reading);
    const message =
      `${capitalised(names.gradient)} is not the ${derivative} of ${names.value}${withRespectTo(checked)}` +
      `${cause === null ? '' : `: ${cause}`}.${differenceText(session.environment.graph, witness, derivative)}` +
      guessText(guessesIn([witness.sample]));
    const reference = evidence.reference();
    const title = reference === null ? '' : `: ${reference.entry.title}`;
    const term = evidence.valueTerm();
    const value = {
      node: session.value.node.name ?? session.value.node,
      path: session.value.file.path,
      message: `The value that was differentiated${title}.`,
    };
    const related =
      term === null
        ? [value]
        : [{ ...value, node: term, message: 'The gradient is wrong in the derivative of this term.' }, value];
    return [{ node: explanation.node, message, cause, hasWitness: true, related }];
  },
};

/** What the claim rests on, where code is not in sight. */
function guessText(guesses: readonly string[]): string {
  if (guesses.length === 0) return '';
  const names = guesses.map((name) => `\`${name}\``).join(', ');
  return ` That takes ${names}, not in sight here, for what ${guesses.length === 1 ? 'its name says' : 'their names say'}.`;
}
