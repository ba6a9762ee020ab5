/**
 * @file The derived gradient of one sample under one convention, as expressions that line up with the written gradient's numbers.
 * Conventions are described for users in `docs/conventions.md`.
 */
import { type Adjoints, adjoints } from '../../math/calculus/differentiate.ts';
import { builder } from '../../math/expr/build.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import { isTimeName } from '../../frontend/discover/motion.ts';
import { isDensity } from '../../frontend/discover/roles.ts';
import { splitWords } from '../../frontend/discover/words.ts';
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import type { OutputLeaf } from '../../frontend/trace/trace.ts';
import { isEntrywise } from './entrywise.ts';
import type { Binding, Sample, Session } from '../sampling/session.ts';
import { gradientLeaves, valueLeaves } from '../leaves.ts';
import { isNamedLoss } from './loss-names.ts';
import { packedHessian } from './packed-hessian.ts';
import { isCurve, type Target } from './targets.ts';
import { fusibleActivation, outputMinusTarget, unseenTarget } from './unseen-loss.ts';

/** A way to read the written gradient, beyond how it is called. */
export type Reading =
  | { readonly kind: 'plain' }
  /** The named intermediates of the value function are constants. */
  | { readonly kind: 'stop-gradient'; readonly names: readonly string[] }
  /** ∂L/∂z for p = σ(z), although the value takes p: each component times p(1 − p). */
  | { readonly kind: 'fused-sigmoid'; readonly ofSum?: OfSum }
  /** ∂L/∂z for p = softmax(z) and a target that sums to one: p·∂L/∂p + p, or p/n where the loss is a mean over n rows or entries. See `shareOfAll`. */
  | { readonly kind: 'fused-softmax'; readonly isMean: boolean; readonly ofSum?: OfSum }
  /** ∂L/∂z of losses that are each of one row of probabilities p = softmax(z): p·(∂L/∂p − Σ p·∂L/∂p) over the row. */
  | { readonly kind: 'fused-softmax-rows' }
  /** ∂L/∂z for p = σ(z) or softmax(z) where the value is that activation: L is a cross-entropy of p and a target the gradient takes. */
  | { readonly kind: 'fused-loss'; readonly target: string }
  /** The descent direction. */
  | { readonly kind: 'negative' }
  /** Of one entry of an array, without the 1/n of a mean over it; of a matrix over its rows, over each row, or over all entries. */
  | { readonly kind: 'of-mean'; readonly over: 'rows' | 'row' | 'all' };

/** That the derivative of the sum is meant of which the value is the mean, over its rows or over all entries: n times as much. */
export type OfSum = 'rows' | 'entries';

export interface Comparison {
  readonly expected: readonly ExprId[];
  readonly actual: readonly ExprId[];
  /** Keys of the written gradient's numbers. */
  readonly keys: readonly string[];
  /** Input symbols that were differentiated, one per component where there is one. */
  readonly inputs: readonly string[];
  /** True when the value is a vector, the result has one number per entry, and entries depend on each other's inputs. */
  readonly diagonalOnly: boolean;
  /** True when the derivative is 0 as an expression, and not only by the sample's numbers. */
  readonly vanishes: boolean;
  /** True when it is a curve or a motion that is differentiated, which is there for parameters between 0 and 1. */
  readonly isCurve: boolean;
  /** True when it is a distribution function that is differentiated, which never falls where its parameters are possible. */
  readonly isDistribution: boolean;
}

/** Adjoints are shared by the samples that took the same path. */
export class AdjointCache {
  readonly #known = new Map<string, Adjoints>();

  of(graph: Graph, output: ExprId, held: readonly ExprId[]): Adjoints {
    const key = `${output}|${held.join(',')}`;
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = adjoints(graph, output, new Set(held))));
    return known;
  }
}

