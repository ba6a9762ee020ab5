/**
 * @file Drawing input values. A tag says the domain; without one the name suggests where typical values lie, and each sample has
 * a mood (wide, positive, unit) that unnamed inputs follow, so that functions with a narrow domain still get valid points.
 * A suggestion never decides a verdict: points where the value is not defined are rejected later.
 */
import { plainName } from '../../plain-name.ts';
import { remembered } from '../../remembered.ts';
import { uniform } from '../../../math/numeric/random.ts';
import type { ParameterDomain } from '../../domain.ts';

/** What labels are in a sample: verdicts tell hard labels from the rest. */
export type LabelMode = 'zero-one' | 'plus-minus-one' | 'soft' | 'real' | 'one-hot' | 'simplex';

/** Everything random about one sample. */
export interface Draw {
  readonly seed: number;
  /** 0, 1, 2, … within one analysis. */
  readonly index: number;
  readonly labels: LabelMode;
  readonly mood: 'wide' | 'positive' | 'unit';
  /** Lengths of arrays by nesting depth: outer, inner. */
  readonly sizes: readonly [number, number];
  /** Whether counts are as small as they may be, where runs are long. */
  readonly isSmall?: true;
}

const labelModes: readonly LabelMode[] = [
  ...(['zero-one', 'soft', 'zero-one', 'real'] as const),
  ...(['zero-one', 'plus-minus-one', 'one-hot', 'simplex', 'zero-one'] as const),
];
const moods: readonly Draw['mood'][] = ['wide', 'unit', 'wide', 'positive', 'wide'];

/** Whether rows of matrices are as long as vectors, as the examples in `X` are as long as the weights. */
export type Sizes = 'unlike' | 'alike';

/**
 * Lengths by nesting depth, for one sample of seven. Short arrays are quick to trace; those of 6 tell places apart that are the same in
 * short ones, as 2i + 1 and i + 2 are.
 */
function sizesInTurn(turn: number): readonly [number, number] {
  if (turn === 5) return [6, 5];
  return turn < 4 ? [3, 4] : [4, 3];
}

const smallSizes = [
  [2, 3],
  [3, 2],
] as const;

/** The plan of sample `index`. Kinds alternate with coprime periods, so that all combinations occur. */
export function drawPlan(seed: number, index: number, sizes: Sizes = 'unlike', isSmall = false): Draw {
  const [outer, inner] = isSmall ? smallSizes[index % 2]! : sizesInTurn(index % 7);
  return {
    ...(isSmall && { isSmall }),
    seed: (seed * 1_000_003 + index * 7919) >>> 0,
    index,
    labels: labelModes[index % labelModes.length]!,
    mood: moods[index % moods.length]!,
    sizes: [outer, sizes === 'alike' ? outer : inner],
  };
}

/** Witnesses are read by people: three decimals are enough to tell two gradients apart. */
function readable(x: number): number {
  const digits = Math.abs(x) < 0.01 && x !== 0 ? 6 - Math.floor(Math.log10(Math.abs(x))) : 3;
  return Number(x.toFixed(Math.min(digits, 20)));
}

function between(draw: Draw, path: string, low: number, high: number): number {
  return readable(low + (high - low) * uniform(draw.seed, path));
}

/** One of some values; another one in every sample, however many there are. */
export function pick<T>(draw: Draw, path: string, values: readonly T[]): T {
  return values[Math.floor(uniform(draw.seed, path) * values.length)]!;
}

/** Each of some values in turn, so that none is missed: as many samples one after the other have all of them, in another order each time. */
export function pickInTurn<T>({ index }: Draw, path: string, values: readonly T[]): T {
  const round = Math.floor(index / values.length);
  const offset = Math.floor(uniform(round, path) * values.length);
  return values[(index + offset) % values.length]!;
}

const last = (path: string): string => /([A-Za-z_$][\w$]*)[^A-Za-z_$]*$/.exec(path)?.[1] ?? path;

/** The last name of a path, as names are compared. */
const lastName = remembered((path) => plainName(last(path)));

const labelNames =
  /^(y|t|ys|ts|target|targets|tgt|label|labels|truth|truths|groundtruth|ytrue|truey|yt|expect|expected|actual|desired|ideal|[a-z]*onehot[a-z]*|answer|answers|outcome|outcomes|yi|gtlabels?|correct|true|wanted|goal|goals|teacher|(next|target|teacher|ref|reference|true|gt|soft)(prob|dist)[a-z]*)$/;
