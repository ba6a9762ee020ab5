/**
 * @file `@jax-js/jax`: which functions of `numpy`, `nn` and the package itself, and which methods of its arrays, are which operation.
 * Arrays are used up by what they are given to there and kept by `ref`; that is no part of the mathematics.
 */
import type { Machine } from '../machine.ts';
import { arrayOf, type TensorValue, type Value } from '../value.ts';
import { jaxDerivative } from './automatic-derivative.ts';
import { broadcastTo } from './broadcast.ts';
import { filled, filledLike, identityMatrix, linspace, range } from './creation.ts';
import { applyBinary, applyUnary, celu, elu, leakyRelu, over, plus, times, unary, where } from './elementwise.ts';
import {
  binaryFunction,
  clipFunction,
  declined,
  isBool,
  keepsDims,
  keepsType,
  predicateFunction,
  reduction,
  relationFunction,
  toDtype,
  unaryFunction,
  unchanged,
} from './functions.ts';
import { dot, matMul, matrixTranspose, outer, vecdot } from './linear-algebra.ts';
import { folds, logSoftmax, positionOfExtreme, reduce, scan, softmax, standardize } from './reductions.ts';
import {
  cast,
  concat,
  diagonal,
  expandDims,
  gather,
  oneHot,
  pad,
  reshape,
  reverse,
  slice,
  split,
  splitEvenly,
  squeeze,
  stack,
  tile,
  transpose,
  triangle,
  unstack,
} from './reshaping.ts';
import {
  option,
  type TensorCall,
  type TensorOperation,
  toAxes,
  toAxis,
  toInteger,
  toIntegers,
  toScalar,
  toTensor,
  toTensors,
} from './tensor.ts';

const int = (c: TensorCall, value: Value, fallback: number): number =>
  value === undefined || value === null ? fallback : toInteger(c, value);

/** The axis that is named, or the last one; one that nobody named says nothing of the shape. */
const axesOr = (c: TensorCall, x: TensorValue, value: Value): readonly number[] =>
  value === undefined ? [Math.max(0, x.shape.length - 1)] : toAxes(c, x, value);

/** Without an axis, of all entries in a row. */
const flattened = (c: TensorCall, x: TensorValue, axis: Value): { x: TensorValue; axis: number } =>
  axis === undefined || axis === null
    ? { x: reshape(c, x, [x.items.length]), axis: 0 }
    : { x, axis: toAxis(c, x, toInteger(c, axis)) };

const scanned =
  (step: typeof times, start: number): TensorOperation =>
  (c, [value, along]) => {
    const { x, axis } = flattened(c, toTensor(c, value), along);
    return scan(c, x, axis, step, start, { exclusive: false, reverse: false });
  };

const extreme =
  (wanted: 'max' | 'min'): TensorOperation =>
  (c, [value, along, options]) => {
    const { x, axis } = flattened(c, toTensor(c, value), along);
    return positionOfExtreme(c, x, axis, wanted, keepsDims(c, options));
  };

/** Σ(x − mean)²/(n − correction) */
const spread =
  (isRoot: boolean): TensorOperation =>
  (c, [value, axis, options]) => {
    if (option(c, options, 'mean') !== undefined) return declined('`var_` with a mean that is given')(c, []);
    const x = toTensor(c, value);
    const correction = int(c, option(c, options, 'correction'), 0);
    const n = toAxes(c, x, axis).reduce((size, i) => size * x.shape[i]!, 1);
    const plain = reduce(c, x, toAxes(c, x, axis), folds.variance, keepsDims(c, options));
    return applyUnary(
      c,
      (_, v) => {
        const scaled = correction === 0 ? v : times(c, v, c.machine.constant(n / (n - correction)));
        return isRoot ? c.machine.apply('sqrt', scaled) : scaled;
      },
      plain,
    );
  };

/** Σ w·x/Σ w */
const average: TensorOperation = (c, [x, axis, options]) => {
  const weights = option(c, options, 'weights');
  if (weights === undefined) return reduction('mean')(c, [x, axis, options]);
  const product = applyBinary(c, times, toTensor(c, x), toTensor(c, weights));
  const weight = broadcastTo(c, toTensor(c, weights), product.shape);
  const axes = toAxes(c, product, axis);
  const sum = (of: TensorValue): TensorValue => reduce(c, of, axes, folds.sum, keepsDims(c, options));
  return applyBinary(c, over, sum(product), sum(weight));
};

