/**
 * @file Gradients of an activation that take a target as well: `softmaxDerivative(output, target)`. They belong to a loss after the
 * activation, which is not in sight. For a cross-entropy after a sigmoid or softmax it is known what they are: the output minus the target.
 */
import { builder } from '../../math/expr/build.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { looksLikeLabel, mayBeOutput } from '../../frontend/trace/inputs/domains.ts';
import type { OutputLeaf } from '../../frontend/trace/trace.ts';
import { parameterName, parametersOf, type Sample, type Session } from '../sampling/session.ts';

/** The gradient's parameter that is named like a target, where the value takes none; null otherwise. */
export function unseenTarget({ value, gradient, candidate }: Session): string | null {
  const [own, others] = [value, gradient].map((unit) => parametersOf(unit).map(parameterName)) as [string[], string[]];
  if (candidate.flagIndex !== null || others.length <= own.length || own.some(looksLikeLabel)) return null;
  return others.find((name) => looksLikeLabel(name) && !mayBeOutput(name) && !own.includes(name)) ?? null;
}

/** Which activation, of those that are fused with a cross-entropy, has such outputs and derivatives at a sample; null for none. */
export function fusibleActivation(
  graph: Graph,
  { values }: Sample,
  outputs: readonly OutputLeaf[],
  jacobian: readonly (readonly ExprId[])[],
): 'sigmoid' | 'softmax' | null {
  if (jacobian.some((row) => row.length !== outputs.length)) return null;
  const numbers = evaluate(program(graph, jacobian.flat()), values);
  const isIt = outputs.every(({ v: one }, i) =>
    outputs.every(({ v: other }, j) => {
      const derivative = numbers.get(jacobian[i]![j]!) ?? NaN;
      return Math.abs(derivative - one * ((i === j ? 1 : 0) - other)) < roundingOfProducts;
    }),
  );
  if (!isIt) return null;
  return outputs.length === 1 ? 'sigmoid' : 'softmax';
}

/** Outputs are at most 1, so that their products err by a few units in the last place; functions that differ, by far more. */
const roundingOfProducts = 1e-9;

/** The derivative of a cross-entropy after the activation, by its arguments; null where the target has another shape. */
export function outputMinusTarget(
  graph: Graph,
  { upstream, values }: Sample,
  outputs: readonly OutputLeaf[],
): readonly ExprId[] | null {
  const build = builder(graph);
  if (upstream.length === outputs.length) return outputs.map(({ e }, i) => build.sub(e, upstream[i]!));
  const [label, ...rest] = upstream;
  const node = label === undefined || rest.length > 0 ? null : graph.node(label);
  if (node?.kind !== 'symbol') return null;
  // The index of the right class stands for a target of which that entry is 1.
  const right = values.get(node.name);
  return outputs.map(({ e }, i) => (i === right ? build.sub(e, build.num(1)) : e));
}
