/**
 * @file Evaluation of expressions: one point in float64, many points at once, with rigorous intervals, and at any precision.
 * Symbols without a value evaluate to NaN. Nothing here decides what a difference means (see `proof/`).
 */
import type { Decimal } from 'decimal.js';
import { isExactText } from '../expr/exact.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import type { DecimalClass } from '../expr/op.ts';
import { ops } from '../expr/ops/registry.ts';
import { everything, type Interval, point, widened } from './interval.ts';

/** Values of the symbols by name. */
export type Point = { readonly get: (symbol: string) => number | undefined };

/** The nodes below the roots in evaluation order; made once, used for many points. */
export interface Program {
  readonly graph: Graph;
  readonly order: readonly ExprId[];
}

export function program(graph: Graph, roots: Iterable<ExprId>): Program {
  return { graph, order: graph.reachable(roots) };
}

/** Float64 value of every node in the program. */
export function evaluate({ graph, order }: Program, at: Point): ReadonlyMap<ExprId, number> {
  const values = new Map<ExprId, number>();
  for (const id of order) {
    const node = graph.node(id);
    if (node.kind === 'constant') values.set(id, node.value);
    else if (node.kind === 'symbol') values.set(id, at.get(node.name) ?? NaN);
    else {
      const [a, b] = node.args;
      values.set(id, ops[node.op].evaluate(values.get(a!)!, b === undefined ? NaN : values.get(b)!));
    }
  }
  return values;
}

/**
 * An interval around the exact value of every node. Inputs are taken as exact float64 numbers; a constant such as 0.1,
 * which stands for one tenth, gets the interval of its rounding.
 */
export function enclose({ graph, order }: Program, at: Point): ReadonlyMap<ExprId, Interval> {
  const boxes = new Map<ExprId, Interval>();
  for (const id of order) {
    const node = graph.node(id);
    if (node.kind === 'constant')
      boxes.set(
        id,
        isExactText(node.value) || !Number.isFinite(node.value)
          ? point(node.value)
          : widened(node.value, node.value, 1),
      );
    else if (node.kind === 'symbol') {
      const value = at.get(node.name);
      boxes.set(id, value === undefined ? everything : point(value));
    } else {
      const [a, b] = node.args;
      boxes.set(id, ops[node.op].enclose(boxes.get(a!)!, b === undefined ? everything : boxes.get(b)!));
    }
  }
  return boxes;
}

/** The values of one root at many points: `columns` gives each symbol's values, and the result has the same length. */
export function evaluateBatch(
  graph: Graph,
  root: ExprId,
  columns: ReadonlyMap<string, Float64Array>,
  length: number,
): Float64Array {
  const values = new Map<ExprId, Float64Array>();
  const missing = new Float64Array(length).fill(NaN);
  for (const id of graph.reachable([root])) {
    const node = graph.node(id);
    if (node.kind === 'constant') values.set(id, new Float64Array(length).fill(node.value));
    else if (node.kind === 'symbol') values.set(id, columns.get(node.name) ?? missing);
    else {
      const { evaluate: f } = ops[node.op];
      const a = values.get(node.args[0]!)!;
      const b = node.args[1] === undefined ? a : values.get(node.args[1])!;
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) out[i] = f(a[i]!, b[i]!);
      values.set(id, out);
    }
  }
  return values.get(root)!;
}

/** The exact value of a float64 number, to the precision of the decimal class; `new D(x)` would take its shortest text instead. */
function exactDecimal(D: DecimalClass, x: number): Decimal {
  if (!Number.isFinite(x)) return new D(x);
  if (Number.isInteger(x)) return new D(BigInt(x).toString());
  // x·2¹⁰⁷⁴ is an integer for every float64 x; scaling in two steps keeps it finite.
  let scale = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    scale++;
  }
  return new D(mantissa).div(new D(2).pow(scale));
}

/**
 * Every node's value at the precision of the decimal class. Inputs are exact float64 numbers, constants the rationals their text
 * denotes.
 */
export function evaluatePrecisely(D: DecimalClass, { graph, order }: Program, at: Point): ReadonlyMap<ExprId, Decimal> {
  const values = new Map<ExprId, Decimal>();
  for (const id of order) {
    const node = graph.node(id);
    if (node.kind === 'constant') values.set(id, new D(node.value));
    else if (node.kind === 'symbol') values.set(id, exactDecimal(D, at.get(node.name) ?? NaN));
    else {
      const a = values.get(node.args[0]!)!;
      const b = node.args[1] === undefined ? a : values.get(node.args[1])!;
      values.set(id, ops[node.op].precise(D, a, b));
    }
  }
  return values;
}
