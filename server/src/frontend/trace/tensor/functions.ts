/**
 * @file What the namings of both libraries are made of: operations of the tables turned into functions that read their arguments,
 * and functions that no naming changes.
 */
import { Unsupported } from '../outcome.ts';
import type { BuiltinValue, TensorLibrary, TensorValue, Value } from '../value.ts';
import { applyBinary, applyUnary, binary, clip, predicates, relations, unary } from './elementwise.ts';
import { type Fold, folds, reduce } from './reductions.ts';
import { commonShape, stretched } from './broadcast.ts';
import {
  type Dtype,
  makeTensor,
  option,
  positions,
  type TensorCall,
  type TensorOperation,
  toAxes,
  toFlag,
  toTensor,
} from './tensor.ts';

export function asBuiltin(library: TensorLibrary, name: string, operation: TensorOperation): BuiltinValue {
  return { kind: 'builtin', name, call: (machine, args, node) => operation({ machine, node, library }, args) };
}

export const unaryFunction =
  (name: keyof typeof unary): TensorOperation =>
  (c, [x]) =>
    applyUnary(c, unary[name], toTensor(c, x));

export const predicateFunction =
  (name: keyof typeof predicates): TensorOperation =>
  (c, [x]) =>
    applyUnary(c, predicates[name], toTensor(c, x), 'bool');

export const binaryFunction =
  (name: keyof typeof binary): TensorOperation =>
  (c, [a, b]) =>
    applyBinary(c, binary[name], toTensor(c, a), toTensor(c, b));

export const relationFunction =
  (name: keyof typeof relations): TensorOperation =>
  (c, [a, b]) =>
    applyBinary(c, relations[name], toTensor(c, a), toTensor(c, b), 'bool');

/** Which type a reduction gives: sums keep whole numbers, means do not. */
type ResultType = (x: TensorValue) => Dtype;
export const keepsType: ResultType = ({ dtype }) => (dtype === 'bool' ? 'int32' : dtype);
export const isFloat: ResultType = () => 'float32';
export const isBool: ResultType = () => 'bool';

/** `f(x, axis, keepDims)`, or `f(x, axis, { keepdims })`. */
export const reduction =
  (name: keyof typeof folds, dtype: ResultType = isFloat): TensorOperation =>
  (c, [x, axis, keep]) => {
    const tensor = toTensor(c, x);
    const fold: Fold = folds[name];
    return reduce(c, tensor, toAxes(c, tensor, axis), fold, keepsDims(c, keep), dtype(tensor));
  };

/** The flag itself or the field of an options object. */
export function keepsDims(c: TensorCall, keep: Value): boolean {
  return toFlag(c, c.library === 'jax' ? option(c, keep, 'keepdims') : keep);
}

/** `min(max(x, low), high)`, whose bounds may be tensors; one that is left out does not bound. */
export const clipFunction: TensorOperation = (c, [x, low, high]) => {
  const tensor = toTensor(c, x);
  const lows = toTensor(c, low ?? c.machine.constant(-Infinity));
  const highs = toTensor(c, high ?? c.machine.constant(Infinity));
  const { shape, axes, ranks } = commonShape(c, [tensor, lows, highs]);
  const items = Array.from(positions(shape), (position) => {
    const entry = stretched(tensor, position);
    const [l, h] = [stretched(lows, position), stretched(highs, position)];
    if (l.v === -Infinity) return c.machine.apply('min', entry, h);
    return h.v === Infinity ? c.machine.apply('max', entry, l) : clip(c, entry, l, h);
  });
  return makeTensor(c, shape, items, 'float32', axes, ranks);
};

/** A function that only hands its argument on: how a library manages memory is no part of the mathematics. */
export const unchanged: TensorOperation = (_, [x]) => x;

/** A function without result. */
export const nothing: TensorOperation = () => undefined;

/** A function that is known and not read. */
export const declined =
  (what: string): TensorOperation =>
  (c) => {
    throw new Unsupported('unsupported-call', what, c.node);
  };

/** Whether a name is in a table itself and not in what every object inherits. */
export function lookUp<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function toDtype(value: Value, fallback: Dtype): Dtype {
  if (value === 'int32' || value === 'uint32') return 'int32';
  if (value === 'bool') return 'bool';
  return value === undefined ? fallback : 'float32';
}

/** Entries as plain arrays, nested as the shape says; the number itself for a scalar. */
export function toNested(x: TensorValue): Value {
  const build = (axis: number, offset: number): Value => {
    if (axis === x.shape.length) return x.items[offset]!;
    const items = Array.from({ length: x.shape[axis]! }, (_, i) => build(axis + 1, offset * x.shape[axis]! + i));
    return { kind: 'array', items, typed: null, input: null };
  };
  return build(0, 0);
}