/** Expected and actual gradient of a sample; null when their shapes do not fit the target. */
export function compareGradients(
  session: Session,
  cache: AdjointCache,
  sample: Sample,
  target: Target,
  reading: Reading,
): Comparison | null {
  const { graph } = session.environment;
  const build = builder(graph);
  const inputs = target.inputs(sample);
  const all = valueLeaves(sample.value.outputs);
  const only = all.length > 1 ? target.entry?.(sample) : undefined;
  const outputs = only === undefined ? all : all.slice(only, only + 1);
  const actual = withoutValue(gradientLeaves(sample.gradient.outputs), outputs, inputs?.length ?? 0);
  if (inputs === null || inputs.length === 0 || outputs.length === 0 || actual.length === 0) return null;
  const held = heldBy(reading, sample);
  const symbols = inputs.map((name) => graph.symbol(name));
  const jacobian = outputs.map((output) => {
    const found = cache.of(graph, output.e, held);
    return symbols.map((symbol) => found.of(symbol));
  });
  const shaped =
    reading.kind === 'fused-loss'
      ? beforeUnseenLoss(graph, sample, outputs, jacobian, actual.length)
      : (shape(session, sample, jacobian, actual.length) ?? packed(jacobian, inputs, actual));
  if (shaped === null) return null;
  // Fused readings belong to one input each, which the entries of a Jacobian do not.
  const isBeforeActivation = /^fused-s/.test(reading.kind);
  if (isBeforeActivation && shaped.components.length !== symbols.length) return null;
  // A softmax of one number is constant.
  if (reading.kind === 'fused-softmax' && symbols.length < 2) return null;
  const components =
    reading.kind === 'fused-softmax-rows'
      ? throughRows(build, shaped.components, symbols, outputs.length)
      : shaped.components;
  if (components === null) return null;
  const share = reading.kind === 'fused-softmax' ? shareOfAll(graph, shaped.components, symbols, sample) : 0;
  const adapt = reader(build, reading, symbols, inputs, sample, share);
  const zero = build.num(0);
  const reachesOthers = (): boolean =>
    all.some(
      ({ e }) => !outputs.some((own) => own.e === e) && symbols.some((d) => cache.of(graph, e, held).of(d) !== zero),
    );
  return {
    expected: components.map((component, i) => adapt(component, i)),
    actual: actual.map((leaf) => leaf.e),
    keys: actual.map((leaf) => leaf.key),
    inputs,
    diagonalOnly: shaped.diagonalOnly || (only !== undefined && reachesOthers()),
    vanishes: shaped.components.every((id) => graph.constantValue(id) === 0),
    isCurve: isCurve(session),
    isDistribution: isDensity(splitWords(session.gradient.name).at(-1) ?? ''),
  };
}

/** The intermediates that a reading takes for constants. */
export function heldBy(reading: Reading, { value }: Sample): readonly ExprId[] {
  if (reading.kind !== 'stop-gradient') return [];
  return value.locals.filter((local) => reading.names.includes(local.name)).map((local) => local.e);
}

/** `[f(x), f'(x)]`: of a gradient that returns the value first, as a Newton step wants it, only what follows is the gradient. */
function withoutValue(
  leaves: readonly OutputLeaf[],
  outputs: readonly OutputLeaf[],
  count: number,
): readonly OutputLeaf[] {
  const [first, ...rest] = leaves;
  const [value, ...others] = outputs;
  const isOneMore =
    others.length === 0 && rest.length === count && count > 0 && first?.key === '[0]' && rest[0]?.key === '[1]';
  return isOneMore && first?.e === value?.e ? rest : leaves;
}

function beforeUnseenLoss(
  graph: Graph,
  sample: Sample,
  outputs: readonly OutputLeaf[],
  jacobian: readonly (readonly ExprId[])[],
  length: number,
): { components: readonly ExprId[]; diagonalOnly: boolean } | null {
  if (length !== outputs.length || fusibleActivation(graph, sample, outputs, jacobian) === null) return null;
  const components = outputMinusTarget(graph, sample, outputs);
  return components === null ? null : { components, diagonalOnly: false };
}

function packed(
  jacobian: readonly (readonly ExprId[])[],
  inputs: readonly string[],
  leaves: readonly OutputLeaf[],
): { components: readonly ExprId[]; diagonalOnly: boolean } | null {
  const components = packedHessian(jacobian, inputs, leaves);
  return components && { components, diagonalOnly: false };
}

