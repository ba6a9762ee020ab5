/**
 * @file Functions whose name only looks like that of a derivative: `dtanh(x)` that computes tanh itself by other means, as deterministic or
 * double-precision versions of functions do.
 */
import type { Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import type { Attempt, Judged } from '../attempt.ts';
import { valueLeaves } from '../leaves.ts';
import type { Session } from '../sampling/session.ts';

/** Whether the gradient is what the value is, and not by its very code: that one has forgotten to differentiate it. */
export function computesTheValue({ environment: { graph }, value, gradient }: Session, { judged }: Attempt): boolean {
  if (gradient.name !== `d${value.name.toLowerCase()}` || bodyOf(value.node) === bodyOf(gradient.node)) return false;
  return isTheValue(graph, judged);
}

/** Whether the gradient is what the value is at every sample that says something. */
export function isTheValue(graph: Graph, judged: readonly Judged[]): boolean {
  const compared = judged.filter(({ judgement: { kind } }) => kind !== 'inconclusive');
  return (
    compared.length > 0 &&
    compared.every(({ sample, comparison: { actual } }) => {
      const values = valueLeaves(sample.value.outputs);
      const at = evaluate(program(graph, actual), sample.values);
      return (
        values.length === actual.length &&
        values.every(({ v }, i) => Math.abs(at.get(actual[i]!)! - v) <= equalityTolerance * Math.abs(v))
      );
    })
  );
}

function bodyOf({ body }: Session['value']['node']): string {
  return (body?.getText() ?? '').replace(/\/\/.*|^\{\s*return|[\s;}]/g, '');
}
