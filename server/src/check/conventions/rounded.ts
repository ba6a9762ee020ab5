/**
 * @file Values that are rounded at some inputs, to a precision that an argument chooses or to what a low-precision number holds: there
 * they are piecewise constant, and what is written is the derivative of what was rounded.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import type { Attempt, Judged } from '../attempt.ts';
import { valueLeaves } from '../leaves.ts';

const roundings: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc']);

/** Whether the gradient is right at some samples, and where it is not, the value depends on its inputs through a rounding alone. */
export function failsWhereRounded(graph: Graph, { judged }: Attempt): boolean {
  const failing = judged.filter(({ judgement }) => judgement.kind === 'different');
  return (
    failing.length > 0 &&
    judged.some(({ judgement }) => judgement.kind === 'equal') &&
    failing.every((each) => isFlatByRounding(graph, each))
  );
}

/** Whether the derivative is 0 at a sample because the value is rounded there. */
export function isFlatByRounding(graph: Graph, { sample, comparison }: Judged): boolean {
  if (!comparison.vanishes) return false;
  const inputs = new Set(comparison.inputs.map((name) => graph.symbol(name)));
  const reaches = (from: ExprId): boolean => [...graph.reachable(new Set([from]))].some((id) => inputs.has(id));
  return valueLeaves(sample.value.outputs).some(({ e }) =>
    [...graph.reachable(new Set([e]))].some((id) => {
      const node = graph.node(id);
      return node.kind === 'apply' && roundings.has(node.op) && reaches(id);
    }),
  );
}
