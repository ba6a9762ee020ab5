/**
 * @file What readings of a gradient's name have in common: `focalGradWrtZ` is "gradient of focal, with respect to z".
 * How names are taken apart is `suffix.ts` and `prefix.ts`; whether such a value function exists is `match.ts`.
 */

export interface GradientReading {
  readonly kind: 'suffix' | 'prefix';
  /** Words of the value's name; empty for a bare `gradient`, `gradZ`. */
  readonly stem: readonly string[];
  /** The parameter that the name speaks of, as a lower-case word; it must then exist. */
  readonly wrt: string | null;
  /** The word that says that it is a derivative. */
  readonly marker: string;
}

/** Words that mean a derivative and hardly anything else, with the misspellings and languages that occur in published code. */
const PLAIN_MARKERS =
  'derivative derivatives derivate deriviate derivitive deriviative derivation derivat derivativ deriv derivs jacobian subgradient subgradients subgrad ' +
  'ableitung derivada derivee derivata';

/** Words that have other meanings as well: pictures have gradients, integers are prime, players go backward. */
const AMBIGUOUS_MARKERS =
  'grad grads gradient gradients der prime backward backwards bwd backprop bprop vjp delta pullback';

/** Words that make a name the name of a derivative. */
export const MARKERS: ReadonlySet<string> = new Set(`${PLAIN_MARKERS} ${AMBIGUOUS_MARKERS}`.split(' '));

const ambiguous: ReadonlySet<string> = new Set(AMBIGUOUS_MARKERS.split(' '));

/** Whether the word alone does not say that a derivative is meant. */
export function isAmbiguousMarker(marker: string): boolean {
  return ambiguous.has(marker);
}

/** For tables and callbacks, where the object literal would be in the way. */
export function reading(
  kind: 'suffix' | 'prefix',
  stem: readonly string[],
  wrt: string | null,
  marker: string,
): GradientReading {
  return { kind, stem, wrt, marker };
}

/** Words of a derivative's name that only say how it was found: `exactFirstDerivative`, `analyticGradient`. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  'first exact analytic analytical closed form true manual symbolic explicit local'.split(' '),
);

/** Words before a marker that make it another derivative than the first. */
const HIGHER: ReadonlySet<string> = new Set('second third fourth double triple higher nth mixed'.split(' '));

/** Whether the words before a marker say that it is a second or higher derivative. */
export function isHigher(stem: readonly string[]): boolean {
  return HIGHER.has(stem.at(-1) ?? '');
}

/** What the derivative before one of these is called. */
const LOWER: ReadonlyMap<string, readonly string[]> = new Map([
  ['second', ['first', '']],
  ['double', ['']],
  ['third', ['second']],
  ['fourth', ['third']],
]);

/** `easeSecond` → `easeFirst`, `ease`: the words before the marker of what a second derivative is the derivative of. */
export function lowerStems(stem: readonly string[]): readonly (readonly string[])[] {
  const lower = LOWER.get(stem.at(-1) ?? '') ?? [];
  return lower.map((word) => [...stem.slice(0, -1), word].filter((each) => each !== ''));
}

/** The stem as written and, where some of it may only qualify the derivative, what is left of it. */
export function plainStems(stem: readonly string[]): readonly (readonly string[])[] {
  let start = 0;
  let end = stem.length;
  while (start < end && QUALIFIERS.has(stem[start] ?? '')) start++;
  while (start < end && QUALIFIERS.has(stem[end - 1] ?? '')) end--;
  return end - start === stem.length ? [stem] : [stem, stem.slice(start, end)];
}

/** The parameter in the words after a marker: `wrt p`, `p`, or none; `from output` says which form, not which parameter. */
export function namedParameter(tail: readonly string[]): readonly (string | null)[] {
  if (tail.length === 0 || tail[0] === 'from') {
    return [null];
  }
  const named = tail[0] === 'wrt' || tail[0] === 'by' ? tail.slice(1) : tail;
  const word = named.join('');
  return word === '' ? [] : [INPUTS.has(word) ? null : word];
}

/** `softmaxGradWrtInput` names no parameter in particular. */
const INPUTS: ReadonlySet<string> = new Set(['input', 'inputs']);
