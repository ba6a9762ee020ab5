/** @file Matrices of places, one in each row, as the `Y` of an embedding: of labels no two rows are subtracted from each other. */
import type { Graph } from '../../math/expr/graph.ts';
import type { Sample } from '../sampling/session.ts';

/** Names of the arguments of which the value subtracts an entry of one row from that of another row in the same column. */
export function placesIn(graph: Graph, { value: { outputs } }: Sample): ReadonlySet<string> {
  const found = new Set<string>();
  for (const id of graph.reachable(new Set(outputs.map(({ e }) => e)))) {
    const node = graph.node(id);
    if (node.kind !== 'apply' || node.op !== 'sub') continue;
    const [a, b] = node.args.map((arg) => {
      const side = graph.node(arg);
      return side.kind === 'symbol' ? /^(.+)\[(\d+)\]\[(\d+)\]$/.exec(side.name) : null;
    });
    if (a && b && a[1] === b[1] && a[2] !== b[2] && a[3] === b[3]) found.add(a[1]!);
  }
  return found;
}
