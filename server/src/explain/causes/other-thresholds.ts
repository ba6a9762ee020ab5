/** @file Value and gradient that branch on one input at other numbers, of which more than one is wrong: no single change mends these. */
import type * as ts from 'typescript';
import type { Judged } from '../../check/attempt.ts';
import type { Graph } from '../../math/expr/graph.ts';
import type { Trace } from '../../frontend/trace/trace.ts';

/** More of them are no cases of one formula. */
const mostThresholds = 4;

/** At which numbers each of the two asks on which side an input is, in words; null where they ask the same, or of several inputs. */
export function otherThresholds(
  graph: Graph,
  judged: readonly Judged[],
): { readonly node: ts.Node; readonly cause: string } | null {
  const [value, gradient] = (['value', 'gradient'] as const).map((half) =>
    thresholdsIn(
      graph,
      judged.map(({ sample }) => sample[half]),
    ),
  );
  const [input, ...inputs] = new Set([...value!.values(), ...gradient!.values()].map(({ name }) => name));
  if (input === undefined || inputs.length > 0 || value!.size === 0 || gradient!.size === 0) return null;
  const own = [...gradient!.keys()].filter((x) => !value!.has(x));
  const missing = [...value!.keys()].filter((x) => !gradient!.has(x));
  const isFew = Math.max(value!.size, gradient!.size) <= mostThresholds;
  const [first] = own;
  if (first === undefined || missing.length === 0 || !isFew) return null;
  const cause = `the two branch at different places: the value where \`${input}\` is ${listed(value!)}, this where it is ${listed(gradient!)}`;
  return { node: gradient!.get(first)!.node, cause };
}

interface Threshold {
  readonly name: string;
  readonly node: ts.Node;
}

/** The numbers that an input is compared with. */
function thresholdsIn(graph: Graph, traces: readonly Trace[]): ReadonlyMap<number, Threshold> {
  const found = new Map<number, Threshold>();
  for (const { path } of traces) {
    for (const { lhs, rhs, comparison, node } of path) {
      if (!/^[<>]/.test(comparison)) continue;
      for (const [side, bound] of [
        [lhs, rhs],
        [rhs, lhs],
      ] as const) {
        const symbol = graph.node(side);
        const x = graph.constantValue(bound);
        if (symbol.kind === 'symbol' && x !== null && !found.has(x)) found.set(x, { name: symbol.name, node });
      }
    }
  }
  return found;
}

function listed(thresholds: ReadonlyMap<number, Threshold>): string {
  return [...thresholds.keys()]
    .sort((a, b) => a - b)
    .map((x) => String(x).replace('-', '−'))
    .join(' or ');
}
