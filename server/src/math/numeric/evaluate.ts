/**
 * @file Evaluation of expressions: one point in float64, many points at once, with rigorous intervals, and at any precision.
 * Symbols without a value evaluate to NaN. Nothing here decides what a difference means (see `proof/`).
 */
import type { Decimal } from 'decimal.js';
import { isExactText } from '../expr/exact.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import type { DecimalClass, OpDef } from '../expr/op.ts';
import { ops } from '../expr/ops/registry.ts';
import { everything, type Interval, point, widened } from './interval.ts';

/** Values of the symbols by name. */
export type Point = { readonly get: (symbol: string) => number | undefined };

/** The nodes below some roots in evaluation order, prepared for evaluation at many points. */
export interface Program {
  readonly graph: Graph;
  readonly order: readonly ExprId[];
  /** Where in `order` a node stands. */
  readonly slots: ReadonlyMap<ExprId, number>;
  readonly code: readonly Instruction[];
}

export type Instruction =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  /** Slots of the arguments; `b` is the slot of `a` again where there is one argument, and its value is ignored then. */
  | { readonly kind: 'apply'; readonly op: OpDef; readonly a: number; readonly b: number };

/** Programs are made over and over for the same roots while samples that share a path are judged. */
const programs = new WeakMap<Graph, KnownPrograms>();
const mostPrograms = 512;
const mostInstructions = 500_000;

interface KnownPrograms {
  readonly nDrops: number;
  readonly byRoots: Map<string, Program>;
  nInstructions: number;
}

export function program(graph: Graph, roots: readonly ExprId[]): Program {
  let known = programs.get(graph);
  // Ids that were dropped are given to other expressions.
  if (known?.nDrops !== graph.nDrops)
    programs.set(graph, (known = { nDrops: graph.nDrops, byRoots: new Map(), nInstructions: 0 }));
  const key = roots.join();
  let found = known.byRoots.get(key);
  if (found === undefined) {
    if (known.byRoots.size >= mostPrograms || known.nInstructions >= mostInstructions) {
      known.byRoots.clear();
      known.nInstructions = 0;
    }
    known.byRoots.set(key, (found = compile(graph, roots)));
    known.nInstructions += found.code.length;
  }
  return found;
}

function compile(graph: Graph, roots: readonly ExprId[]): Program {
  const order = graph.reachable(roots);
  const slots = new Map(order.map((id, slot) => [id, slot]));
  const code = order.map((id): Instruction => {
    const node = graph.node(id);
    if (node.kind !== 'apply') return node;
    const a = slots.get(node.args[0]!)!;
    const b = node.args[1] === undefined ? a : slots.get(node.args[1])!;
    return { kind: 'apply', op: ops[node.op], a, b };
  });
  return { graph, order, slots, code };
}

/** Values of the nodes of a program. */
export interface NodeValues<T> {
  /** Undefined for a node that is not in the program. */
  get(id: ExprId): T | undefined;
}

class SlotValues<T> implements NodeValues<T> {
  readonly #slots: ReadonlyMap<ExprId, number>;
  readonly #values: ArrayLike<T>;

  constructor(slots: ReadonlyMap<ExprId, number>, values: ArrayLike<T>) {
    this.#slots = slots;
    this.#values = values;
  }

  get(id: ExprId): T | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#values[slot];
  }
}

/** Float64 value of every node in the program. */
export function evaluate(code: Program, at: Point): NodeValues<number> {
  return new SlotValues(code.slots, valuesOf(code, at));
}

/** As {@link evaluate}, by slot. */
export function valuesOf({ code }: Program, at: Point): Float64Array {
  const values = new Float64Array(code.length);
  run(code, values, 0, code.length, at);
  return values;
}

function run(code: readonly Instruction[], values: Float64Array, from: number, to: number, at: Point): void {
  for (let i = from; i < to; i++) {
    const step = code[i]!;
    if (step.kind === 'apply') values[i] = step.op.evaluate(values[step.a]!, values[step.b]!);
    else values[i] = step.kind === 'constant' ? step.value : (at.get(step.name) ?? NaN);
  }
}

/** Float64 values that are computed as far as they are asked for: a condition near the start may make the rest needless. */
export class Evaluation implements NodeValues<number> {
  readonly #program: Program;
  readonly #at: Point;
  readonly #values: Float64Array;
  #done = 0;

  constructor(program: Program, at: Point) {
    this.#program = program;
    this.#at = at;
    this.#values = new Float64Array(program.code.length);
  }

  get(id: ExprId): number | undefined {
    const { slots, code } = this.#program;
    const slot = slots.get(id);
    if (slot === undefined) return undefined;
    if (slot >= this.#done) {
      run(code, this.#values, this.#done, slot + 1, this.#at);
      this.#done = slot + 1;
    }
    return this.#values[slot];
  }
}

/**
 * An interval around the exact value of every node. Inputs are taken as exact float64 numbers; a constant such as 0.1,
 * which stands for one tenth, gets the interval of its rounding.
 */
export function enclose({ slots, code }: Program, at: Point): NodeValues<Interval> {
  const boxes: Interval[] = [];
  for (const step of code) {
    if (step.kind === 'apply') boxes.push(step.op.enclose(boxes[step.a]!, boxes[step.b]!));
    else if (step.kind === 'constant') boxes.push(encloseConstant(step.value));
    else {
      const value = at.get(step.name);
      boxes.push(value === undefined ? everything : point(value));
    }
  }
  return new SlotValues(slots, boxes);
}

function encloseConstant(value: number): Interval {
  return isExactText(value) || !Number.isFinite(value) ? point(value) : widened(value, value, 1);
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
