/** @file From many entries to one along some axes: sums, means, extremes, norms, and what is built on them such as softmax. */
import type { NumberValue, TensorValue } from '../value.ts';
import { applyBinary, minus, over, plus, times, unary, isTrue } from './elementwise.ts';
import { type Dtype, entryAt, makeTensor, positions, rearranged, sizeOf, type TensorCall } from './tensor.ts';

/** How the entries along the reduced axes become one. */
export type Fold = (c: TensorCall, entries: readonly NumberValue[]) => NumberValue;

const add: Fold = (c, entries) => entries.reduce((a, b) => plus(c, a, b));
const multiply: Fold = (c, entries) => entries.reduce((a, b) => times(c, a, b));
const mean: Fold = (c, entries) => over(c, add(c, entries), c.machine.constant(entries.length));
const variance: Fold = (c, entries) => {
  const middle = mean(c, entries);
  return mean(
    c,
    entries.map((x) => unary.square(c, minus(c, x, middle))),
  );
};
const sumOf =
  (f: (c: TensorCall, x: NumberValue) => NumberValue): Fold =>
  (c, entries) =>
    add(
      c,
      entries.map((x) => f(c, x)),
    );
const root =
  (fold: Fold): Fold =>
  (c, entries) =>
    c.machine.apply('sqrt', fold(c, entries));
const logOf =
  (fold: Fold): Fold =>
  (c, entries) =>
    c.machine.apply('log', fold(c, entries));
const maximum: Fold = (c, entries) => entries.reduce((a, b) => c.machine.apply('max', a, b));
const minimum: Fold = (c, entries) => entries.reduce((a, b) => c.machine.apply('min', a, b));
const exponentials = (c: TensorCall, entries: readonly NumberValue[]): NumberValue[] =>
  entries.map((x) => unary.exp(c, x));

/** The folds by name. Exponentials are not shifted by their maximum: that is for rounding, and changes no derivative. */
export const folds = {
  all: (c, entries) => c.machine.constant(entries.every((x) => isTrue(c, x)) ? 1 : 0),
  any: (c, entries) => c.machine.constant(entries.some((x) => isTrue(c, x)) ? 1 : 0),
  countNonzero: (c, entries) => c.machine.constant(entries.filter((x) => isTrue(c, x)).length),
  logMeanExp: logOf((c, entries) => mean(c, exponentials(c, entries))),
  logSumExp: logOf((c, entries) => add(c, exponentials(c, entries))),
  max: maximum,
  mean,
  min: minimum,
  norm1: sumOf(unary.abs),
  norm2: root(sumOf(unary.square)),
  normMax: (c, entries) =>
    maximum(
      c,
      entries.map((x) => unary.abs(c, x)),
    ),
  normMin: (c, entries) =>
    minimum(
      c,
      entries.map((x) => unary.abs(c, x)),
    ),
  prod: multiply,
  ptp: (c, entries) => minus(c, maximum(c, entries), minimum(c, entries)),
  std: root(variance),
  sum: add,
  variance,
} satisfies Record<string, Fold>;

/** The fold over the entries along some axes, which disappear or keep the length 1. */
export function reduce(
  c: TensorCall,
  x: TensorValue,
  axes: readonly number[],
  fold: Fold,
  keepDims: boolean,
  dtype: Dtype = 'float32',
): TensorValue {
  const isReduced = x.shape.map((_, axis) => axes.includes(axis));
  const kept = x.shape.map((length, axis) => (isReduced[axis] ? 1 : length));
  const groups = Array.from({ length: sizeOf(kept) }, (): NumberValue[] => []);
  for (const position of positions(x.shape)) {
    const group = position.reduce((offset, i, axis) => offset * kept[axis]! + (isReduced[axis] ? 0 : i), 0);
    groups[group]!.push(entryAt(x, position));
  }
  const items = groups.map((entries) => fold(c, entries));
  if (keepDims) {
    const sources = x.axes.map((source, axis) => (isReduced[axis] ? null : source));
    return makeTensor(c, kept, items, dtype, sources, x.ranks);
  }
  return makeTensor(
    c,
    x.shape.filter((_, axis) => !isReduced[axis]),
    items,
    dtype,
    x.axes.filter((_, axis) => !isReduced[axis]),
  );
}

/** eˣ over its sum along the axes. */
export function softmax(c: TensorCall, x: TensorValue, axes: readonly number[]): TensorValue {
  const exp = { ...x, items: x.items.map((entry) => unary.exp(c, entry)) };
  return applyBinary(c, over, exp, reduce(c, exp, axes, folds.sum, true));
}

/** x − log Σ eˣ along the axes. */
export function logSoftmax(c: TensorCall, x: TensorValue, axes: readonly number[]): TensorValue {
  return applyBinary(c, minus, x, reduce(c, x, axes, folds.logSumExp, true));
}

/** x without its mean, over its deviation. */
export function standardize(c: TensorCall, x: TensorValue, axes: readonly number[], epsilon: NumberValue): TensorValue {
  const centred = applyBinary(c, minus, x, reduce(c, x, axes, folds.mean, true));
  const spread = reduce(c, x, axes, folds.variance, true);
  const deviation = { ...spread, items: spread.items.map((v) => c.machine.apply('sqrt', plus(c, v, epsilon))) };
  return applyBinary(c, over, centred, deviation);
}

/** Running sums or products along an axis, optionally without the entry itself and from the end. */
export function scan(
  c: TensorCall,
  x: TensorValue,
  axis: number,
  step: (c: TensorCall, a: NumberValue, b: NumberValue) => NumberValue,
  start: number,
  options: { readonly exclusive: boolean; readonly reverse: boolean },
): TensorValue {
  const length = x.shape[axis]!;
  return rearranged(
    c,
    x,
    x.shape,
    (position) => {
      const end = options.exclusive ? position[axis]! - (options.reverse ? -1 : 1) : position[axis]!;
      const from = options.reverse ? Math.max(0, end) : 0;
      const to = options.reverse ? length - 1 : end;
      let total = c.machine.constant(start);
      for (let i = from; i <= to; i++) total = step(c, total, entryAt(x, position.with(axis, i)));
      return total;
    },
    x.axes,
    x.ranks,
  );
}

/** Where the largest or smallest entry along an axis is; the comparisons become part of the path. */
export function positionOfExtreme(
  c: TensorCall,
  x: TensorValue,
  axis: number,
  wanted: 'max' | 'min',
  keepDims = false,
): TensorValue {
  const fold: Fold = (_, entries) => {
    let best = 0;
    for (let i = 1; i < entries.length; i++) {
      if (c.machine.compare(wanted === 'max' ? '>' : '<', entries[i]!, entries[best]!, c.node)) best = i;
    }
    return c.machine.constant(best);
  };
  return reduce(c, x, [axis], fold, keepDims, 'int32');
}
