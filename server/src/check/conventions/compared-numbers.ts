/** @file The derived and the written gradients of samples as numbers, for asking what the one is beside the other. */
import type { Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Judged } from '../attempt.ts';

/** What was expected of a sample and what was written. */
export interface ComparedNumbers {
  readonly judged: Judged;
  readonly expected: readonly number[];
  readonly actual: readonly number[];
}

/** Those of the samples that say something. */
export function comparedNumbers(graph: Graph, judged: readonly Judged[]): readonly ComparedNumbers[] {
  return judged
    .filter(({ judgement: { kind } }) => kind === 'different' || kind === 'equal')
    .map((each) => {
      const { expected, actual } = each.comparison;
      const at = evaluate(program(graph, [...expected, ...actual]), each.sample.values);
      return { judged: each, expected: expected.map((id) => at.get(id)!), actual: actual.map((id) => at.get(id)!) };
    });
}
