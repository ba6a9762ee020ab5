/**
 * @file TensorFlow.js: which of its functions and methods are which operation. A method is the function of the same name with the
 * tensor in front; the few that are only one or the other, or differ, are listed apart.
 */
import { arrayOf, objectOf, type TensorValue, type Value } from '../value.ts';
import { derivativeFunction } from './automatic-derivative.ts';
import { broadcastTo } from './broadcast.ts';
import { filled, filledLike, identityMatrix, linspace, range } from './creation.ts';
import { customGradient } from './custom-gradient.ts';
import { applyBinary, applyUnary, elu, leakyRelu, minus, over, plus, times, where } from './elementwise.ts';
import {
  binaryFunction,
  clipFunction,
  declined,
  isBool,
  isFloat,
  keepsDims,
  keepsType,
  nothing,
  predicateFunction,
  reduction,
  relationFunction,
  toDtype,
  unaryFunction,
  unchanged,
} from './functions.ts';
import { dot, matMul, matrixTranspose, outer } from './linear-algebra.ts';
import { folds, logSoftmax, positionOfExtreme, reduce, scan, softmax } from './reductions.ts';
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
  unstack,
} from './reshaping.ts';
import {
  misfit,
  type TensorCall,
  type TensorOperation,
  toAxes,
  toAxis,
  toFlag,
  toInteger,
  toIntegers,
  toScalar,
  toTensor,
  toTensors,
} from './tensor.ts';

const int = (c: TensorCall, value: Value, fallback: number): number =>
  value === undefined || value === null ? fallback : toInteger(c, value);
const axisOr = (c: TensorCall, x: TensorValue, value: Value, fallback: number): number =>
  toAxis(c, x, int(c, value, fallback));

/** An axis that nobody named says nothing of the shape. */
function lastAxis(c: TensorCall, x: TensorValue, value: Value): readonly number[] {
  const named = value === undefined || value === null ? x.shape.length - 1 : toAxis(c, x, toInteger(c, value));
  if (named < 0) throw misfit(c, 'the last axis of a scalar');
  return [named];
}

const created =
  (rank: number | null): TensorOperation =>
  (c, [values, shape, dtype]) => {
    const named = typeof shape === 'string' ? shape : dtype;
    const tensor = toTensor(c, values);
    const wanted = shape === undefined || shape === null || typeof shape === 'string' ? null : toIntegers(c, shape);
    const shaped = wanted === null ? tensor : reshape(c, tensor, wanted);
    if (rank !== null && shaped.shape.length !== rank)
      throw misfit(c, `a tensor of ${shaped.shape.length} axes for ${rank}`);
    return cast(c, shaped, toDtype(named, shaped.dtype));
  };

const scanned =
  (step: typeof times, start: number): TensorOperation =>
  (c, [x, axis, exclusive, reversed]) => {
    const tensor = toTensor(c, x);
    const options = { exclusive: toFlag(c, exclusive), reverse: toFlag(c, reversed) };
    return scan(c, tensor, axisOr(c, tensor, axis, 0), step, start, options);
  };

const extreme =
  (wanted: 'max' | 'min'): TensorOperation =>
  (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return positionOfExtreme(c, tensor, axisOr(c, tensor, axis, 0), wanted);
  };

/** Axis pairs such as `[[1, 1], [0, 2]]`; a vector's one pair may stand alone. */
const padded: TensorOperation = (c, [x, widths, value]) => {
  const pairs = toTensor(c, widths);
  const numbers = pairs.items.map((n) => n.v);
  const listed = numbers.flatMap((n, i): (readonly [number, number])[] =>
    i % 2 === 0 ? [[n, numbers[i + 1] ?? 0]] : [],
  );
  return pad(c, toTensor(c, x), listed, value === undefined ? c.machine.constant(0) : toScalar(c, value));
};

const norm: TensorOperation = (c, [x, ord, axis, keep]) => {
  const tensor = toTensor(c, x);
  const order = typeof ord === 'string' || ord === undefined || ord === null ? 2 : toScalar(c, ord).v;
  const fold = { 1: folds.norm1, 2: folds.norm2, [Infinity]: folds.normMax, [-Infinity]: folds.normMin }[order];
  const axes = toAxes(c, tensor, axis);
  const isMatrixNorm = axes.length > 1 && order !== 2;
  if (fold === undefined || isMatrixNorm) return declined(`\`norm\` of the order ${order}`)(c, []);
  return reduce(c, tensor, axes, fold, toFlag(c, keep));
};

