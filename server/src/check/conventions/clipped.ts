/**
 * @file Gradients that are cut on purpose before they are returned: as a whole to a length, `if (norm > 5) g = g * (5 / norm)`, or entry by
 * entry to a range, `Math.max(-1, Math.min(1, g))`. Where nothing is cut they are the derivative.
 */
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import type { Attempt } from '../attempt.ts';
import { type ComparedNumbers, comparedNumbers } from './compared-numbers.ts';
import type { Session } from '../sampling/session.ts';

/**
 * In words, to what a gradient is cut that is the derivative at every other sample; null where it is not. What is not cut must lie within
 * the limit and what is cut beyond it, so that a factor that is wrong in a branch is no limit.
 */
export function clippedTo({ environment: { graph }, gradient }: Session, { judged }: Attempt): string | null {
  if (!LIMITING.test(gradient.node.getText())) return null;
  const numbers = comparedNumbers(graph, judged);
  for (const limit of limitsOf(numbers)) {
    // An argument that is drawn below 0 is no limit.
    const sensible = numbers.filter((each) => limit(each) > 0);
    if (isCutAsAWhole(sensible, limit)) return 'cut to a length';
    if (isCutByEntries(sensible, limit)) return 'cut entry by entry to a range';
  }
  return null;
}

type Limit = (numbers: ComparedNumbers) => number;

/** What a gradient may be cut to: one number, as long as the first that is cut, or an argument. */
function limitsOf(numbers: readonly ComparedNumbers[]): readonly Limit[] {
  const [first] = numbers.filter(isCut);
  if (first === undefined) return [];
  const lengths = [euclidean(first.actual), largest(first.actual)];
  const names = [...first.judged.sample.values.keys()].filter((name) => !first.judged.comparison.inputs.includes(name));
  return [
    ...lengths.map((length) => (): number => length),
    ...names.map(
      (name): Limit =>
        (each) =>
          each.judged.sample.values.get(name) ?? NaN,
    ),
  ];
}

function isCut({ judged }: ComparedNumbers): boolean {
  return judged.judgement.kind === 'different';
}

/** By the length of the whole, or by its largest entry. */
function isCutAsAWhole(numbers: readonly ComparedNumbers[], limit: Limit): boolean {
  const cut = numbers.filter(isCut);
  // Where nothing is short enough to be whole, lengths that follow an argument tell that it is the limit.
  const isSeen = cut.length < numbers.length || new Set(cut.map(limit)).size > 2;
  if (cut.length === 0 || !isSeen || !cut.every(isShortened)) return false;
  return [euclidean, largest].some((length) =>
    numbers.every((each) => {
      const isWithin = isAtMost(length(each.expected), limit(each));
      return isCut(each) ? !isWithin && areEqual(length(each.actual), limit(each)) : isWithin;
    }),
  );
}

function isCutByEntries(numbers: readonly ComparedNumbers[], limit: Limit): boolean {
  const isSomeWhole = numbers.some(({ expected, actual }) =>
    expected.some((e, i) => e !== 0 && areEqual(e, actual[i]!)),
  );
  return isSomeWhole && numbers.some(isCut) && numbers.every((each) => areCut(each, limit(each)));
}

/** Words of code that measures something or keeps it within bounds. */
const LIMITING = /clip|clamp|norm|limit|hypot|sqrt|length|max|min/i;

/** Whether all entries are the expected ones times one positive factor below 1. */
function isShortened({ expected, actual }: ComparedNumbers): boolean {
  const factor = euclidean(actual) / euclidean(expected);
  return factor > 0 && factor < 1 && expected.every((e, i) => areEqual(e * factor, actual[i]!, euclidean(actual)));
}

/** Whether each entry is the expected one, or the limit with its sign where that is larger. */
function areCut({ expected, actual }: ComparedNumbers, limit: number): boolean {
  return expected.every((e, i) => areEqual(Math.sign(e) * Math.min(Math.abs(e), limit), actual[i]!));
}

function euclidean(entries: readonly number[]): number {
  return Math.hypot(...entries);
}

function largest(entries: readonly number[]): number {
  return Math.max(...entries.map(Math.abs));
}

function isAtMost(length: number, limit: number): boolean {
  return length <= limit || areEqual(length, limit);
}

function areEqual(a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): boolean {
  return Math.abs(a - b) <= equalityTolerance * scale;
}
