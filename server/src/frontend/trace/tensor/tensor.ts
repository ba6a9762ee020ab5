/**
 * @file What all tensor operations share: reading arguments, making results, and walking over entries.
 * Which operations there are is in the files beside this one, how libraries name them in `tfjs.ts` and `jax.ts`.
 */
import type * as ts from 'typescript';
import { settle, toBoolean, toItems, toNumber } from '../conversions.ts';
import { looksLikeHyperparameter } from '../inputs/domains.ts';
import type { Machine } from '../machine.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import {
  type AxisSource,
  describe,
  type NumberValue,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../value.ts';
import { specFor } from './unseen-arguments.ts';

/** Where an operation runs, and for which library. */
export interface TensorCall {
  readonly machine: Machine;
  readonly node: ts.Node;
  readonly library: TensorLibrary;
}

/** An operation as a library's function: the tensor comes first, as it does in the method of the same name. */
export type TensorOperation = (c: TensorCall, args: readonly Value[]) => Value;

export type Dtype = TensorValue['dtype'];

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** A result; `axes` and `ranks` tell which arguments its shape follows. */
export function makeTensor(
  c: TensorCall,
  shape: readonly number[],
  items: readonly NumberValue[],
  dtype: Dtype = 'float32',
  axes: readonly (AxisSource | null)[] = [],
  ranks: TensorValue['ranks'] = [],
): TensorValue {
  c.machine.allocate(items.length, c.node);
  return {
    kind: 'tensor',
    shape,
    items,
    dtype,
    library: c.library,
    axes: shape.map((_, axis) => axes[axis] ?? null),
    ranks,
  };
}

/** A tensor of the same shape with other entries. */
export function withItems(
  c: TensorCall,
  x: TensorValue,
  items: readonly NumberValue[],
  dtype: Dtype = x.dtype,
): TensorValue {
  return makeTensor(c, x.shape, items, dtype, x.axes, x.ranks);
}

export function scalarTensor(c: TensorCall, x: NumberValue, dtype: Dtype = 'float32'): TensorValue {
  return makeTensor(c, [], [x], dtype);
}

/** A tensor, or what becomes one: a number, a flag, nested arrays of these, an argument of unknown shape. */
export function toTensor(c: TensorCall, value: Value): TensorValue {
  const settled = settleAsTensor(c, value);
  if (typeof settled === 'boolean') return scalarTensor(c, c.machine.constant(settled ? 1 : 0), 'bool');
  if (typeof settled === 'object' && settled !== null) {
    if (settled.kind === 'tensor') return settled.library === c.library ? settled : { ...settled, library: c.library };
    if (settled.kind === 'number') return scalarTensor(c, settled);
    if (settled.kind === 'array') return fromRows(c, settled.items);
  }
  throw new Unsupported('unsupported-call', `${describe(settled)} used as a tensor`, c.node);
}

/** An argument without annotation becomes a tensor, or a number when its name is that of a constant of the loss. */
function settleAsTensor(c: TensorCall, value: Value): Exclude<Value, { kind: 'input' }> {
  if (typeof value !== 'object' || value?.kind !== 'input') return value;
  const { spec } = value.cell;
  const isConstant = spec.path.length > 1 && looksLikeHyperparameter(spec.path);
  if (spec.shape === 'unknown' && !isConstant) spec.tensor ??= specFor(c.library, c.node.getSourceFile());
  return settle(c.machine, value, isConstant ? 'scalar' : 'tensor');
}

function fromRows(c: TensorCall, values: readonly Value[]): TensorValue {
  const rows = values.map((value) => toTensor(c, value));
  const inner = rows[0]?.shape ?? [];
  if (rows.some(({ shape }) => shape.join() !== inner.join())) {
    throw new UserThrow('rows of different lengths in a tensor', undefined, c.node);
  }
  const dtype = rows.every((row) => row.dtype === 'bool') && rows.length > 0 ? 'bool' : 'float32';
  return makeTensor(
    c,
    [rows.length, ...inner],
    rows.flatMap((row) => row.items),
    dtype,
  );
}

