/** @file Reverse-mode differentiation: from an expression graph to adjoints in the same graph. */
import { builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import { ops } from '../expr/ops/registry.ts';

export interface Adjoints {
  /** ∂output/∂node for a node the output depends on; 0 for any other node. */
  of(node: ExprId): ExprId;
}

/**
 * Adjoints ∂output/∂node of every node below the output, by one sweep from the output down:
 * adjoint(arg) += adjoint(node) · ∂node/∂arg (Griewank & Walther 2008, section 3.2).
 *
 * @param held nodes treated as constants (stop-gradient): nothing flows through them to their arguments,
 *   yet their own adjoint is recorded.
 */
export function adjoints(graph: Graph, output: ExprId, held: ReadonlySet<ExprId> = new Set()): Adjoints {
  const build = builder(graph);
  const zero = build.num(0);
  const total = new Map<ExprId, ExprId>([[output, build.num(1)]]);
  for (const id of graph.reachable([output]).reverse()) {
    const adjoint = total.get(id);
    if (adjoint === undefined || held.has(id)) continue;
    const node = graph.node(id);
    if (node.kind !== 'apply') continue;
    const partials = ops[node.op].partials(build, node.args, id);
    node.args.forEach((arg, i) => {
      const term = build.mul(adjoint, partials[i]!);
      if (term === zero) return;
      const before = total.get(arg);
      total.set(arg, before === undefined ? term : build.add(before, term));
    });
  }
  return { of: (node) => total.get(node) ?? zero };
}
