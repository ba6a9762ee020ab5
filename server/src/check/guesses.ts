/** @file Verdicts that rely on functions which are not in sight and were taken for what their names say. */
import type { CheckedPair, UndeterminedCode } from './decision.ts';
import type { Sample } from './sampling/session.ts';
import { undetermined } from './undecided.ts';

/** Reasons that hold whatever the functions do. */
const ownReasons: ReadonlySet<UndeterminedCode> = new Set([
  'unsupported',
  'declared-surrogate',
  'no-valid-input',
  'no-conclusive-sample',
  'shape-mismatch',
  'value-not-numeric',
  'gradient-not-finite',
] as const);

/** Takes back what is said of a gradient, short of an error, that depends on what functions do which are not in sight. */
export function withoutGuesses(checked: CheckedPair): CheckedPair {
  const { decision, samples } = checked;
  if (decision.kind !== 'undetermined' || ownReasons.has(decision.code) || guessesIn(samples).length === 0)
    return checked;
  return restingOnGuesses(checked, samples);
}

/** The pair as undecided, because the samples rely on what is not in sight. */
export function restingOnGuesses(checked: CheckedPair, samples: readonly Sample[]): CheckedPair {
  const guesses = guessesIn(samples);
  const names = guesses.map((name) => `\`${name}\``).join(', ');
  const what = `it would be wrong if ${names}, which ${guesses.length === 1 ? 'is' : 'are'} not in sight, did what the name says`;
  return { ...checked, decision: undetermined('unseen-code', what, checked.decision.wrt) };
}

/** What is not in sight and was taken for what its name says, where the samples rely on it. */
export function guessesIn(samples: readonly Sample[]): readonly string[] {
  return [...new Set(samples.flatMap(({ value, gradient }) => [...value.guesses, ...gradient.guesses]))];
}
