/**
 * @file Finds the value function that a reading of a gradient's name speaks of.
 * Prefers the same owner and scope, then the exact stem; aliases and "the one loss there is" only when nothing else fits.
 */
import type * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import { canonicalStem, isKnownStem, kindsOf } from './aliases.ts';
import type { FoundFunction } from './collect.ts';
import { isAmbiguousMarker, type GradientReading } from './gradient-names.ts';
import {
  areCloselyRelated,
  areDifferentKernels,
  areRelated,
  calls,
  hasFunctionName,
  continuesArguments,
  hasUpstream,
  isAboutDerivatives,
  isNamedAsLoss,
  takesGradient,
} from './evidence.ts';
import { asMethodOf, basesOf } from './inheritance.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired } from './look-alikes.ts';
import { isHandling } from './other-meanings.ts';
import { GREEK, prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { splitWords, stemKey, withoutCallable, withoutVerb } from './words.ts';

/** Functions by each spelling that a gradient's stem may have. Whether their code may be that of a value is asked of the few that fit. */
export interface ValueIndex {
  readonly byStem: ReadonlyMap<string, readonly FoundFunction[]>;
  readonly byAlias: ReadonlyMap<string, readonly FoundFunction[]>;
  /** See `looseKeys`. */
  readonly byLoose: ReadonlyMap<string, readonly FoundFunction[]>;
  /** By the first letters of its words, of which there are several: `ln` for `layerNorm`. */
  readonly byInitials: ReadonlyMap<string, readonly FoundFunction[]>;
  readonly losses: readonly FoundFunction[];
  /** Energies and potentials, which a bare `gradient` is of where there is no loss. */
  readonly energies: readonly FoundFunction[];
  /** Stems of functions that have a derivative called after them. */
  readonly derived: ReadonlySet<string>;
}

export function indexValues(values: readonly FoundFunction[]): ValueIndex {
  const byStem = new Map<string, FoundFunction[]>();
  const byAlias = new Map<string, FoundFunction[]>();
  const byLoose = new Map<string, FoundFunction[]>();
  const byInitials = new Map<string, FoundFunction[]>();
  const losses: FoundFunction[] = [];
  const energies: FoundFunction[] = [];
  const derived = new Set<string>();
  for (const value of values) {
    const words = splitWords(value.localName);
    const written = words.join('');
    // Of `maxPool2x2` the size is no part of what it computes.
    for (const key of new Set([written, stemKey(words), written.replace(/\d+x\d+$/, '')])) {
      byStem.set(key, [...(byStem.get(key) ?? []), value]);
    }
    const alias = canonicalStem(stemKey(words));
    byAlias.set(alias, [...(byAlias.get(alias) ?? []), value]);
    const initials = words.length > 1 ? words.map((word) => word[0]).join('') : '';
    if (initials !== '') byInitials.set(initials, [...(byInitials.get(initials) ?? []), value]);
    for (const key of looseKeys(words)) byLoose.set(key, [...(byLoose.get(key) ?? []), value]);
    if (isObviousLoss(value.localName)) {
      losses.push(value);
    }
    if (/^((total|potential)?energy|potential)$/.test(withoutVerb(words).join(''))) energies.push(value);
    for (const { stem } of [...suffixReadings(value.localName), ...prefixReadings(value.localName)]) {
      if (stem.length > 0) derived.add(canonicalStem(stemKey(stem)));
    }
  }
  return { byStem, byAlias, byLoose, byInitials, losses, energies, derived };
}

/** The pair that the first fitting reading makes, or null. */
export function pairByName(
  gradient: FoundFunction,
  readings: readonly GradientReading[],
  index: ValueIndex,
): PairCandidate | null {
  for (const reading of readings) {
    const found = firstOf(stages(gradient, reading, index), (stage) => best(gradient, reading, stage));
    if (found !== null) {
      const wrt = reading.wrt === null ? null : parameterNamed(found, reading.wrt);
      return {
        kind: reading.kind,
        value: asMethodOf(gradient.container, found).unit,
        gradient: gradient.unit,
        wrt: wrt === null ? null : [wrt],
        flagIndex: null,
        declared: false,
      };
    }
  }
  return null;
}

/** The first answer that is one. Later items are not looked at, as each look takes a while. */
function firstOf<Item, Answer>(items: readonly Item[], answer: (item: Item) => Answer | null): Answer | null {
  for (const item of items) {
    const found = answer(item);
    if (found !== null) return found;
  }
  return null;
}

/** Candidates in stages: a later stage counts only when no earlier one has a match. */
function stages(
  gradient: FoundFunction,
  reading: GradientReading,
  index: ValueIndex,
): readonly (readonly FoundFunction[])[] {
  if (reading.stem.length === 0) {
    // A bare `derivative` of what moves is one by time.
    const isBySpace = /^(grads?|gradients?)$/.test(reading.marker);
    const energies = isBySpace ? onlyEnergy(gradient, index) : [];
    return [onlyLoss(gradient, index), reading.wrt === null ? energies : onlySibling(gradient, index)];
  }
  const exact = index.byStem.get(reading.stem.join('')) ?? [];
  const stem = stemKey(reading.stem);
  const aliases = index.byAlias.get(canonicalStem(stem)) ?? [];
  const generic = GENERIC_STEMS.has(stem) ? onlyLoss(gradient, index) : [];
  const kinds = kindsOf(stem).flatMap((kind) => index.byAlias.get(kind) ?? []);
  const inner = innerLoss(reading.stem);
  const losses = inner === null ? [] : [...(index.byAlias.get(inner) ?? []), ...forwardsOf(inner, index)];
  const fused = losses.filter((loss) => takesTheSame(loss, gradient) || handsOn(loss, gradient));
  return [
    forwardOf(reading, index),
    exact,
    index.byStem.get(stem) ?? [],
    aliases,
    ACTIVATIONS.get(stem)?.flatMap((name) => index.byAlias.get(name) ?? []) ?? [],
    kinds.length === 1 ? kinds : [],
    generic,
    fused,
    looselyNamed(gradient, reading, index),
    abbreviated(gradient, reading, index),
  ];
}

/** `geluForward`, where it stands beside `gelu`, is what `geluBackward` goes back through: over an array, say, and not at one number. */
function forwardOf({ stem, marker }: GradientReading, { byStem }: ValueIndex): readonly FoundFunction[] {
  const isBackward = /^(backwards?|bwd|backprop|bprop)$/.test(marker);
  return isBackward ? ['forward', 'fwd'].flatMap((word) => byStem.get([...stem, word].join('')) ?? []) : [];
}

/**
 * What the value's name may have more than the gradient's: `crossEntropyError` and `crossEntropyGradient`, `npvAtRate` and
 * `npvDerivative`, `effectivePotential` and `potentialGradient`. Then both take the same, nothing else is meant by that name, and the
 * value has no derivative called after it in full.
 */
function looselyNamed(gradient: FoundFunction, { stem }: GradientReading, index: ValueIndex): readonly FoundFunction[] {
  if (gradient.parameters.length === 0 || gradient.parameters.some((name) => PLACES.test(name))) return [];
  const found = looseKeys(stem).flatMap((key) => index.byLoose.get(key) ?? []);
  const fitting = [...new Set(found)].filter(
    (value) =>
      value.unit.file === gradient.unit.file &&
      value.unit.node !== gradient.unit.node &&
      takesTheSame(value, gradient) &&
      !index.derived.has(canonicalStem(stemKey(splitWords(value.localName)))) &&
      isVisible(value, gradient),
  );
  return fitting.length === 1 ? fitting : [];
}

/** `lnBackward` beside the one `layerNorm` of the file, as the factor from above says that it is a gradient. */
function abbreviated(gradient: FoundFunction, { stem }: GradientReading, index: ValueIndex): readonly FoundFunction[] {
  const [word = '', ...others] = stem;
  if (others.length > 0 || word.length < 2 || !hasUpstream(gradient)) return [];
  const found = (index.byInitials.get(word) ?? []).filter(
    (value) => value.unit.file === gradient.unit.file && value.unit.node !== gradient.unit.node,
  );
  return found.length === 1 ? found : [];
}

/** What a function is called that does what the word says: `activate` beside `activationDerivative`. */
const ACTIVATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['activation', ['activate']],
  ['activate', ['activation']],
]);

