/**
 * @file What one sample says about one reading: the derived and the written gradient compared with rigorous error bounds.
 * A sample says nothing near a kink, inside a clamp, or where either side is not finite.
 */
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { ops } from '../math/expr/ops/registry.ts';
import { enclose, evaluate, program } from '../math/numeric/evaluate.ts';
import { disjoint, type Interval, width } from '../math/numeric/interval.ts';
import {
  approximationTolerance,
  equalityTolerance,
  kinkClearance,
  negligibleShare,
} from '../math/numeric/tolerance.ts';
import type { Comparison } from './expected.ts';
import type { Sample } from './session.ts';
import { valueLeaves } from './leaves.ts';

export interface ComponentDifference {
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
  readonly errorBound: number;
  /** |expected − actual| relative to the larger of the two. */
  readonly relative: number;
}

export type Judgement =
  | { readonly kind: 'equal'; readonly relative: number; readonly scale: number }
  /** Certified to differ, but by no more than an approximation or an eps would explain. */
  | { readonly kind: 'close'; readonly relative: number; readonly scale: number }
  | { readonly kind: 'different'; readonly worst: ComponentDifference; readonly wrong: readonly number[] }
  | {
      readonly kind: 'inconclusive';
      readonly why: 'not-finite' | 'kink' | 'clamp' | 'ill-conditioned' | 'gradient-not-finite' | 'negligible';
    };

/** Compares one sample's derived and written gradient. */
export function judge(graph: Graph, sample: Sample, comparison: Comparison): Judgement {
  const at = sample.values;
  const value = valueLeaves(sample.value.outputs);
  if (!value.every((leaf) => Number.isFinite(leaf.v)) || replacesNaN(sample)) {
    return { kind: 'inconclusive', why: 'not-finite' };
  }
  const obstacle = obstacleNear(graph, sample, comparison);
  if (isLostInEpsilon(graph, sample, comparison)) return { kind: 'inconclusive', why: 'clamp' };
  if (obstacle === 'kink' || obstacle === 'clamp') return { kind: 'inconclusive', why: obstacle };
  const boxes = enclose(program(graph, [...comparison.expected, ...comparison.actual]), at);
  const expected = comparison.expected.map((id) => boxes.get(id)!);
  const actual = comparison.actual.map((id) => boxes.get(id)!);
  if (!expected.every(isFiniteBox)) return { kind: 'inconclusive', why: 'not-finite' };
  if (!actual.every(isFiniteBox)) return { kind: 'inconclusive', why: 'gradient-not-finite' };
  const scale = Math.max(
    ...expected.map((box) => Math.abs(middle(box))),
    ...actual.map((box) => Math.abs(middle(box))),
  );
  const wrong: number[] = [];
  let worst: ComponentDifference | null = null;
  let relative = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = compareBoxes(expected[i]!, actual[i]!, i, scale);
    if (difference === 'ill-conditioned') return { kind: 'inconclusive', why: 'ill-conditioned' };
    if (difference === null) continue;
    relative = Math.max(relative, difference.relative);
    if (difference.relative <= approximationTolerance) continue;
    wrong.push(i);
    if (worst === null || difference.relative > worst.relative) worst = difference;
  }
  if (worst !== null) return { kind: 'different', worst, wrong };
  // Far out, functions are replaced by what they tend to: that the two agree there is no evidence, that they do not is.
  if (obstacle === 'far') return { kind: 'inconclusive', why: 'clamp' };
  return { kind: relative > equalityTolerance ? 'close' : 'equal', relative, scale };
}

/** Whether the value came upon NaN and put something in its place, as in `isNaN(term) ? 0 : term`: nothing is to be differentiated there. */
function replacesNaN({ value: { assumptions } }: Sample): boolean {
  return (assumptions ?? []).some(
    (each) => each.kind === 'answer' && each.ask === Number.isNaN && each.answer === true,
  );
}

function isFiniteBox(box: Interval): boolean {
  return Number.isFinite(box.lo) && Number.isFinite(box.hi);
}

function middle(box: Interval): number {
  return box.lo + (box.hi - box.lo) / 2;
}

/** Null when the two may be the same number; 'ill-conditioned' when the bounds are too wide to tell. */
function compareBoxes(
  e: Interval,
  a: Interval,
  index: number,
  scale: number,
): ComponentDifference | 'ill-conditioned' | null {
  const bound = (width(e) + width(a)) / 2;
  const size = Math.max(Math.abs(middle(e)), Math.abs(middle(a)), negligibleShare * scale);
  if (size === 0) return null;
  if (!disjoint(e, a)) return bound / size > approximationTolerance ? 'ill-conditioned' : null;
  const expected = middle(e);
  const actual = middle(a);
  return { index, expected, actual, errorBound: bound, relative: Math.abs(expected - actual) / size };
}

/** A bound that close to 0 or 1 is there to keep a logarithm finite, and gradients ignore it by convention. */
function isGuard(bound: number): boolean {
  const x = Math.abs(bound);
  return (x > 0 && x <= 1e-3) || (x !== 1 && Math.abs(1 - x) <= 1e-3) || x >= 15;
}

/** The ends of a curve, at which its parameter is held. */
function isEnd(isCurve: boolean, bound: number): boolean {
  return isCurve && (bound === 0 || bound === 1);
}