/** A list of tensors, as `concat` and `stack` take it. */
export function toTensors(c: TensorCall, value: Value): readonly TensorValue[] {
  return toItems(c.machine, value, c.node).map((item) => toTensor(c, item));
}

export function toScalar(c: TensorCall, value: Value): NumberValue {
  const settled = settle(c.machine, value, 'scalar');
  if (typeof settled === 'object' && settled?.kind === 'tensor' && settled.items.length === 1) return settled.items[0]!;
  return toNumber(c.machine, settled, c.node);
}

/** A number that decides a shape. */
export function toInteger(c: TensorCall, value: Value): number {
  return Math.trunc(c.machine.concretise(toScalar(c, value), c.node));
}

/** One whole number or a list of them. */
export function toIntegers(c: TensorCall, value: Value): readonly number[] {
  const settled = settle(c.machine, value, 'scalar');
  if (typeof settled === 'object' && settled?.kind === 'array') return settled.items.map((item) => toInteger(c, item));
  return [toInteger(c, settled)];
}

export function toFlag(c: TensorCall, value: Value, fallback = false): boolean {
  return value === undefined ? fallback : toBoolean(c.machine, value, c.node);
}

/** A field of an options object; undefined where there is none. */
export function option(c: TensorCall, options: Value, name: string): Value {
  const settled = settle(c.machine, options, 'object');
  return typeof settled === 'object' && settled?.kind === 'object' ? settled.fields.get(name) : undefined;
}

/** An axis counted from the front. One beyond the last tells that an argument has more axes than we thought. */
export function toAxis(c: TensorCall, x: TensorValue, axis: number, rank = x.shape.length): number {
  const index = axis < 0 ? axis + rank : axis;
  // Who names the last axis of something means that there are others.
  const wanted = axis < -1 ? -axis : Math.max(axis + 1, 2);
  if (rank === x.shape.length && rank < wanted && axis !== 0) c.machine.inputs.reviseRank(x.ranks, wanted);
  if (index < 0 || index >= rank)
    throw misfit(c, `there is no axis ${axis} in a tensor of shape [${x.shape.join(', ')}]`);
  return index;
}

/** The axes that an argument names, in order; all of them where it names none. */
export function toAxes(c: TensorCall, x: TensorValue, value: Value): readonly number[] {
  if (value === undefined || value === null) return x.shape.map((_, axis) => axis);
  return [...new Set(toIntegers(c, value).map((axis) => toAxis(c, x, axis)))].sort((a, b) => a - b);
}

/** The library would throw: the sample is outside the function's domain. */
export function misfit(c: TensorCall, what: string): UserThrow {
  return new UserThrow(what, undefined, c.node);
}

/** The position of each entry of a shape, in order. */
export function* positions(shape: readonly number[]): Generator<readonly number[]> {
  const size = sizeOf(shape);
  const position = shape.map(() => 0);
  for (let i = 0; i < size; i++) {
    yield position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      if (position[axis]! < shape[axis]!) break;
      position[axis] = 0;
    }
  }
}

/** The entry at a position. */
export function entryAt(x: TensorValue, position: readonly number[]): NumberValue {
  return x.items[position.reduce((offset, i, axis) => offset * x.shape[axis]! + i, 0)]!;
}

/** A tensor of the given shape whose entries are entries of others. */
export function rearranged(
  c: TensorCall,
  x: TensorValue,
  shape: readonly number[],
  entry: (position: readonly number[]) => NumberValue,
  axes: readonly (AxisSource | null)[] = [],
  ranks: TensorValue['ranks'] = [],
): TensorValue {
  c.machine.allocate(sizeOf(shape), c.node);
  return makeTensor(c, shape, Array.from(positions(shape), entry), x.dtype, axes, ranks);
}
