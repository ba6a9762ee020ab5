/** @file Operations that move entries and compute nothing: shapes, slices, joins, gathering. */
import type { NumberValue, TensorValue } from '../value.ts';
import { fitLengths } from './broadcast.ts';
import {
  type Dtype,
  entryAt,
  makeTensor,
  misfit,
  positions,
  rearranged,
  sizeOf,
  type TensorCall,
  toAxis,
  withItems,
} from './tensor.ts';

/** The same entries in another shape, one length of which may be −1 for what is left. */
export function reshape(c: TensorCall, x: TensorValue, wanted: readonly number[]): TensorValue {
  const known = sizeOf(wanted.filter((length) => length >= 0));
  const shape = wanted.map((length) => (length < 0 ? x.items.length / known : length));
  if (sizeOf(shape) !== x.items.length || !shape.every(Number.isInteger)) {
    throw misfit(c, `a tensor of shape [${x.shape.join(', ')}] reshaped to [${wanted.join(', ')}]`);
  }
  const isSame = shape.join() === x.shape.join();
  return makeTensor(c, shape, x.items, x.dtype, isSame ? x.axes : [], isSame ? x.ranks : []);
}

export function squeeze(c: TensorCall, x: TensorValue, axes: readonly number[] | null): TensorValue {
  const kept = x.shape.flatMap((length, axis) =>
    length === 1 && (axes === null || axes.includes(axis)) ? [] : [axis],
  );
  if (axes?.some((axis) => x.shape[axis] !== 1) === true) {
    throw misfit(c, `an axis of more than one entry squeezed out of [${x.shape.join(', ')}]`);
  }
  return pickAxes(c, x, kept);
}

function pickAxes(c: TensorCall, x: TensorValue, kept: readonly number[]): TensorValue {
  const shape = kept.map((axis) => x.shape[axis]!);
  const axes = kept.map((axis) => x.axes[axis]!);
  return makeTensor(c, shape, x.items, x.dtype, axes, shape.length === x.shape.length ? x.ranks : []);
}

export function expandDims(c: TensorCall, x: TensorValue, axis: number): TensorValue {
  const at = axis < 0 ? axis + x.shape.length + 1 : axis;
  if (at < 0 || at > x.shape.length) throw misfit(c, `an axis at ${axis} of a tensor of shape [${x.shape.join(', ')}]`);
  return makeTensor(c, x.shape.toSpliced(at, 0, 1), x.items, x.dtype, x.axes.toSpliced(at, 0, null));
}

/** Axes in another order; reversed where none is given. */
export function transpose(c: TensorCall, x: TensorValue, order: readonly number[] | null): TensorValue {
  const axes = order ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
  if ([...axes].sort((a, b) => a - b).join() !== x.shape.map((_, axis) => axis).join()) {
    c.machine.inputs.reviseRank(x.ranks, axes.length);
    throw misfit(c, `the axes [${axes.join(', ')}] of a tensor of shape [${x.shape.join(', ')}]`);
  }
  return rearranged(
    c,
    x,
    axes.map((axis) => x.shape[axis]!),
    (position) =>
      entryAt(
        x,
        x.shape.map((_, axis) => position[axes.indexOf(axis)]!),
      ),
    axes.map((axis) => x.axes[axis]!),
    x.ranks,
  );
}

/** The part that begins at `begin` and has the given size; −1 reaches to the end, what is left out is the whole axis. */
export function slice(c: TensorCall, x: TensorValue, begin: readonly number[], size: readonly number[]): TensorValue {
  if (begin.length > x.shape.length) c.machine.inputs.reviseRank(x.ranks, begin.length);
  const from = x.shape.map((_, axis) => begin[axis] ?? 0);
  const shape = x.shape.map((length, axis) => {
    const wanted = size[axis] ?? -1;
    return wanted < 0 ? length - from[axis]! : wanted;
  });
  x.shape.forEach((length, axis) => {
    const end = from[axis]! + shape[axis]!;
    if (end > length && x.axes[axis] !== null) c.machine.inputs.reviseLength(x.axes[axis]!, end);
  });
  if (begin.length > x.shape.length || shape.some((n, axis) => n < 0 || from[axis]! + n > x.shape[axis]!)) {
    throw misfit(c, `a slice at [${begin.join(', ')}] of size [${size.join(', ')}] of [${x.shape.join(', ')}]`);
  }
  const isWhole = (axis: number): boolean => shape[axis] === x.shape[axis];
  return rearranged(
    c,
    x,
    shape,
    (position) =>
      entryAt(
        x,
        position.map((i, axis) => i + from[axis]!),
      ),
    x.axes.map((source, axis) => (isWhole(axis) ? source : null)),
    x.ranks,
  );
}

