/**
 * @file The losses that TensorFlow.js brings along, as its documentation defines them: an entry's loss, times a weight, reduced to
 * a mean over the entries whose weight is not 0 unless told otherwise.
 */
import type { TensorValue, Value } from '../value.ts';
import { applyBinary, applyUnary, binary, minus, over, plus, times, unary, isTrue } from './elementwise.ts';
import { folds, logSoftmax, reduce } from './reductions.ts';
import { scalarTensor, type TensorCall, type TensorOperation, toAxis, toInteger, toTensor } from './tensor.ts';

/** `tf.Reduction`. */
export const reductions = { NONE: 0, MEAN: 1, SUM: 2, SUM_BY_NONZERO_WEIGHTS: 3 } as const;

const num = (c: TensorCall, x: number): TensorValue => scalarTensor(c, c.machine.constant(x));
const sumOf = (c: TensorCall, x: TensorValue): TensorValue =>
  reduce(
    c,
    x,
    x.shape.map((_, axis) => axis),
    folds.sum,
    false,
  );

function weighted(c: TensorCall, losses: TensorValue, weights: Value, reduction: Value): TensorValue {
  const weight = weights === undefined || weights === null ? null : toTensor(c, weights);
  const product = weight === null ? losses : applyBinary(c, times, losses, weight);
  const kind = reduction === undefined ? reductions.SUM_BY_NONZERO_WEIGHTS : toInteger(c, reduction);
  const entries = num(c, losses.items.length);
  switch (kind) {
    case reductions.NONE:
      return product;
    case reductions.SUM:
      return sumOf(c, product);
    case reductions.MEAN: {
      if (weight === null) return applyBinary(c, over, sumOf(c, product), entries);
      const repeats = losses.items.length / weight.items.length;
      return applyBinary(c, over, sumOf(c, product), applyBinary(c, times, sumOf(c, weight), num(c, repeats)));
    }
    default: {
      if (weight === null) return applyBinary(c, over, sumOf(c, product), entries);
      const repeats = losses.items.length / weight.items.length;
      const count = weight.items.filter((w) => isTrue(c, w)).length * repeats;
      return applyBinary(c, over, sumOf(c, product), num(c, count));
    }
  }
}

/** A loss of two tensors, weights and a reduction; `rest` are its own arguments between these. */
const loss =
  (f: (c: TensorCall, labels: TensorValue, predictions: TensorValue) => TensorValue): TensorOperation =>
  (c, [labels, predictions, weights, reduction]) =>
    weighted(c, f(c, toTensor(c, labels), toTensor(c, predictions)), weights, reduction);

/** −y·log(p + ε) − (1 − y)·log(1 − p + ε) */
function logLoss(c: TensorCall, y: TensorValue, p: TensorValue, epsilon: TensorValue): TensorValue {
  const one = num(c, 1);
  const logOf = (x: TensorValue): TensorValue => applyUnary(c, unary.log, applyBinary(c, plus, x, epsilon));
  const hit = applyUnary(c, unary.neg, applyBinary(c, times, y, logOf(p)));
  const miss = applyBinary(c, times, applyBinary(c, minus, one, y), logOf(applyBinary(c, minus, one, p)));
  return applyBinary(c, minus, hit, miss);
}

/** ½q² + δ(|r| − q) with q = min(|r|, δ) */
function huber(c: TensorCall, y: TensorValue, p: TensorValue, delta: TensorValue): TensorValue {
  const error = applyUnary(c, unary.abs, applyBinary(c, minus, p, y));
  const quadratic = applyBinary(c, binary.minimum, error, delta);
  const linear = applyBinary(c, minus, error, quadratic);
  const half = applyBinary(c, times, num(c, 0.5), applyUnary(c, unary.square, quadratic));
  return applyBinary(c, plus, half, applyBinary(c, times, delta, linear));
}

