/**
 * @file Proof of an identity by signatures: equal values in random prime-field evaluations, on the smooth piece where a point lies.
 * Nothing is refuted here: that takes a witness with disjoint error bounds.
 */
import { Decimal } from 'decimal.js';
import type { ExprId, Graph } from '../expr/graph.ts';
import { enclose, evaluate, evaluatePrecisely, type Point, program } from '../numeric/evaluate.ts';
import { disjoint } from '../numeric/interval.ts';
import { lower, signsAt } from './lower.ts';
import { Inexpressible, subject, Trial, Unlucky } from './signature.ts';

/**
 * `equal`: identical as functions on the piece, with an error probability below 2⁻⁵⁰. `unknown`: not expressible, or different in the
 * fields, which a relation that signatures do not know (cos² + sin² = 1) would explain as well.
 */
export type Proof = 'equal' | 'unknown';

/** Independent evaluations that must agree; each lets a false identity of degree d pass with probability about d·2⁻²⁵. */
const trials = 6;
/** One evaluation may disagree by chance: two logarithms that have nothing to do with each other look related once in millions. */
const mostAccidents = 1;
/** Points drawn until all real powers have bases that are squares: k bases take 2^k on average. */
const attempts = 1200;
/** Disagreements after which we give up where the sign of a root is drawn too: k such roots agree once in 2^k draws. */
const mostSigns = 72;
/** Deeper expressions are not evaluated, which is done by recursion. */
const deepest = 1000;
/** Where the sign of a root is drawn, the two sides are compared in decimals, relative to themselves and to what cancels in them. */
const Precise = Decimal.clone({ precision: 60 });
const precisely = new Precise('1e-50');
const cancelled = new Precise('1e-56');
/** Relative distances at which the two sides are compared on the reals too. */
const nearby = [0, 1.7e-4, -2.3e-4];

/** Whether `a[i]` and `b[i]` are the same function for every i, on the smooth piece of the inputs that holds the point. */
export function proveEqual(graph: Graph, a: readonly ExprId[], b: readonly ExprId[], at: Point): Proof {
  if (a.length !== b.length) return 'unknown';
  if (a.every((id, i) => id === b[i])) return 'equal';
  const lowered = lower(graph, [...a, ...b], at);
  if (lowered === null || !agreeNearby(graph, lowered, at)) return 'unknown';
  const left = lowered.slice(0, a.length);
  const right = lowered.slice(a.length);
  if (left.every((id, i) => id === right[i])) return 'equal';
  if (depth(graph, lowered) > deepest) return 'unknown';
  const tried = subject(graph, lowered, signsAt(graph, lowered, at));
  let passed = 0;
  let failed = 0;
  let isSignDrawn = false;
  for (let seed = 1; seed <= attempts && passed < trials; seed++) {
    try {
      const trial = new Trial(tried, seed);
      const isEqual = left.every((id, i) => trial.value(id) === trial.value(right[i]!));
      isSignDrawn ||= trial.hasAmbiguousRoot;
      if (isEqual) passed++;
      else if (++failed > (trial.hasAmbiguousRoot ? mostSigns : mostAccidents)) return 'unknown';
    } catch (error) {
      if (error instanceof Unlucky) continue;
      if (error instanceof Inexpressible) return 'unknown';
      throw error;
    }
  }
  return passed === trials && (!isSignDrawn || agreePrecisely(graph, lowered, at)) ? 'equal' : 'unknown';
}

/**
 * Whether both halves have a value at the point, and the same one there and beside it as far as rounding lets us see. This tells a root
 * from its negative, which the fields do not.
 */
function agreeNearby(graph: Graph, roots: readonly ExprId[], at: Point): boolean {
  const code = program(graph, roots);
  const half = roots.length / 2;
  return nearby.every((distance) => {
    const beside = shifted(at, distance);
    const values = evaluate(code, beside);
    if (roots.some((root) => Number.isNaN(values.get(root)!))) return distance !== 0;
    const boxes = enclose(code, beside);
    return roots.slice(0, half).every((root, i) => !disjoint(boxes.get(root)!, boxes.get(roots[half + i]!)!));
  });
}

/** Whether both halves have the same value in decimals, at the point and beside it. */
function agreePrecisely(graph: Graph, roots: readonly ExprId[], at: Point): boolean {
  const code = program(graph, roots);
  const half = roots.length / 2;
  return nearby.every((distance) => {
    const values = evaluatePrecisely(Precise, code, shifted(at, distance));
    const sizes = [...values.values()].filter((value) => value.isFinite()).map((value) => value.abs());
    const rounding = Precise.max(0, ...sizes).mul(cancelled);
    return roots.slice(0, half).every((root, i) => {
      const [a, b] = [values.get(root)!, values.get(roots[half + i]!)!];
      const difference = a.sub(b).abs();
      return difference.isNaN() || difference.lte(Precise.max(a.abs(), b.abs()).mul(precisely).add(rounding));
    });
  });
}

/** The point with every input moved by a relative distance. */
function shifted(at: Point, distance: number): Point {
  return {
    get: (name) => {
      const value = at.get(name);
      return value === undefined ? undefined : value + distance * Math.max(Math.abs(value), 0.1);
    },
  };
}

/** The longest chain of operations below the roots. */
function depth(graph: Graph, roots: readonly ExprId[]): number {
  const depths = new Map<ExprId, number>();
  let deepestYet = 0;
  for (const id of graph.reachable(roots)) {
    const node = graph.node(id);
    const below = node.kind === 'apply' ? Math.max(...node.args.map((arg) => depths.get(arg)!)) : 0;
    depths.set(id, below + 1);
    deepestYet = Math.max(deepestYet, below + 1);
  }
  return deepestYet;
}