/** Numbers, pairs and new axes as in `x[1:3, 2, :, None]`. */
const indexed: TensorOperation = (c, [value, ...indices]) => {
  let x = toTensor(c, value);
  let axis = 0;
  for (const index of indices) {
    if (index === null) {
      x = expandDims(c, x, axis++);
      continue;
    }
    const along = toAxis(c, x, axis);
    const length = x.shape[along]!;
    const fromEnd = (i: number): number => (i < 0 ? i + length : i);
    const part = (begin: number, size: number): TensorValue =>
      slice(
        c,
        x,
        x.shape.map((_, i) => (i === along ? begin : 0)),
        x.shape.map((whole, i) => (i === along ? size : whole)),
      );
    if (typeof index === 'object' && index?.kind === 'array') {
      const [from = 0, to = length] = index.items.map((end) => fromEnd(toInteger(c, end)));
      x = part(from, to - from);
      axis++;
    } else if (typeof index === 'object' && index?.kind === 'tensor') {
      x = gather(c, x, index, along);
      axis += index.shape.length;
    } else x = squeeze(c, part(fromEnd(toInteger(c, index)), 1), [along]);
  }
  return x;
};

const padded: TensorOperation = (c, [value, width]) => {
  const x = toTensor(c, value);
  const widths = toTensor(c, width);
  const numbers = widths.items.map((n) => n.v);
  const pairs = x.shape.map((_, axis): readonly [number, number] => {
    if (numbers.length === 1) return [numbers[0]!, numbers[0]!];
    const own = widths.shape.length === 1 ? 0 : 2 * axis;
    return [numbers[own] ?? 0, numbers[own + 1] ?? 0];
  });
  return pad(c, x, pairs, c.machine.constant(0));
};

const norm: TensorOperation = (c, [value, options]) => {
  const x = toTensor(c, value);
  const order = option(c, options, 'ord');
  const axes = toAxes(c, x, option(c, options, 'axis'));
  const isPlain = order === undefined || order === null || order === 'fro' || order === 'f';
  const n = isPlain ? 2 : toScalar(c, order).v;
  const fold = { 1: folds.norm1, 2: folds.norm2, [Infinity]: folds.normMax, [-Infinity]: folds.normMin }[n];
  if (fold === undefined || (axes.length > 1 && !isPlain)) return declined(`\`norm\` of the order ${n}`)(c, []);
  return reduce(c, x, axes, fold, keepsDims(c, options));
};

const repeated: TensorOperation = (c, [value, count, along]) => {
  const { x, axis } = flattened(c, toTensor(c, value), along);
  const n = toInteger(c, count);
  const indices = Array.from({ length: x.shape[axis]! * n }, (_, i) => c.machine.constant(Math.floor(i / n)));
  return gather(c, x, toTensor(c, arrayOf(indices)), axis);
};

const dtypeOption = (c: TensorCall, options: Value): Value => option(c, options, 'dtype');

/** Functions that arrays have as methods, too. */
const both: { readonly [name: string]: TensorOperation } = {
  add: binaryFunction('add'),
  all: reduction('all', isBool),
  any: reduction('any', isBool),
  astype: (c, [x, dtype]) => cast(c, toTensor(c, x), toDtype(dtype, 'float32')),
  diagonal: (c, [x]) => diagonal(c, toTensor(c, x)),
  equal: relationFunction('equal'),
  greater: relationFunction('greater'),
  greaterEqual: relationFunction('greaterEqual'),
  less: relationFunction('less'),
  lessEqual: relationFunction('lessEqual'),
  max: reduction('max', keepsType),
  mean: reduction('mean'),
  min: reduction('min', keepsType),
  notEqual: relationFunction('notEqual'),
  prod: reduction('prod', keepsType),
  ravel: (c, [x]) => reshape(c, toTensor(c, x), [-1]),
  reshape: (c, [x, shape]) => reshape(c, toTensor(c, x), toIntegers(c, shape)),
  sum: reduction('sum', keepsType),
  transpose: (c, [x, order]) => transpose(c, toTensor(c, x), order === undefined ? null : toIntegers(c, order)),
};

export const jaxMethods: { readonly [name: string]: TensorOperation } = {
  ...both,
  dispose: () => undefined,
  div: binaryFunction('div'),
  flatten: both.ravel!,
  mod: binaryFunction('fmod'),
  mul: binaryFunction('mul'),
  neg: unaryFunction('neg'),
  slice: indexed,
  sub: binaryFunction('sub'),
};