const probabilityNames =
  /^(p|ps|q|pt|pr|phat|pi|s|softmaxoutput|dropout|droprate|dropoutrate|(?!log|ln|neglog)[a-z]*prob(s|ability|abilities)?)$/;
const predictionNames =
  /^(pred|preds|prediction|predictions|predicted|yhat|yhats|ypred|output|outputs|o|a|activation|activations|h|estimate|estimated|generated|guess|guessed|computed)$/;
const integerNames =
  /^(n|m|k|nn|count|size|batch|batchsize|len|length|num\w*|n[a-z]*classes|classes|dim|dims|rows|cols|total|regmax|bins)$/;
/** What is counted is never less than 0, whatever a condition asks. */
const countNames = /^(count|counts|ncount|hits|events|successes|trials)$/;
/** Counts that are 1 as often as not, and that change what others must be where they are larger. */
const stepNames = /^(stride|dilation)s?[xyhw]?$/;
/** Counts that are 0 as well. */
const paddingNames = /^(pad|padding)[xyhw]?$/;
/** Where a part of a buffer begins: 0 as well. */
export const startNames = /^(\w*off(set)?|start|base|begin|pos)$/;
const indexNames = /^(i|j|idx|index|cls|classindex|labelindex|targetindex|classid|clsid)$/;
const epsilonNames = /^(eps|epsilon|tiny|smalleps|fuzz)$/;
/** Of the negative side of a rectifier, which `Math.max(x, slope * x)` takes to be below 1. */
const slopeNames = /^(slope|leak|leakage|leakiness|(negative|neg|leaky|leakyrelu)(slope|alpha))$/;
const sizeNames = /^(w|h|width|height|wgt|hgt|gtw|gth|wp|hp|pw|ph|tw|th|gw|gh|w1|h1|w2|h2|bw|bh|area|radius)$/;
/** Whether it is a width, a height or the like: an entry of `w` is a weight, and one of `h` a hidden unit. */
function isSize(path: string, name: string): boolean {
  return sizeNames.test(name) && !(path.endsWith(']') && /^[wh]\d?$/.test(name));
}

const positiveNames =
  /^(sigma|std|stddev|sd|scale|var|variance|tau|temp|temperature|duration|period|halflife|lambda|beta|delta|kappa|rate|c|margin|threshold|omega|nu|posweight|weight|distance|vmax|amax|acc|accel|acceleration|maxspeed|(relu)?(clip|cap|ceiling)(value|at)?)$/;

/** Words after a name that say how many there are of it, or nothing: `expectedOutput`, `correctResults`, `targetVector`. */
const collective = /(?<=[a-z]{2})(values?|outputs?|results?|vector|array)$/;

function is(names: RegExp, name: string): boolean {
  return names.test(name) || names.test(name.replace(collective, ''));
}

/** Whether a parameter of that name is usually a target, so that it is the last to be differentiated. */
export function looksLikeLabel(name: string): boolean {
  return is(labelNames, lastName(name)) && !isSpan(name);
}

/** `T` by itself is a temperature, a period or the end of a time, and `T[i]` a target. */
const isSpan = (path: string): boolean => /(^|\.)T$/.test(path);

/** Whether a label's name is also given to what a model puts out, as `y` in `huber(y, t)` or `actual` beside `expected`. */
export function mayBeOutput(name: string): boolean {
  return /^(y|ys|yi|actual)$/.test(lastName(name));
}

/** Whether a parameter of that name usually keeps a divisor or the argument of a logarithm from 0. */
export function looksLikeEpsilon(name: string): boolean {
  return epsilonNames.test(lastName(name));
}

/** Whether a parameter of that name is usually a constant of the loss rather than an input. */
export function looksLikeHyperparameter(name: string): boolean {
  const n = lastName(name);
  return (
    integerNames.test(n) ||
    indexNames.test(n) ||
    epsilonNames.test(n) ||
    positiveNames.test(n) ||
    slopeNames.test(n) ||
    /^(alpha|gamma|reduction|a|b)$/.test(n)
  );
}

