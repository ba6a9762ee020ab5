/**
 * @file Gradients that a layer's `backward` leaves in its object: `this.dW` and `this.db` of `this.W` and `this.b`, besides what it returns.
 * Only what can be nothing else is taken for one: it is named after a field or parameter, has its shape, and is computed from what
 * the value and the upstream gradient are. Momentum, weight decay and rates, which mix something else in, leave it alone.
 */
import { adjoints } from '../../math/calculus/differentiate.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { replaceNodes } from '../../math/rewrite/replace.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { splitWords } from '../../frontend/discover/words.ts';
import type { OutputLeaf, Trace } from '../../frontend/trace/trace.ts';
import type { Value } from '../../frontend/trace/value.ts';
import type { PairCandidate, StoredGradient } from '../../frontend/types.ts';
import type { Judged } from '../attempt.ts';
import { areByEach } from '../leaves.ts';
import type { Sample } from '../sampling/session.ts';

/** Whether the gradient is a method that may store something in its object. */
export function mayStore({ gradient, stored }: PairCandidate): boolean {
  return stored === undefined && /\bthis\s*\.\s*#?\w*(d|grad)\w*/i.test(gradient.node.getText());
}

/** Samples that are looked at: an array may be too short in some of them. */
const mostSamples = 24;

/** What the gradient function stored in samples and is the gradient of an input of the value. */
export function storedGradients(graph: Graph, samples: readonly Sample[]): readonly StoredGradient[] {
  const found = new Map<string, StoredGradient>();
  for (const sample of samples.slice(0, mostSamples))
    for (const stored of storedIn(graph, sample)) found.set(`${stored.field} ${stored.of}`, stored);
  return [...found.values()];
}

function storedIn(graph: Graph, sample: Sample): readonly StoredGradient[] {
  const { self } = sample.gradient;
  const bases = inputsByBase(sample);
  const found: StoredGradient[] = [];
  for (const [path, leaves] of numericFields(self)) {
    for (const of of namesakes(path, [...bases.keys()])) {
      const stored = { field: path, of };
      if (isGradientOf(graph, sample, leaves, stored, bases.get(of)!)) found.push(stored);
    }
  }
  return found;
}

/** The numbers that a trace left in a field, without what was there before and to which they were added. */
export function storedLeaves(
  graph: Graph,
  { self }: Trace,
  { field }: StoredGradient,
  values: ReadonlyMap<string, number>,
): readonly OutputLeaf[] {
  const none = graph.constant(0);
  return (numericFields(self).get(field) ?? []).map(({ key, e, v }) => {
    const before = `this.${field}${key}`;
    const added = replaceNodes(graph, e, new Map([[graph.symbol(before), none]]));
    return { key: `.${field}${key}`, e: added, v: added === e ? v : v - (values.get(before) ?? 0) };
  });
}

/** The input that each of them is the derivative by; null where there are others or fewer. */
export function storedInputs(graph: Graph, sample: Sample, { field, of }: StoredGradient): readonly string[] | null {
  const leaves = sample.gradient.outputs.map((leaf) => ({ ...leaf, key: leaf.key.slice(field.length + 1) }));
  const isEach = areByEach(graph, leaves, of, inputsByBase(sample).get(of) ?? []);
  return isEach ? leaves.map(({ key }) => of + key) : null;
}

/** Whether what is stored is meant to be something else than the derivative of the value. */
export function isMeantToDiffer(judged: readonly Judged[], graph: Graph): boolean {
  return isMeanOverBatch(judged, graph) || hasDecay(judged, graph);
}

