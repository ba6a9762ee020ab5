/**
 * @file Parameters that both functions hold between 0 and 1, as an easing does before it takes a power: beyond the ends, the gradient says
 * the slope at the end, and nobody writes the 0 that is the derivative there.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';

/** The maxima and minima that make up such a hold in the value and stand in the gradient as well. */
export function heldEnds(graph: Graph, value: readonly ExprId[], gradient: ReadonlySet<ExprId>): ReadonlySet<ExprId> {
  const held = new Set<ExprId>();
  for (const outer of value) {
    const outerBound = boundOf(graph, outer);
    if (outerBound === null) continue;
    const inner = outerBound.of;
    const innerBound = boundOf(graph, inner);
    const isUnit = innerBound !== null && [outerBound.end, innerBound.end].sort().join() === '0,1';
    if (isUnit) for (const id of [outer, inner]) if (gradient.has(id)) held.add(id);
  }
  return held;
}

/** `max(0, u)` or `min(1, u)`. */
function boundOf(graph: Graph, id: ExprId): { readonly end: 0 | 1; readonly of: ExprId } | null {
  const node = graph.node(id);
  if (node.kind !== 'apply' || (node.op !== 'max' && node.op !== 'min')) return null;
  const end = node.op === 'max' ? 0 : 1;
  const at = node.args.findIndex((arg) => graph.constantValue(arg) === end);
  return at < 0 ? null : { end, of: node.args[1 - at]! };
}