/** `numpy`. */
export const jaxFunctions: { readonly [name: string]: TensorOperation } = {
  ...both,
  abs: unaryFunction('abs'),
  absolute: unaryFunction('abs'),
  acos: unaryFunction('acos'),
  acosh: unaryFunction('acosh'),
  arange: (c, [start, stop, step, options]) => {
    const first = toScalar(c, start).v;
    const dtype = toDtype(dtypeOption(c, options), 'int32');
    return stop === undefined
      ? range(c, 0, first, 1, dtype)
      : range(c, first, toScalar(c, stop).v, step === undefined ? 1 : toScalar(c, step).v, dtype);
  },
  arccos: unaryFunction('acos'),
  arccosh: unaryFunction('acosh'),
  arcsin: unaryFunction('asin'),
  arcsinh: unaryFunction('asinh'),
  arctan: unaryFunction('atan'),
  arctan2: binaryFunction('atan2'),
  arctanh: unaryFunction('atanh'),
  argmax: extreme('max'),
  argmin: extreme('min'),
  around: unaryFunction('round'),
  array: (c, [values, options]) => {
    const x = toTensor(c, values);
    const shape = option(c, options, 'shape');
    const shaped = shape === undefined ? x : reshape(c, x, toIntegers(c, shape));
    return cast(c, shaped, toDtype(dtypeOption(c, options), x.dtype));
  },
  asin: unaryFunction('asin'),
  asinh: unaryFunction('asinh'),
  atan: unaryFunction('atan'),
  atan2: binaryFunction('atan2'),
  atanh: unaryFunction('atanh'),
  average,
  broadcastTo: (c, [x, shape]) => broadcastTo(c, toTensor(c, x), toIntegers(c, shape)),
  cbrt: unaryFunction('cbrt'),
  ceil: unaryFunction('ceil'),
  clip: clipFunction,
  concatenate: (c, [list, axis]) => concat(c, toTensors(c, list), int(c, axis, 0)),
  cos: unaryFunction('cos'),
  cosh: unaryFunction('cosh'),
  countNonzero: reduction('countNonzero', () => 'int32'),
  cumprod: scanned(times, 1),
  cumsum: scanned(plus, 0),
  diag: (c, [x]) => diagonal(c, toTensor(c, x)),
  divide: binaryFunction('div'),
  dot: (c, [a, b]) => dot(c, toTensor(c, a), toTensor(c, b)),
  exp: unaryFunction('exp'),
  exp2: unaryFunction('exp2'),
  expandDims: (c, [x, axis]) => expandDims(c, toTensor(c, x), toInteger(c, axis)),
  expm1: unaryFunction('expm1'),
  eye: (c, [rows, columns]) => identityMatrix(c, toInteger(c, rows), int(c, columns, toInteger(c, rows))),
  flip: (c, [x, axis]) => reverse(c, toTensor(c, x), toAxes(c, toTensor(c, x), axis)),
  floatPower: binaryFunction('pow'),
  floor: unaryFunction('floor'),
  floorDivide: binaryFunction('floorDiv'),
  fmax: binaryFunction('maximum'),
  fmin: binaryFunction('minimum'),
  fmod: binaryFunction('fmod'),
  full: (c, [shape, value]) => filled(c, toIntegers(c, shape), toScalar(c, value)),
  hypot: binaryFunction('hypot'),
  identity: (c, [n]) => identityMatrix(c, toInteger(c, n), toInteger(c, n)),
  inner: (c, [a, b]) => vecdot(c, toTensor(c, a), toTensor(c, b), -1),
  isfinite: predicateFunction('isFinite'),
  isinf: predicateFunction('isInf'),
  isnan: predicateFunction('isNaN'),
  linspace: (c, [start, stop, count]) => linspace(c, toScalar(c, start).v, toScalar(c, stop).v, int(c, count, 50)),
  log: unaryFunction('log'),
  log10: unaryFunction('log10'),
  log1p: unaryFunction('log1p'),
  log2: unaryFunction('log2'),
  logaddexp: binaryFunction('logaddexp'),
  logicalAnd: relationFunction('logicalAnd'),
  logicalNot: predicateFunction('logicalNot'),
  logicalOr: relationFunction('logicalOr'),
  logicalXor: relationFunction('logicalXor'),
  matmul: (c, [a, b]) => {
    const [x, y] = [toTensor(c, a), toTensor(c, b)];
    return x.shape.length <= 1 || y.shape.length <= 1 ? dot(c, x, y) : matMul(c, x, y);
  },
  matrixTranspose: (c, [x]) => matrixTranspose(c, toTensor(c, x)),
  maximum: binaryFunction('maximum'),
  minimum: binaryFunction('minimum'),
  multiply: binaryFunction('mul'),
  ndim: (c, [x]) => c.machine.constant(toTensor(c, x).shape.length),
  negative: unaryFunction('neg'),
  ones: (c, [shape]) => filled(c, toIntegers(c, shape), c.machine.constant(1)),
  onesLike: (c, [x]) => filledLike(c, toTensor(c, x), 1),
  outer: (c, [a, b]) => outer(c, toTensor(c, a), toTensor(c, b)),
  pad: padded,
  permuteDims: both.transpose!,
  positive: unaryFunction('identity'),
  pow: binaryFunction('pow'),
  power: binaryFunction('pow'),
  ptp: reduction('ptp'),
  reciprocal: unaryFunction('reciprocal'),
  remainder: binaryFunction('mod'),
  repeat: repeated,
  rint: unaryFunction('round'),
  round: unaryFunction('round'),
  shape: (c, [x]) => arrayOf(toTensor(c, x).shape.map((length) => c.machine.constant(length))),
  sign: unaryFunction('sign'),
  sin: unaryFunction('sin'),
  sinh: unaryFunction('sinh'),
  size: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return c.machine.constant(
      axis === undefined ? tensor.items.length : tensor.shape[toAxis(c, tensor, toInteger(c, axis))]!,
    );
  },
  split: (c, [x, parts, axis]) => {
    const tensor = toTensor(c, x);
    const along = toAxis(c, tensor, int(c, axis, 0));
    const isCount = typeof parts === 'object' && parts?.kind === 'number';
    if (isCount) return arrayOf([...splitEvenly(c, tensor, toInteger(c, parts), along)]);
    const ends = [...toIntegers(c, parts), tensor.shape[along]!];
    return arrayOf([
      ...split(
        c,
        tensor,
        ends.map((end, i) => end - (ends[i - 1] ?? 0)),
        along,
      ),
    ]);
  },
  sqrt: unaryFunction('sqrt'),
  square: unaryFunction('square'),
  squeeze: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return squeeze(c, tensor, axis === undefined || axis === null ? null : toAxes(c, tensor, axis));
  },
  stack: (c, [list, axis]) => stack(c, toTensors(c, list), int(c, axis, 0)),
  std: spread(true),
  subtract: binaryFunction('sub'),
  swapaxes: (c, [x, first, second]) => {
    const tensor = toTensor(c, x);
    const [a, b] = [toAxis(c, tensor, toInteger(c, first)), toAxis(c, tensor, toInteger(c, second))];
    return transpose(
      c,
      tensor,
      tensor.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
    );
  },
  take: (c, [value, indices, along]) => {
    const { x, axis } = flattened(c, toTensor(c, value), along);
    return gather(c, x, toTensor(c, indices), axis);
  },
  tan: unaryFunction('tan'),
  tanh: unaryFunction('tanh'),
  tile: (c, [value, repeats]) => {
    const x = toTensor(c, value);
    const wanted = toIntegers(c, repeats);
    const rank = Math.max(x.shape.length, wanted.length);
    const ones = (n: number): number[] => new Array<number>(n).fill(1);
    const wide = reshape(c, x, [...ones(rank - x.shape.length), ...x.shape]);
    return tile(c, wide, [...ones(rank - wanted.length), ...wanted]);
  },
  trace: (c, [x]) => {
    const entries = diagonal(c, toTensor(c, x));
    return reduce(c, entries, [0], folds.sum, false);
  },
  tril: (c, [x, k]) => {
    const offset = int(c, k, 0);
    return triangle(c, toTensor(c, x), (row, column) => column - row <= offset);
  },
  triu: (c, [x, k]) => {
    const offset = int(c, k, 0);
    return triangle(c, toTensor(c, x), (row, column) => column - row >= offset);
  },
  trueDivide: binaryFunction('div'),
  trunc: unaryFunction('trunc'),
  unstack: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return arrayOf([...unstack(c, tensor, toAxis(c, tensor, int(c, axis, 0)))]);
  },
  var_: spread(false),
  vdot: (c, [a, b]) => {
    const [x, y] = [both.ravel!(c, [a]), both.ravel!(c, [b])];
    return vecdot(c, toTensor(c, x), toTensor(c, y), -1);
  },
  vecdot: (c, [a, b, options]) => vecdot(c, toTensor(c, a), toTensor(c, b), int(c, option(c, options, 'axis'), -1)),
  where: (c, [condition, a, b]) => where(c, toTensor(c, condition), toTensor(c, a), toTensor(c, b)),
  zeros: (c, [shape]) => filled(c, toIntegers(c, shape), c.machine.constant(0)),
  zerosLike: (c, [x]) => filledLike(c, toTensor(c, x), 0),
};

