/**
 * @file Convention "suffix": `sigmoid` and `sigmoidGrad`, `mseLoss` and `mse_gradient_wrt_p`, `tanh` and `tanhderivative`, `relu_d`.
 * The name is only read here; `match.ts` looks for the value.
 */
import { isFunctionName } from './aliases.ts';
import {
  isHigher,
  lowerStems,
  MARKERS,
  namedParameter,
  plainStems,
  reading,
  type GradientReading,
} from './gradient-names.ts';
import { meansDerivative } from './other-meanings.ts';
import { splitWords, stemKey, withoutCallable, withoutVerb } from './words.ts';

/** `sigmoidGrad`, `bce_gradient_wrt_p`, `sigmoidderivative`. */
export function suffixReadings(name: string): readonly GradientReading[] {
  const words = withoutCallable(withoutVerb(splitWords(name)));
  const readings: GradientReading[] = [];
  const add = (stem: readonly string[], wrt: string | null, marker: string): void => {
    if (isHigher(stem)) {
      // The derivative of a known function may be in terms of its output, as `y * (1 - y)`, and the second one need not be.
      const isOfActivation = isFunctionName(stemKey(stem.slice(0, -1)));
      const lower = isOfActivation || !meansDerivative(marker, stem.slice(0, -1)) ? [] : lowerStems(stem);
      readings.push(...lower.map((plain) => reading('suffix', [...plain, marker], wrt, marker)));
      return;
    }
    for (const plain of [...plainStems(stem), ...beforeTo(stem)]) {
      if (meansDerivative(marker, plain)) readings.push(reading('suffix', plain, wrt, marker));
    }
  };
  for (let index = words.length - 1; index > 0; index--) {
    const marker = words[index] ?? '';
    if (MARKERS.has(marker)) {
      for (const wrt of namedParameter(words.slice(index + 1))) add(words.slice(0, index), wrt, marker);
    }
  }
  // `mseBatch` and `mseGradBatch`: the marker stands within.
  for (let index = words.length - 2; index > 0; index--) {
    const marker = words[index] ?? '';
    const before = words.slice(0, index);
    // Libraries of widgets and customers are prime, too.
    if (marker === 'prime' && !isFunctionName(stemKey(before))) continue;
    if (MARKERS.has(marker)) add([...before, ...words.slice(index + 1)], null, marker);
  }
  // `evaluate` and `evaluateDerivative`: the verb is all that the value's name has.
  const [verb = '', ...rest] = withoutCallable(splitWords(name));
  if (words.length < rest.length + 1 && rest.length === 1 && MARKERS.has(rest[0] ?? '')) {
    add([verb], null, rest[0] ?? '');
  }
  const last = words.at(-1) ?? '';
  const joined =
    /^(.+?)(derivative|deriviate|derivate|derivation|derivada|derivata|ableitung|deriv|gradient|grad|prime|backward)$/.exec(
      last,
    );
  if (joined?.[1] !== undefined && joined[2] !== undefined && !MARKERS.has(last)) {
    add([...words.slice(0, -1), joined[1]], null, joined[2]);
  }
  // `testdf` beside `testf`
  const [, before, letter] = /^(\w+)_?d([fg])$/.exec(name) ?? [];
  if (before !== undefined && !/^[pc]$/.test(before)) add(splitWords(before + letter!), null, 'df');
  if (words.length > 1 && SHORT.has(last) && isFunctionName(stemKey(words.slice(0, -1)))) {
    add(words.slice(0, -1), null, last);
  }
  return readings;
}

/** `tanh2deriv` and `sigmoid_output_to_derivative` say what they are made of. */
function beforeTo(stem: readonly string[]): readonly (readonly string[])[] {
  if (!/^(to|2)$/.test(stem.at(-1) ?? '')) return [];
  const source = stem.slice(0, stem.at(-2) === 'output' ? -2 : -1);
  return isFunctionName(source.join('')) ? [source] : [];
}

/** Suffixes that count only after the name of a mathematical function: `relu_d`, `tanhD`, `sigmoid_dx`. */
export const SHORT: ReadonlySet<string> = new Set(['d', 'dx', 'diff', 'prim', 'derived']);
