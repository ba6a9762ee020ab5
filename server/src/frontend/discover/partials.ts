/**
 * @file Convention "partial": named after the function and the parameter, `rosenbrockDx`, `f_dy`, `potentialPartialX`, `energyWrtW`,
 * `lossWeightsGrad`. Both must exist, and both functions take the same: `moveDx` is as often a step to the right. The name is only read
 * here; `match.ts` looks for the value.
 */
import { MARKERS, reading, type GradientReading } from './gradient-names.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

/** Words before a parameter's name that say that the derivative by it is meant; `filterByName` is no derivative of `filter`. */
const BY: ReadonlySet<string> = new Set(['partial', 'wrt', 'd']);

export function partialReadings(name: string): readonly GradientReading[] {
  const words = withoutCallable(withoutVerb(splitWords(name)));
  const readings: GradientReading[] = [];
  const add = (stem: readonly string[], wrt: string): void => {
    if (stem.length > 0 && wrt !== '') readings.push(reading('suffix', stem, wrt, 'partial'));
  };
  const last = words.at(-1) ?? '';
  // `rosenbrockDx`, `f_dy`, `loss_dw1`
  const digits = /^\d+$/.test(last) ? last : '';
  const named = digits === '' ? last : (words.at(-2) ?? '');
  const stem = words.slice(0, digits === '' ? -1 : -2);
  if (/^d\p{L}/u.test(named)) add(stem, named.slice(1) + digits);
  if (BY.has(words.at(-2) ?? '')) add(words.slice(0, -2), last);
  // `lossWeightsGrad`
  if (MARKERS.has(last)) add(words.slice(0, -2), words.at(-2) ?? '');
  return readings;
}