const moments: TensorOperation = (c, [x, axis, keep]) => {
  const tensor = toTensor(c, x);
  const axes = toAxes(c, tensor, axis);
  return objectOf([
    ['mean', reduce(c, tensor, axes, folds.mean, keepsDims(c, keep))],
    ['variance', reduce(c, tensor, axes, folds.variance, keepsDims(c, keep))],
  ]);
};

/** (x − mean)·scale/√(variance + ε) + offset */
const batchNorm: TensorOperation = (c, [x, mean, variance, offset, scale, epsilon]) => {
  const eps = epsilon === undefined ? c.machine.constant(0.001) : toScalar(c, epsilon);
  const deviation = applyUnary(c, (_, v) => c.machine.apply('sqrt', plus(c, v, eps)), toTensor(c, variance));
  let result = applyBinary(c, over, applyBinary(c, minus, toTensor(c, x), toTensor(c, mean)), deviation);
  if (scale !== undefined && scale !== null) result = applyBinary(c, times, result, toTensor(c, scale));
  if (offset !== undefined && offset !== null) result = applyBinary(c, plus, result, toTensor(c, offset));
  return result;
};

const sliced: TensorOperation = (c, [x, begin, size]) =>
  slice(c, toTensor(c, x), toIntegers(c, begin), size === undefined ? [] : toIntegers(c, size));

const tidied: TensorOperation = (c, [first, second]) =>
  c.machine.call(typeof first === 'string' ? second : first, [], c.node);

const random = (name: string): TensorOperation => declined(`\`tf.${name}\`, whose result has no derivative`);