/** From the Jacobian (a row per output) to as many components as the written gradient has. */
function shape(
  session: Session,
  sample: Sample,
  jacobian: readonly (readonly ExprId[])[],
  length: number,
): { components: readonly ExprId[]; diagonalOnly: boolean } | null {
  const build = builder(session.environment.graph);
  const zero = build.num(0);
  const { upstream } = sample;
  const columns = jacobian[0]!.length;
  if (jacobian.length === 1) {
    if (length !== columns || upstream.length > 1) return null;
    const factor = upstream[0];
    const [row] = jacobian;
    return { components: factor === undefined ? row! : row!.map((d) => build.mul(d, factor)), diagonalOnly: false };
  }
  if (upstream.length > 1 || (upstream.length === 1 && length === columns)) {
    if (length !== columns || (upstream.length > 1 && upstream.length !== jacobian.length)) return null;
    const components = jacobian[0]!.map((_, j) =>
      jacobian.reduce((sum, row, i) => build.add(sum, build.mul(upstream[i] ?? upstream[0]!, row[j]!)), zero),
    );
    return { components, diagonalOnly: false };
  }
  if (length === jacobian.length * columns) return { components: jacobian.flat(), diagonalOnly: false };
  if (length !== jacobian.length || length !== columns) return null;
  return {
    components: jacobian.map((row, i) => row[i]!),
    diagonalOnly: jacobian.some((row, i) => row.some((d, j) => i !== j && d !== zero)),
  };
}

function reader(
  build: ReturnType<typeof builder>,
  reading: Reading,
  symbols: readonly ExprId[],
  inputs: readonly string[],
  sample: Sample,
  share: number,
): (component: ExprId, index: number) => ExprId {
  const times = 'ofSum' in reading ? build.num(reading.ofSum === 'rows' ? outermost(inputs) : inputs.length) : null;
  const whole = (d: ExprId): ExprId => (times === null ? d : build.mul(times, d));
  switch (reading.kind) {
    case 'plain':
    case 'stop-gradient':
    case 'fused-loss':
    case 'fused-softmax-rows':
      return (d) => d;
    case 'fused-sigmoid':
      return (d, i) => whole(build.mul(d, build.mul(symbols[i]!, build.sub(build.num(1), symbols[i]!))));
    case 'fused-softmax': {
      const n = build.num(reading.isMean ? outermost(inputs) : 1);
      const part = (s: ExprId): ExprId => build.div(build.mul(s, build.num(share)), n);
      return (d, i) => whole(build.add(build.mul(d, symbols[i]!), part(symbols[i]!)));
    }
    case 'negative':
      return (d) => build.neg(d);
    case 'of-mean':
      return (d) => build.mul(d, build.num(entriesIn(reading.over, inputs, sample)));
    default:
      return reading satisfies never;
  }
}

/**
 * What the derivative by the logits, `s · (d − Σ d s)`, adds to `s · d` for each `s`: 1 as for a cross-entropy of labels that sum to 1, −1
 * for the logarithm of a probability, and nothing where the value divides by the sum of the weights itself.
 */
function shareOfAll(graph: Graph, d: readonly ExprId[], s: readonly ExprId[], { values }: Sample): number {
  const build = builder(graph);
  const sum = d.reduce((total, each, i) => build.add(total, build.mul(each, s[i]!)), build.num(0));
  const total = evaluate(program(graph, [sum]), values).get(sum)!;
  return [0, 1].find((known) => Math.abs(total - known) < equalityTolerance) === undefined ? 1 : -Math.round(total);
}

/** Derivatives by what goes into a softmax of each of so many rows, which lie one after the other; null where they are of no one length. */
function throughRows(
  build: ReturnType<typeof builder>,
  d: readonly ExprId[],
  p: readonly ExprId[],
  rows: number,
): readonly ExprId[] | null {
  const length = d.length / rows;
  if (length < 2 || !Number.isInteger(length)) return null;
  const sumOf = (row: number): ExprId => {
    let sum = build.num(0);
    for (let i = row * length; i < (row + 1) * length; i++) sum = build.add(sum, build.mul(d[i]!, p[i]!));
    return sum;
  };
  const sums = Array.from({ length: rows }, (_, row) => sumOf(row));
  return d.map((each, i) => build.mul(p[i]!, build.sub(each, sums[Math.floor(i / length)]!)));
}