const wholeLine: readonly [number, number] = [-20_000, 20_000];
const unitInterval: readonly [number, number] = [0.01, 0.99];

/** What the code asks of an input by itself, in no relation to others. */
export interface OwnThresholds {
  /** It has a kink in it: |x|, max(0, x). */
  readonly hasKink: boolean;
  /** It is compared with constants. */
  readonly isCompared: boolean;
  /** Whether its value asks on which side of 0 or less, or of 1 or more, it is. */
  asksBeyondUnit(): boolean;
}

/**
 * Where an input may be moved to when a branch is aimed at. Its name says where it has a meaning, unless the code shows that it knows
 * better: nobody takes |w| of what is never negative. Sizes are compared with 0 all the same, to guard against empty boxes.
 */
export function plausibleRange(path: string, own: OwnThresholds): readonly [number, number] {
  const name = lastName(path);
  if (probabilityNames.test(name)) return own.asksBeyondUnit() ? wholeLine : unitInterval;
  if (own.hasKink || (own.isCompared && !isSize(path, name))) return wholeLine;
  if (isSize(path, name) || positiveNames.test(name) || epsilonNames.test(name) || name === 'gamma') return [0.01, 20];
  if (countNames.test(name)) return [0, 20];
  if (name === 'alpha' || slopeNames.test(name)) return unitInterval;
  return wholeLine;
}

/** Whether an input has left the interval in which its name alone says that it lies. */
export function isBeyondUnit(path: string, x: number): boolean {
  return probabilityNames.test(lastName(path)) && (x < unitInterval[0] || x > unitInterval[1]);
}

/** How one scalar's values are chosen when it is drawn; `bound` is the number of entries of the array it indexes, when known. */
export interface ScalarHints {
  readonly domain: ParameterDomain | null;
  /** The default of the parameter, when it has one. */
  readonly fallback: number | null;
  /** Set when the scalar selects an array element: how many elements there are. */
  readonly indexes: number | null;
  /** Set when an index is compared with whole numbers, so that a position between two entries means nothing. */
  readonly whole: boolean;
  /** Set when it is compared with 1, and with no other number than 0, as what says whether something happened is. */
  readonly isFlag: boolean;
  /** Set when the scalar is a count: the bound of a loop, the stride of a buffer. */
  readonly count: boolean;
  /** Set when a bound is less by that count. */
  readonly isWindow: boolean;
  /** Set when the scalar bounds a magnitude, as δ does in |r| < δ. */
  readonly positive: boolean;
  /** Set when the scalar is how far something may be from 1, as in 1 + ε. */
  readonly isDistance: boolean;
}

/** An entry of where rows of different lengths begin and end in one array: each row ends where the next one begins. */
const endOfRows = /^((?:.*\.)?(?:offsets|indptr|row_?ptr|row_?starts|boundaries))\[(\d+)\]$/i;

