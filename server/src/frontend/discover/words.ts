/**
 * @file Names split into words, and the words that say nothing about which function is meant.
 * What makes a name the name of a gradient is `gradient-names.ts`.
 */

/**
 * `meanSquaredError_v2` → `mean squared error v 2`: case, underscores and digits separate, and everything is lower case.
 * Letters of any script are letters: `ψGrad` is the gradient of `ψ`.
 */
export function splitWords(name: string): readonly string[] {
  let words = splits.get(name);
  if (words === undefined) {
    if (splits.size >= mostSplits) splits.clear();
    splits.set(name, (words = split(name)));
  }
  return words;
}

/** The same names are split over and over: for each reading of each of them, at each keystroke. */
const splits = new Map<string, readonly string[]>();
const mostSplits = 5000;

function split(name: string): readonly string[] {
  return Array.from(name.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\d+/gu), (match) => match[0].toLowerCase());
}

const VERBS: ReadonlySet<string> = new Set(['get', 'calc', 'calculate', 'compute', 'eval', 'evaluate', 'apply']);

/** Drops a leading `get`, `compute` and the like, unless nothing would be left. */
export function withoutVerb(words: readonly string[]): readonly string[] {
  return words.length > 1 && VERBS.has(words[0] ?? '') ? words.slice(1) : words;
}

const CALLABLE: ReadonlySet<string> = new Set(['fn', 'func', 'fct', 'function', 'method']);

/** Drops a trailing `fn`, `func`, `function`, unless nothing would be left. */
export function withoutCallable(words: readonly string[]): readonly string[] {
  return words.length > 1 && CALLABLE.has(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}

const DECORATIONS: ReadonlySet<string> = new Set([
  ...CALLABLE,
  'f',
  'loss',
  'cost',
  'objective',
  // In Portuguese, Spanish and German.
  'perda',
  'custo',
  'perdida',
  'costo',
  'coste',
  'verlust',
  'fwd',
  'forward',
  'activation',
  'stable',
  'scalar',
  'value',
  'lse',
  // Where a curve is at a parameter: `bezierPoint` and `bezierDerivative`.
  'point',
  'position',
  'coordinate',
  'val',
  // One of several that make up a loss: `hingeComponent` and `hingeGradient`.
  'component',
  'term',
  // `crossEntropyCalculate` beside `crossEntropyDerivative`.
  'calculate',
  'calc',
  'compute',
  // Where it leaves its result.
  'into',
  'inplace',
]);

/** `forwardRelu`, `activation_sigmoid`, `lossMse`. */
const LEADING: ReadonlySet<string> = new Set(['forward', 'fwd', 'activation', 'loss']);

/** What is left of a name when verbs and decorations are gone, as one string: `computeFocalLossFwd` → `focal`. */
export function stemKey(words: readonly string[]): string {
  let stem = withoutVerb(words);
  if (stem.length > 2 && stem.at(-2) === 'in' && stem.at(-1) === 'place') stem = stem.slice(0, -2);
  // What follows goes first: of `activationFunction` and `lossValue` the first word is left.
  while (stem.length > 1 && DECORATIONS.has(stem.at(-1) ?? '')) {
    stem = stem.slice(0, -1);
  }
  if (stem.length > 1 && LEADING.has(stem[0] ?? '')) {
    stem = stem.slice(1);
  }
  return stem.join('');
}
