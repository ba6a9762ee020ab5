/**
 * @file The list that the `gradFunc` of a `customGrad` returns, one gradient for each input of its value: an input for which there is none
 * has the gradient 0, and a label or constant of the loss whose gradient is 0 is not judged.
 */
import { looksLikeHyperparameter, looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import type { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import type { OutputLeaf, Trace } from '../../frontend/trace/trace.ts';
import type { Value } from '../../frontend/trace/value.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { type Binding } from '../sampling/session.ts';
import { leafNames } from '../sampling/leaf-names.ts';

/** The trace of `gradFunc` with the numbers of its list lined up with the inputs of the value. */
export function alignedGradients(graph: Graph, binding: Binding, inputs: Inputs, trace: Trace): Trace {
  const specs = inputSpecs(binding);
  const count = gradientCount(trace.result, specs.length);
  if (specs.length < 2) return trace;
  if (count < specs.length) {
    const zero = graph.constant(0);
    const missing = specs.slice(count).flatMap((spec, i): OutputLeaf[] => {
      inputs.drawUnreadArray(spec);
      return leafNames(spec, inputs.values).map((name) => ({
        key: `[${count + i}]${name.slice(spec.path.length)}`,
        e: zero,
        v: 0,
      }));
    });
    return { ...trace, outputs: [...trace.outputs, ...missing] };
  }
  if (count > specs.length) return trace;
  const isLeft = specs.map(({ path }, i) => {
    const own = trace.outputs.filter(({ key }) => belongsTo(key, i));
    return (
      (looksLikeLabel(path) || looksLikeHyperparameter(path)) && own.every(({ e }) => graph.constantValue(e) === 0)
    );
  });
  if (isLeft.every(Boolean)) return trace;
  return { ...trace, outputs: trace.outputs.filter(({ key }) => !isLeft.some((left, i) => left && belongsTo(key, i))) };
}

/** The inputs of the value, without the function that keeps tensors. */
export function inputSpecs(binding: Binding): readonly InputSpec[] {
  return binding.value.flatMap((source) => (source.kind === 'input' ? [source.spec] : []));
}

/** How many gradients there are: the length of the list, or 1 where there is none. */
export function gradientCount(result: Value, inputs: number): number {
  if (typeof result !== 'object' || result?.kind !== 'array') return 1;
  const isList = inputs > 1 || result.items.every((item) => typeof item === 'object' && item?.kind === 'tensor');
  return isList ? result.items.length : 1;
}

function belongsTo(key: string, index: number): boolean {
  return key === `[${index}]` || key.startsWith(`[${index}][`);
}
