/**
 * @file Refutations that rest on what is not in sight and was taken for what its name says. Each is believed only where one change that has
 * nothing to do with such a guess makes the gradient right: then the guess fits the code, and the mistake is the author's.
 */
import type { CheckedPair } from '../check/decision.ts';
import { guessesIn, restingOnGuesses } from '../check/guesses.ts';
import { inPlace } from '../frontend/trace/tensor/unseen.ts';
import type { CauseKind } from './describe.ts';
import { explain, type Explanation, farFetchedRepair } from './explain.ts';

/** Slips that no other meaning of a method would look like; a count too much may be that of a mean over something else. */
const ownSlips: ReadonlySet<CauseKind> = new Set([
  'sign',
  'operator',
  'wrong-exponent',
  'wrong-constant',
  'wrong-variable',
  'missing-term',
  'extra-term',
  'missing-factor',
  'extra-factor',
  'branch',
  'threshold',
  'grouping',
] as const);

/** A verdict, and why it is one where that had to be looked for. */
export interface Believed {
  readonly checked: CheckedPair;
  readonly explanation: Explanation | null;
}

/** The verdict on a pair as it may be told: undecided where it would be wrong by a guess alone. */
export function believed(checked: CheckedPair): Believed {
  const { decision, session } = checked;
  if (decision.kind !== 'refuted') return { checked, explanation: null };
  const samples = decision.failing.map(({ sample }) => sample);
  const guesses = guessesIn(samples);
  if (guesses.length === 0) return { checked, explanation: null };
  if (guesses.includes(inPlace)) return { checked: restingOnGuesses(checked, samples), explanation: null };
  const explanation = explain(session, decision);
  const isOfSame = explanation.attempt === decision.attempt;
  return isOfSame && isOwnSlip(explanation)
    ? { checked, explanation }
    : { checked: restingOnGuesses(checked, samples), explanation: null };
}

function isOwnSlip({ kind, repair }: Explanation): boolean {
  const isPlain = repair !== null && repair.isPartial !== true && repair.cost <= farFetchedRepair;
  return isPlain && kind !== null && ownSlips.has(kind);
}