/** Places in a grid, over which gradients are differences. */
const PLACES = /^(i|j|k|n|[ij]?(x|y)?idx|index|i[xyz]|row|col|cell)$/i;

/** What the value of a function of a place is called. */
const HEIGHTS: ReadonlySet<string> = new Set(['surface', 'landscape', 'height', 'value', 'field']);

/** Words that say what kind of value it is, and not which. */
const KINDS: ReadonlySet<string> = new Set([
  ...['loss', 'error', 'cost', 'energy', 'potential', 'interpolate', 'interpolation'],
  ...HEIGHTS,
]);

/** A name without such words and without what follows `at`, and, where it ends with a potential or an energy, that word alone. */
function looseKeys(name: readonly string[]): readonly string[] {
  // `v3` is a version.
  const isVersioned = name[0] === 'v' && /^\d+$/.test(name[1] ?? '');
  const words = withoutVerb(isVersioned ? name.slice(2) : name);
  const at = words.indexOf('at');
  const named = at > 0 ? words.slice(0, at) : words;
  const plain = named.filter((word) => !KINDS.has(word));
  const last = named.at(-1) ?? '';
  return [plain.join(''), ...(/^(potential|energy)$/.test(last) ? [last] : [])].filter((key) => key.length > 1);
}

/**
 * `softmaxCrossEntropyGrad` or `crossEntropySoftmaxGrad` beside `crossEntropy` of probabilities alone is its gradient by what goes into the
 * softmax.
 */