/** A unit with one parameter, which has a default. */
const withParameter =
  (f: typeof elu, fallback: number): TensorOperation =>
  (c, [x, parameter]) => {
    const value = parameter === undefined ? c.machine.constant(fallback) : toScalar(c, parameter);
    return applyUnary(c, (call, entry) => f(call, entry, value), toTensor(c, x));
  };

/** `nn`. */
export const nnFunctions: { readonly [name: string]: TensorOperation } = {
  celu: withParameter(celu, 1),
  elu: withParameter(elu, 1),
  gelu: (c, [x, options]) =>
    option(c, options, 'approximate') === false
      ? declined('`gelu` without approximation, which needs the error function')(c, [])
      : applyUnary(c, unary.geluTanh, toTensor(c, x)),
  hardSigmoid: unaryFunction('hardSigmoid'),
  hardSilu: unaryFunction('hardSilu'),
  hardSwish: unaryFunction('hardSilu'),
  hardTanh: unaryFunction('hardTanh'),
  identity: unaryFunction('identity'),
  leakyRelu: withParameter(leakyRelu, 0.01),
  logSigmoid: unaryFunction('logSigmoid'),
  logSoftmax: (c, [x, axis]) => logSoftmax(c, toTensor(c, x), axesOr(c, toTensor(c, x), axis)),
  logmeanexp: reduction('logMeanExp'),
  logsumexp: reduction('logSumExp'),
  mish: unaryFunction('mish'),
  oneHot: (c, [x, classes]) =>
    oneHot(c, toTensor(c, x), toInteger(c, classes), c.machine.constant(1), c.machine.constant(0), 'float32'),
  relu: unaryFunction('relu'),
  relu6: unaryFunction('relu6'),
  selu: unaryFunction('selu'),
  sigmoid: unaryFunction('sigmoid'),
  silu: unaryFunction('silu'),
  softSign: unaryFunction('softSign'),
  softmax: (c, [x, axis]) => softmax(c, toTensor(c, x), axesOr(c, toTensor(c, x), axis)),
  softplus: unaryFunction('softplus'),
  squareplus: withParameter((c, x, b) => {
    const root = c.machine.apply('sqrt', plus(c, times(c, x, x), b));
    return over(c, plus(c, x, root), c.machine.constant(2));
  }, 4),
  standardize: (c, [x, axis, options]) => {
    if (option(c, options, 'mean') !== undefined || option(c, options, 'variance') !== undefined) {
      return declined('`standardize` with a mean or variance that is given')(c, []);
    }
    const epsilon = option(c, options, 'epsilon');
    const small = epsilon === undefined ? c.machine.constant(1e-5) : toScalar(c, epsilon);
    return standardize(c, toTensor(c, x), axesOr(c, toTensor(c, x), axis), small);
  },
  swish: unaryFunction('silu'),
};

export const linalgFunctions: { readonly [name: string]: TensorOperation } = { norm };

export const laxFunctions: { readonly [name: string]: TensorOperation } = {
  stopGradient: declined('`stopGradient`, which changes the derivative and not the value'),
};

/** The package itself. */
export const jaxNames: { readonly [name: string]: TensorOperation } = {
  grad: jaxDerivative(false),
  jit: unchanged,
  valueAndGrad: jaxDerivative(true),
};

/** Numbers and types that `numpy` has a name for. */
export function jaxConstant(machine: Machine, name: string): Value {
  const numbers: { readonly [name: string]: number } = { pi: Math.PI, e: Math.E, inf: Infinity, nan: NaN };
  if (Object.hasOwn(numbers, name)) return machine.constant(numbers[name]!);
  return /^(float(16|32|64)|u?int32|bool)$/.test(name) ? name : undefined;
}
