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
}

/** Words that make a name the name of a derivative, with the misspellings that occur in published code. */
export const MARKERS: ReadonlySet<string> = new Set([
  'grad',
  'grads',
  'gradient',
  'gradients',
  'derivative',
  'derivatives',
  'deriviate',
  'derivate',
  'derivation',
  'deriv',
  'der',
  'prime',
  'backward',
  'bwd',
]);

/** For tables and callbacks, where the object literal would be in the way. */
export function reading(kind: 'suffix' | 'prefix', stem: readonly string[], wrt: string | null): GradientReading {
  return { kind, stem, wrt };
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