function innerLoss(stem: readonly string[]): string | null {
  const isActivation = (word: string | undefined): boolean => /^(softmax|sigmoid)$/.test(word ?? '');
  const rest = isActivation(stem[0]) ? stem.slice(1) : isActivation(stem.at(-1)) ? stem.slice(0, -1) : [];
  const loss = canonicalStem(stemKey(rest));
  return /^([bc]?ce|nll)$/.test(loss) ? loss : null;
}

/** `crossEntropyForward` by the name of its loss. */
function forwardsOf(loss: string, { byAlias }: ValueIndex): readonly FoundFunction[] {
  return [...byAlias].flatMap(([alias, found]) =>
    /(forward|fwd)$/.test(alias) && canonicalStem(alias.replace(/(forward|fwd)$/, '')) === loss ? found : [],
  );
}

/** Whether a gradient that goes backward takes all that the loss reads, and what comes from above. */
function handsOn(loss: FoundFunction, gradient: FoundFunction): boolean {
  const takes = (names: readonly string[]): boolean =>
    names.length > 1 && names.every((name) => gradient.parameters.includes(name));
  // What comes first may be written to.
  return hasUpstream(gradient) && (takes(loss.parameters) || takes(loss.parameters.slice(1)));
}

function best(
  gradient: FoundFunction,
  reading: GradientReading,
  candidates: readonly FoundFunction[],
): FoundFunction | null {
  const words = reading.stem.join('');
  const ranked = candidates
    .filter((value) => value.unit.node !== gradient.unit.node && isVisible(value, gradient) && mayBePaired(value))
    // Two functions that are made must be made with the same arguments.
    .filter((value) => value.factory === gradient.factory)
    .filter((value) => reading.wrt === null || parameterNamed(value, reading.wrt) !== null)
    .map((value) => ({
      value,
      rank: ownerDistance(value, gradient) * 4 + spelling(value, words) * 2 + (takesTheSame(value, gradient) ? 0 : 1),
      gap: Math.abs(value.unit.nameStart - gradient.unit.nameStart),
    }))
    .sort((lhs, rhs) => lhs.rank - rhs.rank || lhs.gap - rhs.gap);
  const [first] = ranked;
  // One letter says little: `$E` and `dE` are names that a bundler made up.
  if (words.length === 1 && first !== undefined && isDecorated(first.value, words)) return null;
  if (first === undefined || !isPlausible(first.value, gradient, reading)) return null;
  // Of several that fit equally none is the one; a second declaration of the same name is no other function.
  const isAmbiguous = ranked.some(
    ({ value, rank }) => rank === first.rank && value.localName !== first.value.localName,
  );
  return isAmbiguous || isFiniteDifference(gradient, first.value) ? null : first.value;
}

function isDecorated({ localName }: FoundFunction, letter: string): boolean {
  return localName.toLowerCase() !== letter && splitWords(localName).join('') === letter;
}

function spelling(value: FoundFunction, words: string): number {
  return splitWords(value.localName).join('') === words ? 0 : 1;
}

function takesTheSame({ parameters }: FoundFunction, gradient: FoundFunction): boolean {
  return parameters.join() === gradient.parameters.join();
}

