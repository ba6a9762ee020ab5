/**
 * @file Maxima and minima whose two arguments are equal on a whole piece, as those of a clipped surrogate are within its bounds,
 * `Math.min(r * a, clamp(r, lo, hi) * a)`. There is no kink: either argument will do, and one of them is taken.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { type Point, program, type Program, valuesOf } from '../../math/numeric/evaluate.ts';
import { kinkClearance } from '../../math/numeric/tolerance.ts';
import { proveEqual } from '../../math/proof/prove.ts';
import { replaceNodes } from '../../math/rewrite/replace.ts';
import type { Decision } from '../../frontend/trace/machine.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import { withOutputs } from './replay.ts';
import type { Sample } from './session.ts';

/** A maximum or minimum of two numbers that may be equal. */
interface Choice {
  readonly self: ExprId;
  readonly a: ExprId;
  readonly b: ExprId;
}

interface Survey {
  readonly key: string;
  readonly code: Program;
  readonly choices: readonly Choice[];
}

/** Samples that take the same path have the same expressions. */
const surveys = new WeakMap<readonly Decision[], Survey>();

function surveyOf(graph: Graph, { outputs, path }: Trace): Survey {
  const roots = outputs.map(({ e }) => e);
  // Ids that were dropped are given to other expressions.
  const key = `${graph.nDrops}: ${roots.join()}`;
  let known = surveys.get(path);
  if (known?.key === key) return known;
  const code = program(graph, roots);
  const choices = code.order.flatMap((self): readonly Choice[] => {
    const node = graph.node(self);
    if (node.kind !== 'apply' || (node.op !== 'max' && node.op !== 'min')) return [];
    const [a, b] = node.args as readonly [ExprId, ExprId];
    return graph.constantValue(a) === null && graph.constantValue(b) === null ? [{ self, a, b }] : [];
  });
  known = { key, code, choices };
  surveys.set(path, known);
  return known;
}

/** Whether two numbers are equal, and not at this point alone. */
export function areTied(
  graph: Graph,
  [a, b]: readonly [ExprId, ExprId],
  [x, y]: readonly [number, number],
  at: Point,
): boolean {
  return Math.abs(x - y) < kinkClearance * Math.max(1, Math.abs(x)) && proveEqual(graph, [a], [b], at) === 'equal';
}

/** The sample with one argument of each such maximum or minimum of its value in the place of it. */
export function withoutTies(graph: Graph, sample: Sample): Sample {
  const { value } = sample;
  const { code, choices } = surveyOf(graph, value);
  if (choices.length === 0) return sample;
  const values = valuesOf(code, sample.values);
  const valueOf = (id: ExprId): number => values[code.slots.get(id)!]!;
  const ties = choices.filter(({ a, b }) => areTied(graph, [a, b], [valueOf(a), valueOf(b)], sample.values));
  if (ties.length === 0) return sample;
  const taken = new Map<ExprId, ExprId>();
  for (const { self, a } of ties) taken.set(self, replaceNodes(graph, a, taken));
  const replaced = value.outputs.map((leaf) => ({ ...leaf, e: replaceNodes(graph, leaf.e, taken) }));
  return { ...sample, value: withOutputs(value, replaced) };
}