/** max(0, 1 − (2y − 1)·p) */
function hinge(c: TensorCall, y: TensorValue, p: TensorValue): TensorValue {
  const one = num(c, 1);
  const sign = applyBinary(c, minus, applyBinary(c, times, num(c, 2), y), one);
  return applyUnary(c, unary.relu, applyBinary(c, minus, one, applyBinary(c, times, sign, p)));
}

/** max(z, 0) − z·y + log(1 + e^−|z|), which is softplus(z) − z·y */
function sigmoidCrossEntropy(c: TensorCall, y: TensorValue, z: TensorValue): TensorValue {
  return applyBinary(c, minus, applyUnary(c, unary.softplus, z), applyBinary(c, times, z, y));
}

/** Labels moved towards 1/n by the smoothing factor. */
function smoothed(c: TensorCall, y: TensorValue, smoothing: Value, towards: number): TensorValue {
  if (smoothing === undefined || smoothing === null) return y;
  const s = toTensor(c, smoothing);
  const kept = applyBinary(c, times, y, applyBinary(c, minus, num(c, 1), s));
  return applyBinary(c, plus, kept, applyBinary(c, times, s, num(c, towards)));
}

/** The arguments' order is TensorFlow's: labels first, except where the comment says otherwise. */
export const losses: { readonly [name: string]: TensorOperation } = {
  absoluteDifference: loss((c, y, p) => applyUnary(c, unary.abs, applyBinary(c, minus, y, p))),
  // losses, weights, reduction
  computeWeightedLoss: (c, [x, weights, reduction]) => weighted(c, toTensor(c, x), weights, reduction),
  // labels, predictions, axis, weights, reduction
  cosineDistance: (c, [labels, predictions, axis, weights, reduction]) => {
    const product = applyBinary(c, times, toTensor(c, labels), toTensor(c, predictions));
    const along = toAxis(c, product, toInteger(c, axis));
    const distance = applyBinary(c, minus, num(c, 1), reduce(c, product, [along], folds.sum, true));
    return weighted(c, distance, weights, reduction);
  },
  hingeLoss: loss(hinge),
  // labels, predictions, weights, delta, reduction
  huberLoss: (c, [labels, predictions, weights, delta, reduction]) => {
    const width = delta === undefined ? num(c, 1) : toTensor(c, delta);
    return weighted(c, huber(c, toTensor(c, labels), toTensor(c, predictions), width), weights, reduction);
  },
  // labels, predictions, weights, epsilon, reduction
  logLoss: (c, [labels, predictions, weights, epsilon, reduction]) => {
    const eps = epsilon === undefined ? num(c, 1e-7) : toTensor(c, epsilon);
    return weighted(c, logLoss(c, toTensor(c, labels), toTensor(c, predictions), eps), weights, reduction);
  },
  meanSquaredError: loss((c, y, p) => applyUnary(c, unary.square, applyBinary(c, minus, y, p))),
  // labels, logits, weights, labelSmoothing, reduction
  sigmoidCrossEntropy: (c, [labels, logits, weights, smoothing, reduction]) => {
    const y = smoothed(c, toTensor(c, labels), smoothing, 0.5);
    return weighted(c, sigmoidCrossEntropy(c, y, toTensor(c, logits)), weights, reduction);
  },
  // labels, logits, weights, labelSmoothing, reduction
  softmaxCrossEntropy: (c, [labels, logits, weights, smoothing, reduction]) => {
    const z = toTensor(c, logits);
    const classes = toAxis(c, z, -1);
    // One row per example is what the function is for.
    if (z.shape.length === 1) c.machine.inputs.reviseRank(z.ranks, 2);
    const y = smoothed(c, toTensor(c, labels), smoothing, 1 / z.shape[classes]!);
    const product = applyBinary(c, times, y, logSoftmax(c, z, [classes]));
    return weighted(c, applyUnary(c, unary.neg, reduce(c, product, [classes], folds.sum, false)), weights, reduction);
  },
};