/** Whether more than a word that has other meanings speaks for the pair. */
function isPlausible(value: FoundFunction, gradient: FoundFunction, { stem, marker }: GradientReading): boolean {
  if (isAmbiguousMarker(marker) && takesGradient(value)) return false;
  // `diffSquare(a, b)` is a difference, `partialSum(n)` a sum of the first few.
  if (marker === 'diff' && value.parameters.length !== gradient.parameters.length) return false;
  if (/^(partial|influence)$/.test(marker) && !takesTheSame(value, gradient)) return false;
  // A delta is as often a difference of two.
  if (marker === 'delta' && !(takesTheSame(value, gradient) && isAboutDerivatives(gradient.unit.file))) return false;
  // `dphi(a, b)` is as often the difference of two angles.
  if (marker === 'd' && GREEK.test(stem.join('')) && !takesTheSame(value, gradient)) return false;
  // `dEnergy(energy)` is a drive of something, unless the function is one that is differentiated in terms of its output.
  const isOfOutput = gradient.parameters.join() === value.localName && !hasFunctionName(value.localName);
  if (marker === 'd' && isOfOutput) return false;
  // `invPrime(x)` is the inverse modulo a prime.
  if (marker === 'prime' && usesRemainder(gradient) && !usesRemainder(value)) return false;
  if (areDifferentKernels(value, gradient)) return false;
  // A curve is sampled at a parameter, a signal at a place.
  if (stem.join() === 'sample') return /^(t|u|s)$/.test(gradient.parameters.join()) && takesTheSame(value, gradient);
  if (isHandling(stem)) return areCloselyRelated(value, gradient);
  // `get_grad` beside `get` asks a node for its gradient.
  if (stem.join() === 'get' && value.localName === 'get') return false;
  if (isAmbiguousMarker(marker) && marker.startsWith('b')) {
    // Players, lists and cursors go forward and backward, too.
    const names = [value.localName, value.unit.owner];
    return (
      hasUpstream(gradient) ||
      continuesArguments(value, gradient) ||
      names.some((name) => hasFunctionName(name) || isNamedAsLoss(name)) ||
      isAboutDerivatives(gradient.unit.file)
    );
  }
  if (hasFunctionName(value.localName)) return true;
  if (stem.length === 0) {
    // A function by no other name may be anything, and so may its `gradient`.
    const isAnything = value.localName !== 'f' && isPlainFunction(value.localName) && isAmbiguousMarker(marker);
    if (isAnything && !isAboutDerivatives(gradient.unit.file)) return false;
    return areRelated(value, gradient) || value.parameters.length === gradient.parameters.length;
  }
  if (!isAmbiguousMarker(marker) || isConstantBeside(value, gradient)) return true;
  return (
    isNamedAsLoss(value.localName) ||
    takesNothingElse(value, gradient) ||
    hasUpstream(gradient) ||
    isAboutDerivatives(gradient.unit.file)
  );
}

function usesRemainder({ unit }: FoundFunction): boolean {
  return / % /.test(unit.node.body?.getText() ?? '');
}

/** `uPrime: () => k` beside `u: (x) => k * x`: the derivative of a straight line needs no argument. */
function isConstantBeside(value: FoundFunction, gradient: FoundFunction): boolean {
  const isSibling = value.container !== null && value.container === gradient.container;
  return isSibling && gradient.parameters.length === 0 && value.parameters.length === 1;
}

/** Whether the gradient takes what the value works on, calls it, or takes several of its arguments and no others. */
function takesNothingElse(value: FoundFunction, gradient: FoundFunction): boolean {
  const isPart = gradient.parameters.length > 1 && gradient.parameters.every((name) => value.parameters.includes(name));
  return isPart || areCloselyRelated(value, gradient);
}

/** Members are seen by their siblings and by those of subclasses, free functions from every scope inside their own. */
export function isVisible(value: FoundFunction, from: FoundFunction): boolean {
  if (value.container !== null) {
    const isSibling =
      value.container === from.container || basesOf(from.container).some((base) => base === value.container);
    return isSibling && value.unit.file === from.unit.file;
  }
  return value.unit.file !== from.unit.file || encloses(value.scope, from.scope);
}

function ownerDistance(value: FoundFunction, gradient: FoundFunction): number {
  if (value.unit.file !== gradient.unit.file) {
    return 3;
  }
  if (value.container !== null && value.container === gradient.container) {
    return 0;
  }
  return value.scope === gradient.scope ? 1 : 2;
}

function encloses(outer: ts.Node, inner: ts.Node): boolean {
  for (let scope: ts.Node | undefined = inner; scope !== undefined; scope = scope.parent) {
    if (scope === outer) {
      return true;
    }
  }
  return false;
}

const LOSS_WORDS: ReadonlySet<string> = new Set(['loss', 'cost', 'objective']);
/** What a gradient of the one loss may be called after: the loss itself, or the outputs that it is taken by. */
const GENERIC_STEMS: ReadonlySet<string> = new Set(['l', 'j', 'e', 'c', 'error', 'output', 'outputs', ...LOSS_WORDS]);