/** Whether all that is too much is the parameters themselves or their signs, times one number: a penalty on large weights. */
function hasDecay(judged: readonly Judged[], graph: Graph): boolean {
  const excesses = judged.flatMap(({ comparison, sample }) => {
    const numbers = evaluate(program(graph, [...comparison.expected, ...comparison.actual]), sample.values);
    return comparison.inputs.map((name, i) => ({
      weight: sample.values.get(name) ?? NaN,
      excess: numbers.get(comparison.actual[i]!)! - numbers.get(comparison.expected[i]!)!,
    }));
  });
  const isUniform = (penalty: (weight: number) => number): boolean => {
    const rates = excesses.map(({ weight, excess }) => excess / penalty(weight));
    return rates.every((rate) => Math.abs(rate / rates[0]! - 1) < 1e-6);
  };
  return excesses.length > 1 && (isUniform((weight) => weight) || isUniform(Math.sign));
}

/** Whether all that is stored is too small by the length of an array that was handed in: a mean over a batch, which the value is not. */
function isMeanOverBatch(judged: readonly Judged[], graph: Graph): boolean {
  const different = judged.filter(({ judgement }) => judgement.kind === 'different');
  return different.every(({ comparison, sample }) => {
    const numbers = evaluate(program(graph, [...comparison.expected, ...comparison.actual]), sample.values);
    const ratios = comparison.expected.map((id, i) => numbers.get(id)! / numbers.get(comparison.actual[i]!)!);
    const [first] = ratios;
    const isUniform = ratios.every((ratio) => Math.abs(ratio / first! - 1) < 1e-6);
    return isUniform && lengthsIn(sample).some((length) => length > 1 && Math.abs(first! / length - 1) < 1e-6);
  });
}