/** Functions whose first argument is the tensor, so that they are methods as well. */
const both: { readonly [name: string]: TensorOperation } = {
  abs: unaryFunction('abs'),
  acos: unaryFunction('acos'),
  acosh: unaryFunction('acosh'),
  add: binaryFunction('add'),
  all: reduction('all', isBool),
  any: reduction('any', isBool),
  argMax: extreme('max'),
  argMin: extreme('min'),
  asin: unaryFunction('asin'),
  asinh: unaryFunction('asinh'),
  atan: unaryFunction('atan'),
  atan2: binaryFunction('atan2'),
  atanh: unaryFunction('atanh'),
  batchNorm,
  broadcastTo: (c, [x, shape]) => broadcastTo(c, toTensor(c, x), toIntegers(c, shape)),
  cast: (c, [x, dtype]) => cast(c, toTensor(c, x), toDtype(dtype, 'float32')),
  ceil: unaryFunction('ceil'),
  clipByValue: clipFunction,
  clone: (c, [x]) => toTensor(c, x),
  cos: unaryFunction('cos'),
  cosh: unaryFunction('cosh'),
  cumprod: scanned(times, 1),
  cumsum: scanned(plus, 0),
  // Whole numbers are divided with the fraction dropped.
  div: (c, [a, b]) => {
    const [x, y] = [toTensor(c, a), toTensor(c, b)];
    return (x.dtype === 'int32' && y.dtype === 'int32' ? binaryFunction('floorDiv') : binaryFunction('div'))(c, [x, y]);
  },
  divNoNan: binaryFunction('divNoNan'),
  dot: (c, [a, b]) => dot(c, toTensor(c, a), toTensor(c, b)),
  elu: (c, [x]) => applyUnary(c, (call, entry) => elu(call, entry, c.machine.constant(1)), toTensor(c, x)),
  equal: relationFunction('equal'),
  euclideanNorm: (c, [x, axis, keep]) => norm(c, [x, 'euclidean', axis, keep]),
  exp: unaryFunction('exp'),
  expandDims: (c, [x, axis]) => expandDims(c, toTensor(c, x), int(c, axis, 0)),
  expm1: unaryFunction('expm1'),
  floor: unaryFunction('floor'),
  floorDiv: binaryFunction('floorDiv'),
  gather: (c, [x, indices, axis]) => {
    const tensor = toTensor(c, x);
    return gather(c, tensor, toTensor(c, indices), axisOr(c, tensor, axis, 0));
  },
  greater: relationFunction('greater'),
  greaterEqual: relationFunction('greaterEqual'),
  isFinite: predicateFunction('isFinite'),
  isInf: predicateFunction('isInf'),
  isNaN: predicateFunction('isNaN'),
  leakyRelu: (c, [x, alpha]) => {
    const slope = alpha === undefined ? c.machine.constant(0.2) : toScalar(c, alpha);
    return applyUnary(c, (call, entry) => leakyRelu(call, entry, slope), toTensor(c, x));
  },
  less: relationFunction('less'),
  lessEqual: relationFunction('lessEqual'),
  log: unaryFunction('log'),
  log1p: unaryFunction('log1p'),
  logSigmoid: unaryFunction('logSigmoid'),
  logSoftmax: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return logSoftmax(c, tensor, lastAxis(c, tensor, axis));
  },
  logSumExp: reduction('logSumExp'),
  logicalAnd: relationFunction('logicalAnd'),
  logicalNot: predicateFunction('logicalNot'),
  logicalOr: relationFunction('logicalOr'),
  logicalXor: relationFunction('logicalXor'),
  matMul: (c, [a, b, transposeA, transposeB]) => {
    const left = toFlag(c, transposeA) ? matrixTranspose(c, toTensor(c, a)) : toTensor(c, a);
    const right = toFlag(c, transposeB) ? matrixTranspose(c, toTensor(c, b)) : toTensor(c, b);
    return matMul(c, left, right);
  },
  max: reduction('max', keepsType),
  maximum: binaryFunction('maximum'),
  mean: reduction('mean', isFloat),
  min: reduction('min', keepsType),
  minimum: binaryFunction('minimum'),
  mod: binaryFunction('mod'),
  mul: binaryFunction('mul'),
  neg: unaryFunction('neg'),
  norm,
  notEqual: relationFunction('notEqual'),
  oneHot: (c, [indices, depth, on, off, dtype]) =>
    oneHot(
      c,
      toTensor(c, indices),
      toInteger(c, depth),
      on === undefined ? c.machine.constant(1) : toScalar(c, on),
      off === undefined ? c.machine.constant(0) : toScalar(c, off),
      toDtype(dtype, 'int32'),
    ),
  onesLike: (c, [x]) => filledLike(c, toTensor(c, x), 1),
  pad: padded,
  pow: binaryFunction('pow'),
  prelu: binaryFunction('prelu'),
  prod: reduction('prod', keepsType),
  reciprocal: unaryFunction('reciprocal'),
  relu: unaryFunction('relu'),
  relu6: unaryFunction('relu6'),
  reshape: (c, [x, shape]) => reshape(c, toTensor(c, x), toIntegers(c, shape)),
  reverse: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return reverse(c, tensor, toAxes(c, tensor, axis));
  },
  round: unaryFunction('round'),
  rsqrt: unaryFunction('rsqrt'),
  selu: unaryFunction('selu'),
  sigmoid: unaryFunction('sigmoid'),
  sign: unaryFunction('sign'),
  sin: unaryFunction('sin'),
  sinh: unaryFunction('sinh'),
  slice: sliced,
  softmax: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return softmax(c, tensor, lastAxis(c, tensor, axis));
  },
  softplus: unaryFunction('softplus'),
  split: (c, [x, parts, axis]) => {
    const tensor = toTensor(c, x);
    const along = axisOr(c, tensor, axis, 0);
    const lengths = toIntegers(c, parts);
    const isCount = typeof parts === 'object' && parts?.kind === 'number';
    return arrayOf([...(isCount ? splitEvenly(c, tensor, lengths[0]!, along) : split(c, tensor, lengths, along))]);
  },
  sqrt: unaryFunction('sqrt'),
  square: unaryFunction('square'),
  squaredDifference: binaryFunction('squaredDifference'),
  squeeze: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return squeeze(c, tensor, axis === undefined ? null : toAxes(c, tensor, axis));
  },
  step: (c, [x, alpha]) => {
    const slope = alpha === undefined ? c.machine.constant(0) : toScalar(c, alpha);
    const { machine, node } = c;
    return applyUnary(
      c,
      (_, entry) =>
        machine.compare('>', entry, machine.constant(0), node) ? machine.constant(1) : times(c, slope, entry),
      toTensor(c, x),
    );
  },
  sub: binaryFunction('sub'),
  sum: reduction('sum', keepsType),
  tan: unaryFunction('tan'),
  tanh: unaryFunction('tanh'),
  tile: (c, [x, repeats]) => tile(c, toTensor(c, x), toIntegers(c, repeats)),
  transpose: (c, [x, order]) => transpose(c, toTensor(c, x), order === undefined ? null : toIntegers(c, order)),
  unstack: (c, [x, axis]) => {
    const tensor = toTensor(c, x);
    return arrayOf([...unstack(c, tensor, axisOr(c, tensor, axis, 0))]);
  },
  zerosLike: (c, [x]) => filledLike(c, toTensor(c, x), 0),
};

