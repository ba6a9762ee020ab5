/** @file Proof of an identity by signatures: equal values in random prime-field evaluations, on the smooth piece where a point lies. */
import type { ExprId, Graph } from '../expr/graph.ts';
import type { Point } from '../numeric/evaluate.ts';
import { lower, signsAt } from './lower.ts';
import { Inexpressible, Trial, Unlucky } from './signature.ts';

/**
 * `equal`: identical as functions on the piece, with an error probability below 2⁻⁵⁰. `unknown`: not expressible, or different in the
 * fields, which a relation that signatures do not know (cos² + sin² = 1) would explain as well.
 */
export type Proof = 'equal' | 'unknown';

/** Independent evaluations; each lets a false identity of degree d pass with probability about d·2⁻⁶⁰. */
const trials = 2;
/** Points drawn until all real powers have bases that are squares: k bases take 2^k on average. */
const attempts = 400;

/** Whether `a[i]` and `b[i]` are the same function for every i, on the smooth piece of the inputs that holds the point. */
export function proveEqual(graph: Graph, a: readonly ExprId[], b: readonly ExprId[], at: Point): Proof {
  if (a.length !== b.length) return 'unknown';
  if (a.every((id, i) => id === b[i])) return 'equal';
  const lowered = lower(graph, [...a, ...b], at);
  if (lowered === null) return 'unknown';
  const left = lowered.slice(0, a.length);
  const right = lowered.slice(a.length);
  if (left.every((id, i) => id === right[i])) return 'equal';
  const reals = signsAt(graph, lowered, at);
  let passed = 0;
  for (let seed = 1; seed <= attempts && passed < trials; seed++) {
    try {
      const trial = new Trial(graph, seed, reals, lowered);
      if (!left.every((id, i) => trial.value(id) === trial.value(right[i]!))) return 'unknown';
      passed++;
    } catch (error) {
      if (error instanceof Unlucky) continue;
      if (error instanceof Inexpressible) return 'unknown';
      throw error;
    }
  }
  return passed === trials ? 'equal' : 'unknown';
}
