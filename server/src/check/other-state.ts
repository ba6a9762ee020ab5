/**
 * @file State of the object that a written gradient depends on and the value does not. A constructor may compute it from what the
 * value reads, as a curve keeps the control points of its derivative beside its own, and then the two are no independent inputs.
 */
import type { ExprId, Graph } from '../math/expr/graph.ts';
import type { Sample } from './session.ts';

/** The first field such as `this.slopes` that only the gradient depends on; null when there is none. */
export function otherState(
  graph: Graph,
  judged: readonly { readonly sample: Sample; readonly comparison: { readonly actual: readonly ExprId[] } }[],
): string | null {
  const fieldsIn = (ids: readonly ExprId[]): readonly string[] =>
    [...graph.symbolsOf(ids)].flatMap((name) => /^this\.[^.[]+/.exec(name)?.[0] ?? []);
  const shared = new Set(judged.flatMap(({ sample }) => fieldsIn(sample.value.outputs.map((leaf) => leaf.e))));
  const read = judged.flatMap(({ comparison }) => fieldsIn(comparison.actual));
  return read.find((field) => !shared.has(field)) ?? null;
}
