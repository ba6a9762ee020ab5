/**
 * @file State of the object that a written gradient depends on and the value does not. A constructor may compute it from what the
 * value reads, as a curve keeps the control points of its derivative beside its own, and then the two are no independent inputs. The same
 * goes for an object within an argument: `({ dy, inputs: { x } })` beside `({ x })`.
 */
import type { ExprId, Graph } from '../math/expr/graph.ts';
import type { Sample, Session } from './session.ts';

/** The first field such as `this.slopes` or `context.inputs` that only the gradient depends on; null when there is none. */
export function otherState(
  graph: Graph,
  judged: readonly { readonly sample: Sample; readonly comparison: { readonly actual: readonly ExprId[] } }[],
): string | null {
  const upstream = graph.symbolsOf(judged.flatMap(({ sample }) => sample.upstream));
  const fieldsIn = (ids: readonly ExprId[]): readonly string[] =>
    [...graph.symbolsOf(ids)]
      .filter((name) => !upstream.has(name))
      .flatMap((name) => /^(this\.[^.[]+|[^.[]+\.[^.[]+(?=\.))/.exec(name)?.[0] ?? []);
  const shared = new Set(judged.flatMap(({ sample }) => fieldsIn(sample.value.outputs.map((leaf) => leaf.e))));
  const read = judged.flatMap(({ comparison }) => fieldsIn(comparison.actual));
  return read.find((field) => !shared.has(field)) ?? null;
}

/**
 * State in arrays that a method computes its loss and gradient from, or null. Nobody says what holds of it: t-SNE's gradient is right
 * for affinities that are symmetric and sum to one.
 */
export function constrainedState(
  session: Session,
  judged: readonly { readonly comparison: { readonly expected: readonly ExprId[] } }[],
): string | null {
  if (session.candidate.kind !== 'loss-and-gradient') return null;
  const used = session.environment.graph.symbolsOf(judged.flatMap(({ comparison }) => comparison.expected));
  return [...used].find((name) => /^this\.[^[]+\[/.test(name))?.replace(/\[.*$/, '') ?? null;
}