/** How many rows, or entries where there are no rows, the inputs are. */
function outermost(inputs: readonly string[]): number {
  return new Set(inputs.map((name) => /^[^[]*\[\d+\]/.exec(name)?.[0] ?? name)).size;
}

/** How many entries the array has that an input is of: all of them, those of its row, or how many rows there are. */
function entriesIn(over: 'rows' | 'row' | 'all', [input = '']: readonly string[], { values }: Sample): number {
  const count = (head: string): number => [...values.keys()].filter((name) => name.startsWith(`${head}[`)).length;
  const all = count(input.replace(/(\[\d+\])+$/, ''));
  const inRow = count(input.replace(/\[\d+\]$/, ''));
  return { all, row: inRow, rows: all / inRow }[over];
}

const descentWords: ReadonlySet<string> = new Set(
  'step descent update delta negative neg direction velocity force forces torque torques'.split(' '),
);

/** Whether the gradient's name says that it is what descends; a word of the value's own name says nothing, and motion in time descends nowhere. */
function isNamedAsDescent(session: Session): boolean {
  if (session.candidate.wrt?.some(isTimeName) === true) return false;
  const own = new Set(splitWords(session.value.name));
  return splitWords(session.gradient.name).some((word) => descentWords.has(word) && !own.has(word));
}

/** Whether the gradient includes an activation before the loss, or a loss after the activation. */
export function isFused({ kind }: Reading): boolean {
  return kind.startsWith('fused-');
}

/** Whether the gradient's name says that it includes the activation, as `crossEntropySoftmaxBackward`, which the value's does not. */
export function isFusedByName({ value, gradient }: Session, { upstream }: Binding, { kind }: Reading): boolean {
  // What comes from above is a factor of each row, which this reading knows nothing of.
  if (kind === 'fused-softmax' && upstream !== null) return false;
  const activation = /^fused-(softmax|sigmoid)/.exec(kind)?.[1];
  const has = (name: string): boolean => activation !== undefined && name.toLowerCase().includes(activation);
  return has(gradient.name) && !has(value.name);
}

/** A function of a single number that is not called a loss, as an activation, has nothing before it. */
function mayBeLoss({ value }: Session, samples: readonly Sample[]): boolean {
  const takesOne = samples.every(({ values }) => values.size <= 1);
  return !takesOne || isNamedLoss(value.name) || isNamedLoss(value.owner ?? '');
}

/** Readings worth trying on a pair, the plain one first. */
export function readings(session: Session, binding: Binding, samples: readonly Sample[]): readonly Reading[] {
  const { upstream } = binding;
  if (isEntrywise(binding)) {
    const means = (['all', 'row', 'rows'] as const).map((over) => ({ kind: 'of-mean', over }) as const);
    return [{ kind: 'plain' }, ...means];
  }
  const found: Reading[] = [{ kind: 'plain' }];
  for (const names of stopGradientCandidates(session, samples)) found.push({ kind: 'stop-gradient', names });
  if (isNamedAsDescent(session)) found.push({ kind: 'negative' });
  if (mayBeLoss(session, samples)) found.push({ kind: 'fused-sigmoid' });
  for (const isMean of [false, true]) found.push({ kind: 'fused-softmax', isMean });
  if (upstream !== null) found.push({ kind: 'fused-softmax-rows' });
  const target = unseenTarget(session);
  if (target !== null && upstream?.path === target) found.push({ kind: 'fused-loss', target });
  return found;
}

/**
 * Intermediates that a correct gradient may hold constant. A tag may name any. Without one, only a weight computed from the very
 * term that it weighs qualifies, as α in CIoU (L = … + α·v with α = v/(1 − IoU + v)): it multiplies one summand of the loss,
 * not all of it, and contains the rest of that summand, which is an intermediate itself or the weight's own numerator. Anything looser
 * would excuse forgotten derivatives, as that of σ(x) in x·σ(x).
 */
export function stopGradientCandidates(session: Session, samples: readonly Sample[]): readonly (readonly string[])[] {
  const tagged = taggedHolds(session);
  const found: (readonly string[])[] = tagged.length > 0 ? [tagged] : [];
  const names = new Set<string>();
  for (const sample of samples) {
    const output = valueLeaves(sample.value.outputs)[0];
    if (output === undefined) continue;
    const { graph } = session.environment;
    const products = summands(graph, output.e).map((product) => factors(graph, product));
    if (products.length < 2) continue;
    const weighed = new Set(products.flatMap((parts) => (parts.length < 2 ? [] : parts)));
    for (const local of sample.value.locals) {
      if (!weighed.has(local.e) || names.has(local.name) || looksLikeLabel(local.name)) continue;
      if (products.some((parts) => isSelfWeight(graph, parts, local.e))) names.add(local.name);
    }
  }
  for (const name of names) if (!tagged.includes(name)) found.push([name]);
  return found;
}

/** Sums and products of more parts are taken as a whole: expressions share parts, so that few of them may stand for millions. */
const mostParts = 10_000;

/** The terms of a sum, through signs, differences and constant divisors. */
export function summands(graph: Graph, root: ExprId): ExprId[] {
  const found: ExprId[] = [];
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = graph.node(id);
    if (node.kind === 'apply' && (node.op === 'add' || node.op === 'sub' || node.op === 'neg'))
      stack.push(...node.args);
    else if (node.kind === 'apply' && node.op === 'div' && graph.symbolsOf([node.args[1]!]).size === 0)
      stack.push(node.args[0]!);
    else found.push(id);
    if (found.length + stack.length > mostParts) return [root];
  }
  return found;
}

