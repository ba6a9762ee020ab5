/**
 * @file What one sample says about one reading: the derived and the written gradient compared with rigorous error bounds.
 * A sample says nothing near a kink, inside a clamp, or where either side is not finite.
 */
import type { Graph } from '../math/expr/graph.ts';
import { asksForNaN } from '../frontend/trace/builtins/globals.ts';
import { enclose, evaluate, program } from '../math/numeric/evaluate.ts';
import { disjoint, type Interval, width } from '../math/numeric/interval.ts';
import { approximationTolerance, equalityTolerance, negligibleShare } from '../math/numeric/tolerance.ts';
import type { Comparison } from './conventions/expected.ts';
import { valueLeaves } from './leaves.ts';
import { obstacleNear } from './obstacles.ts';
import type { Sample } from './sampling/session.ts';

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
      readonly why:
        'not-finite' | 'kink' | 'clamp' | 'ill-conditioned' | 'gradient-not-finite' | 'negligible' | 'beyond-share';
    };

/** Compares one sample's derived and written gradient. */
export function judge(graph: Graph, sample: Sample, comparison: Comparison): Judgement {
  const at = sample.values;
  const value = valueLeaves(sample.value.outputs);
  const isValid = value.every((leaf) => Number.isFinite(leaf.v)) && !sample.value.writesBeside;
  if (!isValid || replacesNaN(graph, sample)) {
    return { kind: 'inconclusive', why: 'not-finite' };
  }
  const obstacle = obstacleNear(graph, sample, comparison);
  if (obstacle === 'kink' || obstacle === 'clamp') return { kind: 'inconclusive', why: obstacle };
  const boxes = enclose(program(graph, [...comparison.expected, ...comparison.actual]), at);
  const expected = comparison.expected.map((id) => boxes.get(id)!);
  const actual = comparison.actual.map((id) => boxes.get(id)!);
  if (!expected.every(isFiniteBox) || isImpossible(graph, comparison, expected)) {
    return { kind: 'inconclusive', why: 'not-finite' };
  }
  if (!actual.every(isFiniteBox) || isNotANumber(graph, sample, comparison))
    return { kind: 'inconclusive', why: 'gradient-not-finite' };
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
  // What has not converged is not yet the function that its gradient is of.
  if (worst !== null && sample.value.isUnconverged) return { kind: 'inconclusive', why: 'not-finite' };
  if (worst !== null) return { kind: 'different', worst, wrong };
  // Far out, functions are replaced by what they tend to: that the two agree there is no evidence, that they do not is.
  if (obstacle === 'far') return { kind: 'inconclusive', why: 'clamp' };
  return { kind: relative > equalityTolerance ? 'close' : 'equal', relative, scale };
}

/**
 * Whether the value came upon NaN and put something in its place, as in `isNaN(term) ? 0 : term`: nothing is to be differentiated there.
 * An entry of an array that is NaN itself is one that is missing, which the code asks for.
 */
function replacesNaN(graph: Graph, { value: { assumptions }, values }: Sample): boolean {
  return (assumptions ?? []).some((each) => {
    const isAsked = each.kind === 'answer' && (each.ask === Number.isNaN || each.ask === asksForNaN);
    if (!isAsked || each.answer !== true) return false;
    const symbol = graph.node(each.e);
    return symbol.kind !== 'symbol' || !Number.isNaN(values.get(symbol.name));
  });
}

/** Whether a density is 0 as code where its distribution falls: it asks for parameters that make none, as a shape below 0. */
function isImpossible(graph: Graph, { isDistribution, actual }: Comparison, expected: readonly Interval[]): boolean {
  return isDistribution && expected.some(({ hi }) => hi < 0) && actual.every((id) => graph.constantValue(id) === 0);
}

/** Whether the written gradient is NaN: nothing is known of that, which a bounded function, as a sigmoid, makes a finite box of. */
function isNotANumber(graph: Graph, { gradient, values }: Sample, { actual }: Comparison): boolean {
  if (!gradient.outputs.some((leaf) => Number.isNaN(leaf.v))) return false;
  const numbers = evaluate(program(graph, actual), values);
  return actual.some((id) => Number.isNaN(numbers.get(id)));
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
