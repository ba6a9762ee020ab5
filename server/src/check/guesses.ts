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

/** Nothing is said of a gradient that would be wrong, or no derivative, if functions that are not in sight did what their names say. */
export function withoutGuesses(checked: CheckedPair): CheckedPair {
  const { decision } = checked;
  if (decision.kind === 'agrees' || (decision.kind === 'undetermined' && ownReasons.has(decision.code))) return checked;
  const guesses = guessesIn(decision.kind === 'refuted' ? decision.failing.map((j) => j.sample) : checked.samples);
  if (guesses.length === 0) return checked;
  const names = guesses.map((name) => `\`${name}\``).join(', ');
  const what = `it would be wrong if ${names}, which ${guesses.length === 1 ? 'is' : 'are'} not in sight, did what the name says`;
  return { ...checked, decision: undetermined('unseen-code', what, decision.wrt) };
}

/** What is not in sight and was taken for what its name says, where the samples rely on it. */
export function guessesIn(samples: readonly Sample[]): readonly string[] {
  return [...new Set(samples.flatMap(({ value, gradient }) => [...value.guesses, ...gradient.guesses]))];
}
