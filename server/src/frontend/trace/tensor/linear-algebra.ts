/** @file Products of vectors and matrices. Sums of products, entry by entry. */
import type { AxisSource, NumberValue, TensorValue } from '../value.ts';
import { fitLengths } from './broadcast.ts';
import { applyBinary, plus, times } from './elementwise.ts';
import { folds, reduce } from './reductions.ts';
import { expandDims, transpose } from './reshaping.ts';
import { entryAt, makeTensor, misfit, positions, rearranged, sizeOf, type TensorCall } from './tensor.ts';

/** Swaps the last two axes. */
export function matrixTranspose(c: TensorCall, x: TensorValue): TensorValue {
  const { length } = x.shape;
  if (length < 2) {
    c.machine.inputs.reviseRank(x.ranks, 2);
    throw misfit(c, `a tensor of shape [${x.shape.join(', ')}] used as a matrix`);
  }
  return transpose(c, x, [...Array(length - 2).keys(), length - 1, length - 2]);
}

/** The product of two matrices, or of equally many: leading axes are batches. */
export function matMul(c: TensorCall, a: TensorValue, b: TensorValue): TensorValue {
  for (const x of [a, b]) {
    if (x.shape.length >= 2) continue;
    c.machine.inputs.reviseRank(x.ranks, 2);
    throw misfit(c, `a tensor of shape [${x.shape.join(', ')}] used as a matrix`);
  }
  const inner = a.shape.at(-1)!;
  noteWeights(c, b);
  if (b.shape.at(-2) !== inner) throw innerMisfit(c, a, b, b.shape.length - 2);
  const batch = a.shape.slice(0, -2);
  const other = b.shape.slice(0, -2);
  const leading = batch.length >= other.length ? batch : other;
  const fits = (own: readonly number[]): boolean =>
    own.every((length, i) => length === 1 || length === leading[leading.length - own.length + i]);
  if (!fits(batch) || !fits(other)) throw misfit(c, 'batches of matrices of different lengths');
  const shape = [...leading, a.shape.at(-2)!, b.shape.at(-1)!];
  c.machine.allocate(sizeOf(shape) * inner, c.node);
  const at = (x: TensorValue, position: readonly number[], row: number, column: number): NumberValue => {
    const skipped = leading.length - (x.shape.length - 2);
    const own = x.shape.slice(0, -2).map((length, i) => (length === 1 ? 0 : position[i + skipped]!));
    return entryAt(x, [...own, row, column]);
  };
  const items = Array.from(positions(shape), (position) => {
    const [row, column] = [position.at(-2)!, position.at(-1)!];
    let total = times(c, at(a, position, row, 0), at(b, position, 0, column));
    for (let k = 1; k < inner; k++)
      total = plus(c, total, times(c, at(a, position, row, k), at(b, position, k, column)));
    return total;
  });
  const axes: (AxisSource | null)[] = [...leading.map(() => null), a.axes.at(-2)!, b.axes.at(-1)!];
  return makeTensor(c, shape, items, 'float32', axes);
}

const weightNames = /^(w|ws|weights?|theta|thetas|beta|betas|coef\w*|params?)$/i;

/** A matrix that is itself an argument called like weights has one column: what is predicted is mostly one number per row. */
function noteWeights(c: TensorCall, x: TensorValue): void {
  const last = x.axes.at(-1);
  if (last === null || last === undefined || x.axes.some((axis) => axis?.spec !== last.spec)) return;
  if (weightNames.test(last.spec.path.split('.').at(-1)!)) c.machine.inputs.reviseLength(last, 1);
}

/** Inner product of vectors, product of a matrix and a vector, product of matrices. */
export function dot(c: TensorCall, a: TensorValue, b: TensorValue): TensorValue {
  if (a.shape.length === 0 || b.shape.length === 0) return applyBinary(c, times, a, b);
  if (a.shape.length > 2 || b.shape.length > 2) throw misfit(c, 'a product of tensors of more than two axes');
  const left = a.shape.length === 1 ? expandDims(c, a, 0) : a;
  const right = b.shape.length === 1 ? expandDims(c, b, 1) : b;
  const product = matMul(c, left, right);
  const isKept = [a.shape.length === 2, b.shape.length === 2];
  const pick = <T>(list: readonly T[]): T[] => list.filter((_, axis) => isKept[axis]);
  return makeTensor(c, pick(product.shape), product.items, 'float32', pick(product.axes));
}

/** The sum of products along the last axis. */
export function vecdot(c: TensorCall, a: TensorValue, b: TensorValue, axis: number): TensorValue {
  const product = applyBinary(c, times, a, b);
  return reduce(c, product, [axis < 0 ? axis + product.shape.length : axis], folds.sum, false);
}

/** Every entry of one times every entry of the other. */
export function outer(c: TensorCall, a: TensorValue, b: TensorValue): TensorValue {
  const shape = [a.items.length, b.items.length];
  const axes = [...(a.shape.length === 1 ? a.axes : [null]), ...(b.shape.length === 1 ? b.axes : [null])];
  return rearranged(c, a, shape, ([i, j]) => times(c, a.items[i!]!, b.items[j!]!), axes);
}

function innerMisfit(c: TensorCall, a: TensorValue, b: TensorValue, axis: number): Error {
  fitLengths(c, a.axes.at(-1)!, a.shape.at(-1)!, b.axes[axis]!, b.shape[axis]!);
  return misfit(c, `matrices of the shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] multiplied`);
}
