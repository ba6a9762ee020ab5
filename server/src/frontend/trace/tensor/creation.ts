/** @file Tensors that are made of nothing but numbers: filled ones, ranges, identity matrices. */
import type { NumberValue, TensorValue } from '../value.ts';
import { type Dtype, makeTensor, misfit, sizeOf, type TensorCall } from './tensor.ts';

export function filled(
  c: TensorCall,
  shape: readonly number[],
  value: NumberValue,
  dtype: Dtype = 'float32',
): TensorValue {
  const size = sizeOf(shape);
  if (!Number.isInteger(size) || size < 0) throw misfit(c, `a tensor of shape [${shape.join(', ')}]`);
  c.machine.allocate(size, c.node);
  return makeTensor(c, shape, new Array<NumberValue>(size).fill(value), dtype);
}

/** A tensor of constants of the shape of another. */
export function filledLike(c: TensorCall, x: TensorValue, value: number): TensorValue {
  const entry = c.machine.constant(value);
  return makeTensor(
    c,
    x.shape,
    x.items.map(() => entry),
    x.dtype,
    x.axes,
    x.ranks,
  );
}

export function identityMatrix(c: TensorCall, rows: number, columns: number): TensorValue {
  const { machine } = c;
  machine.allocate(rows * columns, c.node);
  const items = Array.from({ length: rows * columns }, (_, i) =>
    machine.constant(Math.floor(i / columns) === i % columns ? 1 : 0),
  );
  return makeTensor(c, [rows, columns], items);
}

/** start, start + step, … up to but without stop. */
export function range(c: TensorCall, start: number, stop: number, step: number, dtype: Dtype = 'float32'): TensorValue {
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isFinite(count)) throw misfit(c, `a range from ${start} to ${stop} in steps of ${step}`);
  c.machine.allocate(count, c.node);
  const items = Array.from({ length: count }, (_, i) => c.machine.constant(start + i * step));
  return makeTensor(c, [count], items, dtype);
}

/** Equally spaced numbers, both ends included. */
export function linspace(c: TensorCall, start: number, stop: number, count: number): TensorValue {
  if (!Number.isInteger(count) || count < 1) throw misfit(c, `${count} equally spaced numbers`);
  c.machine.allocate(count, c.node);
  const gap = count === 1 ? 0 : (stop - start) / (count - 1);
  return makeTensor(
    c,
    [count],
    Array.from({ length: count }, (_, i) => c.machine.constant(start + i * gap)),
  );
}