/** Whether the differentiated inputs are at a kink of the value, in a region where a guard has cut it off, or beyond `x > 20`. */
function obstacleNear(
  graph: Graph,
  sample: Sample,
  { inputs, vanishes, isCurve }: Comparison,
): 'kink' | 'clamp' | 'far' | null {
  const roots = valueLeaves(sample.value.outputs).map((leaf) => leaf.e);
  const decisions = sample.value.path;
  const code = program(graph, [...roots, ...decisions.flatMap((d) => [d.lhs, d.rhs])]);
  const { order } = code;
  const values = evaluate(code, sample.values);
  const depends = dependents(graph, order, inputs);
  const varying = dependents(graph, order, inputs, constantOnPieces);
  let obstacle: 'kink' | 'far' | null = null;
  for (const id of order) {
    const node = graph.node(id);
    if (node.kind !== 'apply' || !depends.has(id)) continue;
    const [a, b] = node.args;
    const x = values.get(a!)!;
    const y = b === undefined ? NaN : values.get(b)!;
    // Of whole numbers, as floor(x) is, the larger one does not change when they are equal.
    const isStill = !constantOnPieces.has(node.op) && !node.args.some((arg) => varying.has(arg));
    if (!isStill && ops[node.op].kinkDistance(x, y) < kinkClearance * Math.max(1, Math.abs(x))) obstacle = 'kink';
    if ((node.op === 'max' || node.op === 'min') && b !== undefined) {
      const result = values.get(id)!;
      const cut = (bound: ExprId, bounded: ExprId): boolean => {
        const v = values.get(bound)!;
        return !depends.has(bound) && depends.has(bounded) && (isGuard(v) || isEnd(isCurve, v)) && result === v;
      };
      if (cut(a!, b) || cut(b, a!)) return 'clamp';
    }
  }
  for (const { lhs, rhs, comparison, taken } of decisions) {
    if (!depends.has(lhs) && !depends.has(rhs)) continue;
    const x = values.get(lhs)!;
    const y = values.get(rhs)!;
    // Which entry is read is one number on a whole piece; `x === 0` holds at a single point, whose value says nothing of slopes.
    if (comparison === '===' && taken && !varying.has(lhs) && !varying.has(rhs)) continue;
    if (Math.abs(x - y) < kinkClearance * Math.max(1, Math.abs(x))) obstacle = 'kink';
    const below =
      comparison === '<' || comparison === '<=' ? taken : comparison === '>' || comparison === '>=' ? !taken : null;
    if (below === null) continue;
    // `p < eps` taken, or `p > 1 - eps` taken: the code after it works on the bound.
    const guards = (bound: ExprId, v: number, cutOff: boolean): boolean =>
      !depends.has(bound) && (isGuard(v) || (isEnd(isCurve, v) && vanishes)) && cutOff;
    const bound = guards(rhs, y, below ? y < 0.5 : y >= 0.5)
      ? y
      : guards(lhs, x, below ? x >= 0.5 : x < 0.5)
        ? x
        : null;
    if (bound === null) continue;
    if (Math.abs(bound) < 2 || vanishes) return 'clamp';
    obstacle ??= 'far';
  }
  return obstacle;
}

/** A summand of at most this size is there to keep a logarithm or a quotient finite, … */
const largestEpsilon = 1e-5;
/** … and changes results where the rest is less than so many times as large, or, beside a very small one, less than a thousandth. */
const epsilonReach = (size: number): number => (size <= 1e-8 ? 1e-3 : size / approximationTolerance);

/** Whether value or gradient add an epsilon, as in `Math.log(p + 1e-12)`, to something hardly larger: it acts as a bound there. */
function isLostInEpsilon(graph: Graph, sample: Sample, { actual, inputs }: Comparison): boolean {
  const code = program(graph, [...valueLeaves(sample.value.outputs).map((leaf) => leaf.e), ...actual]);
  const depends = dependents(graph, code.order, inputs);
  const values = evaluate(code, sample.values);
  return code.order.some((id) => {
    const node = graph.node(id);
    if (node.kind !== 'apply' || (node.op !== 'add' && node.op !== 'sub')) return false;
    return node.args.some((epsilon, i) => {
      const rest = node.args[1 - i]!;
      const size = Math.abs(values.get(epsilon)!);
      if (!(size > 0 && size <= largestEpsilon) || depends.has(epsilon) || !depends.has(rest)) return false;
      return Math.abs(values.get(rest)!) < epsilonReach(size);
    });
  });
}

const constantOnPieces: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc', 'sign', 'step']);
const none: ReadonlySet<string> = new Set();

/** Nodes that depend on one of the inputs, other than through some operations. */
function dependents(
  graph: Graph,
  order: readonly ExprId[],
  inputs: readonly string[],
  except: ReadonlySet<string> = none,
): ReadonlySet<ExprId> {
  const names = new Set(inputs);
  const found = new Set<ExprId>();
  for (const id of order) {
    const node = graph.node(id);
    if (
      node.kind === 'symbol'
        ? names.has(node.name)
        : node.kind === 'apply' && !except.has(node.op) && node.args.some((arg) => found.has(arg))
    ) {
      found.add(id);
    }
  }
  return found;
}