function drawEnd({ seed }: Draw, array: string, row: number): number {
  const lengths = Array.from({ length: row }, (_, i) => Math.floor(uniform(seed, `${array} row ${i}`) * 3));
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** A value for the scalar input at `path` (for example `gamma`, `pred[2]`, `box.w`). */
export function drawScalar(draw: Draw, path: string, hints: ScalarHints): number {
  if (hints.domain !== null) return fromDomain(draw, path, hints.domain, hints.indexes);
  const name = lastName(path);
  const ends = hints.count || hints.indexes !== null ? endOfRows.exec(path) : null;
  if (ends !== null) return drawEnd(draw, ends[1]!, Number(ends[2]));
  // Small, since buffers are as long as the product of several.
  if (hints.count && (paddingNames.test(name) || startNames.test(name)))
    return Math.floor(uniform(draw.seed, path) * 3);
  if (hints.count && stepNames.test(name)) return 1 + Math.floor(uniform(draw.seed, path) * 2);
  // No longer than what it slides over, which has at least two entries.
  if (hints.count && hints.isWindow) return 1 + Math.floor(uniform(draw.seed, path) * 2);
  // Of so many weights as rows have entries, where an object makes them.
  if (hints.count && path.startsWith('this.') && draw.sizes[0] === draw.sizes[1]) return draw.sizes[0];
  if (hints.count) return (draw.isSmall ? 1 : 2) + Math.floor(uniform(draw.seed, path) * 3);
  if (hints.indexes !== null) {
    // Whole or between two entries: both occur in class indices and in distribution targets.
    return is(labelNames, name) && draw.index % 2 === 0 && !hints.whole
      ? between(draw, path, 0.01, hints.indexes - 1.01)
      : drawIndex(draw, path, hints.indexes);
  }
  const corner = /^(.*?)([xy])(1|2|min|max)$/.exec(name);
  if (corner) return drawCorner(draw, path, corner[1]!, corner[2]!, corner[3]!);
  const isTiny = hints.fallback === null || hints.fallback < 1e-3;
  if (epsilonNames.test(name) && hints.isDistance && hints.fallback === null) return between(draw, path, 0.05, 0.4);
  if (epsilonNames.test(name) && isTiny) {
    const usual = hints.fallback !== null && hints.fallback > 0 ? Math.min(hints.fallback, 1e-7) : 1e-7;
    return usual * pick(draw, path, [1, 0.5, 0.1, 0.01]);
  }
  if (name === 'gamma') return between(draw, path, 0.3, 4);
  if (name === 'alpha') return between(draw, path, 0.1, 0.9);
  // An array called `n` holds negative examples, not counts.
  // A matrix of unlike sides, no larger than it must be. Entries of `rows` are no counts.
  if (/^(rows|cols|columns)$/.test(name) && !path.endsWith(']')) return 2 + Math.floor(uniform(draw.seed, path) * 2);
  const mayBeWhole = hints.fallback === null || Number.isInteger(hints.fallback);
  if (integerNames.test(name) && mayBeWhole && !path.endsWith(']')) {
    const [least, most] = draw.isSmall ? [1, 3] : [2, 6];
    return least + Math.floor(uniform(draw.seed, path) * (most - least + 1));
  }
  if (indexNames.test(name)) return Math.floor(uniform(draw.seed, path) * draw.sizes[0]);
  if (isSize(path, name)) return between(draw, path, 0.4, 4);
  // The `y` of a box or a point is a coordinate, not a label.
  if (path.includes('.') && /^[xyz]$/.test(name)) return between(draw, path, 0, 4);
  if (isSpan(path)) return between(draw, path, 0.2, 2.2);
  if (is(labelNames, name)) return drawLabel(draw, path);
  if (probabilityNames.test(name)) return between(draw, path, 0.05, 0.95);
  if (slopeNames.test(name)) return between(draw, path, 0.02, 0.95);
  if (hints.isFlag && draw.index % 2 === 0) return Math.round(uniform(draw.seed, path));
  const isHyperparameter = hints.fallback !== null && hints.fallback !== 0;
  if (is(predictionNames, name) && !isHyperparameter) {
    return draw.index % 5 < 3 ? between(draw, path, 0.05, 0.95) : between(draw, path, -3, 3);
  }
  if (positiveNames.test(name)) return between(draw, path, 0.2, 2.2);
  if (hints.fallback !== null && hints.fallback !== 0) {
    return between(draw, path, 0.4 * hints.fallback, 1.9 * hints.fallback);
  }
  if (hints.positive) return between(draw, path, 0.2, 2.2);
  switch (draw.mood) {
    case 'wide':
      return between(draw, path, -3.2, 3.2);
    case 'positive':
      return between(draw, path, 0.15, 4);
    case 'unit':
      return between(draw, path, 0.05, 0.95);
    default:
      return draw.mood satisfies never;
  }
}

/**
 * One of `n` entries. The ends of an edge or of a spring are two entries, so that the indices of one array differ in half of the samples
 * as far as there are enough; what is gathered or counted may occur twice, as it may in the others.
 */
function drawIndex(draw: Draw, path: string, n: number): number {
  const entry = /^(.*)\[(\d+)\]$/.exec(path);
  if (entry === null || draw.index % 2 === 1) return Math.floor(uniform(draw.seed, path) * n);
  return (Math.floor(uniform(draw.seed, entry[1]!) * n) + Number(entry[2])) % n;
}

function drawLabel(draw: Draw, path: string): number {
  switch (draw.labels) {
    case 'zero-one':
    case 'one-hot':
      return drawClass(draw, path) ? 1 : 0;
    case 'plus-minus-one':
      return drawClass(draw, path) ? 1 : -1;
    case 'soft':
    case 'simplex':
      return between(draw, path, 0.05, 0.95);
    case 'real':
      return between(draw, path, -3, 3);
    default:
      return draw.labels satisfies never;
  }
}

/** An entry of a vector of labels that sum to one, in the samples that have such; null in the others. */
export function drawLabelEntry(draw: Draw, path: string, i: number, length: number): number | null {
  if (!looksLikeLabel(path)) return null;
  if (draw.labels === 'simplex') return drawSimplexEntry(draw, path, i, length);
  if (draw.labels !== 'one-hot') return null;
  return Math.floor(uniform(draw.seed, `${path}|hot`) * length) === i ? 1 : 0;
}

/**
 * Which of two classes: entries of an array at random, a single label in turns, so that a handful of samples is sure to have both.
 */
function drawClass(draw: Draw, path: string): boolean {
  if (path.includes('[')) return uniform(draw.seed, path) < 0.5;
  const turns = uniform(0, path) < 0.5 ? draw.index >> 1 : draw.index >> 2;
  return turns % 2 === 0;
}

/** Corner coordinates come in pairs with the second one larger, whichever is drawn first. */
function drawCorner(draw: Draw, path: string, stem: string, axis: string, end: string): number {
  const owner = path.slice(0, path.length - last(path).length) + stem;
  const low = between(draw, `${owner}|${axis}|low`, 0, 4);
  if (end === '1' || end === 'min') return low;
  return readable(low + between(draw, `${owner}|${axis}|size`, 0.5, 4));
}

function fromDomain(draw: Draw, path: string, domain: ParameterDomain, indexes: number | null): number {
  switch (domain.kind) {
    case 'set':
      return pick(draw, path, domain.values);
    case 'integer': {
      const low = Number.isFinite(domain.low) ? domain.low : 0;
      const high = Math.min(domain.high, indexes === null ? Infinity : indexes - 1, low + 5);
      return low + Math.floor(uniform(draw.seed, path) * (high - low + 1));
    }
    case 'bin':
      return between(draw, path, 0.01, (indexes ?? draw.sizes[0]) - 1.01);
    case 'simplex':
      return between(draw, path, 0.05, 0.95);
    case 'box':
      return between(draw, path, 0.4, 4);
    case 'interval': {
      if (domain.low === -Infinity && domain.high === Infinity) return between(draw, path, -4, 4);
      if (domain.high === Infinity) return readable(domain.low + between(draw, path, 0.1, 4));
      if (domain.low === -Infinity) return readable(domain.high - between(draw, path, 0.1, 4));
      // Closed ends are values people pass (hard labels 0 and 1), so they are drawn as well.
      const u = uniform(draw.seed, `${path}|end`);
      if (domain.lowClosed && u < 0.2) return domain.low;
      if (domain.highClosed && u > 0.8) return domain.high;
      const span = domain.high - domain.low;
      return between(draw, path, domain.low + 0.04 * span, domain.high - 0.04 * span);
    }
    default:
      return domain satisfies never;
  }
}

/**
 * Entry `i` of an array of exactly four numbers, which in loss code is nearly always a box: the values make a proper box
 * both as two corners (x₂ > x₁) and as centre and size (w, h > 0). Overlapping, nested and disjoint pairs all occur.
 */
export function drawBoxEntry(draw: Draw, path: string, i: number, format: 'xyxy' | 'cxcywh' | null): number {
  const axis = i % 2 === 0 ? 'x' : 'y';
  const low = between(draw, `${path}|${axis}|low`, 0, 4);
  if (i < 2) return low;
  const size = between(draw, `${path}|${axis}|size`, 0.5, 4);
  return format === 'cxcywh' ? size : readable(low + size);
}

/** Entries of a probability vector. The last one is what the others, rounded to three decimals, leave of one. */
export function drawSimplexEntry(draw: Draw, path: string, i: number, length: number): number {
  const weight = (k: number): number => 0.1 + uniform(draw.seed, `${path}[${k}]`);
  let total = 0;
  for (let k = 0; k < length; k++) total += weight(k);
  if (i < length - 1) return readable(weight(i) / total);
  let rest = 1;
  for (let k = 0; k < i; k++) rest -= readable(weight(k) / total);
  return readable(rest);
}
