/** @file Derivatives by a label, which a gradient by the input beside it is taken for when its sign is wrong: y − p for p − y. */
import type { Graph } from '../math/expr/graph.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { equalityTolerance } from '../math/numeric/tolerance.ts';
import type { Attempt } from './attempt.ts';

/** Whether the derivative that an attempt is right for is that of one that fails, with the opposite sign. */
export function isSignError(graph: Graph, { target, judged }: Attempt, failed: readonly Attempt[]): boolean {
  if (target.isLabel !== true) return false;
  return failed.some((other) => {
    const pairs = judged.flatMap(({ sample, comparison }) => {
      const opposite = other.judged.find((j) => j.sample === sample)?.comparison.expected ?? [];
      if (opposite.length !== comparison.expected.length) return [];
      const at = evaluate(program(graph, [...comparison.expected, ...opposite]), sample.values);
      return comparison.expected.map((id, k): [number, number] => [at.get(id)!, at.get(opposite[k]!)!]);
    });
    const differ = ([a, b]: [number, number]): boolean => Math.abs(a + b) > equalityTolerance * Math.abs(a);
    return pairs.length > 0 && !pairs.some(differ);
  });
}