/** Tensors one after the other along an axis. */
export function concat(c: TensorCall, tensors: readonly TensorValue[], axis: number): TensorValue {
  const [first] = tensors;
  if (first === undefined) throw misfit(c, 'no tensors to join');
  const at = toAxis(c, first, axis);
  const shape = [...first.shape];
  for (const x of tensors.slice(1)) {
    if (x.shape.length !== shape.length) throw misfit(c, 'tensors of different numbers of axes joined');
    shape.forEach((length, i) => {
      if (i === at || x.shape[i] === length) return;
      fitLengths(c, first.axes[i]!, length, x.axes[i]!, x.shape[i]!);
      throw misfit(c, `tensors of the shapes [${first.shape.join(', ')}] and [${x.shape.join(', ')}] joined`);
    });
  }
  shape[at] = tensors.reduce((sum, x) => sum + x.shape[at]!, 0);
  const ends: number[] = [];
  for (const x of tensors) ends.push((ends.at(-1) ?? 0) + x.shape[at]!);
  return rearranged(
    c,
    first,
    shape,
    (position) => {
      const which = ends.findIndex((end) => position[at]! < end);
      const inner = position.with(at, position[at]! - (ends[which - 1] ?? 0));
      return entryAt(tensors[which]!, inner);
    },
    first.axes.map((source, i) => (i === at ? null : source)),
    first.ranks,
  );
}

export function stack(c: TensorCall, tensors: readonly TensorValue[], axis: number): TensorValue {
  const rank = (tensors[0]?.shape.length ?? 0) + 1;
  const at = axis < 0 ? axis + rank : axis;
  return concat(
    c,
    tensors.map((x) => expandDims(c, x, at)),
    at,
  );
}

/** Parts of the given lengths along an axis. */
export function split(c: TensorCall, x: TensorValue, lengths: readonly number[], axis: number): readonly TensorValue[] {
  let from = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0));
    from += length;
    return slice(
      c,
      x,
      begin,
      x.shape.map((whole, i) => (i === axis ? length : whole)),
    );
  });
}

/** Equal parts along an axis, whose length becomes a multiple of their number where we may choose it. */
export function splitEvenly(c: TensorCall, x: TensorValue, count: number, axis: number): readonly TensorValue[] {
  const length = x.shape[axis]! / count;
  if (!Number.isInteger(length) || length === 0) {
    const source = x.axes[axis];
    if (source !== null && source !== undefined) c.machine.inputs.reviseLength(source, count);
    throw misfit(c, `a tensor of shape [${x.shape.join(', ')}] split into ${count} parts`);
  }
  return split(c, x, new Array<number>(count).fill(length), axis);
}

export function unstack(c: TensorCall, x: TensorValue, axis: number): readonly TensorValue[] {
  return splitEvenly(c, x, x.shape[axis]!, axis).map((part) => squeeze(c, part, [axis]));
}

/** Entries along an axis by their indices, which decide the path. */
export function gather(c: TensorCall, x: TensorValue, indices: TensorValue, axis: number): TensorValue {
  const length = x.shape[axis]!;
  const chosen = indices.items.map((index) => {
    c.machine.inputs.noteClasses(c.machine.graph.symbolsOf([index.e]), length);
    const i = Math.trunc(c.machine.concretise(index, c.node));
    if (i < 0 || i >= length) throw misfit(c, `the index ${i} of an axis of ${length}`);
    return i;
  });
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  return rearranged(
    c,
    x,
    [...before, ...indices.shape, ...after],
    (position) => {
      const inner = position.slice(axis, axis + indices.shape.length);
      const which = inner.reduce((offset, i, k) => offset * indices.shape[k]! + i, 0);
      return entryAt(x, [...position.slice(0, axis), chosen[which]!, ...position.slice(axis + indices.shape.length)]);
    },
    [...x.axes.slice(0, axis), ...indices.axes, ...x.axes.slice(axis + 1)],
  );
}