/** Names of a function that is the only one there is to differentiate. */
const FUNCTION_NAMES: ReadonlySet<string> = new Set(
  'f fn fct func function functionby functionof funcion funcao fonction funktion funzione'.split(' '),
);

function isPlainFunction(name: string): boolean {
  const words = withoutCallable(withoutVerb(splitWords(name)));
  return FUNCTION_NAMES.has(words.join('')) && /^[a-z]/i.test(name);
}

function isObviousLoss(name: string): boolean {
  const spelled = withoutCallable(withoutVerb(splitWords(name)));
  // `lossSurface(x, y)` and `lossHeight(x, y)` are losses.
  const words = spelled.length > 1 && HEIGHTS.has(spelled.at(-1) ?? '') ? spelled.slice(0, -1) : spelled;
  const isLoss =
    [words.at(-1) ?? '', stemKey(words)].some((word) => LOSS_WORDS.has(word)) ||
    isKnownStem(words.join('')) ||
    isPlainFunction(name);
  return isLoss && suffixReadings(name).length + prefixReadings(name).length === 0;
}

/**
 * The loss in the gradient's own scope or owner, when there is exactly one. A known function that has a derivative called after it, as
 * `sigmoid` beside `sigmoidDerivative`, is none.
 */
function onlyLoss(gradient: FoundFunction, index: ValueIndex): readonly FoundFunction[] {
  const isNear = (loss: FoundFunction): boolean =>
    standsBeside(loss, gradient) &&
    !(hasFunctionName(loss.localName) && index.derived.has(canonicalStem(stemKey(splitWords(loss.localName))))) &&
    mayBePaired(loss);
  const near = index.losses.filter(isNear);
  // Of several it is the one that takes what the gradient takes, as a bump that the loss is made of does not.
  const same = near.length > 1 ? near.filter((loss) => takesTheSame(loss, gradient)) : near;
  const named = same.length > 1 ? same.filter((loss) => isNamedAsLoss(loss.localName)) : same;
  return named.length === 1 ? named : [];
}

/** Whether another function stands in the same object, or the same scope, of the file. */
function standsBeside({ unit, container, scope }: FoundFunction, gradient: FoundFunction): boolean {
  return (
    unit.node !== gradient.unit.node &&
    unit.file === gradient.unit.file &&
    container === gradient.container &&
    scope === gradient.scope
  );
}

/** `k(a, b)` beside `gradA(a, b)` of a kernel: the one other method that takes the very same, whatever it is called. */
function onlySibling(gradient: FoundFunction, index: ValueIndex): readonly FoundFunction[] {
  if (gradient.container === null || gradient.parameters.length < 2) return [];
  const all = new Set([...index.byStem.values()].flat());
  const siblings = [...all].filter(
    (value) =>
      value.container === gradient.container &&
      value.unit.node !== gradient.unit.node &&
      takesTheSame(value, gradient) &&
      suffixReadings(value.localName).length + prefixReadings(value.localName).length === 0,
  );
  return siblings.length === 1 ? siblings : [];
}

/**
 * The one energy or potential beside a bare `gradient`, which takes all that it takes, and counts perhaps. The energy of a picture is made
 * of its gradient, and not the other way round.
 */
function onlyEnergy(gradient: FoundFunction, { energies, losses }: ValueIndex): readonly FoundFunction[] {
  const beside = [...energies, ...losses].filter((value) => standsBeside(value, gradient));
  const [only, ...others] = beside;
  const takes = only?.parameters ?? [];
  const isOf = takes.length > 0 && takes.every((name, i) => gradient.parameters[i] === name);
  return only !== undefined && others.length === 0 && isOf && !calls(only, gradient.localName) ? [only] : [];
}

/** The parameter a name's word means: the same word, or else the only one that begins like it. */
function parameterNamed(value: FoundFunction, word: string): string | null {
  const spelled = value.parameters.map((name) => ({ name, word: splitWords(name).join('') }));
  const same = spelled.find((parameter) => parameter.word === word);
  const alike = spelled.filter(
    (parameter) =>
      Math.min(word.length, parameter.word.length) >= 3 &&
      (parameter.word.startsWith(word) || word.startsWith(parameter.word)),
  );
  if (same !== undefined || alike.length > 0)
    return same?.name ?? (alike.length === 1 ? (alike[0]?.name ?? null) : null);
  // `gradUser` of `(u, v)`
  const initial = spelled.filter((parameter) => word.length > 2 && parameter.word === word[0]);
  return initial.length === 1 ? (initial[0]?.name ?? null) : null;
}