const onlyFunctions: { readonly [name: string]: TensorOperation } = {
  addN: (c, [list]) => toTensors(c, list).reduce((a, b) => applyBinary(c, plus, a, b)),
  concat: (c, [list, axis]) => concat(c, toTensors(c, list), int(c, axis, 0)),
  concat1d: (c, [list]) => concat(c, toTensors(c, list), 0),
  concat2d: (c, [list, axis]) => concat(c, toTensors(c, list), int(c, axis, 0)),
  customGrad: customGradient,
  diag: (c, [x]) => diagonal(c, toTensor(c, x)),
  dispose: nothing,
  dropout: random('dropout'),
  eye: (c, [rows, columns]) => identityMatrix(c, toInteger(c, rows), int(c, columns, toInteger(c, rows))),
  fill: (c, [shape, value, dtype]) => filled(c, toIntegers(c, shape), toScalar(c, value), toDtype(dtype, 'float32')),
  grad: derivativeFunction({ withValue: false, ofAll: false }),
  grads: derivativeFunction({ withValue: false, ofAll: true }),
  keep: unchanged,
  linspace: (c, [start, stop, count]) => linspace(c, toScalar(c, start).v, toScalar(c, stop).v, toInteger(c, count)),
  moments,
  ones: (c, [shape, dtype]) => filled(c, toIntegers(c, shape), c.machine.constant(1), toDtype(dtype, 'float32')),
  outerProduct: (c, [a, b]) => outer(c, toTensor(c, a), toTensor(c, b)),
  print: nothing,
  randomNormal: random('randomNormal'),
  randomUniform: random('randomUniform'),
  range: (c, [start, stop, step, dtype]) =>
    range(
      c,
      toScalar(c, start).v,
      toScalar(c, stop).v,
      step === undefined ? 1 : toScalar(c, step).v,
      toDtype(dtype, 'float32'),
    ),
  scalar: (c, [x, dtype]) => cast(c, toTensor(c, x), toDtype(dtype, toTensor(c, x).dtype)),
  slice1d: (c, [x, begin, size]) => sliced(c, [x, begin, size]),
  slice2d: sliced,
  stack: (c, [list, axis]) => stack(c, toTensors(c, list), int(c, axis, 0)),
  tensor: created(null),
  tensor1d: (c, [values, dtype]) => created(1)(c, [values, undefined, dtype]),
  tensor2d: created(2),
  tensor3d: created(3),
  tidy: tidied,
  truncatedNormal: random('truncatedNormal'),
  valueAndGrad: derivativeFunction({ withValue: true, ofAll: false }),
  valueAndGrads: derivativeFunction({ withValue: true, ofAll: true }),
  variable: unchanged,
  where: (c, [condition, a, b]) => where(c, toTensor(c, condition), toTensor(c, a), toTensor(c, b)),
  zeros: (c, [shape, dtype]) => filled(c, toIntegers(c, shape), c.machine.constant(0), toDtype(dtype, 'float32')),
};

const onlyMethods: { readonly [name: string]: TensorOperation } = {
  as1D: (c, [x]) => reshape(c, toTensor(c, x), [-1]),
  as2D: (c, [x, rows, columns]) => reshape(c, toTensor(c, x), [toInteger(c, rows), toInteger(c, columns)]),
  asScalar: (c, [x]) => reshape(c, toTensor(c, x), []),
  asType: (c, [x, dtype]) => cast(c, toTensor(c, x), toDtype(dtype, 'float32')),
  concat: (c, [x, other, axis]) => concat(c, [toTensor(c, x), ...oneOrMore(c, other)], int(c, axis, 0)),
  dispose: nothing,
  flatten: (c, [x]) => reshape(c, toTensor(c, x), [-1]),
  print: nothing,
  reshapeAs: (c, [x, like]) => reshape(c, toTensor(c, x), toTensor(c, like).shape),
  stack: (c, [x, other, axis]) => stack(c, [toTensor(c, x), ...oneOrMore(c, other)], int(c, axis, 0)),
  toBool: (c, [x]) => cast(c, toTensor(c, x), 'bool'),
  toFloat: (c, [x]) => cast(c, toTensor(c, x), 'float32'),
  toInt: (c, [x]) => cast(c, toTensor(c, x), 'int32'),
  // The tensor is what is chosen where the condition holds.
  where: (c, [x, condition, other]) => where(c, toTensor(c, condition), toTensor(c, x), toTensor(c, other)),
};

function oneOrMore(c: TensorCall, value: Value): readonly TensorValue[] {
  const isList = typeof value === 'object' && value?.kind === 'array';
  return isList ? toTensors(c, value) : [toTensor(c, value)];
}

export const tfjsFunctions: { readonly [name: string]: TensorOperation } = { ...both, ...onlyFunctions };
export const tfjsMethods: { readonly [name: string]: TensorOperation } = { ...both, ...onlyMethods };
