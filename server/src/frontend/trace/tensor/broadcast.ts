/** @file Entry by entry: operations on one, two or three tensors, whose shapes are stretched to fit each other. */
import { looksLikeLabel } from '../inputs/domains.ts';
import type { AxisSource, NumberValue, TensorValue } from '../value.ts';
import { linkRanks } from './input-tensor.ts';
import { type Dtype, entryAt, makeTensor, misfit, positions, sizeOf, type TensorCall, withItems } from './tensor.ts';

export function mapEntries(
  c: TensorCall,
  x: TensorValue,
  f: (x: NumberValue) => NumberValue,
  dtype: Dtype = 'float32',
): TensorValue {
  return withItems(c, x, x.items.map(f), dtype);
}

/** The operation on every pair of entries that stand above each other. */
export function zipEntries(
  c: TensorCall,
  a: TensorValue,
  b: TensorValue,
  f: (a: NumberValue, b: NumberValue) => NumberValue,
  dtype: Dtype = widerType(a, b),
): TensorValue {
  const { shape, axes, ranks } = commonShape(c, [a, b]);
  c.machine.allocate(sizeOf(shape), c.node);
  const items = Array.from(positions(shape), (position) => f(stretched(a, position), stretched(b, position)));
  return makeTensor(c, shape, items, dtype, axes, ranks);
}

export function broadcastTo(c: TensorCall, x: TensorValue, shape: readonly number[]): TensorValue {
  c.machine.allocate(sizeOf(shape), c.node);
  const common = commonShape(c, [
    x,
    makeTensor(c, shape, new Array<NumberValue>(sizeOf(shape)).fill(c.machine.constant(0))),
  ]);
  if (common.shape.join() !== shape.join()) throw shapesMisfit(c, x.shape, shape);
  const items = Array.from(positions(shape), (position) => stretched(x, position));
  return makeTensor(c, shape, items, x.dtype, common.axes, common.ranks);
}

/** The type that holds entries of both. */
export function widerType(a: TensorValue, b: TensorValue): Dtype {
  if (a.dtype === 'float32' || b.dtype === 'float32') return 'float32';
  return a.dtype === 'int32' || b.dtype === 'int32' ? 'int32' : 'bool';
}

/** The entry that stands at a position of a shape that the tensor was stretched to. */
export function stretched(x: TensorValue, position: readonly number[]): NumberValue {
  const skipped = position.length - x.shape.length;
  return entryAt(
    x,
    x.shape.map((length, axis) => (length === 1 ? 0 : position[axis + skipped]!)),
  );
}

/** The shape that all are stretched to. Lengths that do not fit tell how long an argument should be. */
export function commonShape(
  c: TensorCall,
  tensors: readonly TensorValue[],
): Pick<TensorValue, 'shape' | 'axes' | 'ranks'> {
  const rank = Math.max(...tensors.map((x) => x.shape.length));
  const shape: number[] = [];
  const axes: (AxisSource | null)[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let length = 1;
    let source: AxisSource | null = null;
    // An argument's axis of length 1 that was not made by a reduction: the result of a single column of weights.
    let column: AxisSource | null = null;
    for (const x of tensors) {
      const own = axis - (rank - x.shape.length);
      if (own < 0) continue;
      if (x.shape[own] === 1) {
        column ??= x.axes[own] ?? null;
        continue;
      }
      if (length === 1) {
        length = x.shape[own]!;
        source = x.axes[own]!;
      } else {
        if (x.shape[own] !== length) {
          fitLengths(c, source, length, x.axes[own]!, x.shape[own]!);
          throw shapesMisfit(c, tensors[0]!.shape, x.shape);
        }
        source ??= x.axes[own]!;
      }
    }
    if (length > 1 && column !== null && source !== null) c.machine.inputs.reviseLength(source, 1);
    shape.push(length);
    axes.push(source);
  }
  const ranks = [...new Set(tensors.filter((x) => x.shape.length === rank).flatMap((x) => x.ranks))];
  linkRanks(ranks);
  for (const x of tensors) if (x.shape.length < rank) followRank(c, x, rank);
  return { shape, axes, ranks };
}

/** A label has as many axes as what it is compared with. */
function followRank(c: TensorCall, x: TensorValue, rank: number): void {
  const labels = x.ranks.filter(({ path }) => looksLikeLabel(path));
  if (labels.length > 0 && x.shape.length > 0) c.machine.inputs.reviseRank(labels, rank);
}

/** Of two axes that ought to be equally long, the one whose length is ours to choose follows the other. */
export function fitLengths(
  c: TensorCall,
  a: AxisSource | null,
  aLength: number,
  b: AxisSource | null,
  bLength: number,
): void {
  const { inputs } = c.machine;
  if (b !== null && inputs.reviseLength(b, aLength)) return;
  if (a !== null) inputs.reviseLength(a, bLength);
}

function shapesMisfit(c: TensorCall, a: readonly number[], b: readonly number[]): Error {
  return misfit(c, `tensors of the shapes [${a.join(', ')}] and [${b.join(', ')}] do not fit`);
}
