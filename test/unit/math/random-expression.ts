/**
 * @file Random expressions for property tests: recipes that fast-check can shrink, built into a graph by {@link build}.
 * Constants are short decimals and small integers, symbols are x, y and z.
 */
import fc from 'fast-check';
import { builder } from '../../../server/src/math/expr/build.ts';
import type { ExprId, Graph } from '../../../server/src/math/expr/graph.ts';
import { type OpName, opNames, ops } from '../../../server/src/math/expr/ops/registry.ts';

export type Recipe = string | number | readonly [OpName, ...Recipe[]];

export const symbols = ['x', 'y', 'z'] as const;

const leaf: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...symbols) },
  { weight: 1, arbitrary: fc.constantFrom(-3, -2, -1, 1, 2, 3, 0.5, 0.1, 1.7, Math.PI) },
);

/** Arithmetic is likelier than any single function, as in real code. */
function operation(names: readonly OpName[]): fc.Arbitrary<OpName> {
  const arithmetic = names.filter((name) => ['add', 'sub', 'mul', 'div', 'neg', 'pow'].includes(name));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(arithmetic.length > 0 ? arithmetic : names)) },
    { weight: 2, arbitrary: fc.constantFrom(...names) },
  );
}

/** Recipes of at most the given depth over the given operations. */
export function recipes(depth: number, names: readonly OpName[] = opNames): fc.Arbitrary<Recipe> {
  if (depth === 0) return leaf;
  const inner = recipes(depth - 1, names);
  const applied = operation(names).chain((op) =>
    fc.tuple(inner, inner).map(([a, b]): Recipe => (ops[op].arity === 1 ? [op, a] : [op, a, b])),
  );
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: applied });
}

export function build(graph: Graph, recipe: Recipe): ExprId {
  if (typeof recipe === 'string') return graph.symbol(recipe);
  if (typeof recipe === 'number') return graph.constant(recipe);
  const [op, ...args] = recipe;
  return builder(graph).op(op, ...args.map((arg) => build(graph, arg)));
}

/** Values of the three symbols: short decimals on both sides of zero, so that all pieces are met. */
export const points: fc.Arbitrary<ReadonlyMap<string, number>> = fc
  .tuple(...symbols.map(() => fc.integer({ min: -3000, max: 3000 })))
  .map((values) => new Map(symbols.map((name, i) => [name, values[i]! / 1000 + 0.00017])));
