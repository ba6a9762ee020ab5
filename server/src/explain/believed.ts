/**
 * @file Which refutations are told as errors. That two functions differ at a point is certain, that the code is ever run there is not: a
 * mistake that is found speaks for it. What rests on code that is not in sight is believed only where one change that has nothing to do
 * with such a guess makes the gradient right, and what has many inputs not where nothing explains the difference.
 */
import { type Attempt, isRightBesideZero, type Judged } from '../check/attempt.ts';
import type { CheckedPair, Decision } from '../check/decision.ts';
import { guessesIn, restingOnGuesses } from '../check/guesses.ts';
import { undetermined } from '../check/undecided.ts';
import { inPlace } from '../frontend/trace/tensor/unseen.ts';
import type { Sample, Session } from '../check/sampling/session.ts';
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
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

/** Whether the inputs are so few, one array of numbers, or boxes, that little was chosen for them. */
function isPlain(attempt: Attempt, samples: readonly Sample[]): boolean {
  const mostNumbers = isRightSomewhere(attempt) ? fewInputs : fewNumbers;
  return samples.every(({ values }) => {
    const paths = [...values.keys()];
    const arrays = new Set(paths.map((path) => /^\w+(?=(\[\d+\])+$)/.exec(path)?.[0] ?? null));
    const isOneArray = arrays.size === 1 && !arrays.has(null);
    const others = paths.filter((path) => !isOfBox(path, paths));
    return isOneArray || others.length <= (others.every(isName) ? mostNumbers : fewInputs);
  });
}

/** Whether a number is a coordinate or a side of a box, which is drawn as one: `b.w` and `p.x1`, or an entry of an array of four. */
function isOfBox(path: string, all: readonly string[]): boolean {
  const [, array] = /^([\w$.]+)\[\d\]$/.exec(path) ?? [];
  if (array !== undefined) return all.filter((other) => other.startsWith(`${array}[`)).length === 4;
  const field = /\.([\w$]+)$/.exec(path)?.[1];
  return field !== undefined && boxFields.test(field);
}

const boxFields = /^(c?[xy]|w|h|width|height|[xy][12]|[xy]_?(min|max)|left|right|top|bottom|[ltrb])$/i;

function isName(path: string): boolean {
  return /^[\w$]+$/.test(path);
}

function isRightSomewhere({ judged }: Attempt): boolean {
  return judged.some(isRightBesideZero);
}

/**
 * Whether what was found explains why somebody would have written the gradient. One that is right at some points was written for this value
 * and is called as it is meant to be: there the other points may be ones that never occur, and what mends a part of it explains nothing.
 */
function isExplained({ attempt, cause, isVague, repair }: Explanation): boolean {
  if (cause === null || isVague === true || isApartBySign(attempt)) return false;
  const isFarFetched = repair !== null && (repair.isPartial === true || repair.cost > mostFarFetched);
  return !isFarFetched || !isRightSomewhere(attempt);
}

/**
 * Whether the gradient is wrong only where one number that it is not the derivative by is negative, and right only where that is positive: a
 * constant, a length or a weight that is never negative.
 */
function isApartBySign({ judged }: Attempt): boolean {
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
  const right = judged.filter(isRightBesideZero);
  const [first] = wrong;
  if (first === undefined || wrong.length < fewestApart || right.length < fewestApart) return false;
  const inputs = new Set(first.comparison.inputs);
  const candidates = [...first.sample.values.keys()].filter((path) => !inputs.has(path) && !looksLikeLabel(path));
  const signs = (list: readonly Judged[], path: string): readonly number[] =>
    list.map(({ sample }) => Math.sign(sample.values.get(path) ?? NaN));
  return candidates.some(
    (path) => signs(wrong, path).every((sign) => sign < 0) && signs(right, path).every((sign) => sign > 0),
  );
}

/** Of fewer samples chance decides what they have in common. */
const fewestApart = 5;

function unexplainedDifference({ failing }: Explanation, wrt: readonly string[]): Decision {
  const differs = failing.length === 1 ? 'a point' : `${failing.length} points`;
  const what = `it differs from the derivative at ${differs}, and no mistake was found that explains it`;
  return undetermined('unexplained-difference', what, wrt);
}

function isOwnSlip({ kind, repair }: Explanation): boolean {
  const isPlain = repair !== null && repair.isPartial !== true && repair.cost <= farFetchedRepair;
  return isPlain && kind !== null && ownSlips.has(kind);
}
