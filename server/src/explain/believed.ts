/**
 * @file Which refutations are told as errors. That two functions differ at a point is certain, that the code is ever run there is not: a
 * mistake that is found speaks for it. What rests on code that is not in sight is believed only where one change that has nothing to do
 * with such a guess makes the gradient right, and what has many inputs not where nothing explains the difference.
 */
import type { Attempt } from '../check/attempt.ts';
import type { CheckedPair, Decision } from '../check/decision.ts';
import { guessesIn, restingOnGuesses } from '../check/guesses.ts';
import { undetermined } from '../check/undecided.ts';
import { inPlace } from '../frontend/trace/tensor/unseen.ts';
import type { Sample, Session } from '../check/sampling/session.ts';
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

/** Of so few numbers nothing is guessed but where they lie, and a difference is the author's whatever it comes from. */
const fewInputs = 2;
/** Costlier repairs are found for what is no mistake as well. */
const mostFarFetched = 6.8;
/** Of so few parameters that are numbers, where the gradient is right nowhere. */
const fewNumbers = 5;

/**
 * The verdict on a pair as it may be told: undecided where it would be wrong by a guess alone, or for no reason that is known.
 * @param isKnown whether the value is a reference, whose inputs are what they are called; asked where nothing explains the difference
 */
export function believed(checked: CheckedPair, isKnown: () => boolean = () => false): Believed {
  const { decision, session } = checked;
  if (decision.kind !== 'refuted') return { checked, explanation: null };
  const samples = decision.failing.map(({ sample }) => sample);
  const guesses = guessesIn(samples);
  if (guesses.includes(inPlace)) return { checked: restingOnGuesses(checked, samples), explanation: null };
  if (guesses.length === 0 && (isDeclared(session) || isPlain(decision.attempt, samples))) {
    return { checked, explanation: null };
  }
  const explanation = explain(session, decision);
  if (guesses.length > 0) {
    const isOfSame = explanation.attempt === decision.attempt;
    return isOfSame && isOwnSlip(explanation)
      ? { checked, explanation }
      : { checked: restingOnGuesses(checked, samples), explanation: null };
  }
  return isExplained(explanation) || isKnown()
    ? { checked, explanation }
    : { checked: { ...checked, decision: unexplainedDifference(explanation, decision.wrt) }, explanation };
}

/** Whether a tag says what the gradient is of, so that the author knows of the check and of the other tags. */
function isDeclared({ candidate: { kind } }: Session): boolean {
  return kind === 'tag' || kind === 'reference-tag';
}

/** Whether the inputs are so few, or one array of numbers, that little was chosen for them. */
function isPlain(attempt: Attempt, samples: readonly Sample[]): boolean {
  const mostNumbers = isRightSomewhere(attempt) ? fewInputs : fewNumbers;
  return samples.every(({ values }) => {
    const paths = [...values.keys()];
    const arrays = new Set(paths.map((path) => /^\w+(?=(\[\d+\])+$)/.exec(path)?.[0] ?? null));
    const isOneArray = arrays.size === 1 && !arrays.has(null);
    return isOneArray || paths.length <= (paths.every(isName) ? mostNumbers : fewInputs);
  });
}

function isName(path: string): boolean {
  return /^[\w$]+$/.test(path);
}

function isRightSomewhere({ judged }: Attempt): boolean {
  return judged.some(({ judgement: j }) => j.kind === 'equal' && j.scale > 0);
}

/**
 * Whether what was found explains why somebody would have written the gradient. One that is right at some points was written for this value
 * and is called as it is meant to be: there the other points may be ones that never occur, and what mends a part of it explains nothing.
 */
function isExplained({ attempt, cause, isVague, repair }: Explanation): boolean {
  if (cause === null || isVague === true) return false;
  const isFarFetched = repair !== null && (repair.isPartial === true || repair.cost > mostFarFetched);
  return !isFarFetched || !isRightSomewhere(attempt);
}

function unexplainedDifference({ failing }: Explanation, wrt: readonly string[]): Decision {
  const differs = failing.length === 1 ? 'a point' : `${failing.length} points`;
  const what = `it differs from the derivative at ${differs}, and no mistake was found that explains it`;
  return undetermined('unexplained-difference', what, wrt);
}

function isOwnSlip({ kind, repair }: Explanation): boolean {
  const isPlain = repair !== null && repair.isPartial !== true && repair.cost <= farFetchedRepair;
  return isPlain && kind !== null && ownSlips.has(kind);
}
