/** @file The two halves of what a function gives that computes a value and its gradient at once: in one result, or in an array. */
import { isGradientField, lossField } from '../../frontend/discover/loss-and-gradient.ts';
import { gradientParameter } from '../../frontend/discover/out-parameter-pairs.ts';
import type { OutputLeaf, Trace } from '../../frontend/trace/trace.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { storedLeaves } from './stored-gradients.ts';
import type { PairCandidate } from '../../frontend/types.ts';

/** Whether one function, called once, is both halves of the pair. */
export function isBoth({ kind }: PairCandidate): boolean {
  return kind === 'loss-and-gradient' || kind === 'out-parameter';
}

/** The trace with only the loss among its outputs, for pairs of a function with itself; other traces as they are. */
export function valueHalf({ kind }: PairCandidate, trace: Trace): Trace {
  if (kind === 'custom-grad') return onlyField(trace, 'value');
  return kind === 'loss-and-gradient' ? { ...trace, outputs: trace.outputs.filter(isLoss) } : trace;
}

/** The trace with only the gradient among its outputs: what is returned, or what is stored. */
export function gradientHalf(
  graph: Graph,
  { kind, gradient, stored }: PairCandidate,
  trace: Trace,
  values: ReadonlyMap<string, number>,
): Trace {
  if (stored !== undefined) return { ...trace, outputs: storedLeaves(graph, trace, stored, values), returned: null };
  const parameters = gradient.node.parameters.map((parameter) => parameter.name.getText());
  if (kind === 'out-parameter') return { ...trace, outputs: onlyGradient(trace.written), returned: null };
  return kind === 'loss-and-gradient'
    ? { ...trace, outputs: trace.outputs.filter((leaf) => isGradient(leaf, parameters)) }
    : trace;
}

/** Of several arrays that were filled, each a field of its name, the one that is called a gradient. */
function onlyGradient(written: readonly OutputLeaf[]): readonly OutputLeaf[] {
  return written.filter(({ key }) => {
    const name = /^\.([^.[]+)/.exec(key)?.[1];
    return name === undefined || gradientParameter.test(name);
  });
}

/** As if the function had returned that field alone. */
function onlyField(trace: Trace, name: string): Trace {
  const { result } = trace;
  const field = typeof result === 'object' && result?.kind === 'object' ? result.fields.get(name) : undefined;
  const prefix = `.${name}`;
  const outputs = trace.outputs
    .filter(({ key }) => key === prefix || key.startsWith(`${prefix}[`))
    .map((leaf) => ({ ...leaf, key: leaf.key.slice(prefix.length) }));
  return { ...trace, result: field, outputs };
}

function isLoss({ key }: OutputLeaf): boolean {
  return key === '[0]' || (key.startsWith('.') && lossField.test(key.slice(1)));
}

function isGradient({ key }: OutputLeaf, parameters: readonly string[]): boolean {
  const field = /^\.([^.[]+)/.exec(key)?.[1];
  return field === undefined ? !key.startsWith('[0]') : isGradientField(field, parameters);
}