/** Factors of a product. */
export function factors(graph: Graph, root: ExprId): ExprId[] {
  const found: ExprId[] = [];
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = graph.node(id);
    if (node.kind === 'apply' && node.op === 'mul') stack.push(...node.args.toReversed());
    else found.push(id);
    if (found.length + stack.length > mostParts) return [root];
  }
  return found;
}

/** @param parts the factors of one summand. */
function isSelfWeight(graph: Graph, parts: readonly ExprId[], weight: ExprId): boolean {
  if (!parts.includes(weight) || graph.node(weight).kind !== 'apply') return false;
  const rest = parts.filter((part) => part !== weight && graph.symbolsOf([part]).size > 0);
  if (isShareOf(graph, weight, rest)) return true;
  return rest.length > 0 && rest.every((part) => graph.node(part).kind === 'apply' && graph.contains(weight, part));
}

/** Whether the weight is a share of the rest, w = r / (r + …). */
function isShareOf(graph: Graph, weight: ExprId, rest: readonly ExprId[]): boolean {
  const node = graph.node(weight);
  if (node.kind !== 'apply' || node.op !== 'div') return false;
  const [numerator, denominator] = node.args as readonly [ExprId, ExprId];
  const isSum = summands(graph, denominator).length > 1 && graph.contains(denominator, numerator);
  const sorted = (ids: readonly ExprId[]): string => [...ids].sort((a, b) => a - b).join();
  return isSum && sorted(factors(graph, numerator)) === sorted(rest);
}

/** Whether a reading holds what a tag says is held. */
export function isTaggedHold(session: Session, reading: Reading): boolean {
  return reading.kind === 'stop-gradient' && reading.names.join() === taggedHolds(session).join();
}

/** Locals that `@stopGradient` names, on either function. */
export function taggedHolds({ value, gradient }: Session): readonly string[] {
  return [...value.tags, ...gradient.tags]
    .filter((tag) => tag.name === 'stopGradient')
    .flatMap((tag) => tag.text.split(/[\s,]+/).filter(Boolean));
}

/** Holds that only further samples show to be possible, as that of a weight which is 0 at most inputs. */
export function furtherHolds(
  session: Session,
  samples: readonly Sample[],
  known: readonly Reading[],
): readonly Reading[] {
  const isKnown = (held: readonly string[]): boolean =>
    known.some((reading) => reading.kind === 'stop-gradient' && reading.names.join() === held.join());
  return stopGradientCandidates(session, samples)
    .filter((held) => !isKnown(held))
    .map((held) => ({ kind: 'stop-gradient', names: held }));
}