function lengthsIn({ values }: Sample): readonly number[] {
  const lengths = new Map<string, number>();
  for (const name of values.keys()) {
    const [, head, index] = /^([^[]+)\[(\d+)\]/.exec(name) ?? [];
    if (head !== undefined) lengths.set(head, Math.max(lengths.get(head) ?? 0, Number(index) + 1));
  }
  return [...lengths.values()];
}

/** The inputs of a sample by their names without the indices behind them. */
function inputsByBase({ values }: Sample): ReadonlyMap<string, readonly string[]> {
  const bases = new Map<string, string[]>();
  for (const name of values.keys()) {
    const base = name.replace(/(\[\d+\])+$/, '');
    bases.set(base, [...(bases.get(base) ?? []), name]);
  }
  return bases;
}

/** Fields of an object that are numbers or arrays of numbers, by their path, with the indices of the numbers as keys. */
function numericFields(self: Value, prefix = '', depth = 0): ReadonlyMap<string, readonly OutputLeaf[]> {
  const found = new Map<string, readonly OutputLeaf[]>();
  if (typeof self !== 'object' || self?.kind !== 'object' || depth > 2) return found;
  for (const [name, value] of self.fields) {
    const leaves = numbersIn(value, '');
    if (leaves !== null && leaves.length > 0) found.set(prefix + name, leaves);
    for (const [path, below] of numericFields(value, `${prefix}${name}.`, depth + 1)) found.set(path, below);
  }
  return found;
}

/** Null for anything but numbers. */
function numbersIn(value: Value, key: string): readonly OutputLeaf[] | null {
  if (typeof value !== 'object' || value === null) return null;
  if (value.kind === 'input') return value.cell.settled === undefined ? null : numbersIn(value.cell.settled, key);
  if (value.kind === 'number') return [{ key, e: value.e, v: value.v }];
  if (value.kind !== 'array') return null;
  const found: OutputLeaf[] = [];
  for (const [i, item] of value.items.entries()) {
    // A row that nothing has asked for, as that of a word which no text has, is what it was.
    if (typeof item === 'object' && item?.kind === 'input' && item.cell.settled === undefined) continue;
    const below = numbersIn(item, `${key}[${i}]`);
    if (below === null) return null;
    found.push(...below);
  }
  return found;
}

/** Inputs that a field is named after: `this.W` of `dW`, `this.conv.w` of `conv.dw`, `this.W.data` of `W.grad`, `x` of `dx`. */
function namesakes(path: string, bases: readonly string[]): readonly string[] {
  const parts = path.split('.');
  const index = parts.findLastIndex((part) => stemOf(part) !== null);
  if (index < 0) return [];
  const stem = stemOf(parts[index]!)!;
  const [before, after] = [parts.slice(0, index), parts.slice(index + 1)];
  const ofObject = bases.filter((base) => base.startsWith('this.'));
  // A bare `grad` is that of the one thing that the object has.
  if (stem === '' && parts.length === 1 && ofObject.length === 1) return ofObject;
  const own =
    stem === ''
      ? after.length > 0
        ? ['', 'params', 'parameters', 'weights'].map((group) => [...before, group, ...after])
        : ['data', 'value', 'values', ''].map((field) => [...before, field])
      : [[...before, stem, ...after]];
  const wanted = own.map((names) => spelling(['this', ...names.filter(Boolean)].join('.')));
  if (stem !== '' && before.length === 0) wanted.push(spelling([stem, ...after].join('.')));
  const named = bases.filter((base) => wanted.includes(spelling(base)));
  const long = LONG_NAMES.get(plainName(stem));
  if (named.length > 0 || long === undefined) return named;
  const full = spelling(['this', ...before, long, ...after].join('.'));
  return bases.filter((base) => spelling(base) === full);
}

/** `gradW` of `weights`, where there is no `W`. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['w', 'weights'],
  ['b', 'bias'],
]);

/** One spelling for `weights`, `Weight` and `_weight`, and for `bias` and `biases`. */
function spelling(path: string): string {
  return path
    .split('.')
    .map((part) =>
      plainName(part.replace(/^#/, ''))
        .replace(/(?<=bias)es$/, '')
        .replace(/s$/, ''),
    )
    .join('.');
}

/** What is left of the name of a gradient; empty for a bare `grad`, null for other names. */
function stemOf(field: string): string | null {
  const name = field.replace(/^#/, '');
  const leibniz = /^d[A-Z]_?d(?=[A-Za-z])(.+)$/.exec(name)?.[1];
  if (leibniz !== undefined) return leibniz;
  const words = splitWords(name);
  const isMarker = (word: string | undefined): boolean => /^(grads?|gradients?)$/.test(word ?? '');
  if (isMarker(words[0])) return words.slice(1).join('');
  if (isMarker(words.at(-1))) return words.slice(0, -1).join('');
  if (words[0] === 'd' && words.length > 1) return words.slice(1).join('');
  return /^d([a-z]\w*)$/.exec(name)?.[1] ?? null;
}

function isGradientOf(
  graph: Graph,
  sample: Sample,
  leaves: readonly OutputLeaf[],
  { field, of }: StoredGradient,
  inputs: readonly string[],
): boolean {
  if (!areByEach(graph, leaves, of, inputs)) return false;
  // What backward did not touch, it did not compute: forward may keep a difference as `this.dx`.
  const before = new Map(
    numericFields(sample.value.self)
      .get(field)
      ?.map(({ key, e }) => [key, e]),
  );
  if (leaves.every(({ key, e }) => e === (before.get(key) ?? graph.symbol(`this.${field}${key}`)))) return false;
  const known = graph.symbolsOf([...sample.value.outputs.map(({ e }) => e), ...sample.upstream]);
  const isComputed = leaves.every(({ key, e }) => {
    const own = `this.${field}${key}`;
    const isOwnKept = !graph.symbolsOf([e]).has(own) || isAddedTo(graph, e, own);
    return isOwnKept && [...graph.symbolsOf([e])].every((name) => name === own || known.has(name));
  });
  return isComputed && inputs.every((name) => known.has(name));
}

/** Whether an expression is the symbol plus something without it. */
function isAddedTo(graph: Graph, e: ExprId, symbol: string): boolean {
  const slope = adjoints(graph, e, new Set()).of(graph.symbol(symbol));
  return graph.constantValue(slope) === 1;
}