/** 1 at each index and 0 beside it, along a new last axis. */
export function oneHot(
  c: TensorCall,
  indices: TensorValue,
  depth: number,
  on: NumberValue,
  off: NumberValue,
  dtype: Dtype,
): TensorValue {
  const rows = indices.items.flatMap((index) => {
    c.machine.inputs.noteClasses(c.machine.graph.symbolsOf([index.e]), depth);
    const hot = c.machine.concretise(index, c.node);
    return Array.from({ length: depth }, (_, i) => (i === hot ? on : off));
  });
  return makeTensor(c, [...indices.shape, depth], rows, dtype, [...indices.axes, null]);
}

/** The entries repeated as often as `repeats` says along each axis. */
export function tile(c: TensorCall, x: TensorValue, repeats: readonly number[]): TensorValue {
  if (repeats.length !== x.shape.length) {
    c.machine.inputs.reviseRank(x.ranks, repeats.length);
    throw misfit(c, `[${repeats.join(', ')}] repetitions of a tensor of shape [${x.shape.join(', ')}]`);
  }
  return rearranged(
    c,
    x,
    x.shape.map((length, axis) => length * repeats[axis]!),
    (position) =>
      entryAt(
        x,
        position.map((i, axis) => i % x.shape[axis]!),
      ),
  );
}

export function reverse(c: TensorCall, x: TensorValue, axes: readonly number[]): TensorValue {
  const turned = (i: number, axis: number): number => (axes.includes(axis) ? x.shape[axis]! - 1 - i : i);
  return rearranged(c, x, x.shape, (position) => entryAt(x, position.map(turned)), x.axes, x.ranks);
}

/** A border of the given widths around the tensor, filled with one value. */
export function pad(
  c: TensorCall,
  x: TensorValue,
  widths: readonly (readonly [number, number])[],
  value: NumberValue,
): TensorValue {
  if (widths.length !== x.shape.length) {
    c.machine.inputs.reviseRank(x.ranks, widths.length);
    throw misfit(c, `${widths.length} pairs of widths for a tensor of shape [${x.shape.join(', ')}]`);
  }
  return rearranged(
    c,
    x,
    x.shape.map((length, axis) => widths[axis]![0] + length + widths[axis]![1]),
    (position) => {
      const inner = position.map((i, axis) => i - widths[axis]![0]);
      return inner.every((i, axis) => i >= 0 && i < x.shape[axis]!) ? entryAt(x, inner) : value;
    },
  );
}

/** The entries on the diagonal of a matrix, or a matrix with the given diagonal. */
export function diagonal(c: TensorCall, x: TensorValue): TensorValue {
  if (x.shape.length === 1) {
    const [n] = x.shape;
    const zero = c.machine.constant(0);
    return rearranged(c, x, [n!, n!], ([i, j]) => (i === j ? x.items[i!]! : zero));
  }
  if (x.shape.length !== 2) throw misfit(c, `the diagonal of a tensor of shape [${x.shape.join(', ')}]`);
  const n = Math.min(x.shape[0]!, x.shape[1]!);
  return rearranged(c, x, [n], ([i]) => entryAt(x, [i!, i!]));
}

/** The entries on one side of the diagonal of a matrix; zeros elsewhere. */
export function triangle(c: TensorCall, x: TensorValue, keeps: (row: number, column: number) => boolean): TensorValue {
  const zero = c.machine.constant(0);
  const items = Array.from(positions(x.shape), (position) =>
    keeps(position.at(-2) ?? 0, position.at(-1) ?? 0) ? entryAt(x, position) : zero,
  );
  return withItems(c, x, items);
}

export function cast(c: TensorCall, x: TensorValue, dtype: Dtype): TensorValue {
  if (dtype === x.dtype) return x;
  const { machine } = c;
  if (dtype === 'int32' && x.dtype === 'float32') {
    return withItems(
      c,
      x,
      x.items.map((entry) => truncated(c, entry)),
      dtype,
    );
  }
  if (dtype !== 'bool') return withItems(c, x, x.items, dtype);
  const items = x.items.map((entry) =>
    machine.constant(machine.compare('!==', entry, machine.constant(0), c.node) ? 1 : 0),
  );
  return withItems(c, x, items, dtype);
}

/** A class index that is drawn whole stays itself; other numbers lose their fraction. */
function truncated({ machine }: TensorCall, x: NumberValue): NumberValue {
  const isWhole = Number.isInteger(x.v) && machine.graph.node(x.e).kind === 'symbol';
  return isWhole ? x : machine.apply('trunc', x);
}
