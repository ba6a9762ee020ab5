/** @file Replacing nodes of an expression by other nodes, exactly, without any simplification on the way. */
import type { ExprId, Graph } from '../expr/graph.ts';

/** The expression with every node that has an entry in `by` replaced; nothing below a replaced node is looked at. */
export function replaceNodes(graph: Graph, root: ExprId, by: ReadonlyMap<ExprId, ExprId>): ExprId {
  const done = new Map<ExprId, ExprId>(by);
  for (const id of graph.reachable([root])) {
    if (done.has(id)) continue;
    const node = graph.node(id);
    if (node.kind !== 'apply') {
      done.set(id, id);
      continue;
    }
    const args = node.args.map((arg) => done.get(arg)!);
    done.set(id, args.every((arg, i) => arg === node.args[i]) ? id : graph.apply(node.op, args));
  }
  return done.get(root)!;
}
