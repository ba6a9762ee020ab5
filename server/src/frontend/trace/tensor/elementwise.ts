/**
 * @file Operations on single entries, one row each, in terms of the operations of the graph. Where a function has two branches the
 * entry's value decides, which becomes part of the path as an `if` would; kinks of `max` and `min` stay in the expression.
 */
import type { OpName } from '../../../math/expr/ops/registry.ts';
import type { Comparison } from '../machine.ts';
import type { NumberValue, TensorValue } from '../value.ts';
import { commonShape, mapEntries, stretched, widerType, zipEntries } from './broadcast.ts';
import { type Dtype, makeTensor, positions, sizeOf, type TensorCall } from './tensor.ts';

type Unary = (c: TensorCall, x: NumberValue) => NumberValue;
type Binary = (c: TensorCall, a: NumberValue, b: NumberValue) => NumberValue;

const op =
  (name: OpName): Unary =>
  ({ machine }, x) =>
    machine.apply(name, x);
const op2 =
  (name: OpName): Binary =>
  ({ machine }, a, b) =>
    machine.apply(name, a, b);

const test = (c: TensorCall, comparison: Comparison, a: NumberValue, b: NumberValue): boolean =>
  c.machine.compare(comparison, a, b, c.node);
const flag = ({ machine }: TensorCall, is: boolean): NumberValue => machine.constant(is ? 1 : 0);

export const times: Binary = op2('mul');
export const plus: Binary = op2('add');
export const minus: Binary = op2('sub');
export const over: Binary = op2('div');

/** Constants of the self-normalising unit (Klambauer et al. 2017), as both libraries write them. */
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

const num = ({ machine }: TensorCall, x: number): NumberValue => machine.constant(x);

const relu: Unary = (c, x) => c.machine.apply('max', x, num(c, 0));
const clipTo =
  (low: number, high: number): Unary =>
  (c, x) =>
    clip(c, x, num(c, low), num(c, high));
const hardSigmoid: Unary = (c, x) => over(c, clipTo(0, 6)(c, plus(c, x, num(c, 3))), num(c, 6));
const sigmoid = op('sigmoid');
const softplus = op('softplus');

export function clip({ machine }: TensorCall, x: NumberValue, low: NumberValue, high: NumberValue): NumberValue {
  return machine.apply('min', machine.apply('max', x, low), high);
}

/** x for x ≥ 0, else α(eˣ − 1). */
export function elu(c: TensorCall, x: NumberValue, alpha: NumberValue): NumberValue {
  return test(c, '>=', x, num(c, 0)) ? x : times(c, alpha, c.machine.apply('expm1', x));
}

/** x for x ≥ 0, else α(e^{x/α} − 1). */
export function celu(c: TensorCall, x: NumberValue, alpha: NumberValue): NumberValue {
  return test(c, '>=', x, num(c, 0)) ? x : times(c, alpha, c.machine.apply('expm1', over(c, x, alpha)));
}

export function leakyRelu(c: TensorCall, x: NumberValue, slope: NumberValue): NumberValue {
  return test(c, '>=', x, num(c, 0)) ? x : times(c, slope, x);
}

/** Operations of one argument. */
export const unary = {
  abs: op('abs'),
  acos: op('acos'),
  acosh: op('acosh'),
  asin: op('asin'),
  asinh: op('asinh'),
  atan: op('atan'),
  atanh: op('atanh'),
  cbrt: op('cbrt'),
  ceil: op('ceil'),
  cos: op('cos'),
  cosh: op('cosh'),
  elu: (c, x) => elu(c, x, num(c, 1)),
  exp: op('exp'),
  exp2: (c, x) => c.machine.apply('pow', num(c, 2), x),
  expm1: op('expm1'),
  floor: op('floor'),
  // The approximation with tanh (Hendrycks & Gimpel 2016, arXiv:1606.08415).
  geluTanh: (c, x) => {
    const { machine } = c;
    const root = machine.apply('sqrt', machine.apply('div', num(c, 2), num(c, Math.PI)));
    const cubic = plus(c, x, times(c, num(c, 0.044715), times(c, x, times(c, x, x))));
    return times(c, times(c, num(c, 0.5), x), plus(c, num(c, 1), machine.apply('tanh', times(c, root, cubic))));
  },
  hardSigmoid,
  hardSilu: (c, x) => times(c, x, hardSigmoid(c, x)),
  hardTanh: clipTo(-1, 1),
  identity: (_, x) => x,
  log: op('log'),
  log10: op('log10'),
  log1p: op('log1p'),
  log2: op('log2'),
  logSigmoid: (c, x) => c.machine.apply('neg', softplus(c, c.machine.apply('neg', x))),
  mish: (c, x) => times(c, x, c.machine.apply('tanh', softplus(c, x))),
  neg: op('neg'),
  reciprocal: (c, x) => over(c, num(c, 1), x),
  relu,
  relu6: clipTo(0, 6),
  round: op('round'),
  rsqrt: (c, x) => over(c, num(c, 1), c.machine.apply('sqrt', x)),
  selu: (c, x) => times(c, num(c, seluScale), elu(c, x, num(c, seluAlpha))),
  sigmoid,
  sign: op('sign'),
  silu: (c, x) => times(c, x, sigmoid(c, x)),
  sin: op('sin'),
  sinh: op('sinh'),
  softSign: (c, x) => over(c, x, plus(c, num(c, 1), c.machine.apply('abs', x))),
  softplus,
  sqrt: op('sqrt'),
  square: (c, x) => times(c, x, x),
  tan: op('tan'),
  tanh: op('tanh'),
  trunc: op('trunc'),
} satisfies Record<string, Unary>;

/** Operations of one argument that answer yes or no. */
export const predicates = {
  isFinite: (c, x) => flag(c, c.machine.ask(x, Number.isFinite)),
  isInf: (c, x) =>
    flag(
      c,
      c.machine.ask(x, (v) => Math.abs(v) === Infinity),
    ),
  isNaN: (c, x) => flag(c, c.machine.ask(x, Number.isNaN)),
  logicalNot: (c, x) => flag(c, !isTrue(c, x)),
} satisfies Record<string, Unary>;

/** The remainder with the sign of the divisor. */
const floorMod: Binary = (c, a, b) => minus(c, a, times(c, b, c.machine.apply('floor', over(c, a, b))));

/** Operations of two arguments. */
export const binary = {
  add: plus,
  atan2: op2('atan2'),
  div: over,
  divNoNan: (c, a, b) => (test(c, '===', b, num(c, 0)) ? num(c, 0) : over(c, a, b)),
  floorDiv: (c, a, b) => c.machine.apply('floor', over(c, a, b)),
  fmod: op2('mod'),
  hypot: op2('hypot'),
  logaddexp: (c, a, b) => c.machine.apply('log', plus(c, c.machine.apply('exp', a), c.machine.apply('exp', b))),
  maximum: op2('max'),
  minimum: op2('min'),
  mod: floorMod,
  mul: times,
  pow: op2('pow'),
  prelu: (c, x, slope) => (test(c, '<', x, num(c, 0)) ? times(c, slope, x) : x),
  squaredDifference: (c, a, b) => unary.square(c, minus(c, a, b)),
  sub: minus,
} satisfies Record<string, Binary>;

const comparison =
  (kind: Comparison): Binary =>
  (c, a, b) =>
    flag(c, test(c, kind, a, b));

/** Operations of two arguments that answer yes or no. */
export const relations = {
  equal: comparison('==='),
  greater: comparison('>'),
  greaterEqual: comparison('>='),
  less: comparison('<'),
  lessEqual: comparison('<='),
  logicalAnd: (c, a, b) => flag(c, isTrue(c, a) && isTrue(c, b)),
  logicalOr: (c, a, b) => flag(c, isTrue(c, a) || isTrue(c, b)),
  logicalXor: (c, a, b) => flag(c, isTrue(c, a) !== isTrue(c, b)),
  notEqual: comparison('!=='),
} satisfies Record<string, Binary>;

/** Whether an entry counts as yes. */
export function isTrue(c: TensorCall, x: NumberValue): boolean {
  return test(c, '!==', x, num(c, 0));
}

export function applyUnary(c: TensorCall, f: Unary, x: TensorValue, dtype?: Dtype): TensorValue {
  return mapEntries(c, x, (entry) => f(c, entry), dtype);
}

export function applyBinary(c: TensorCall, f: Binary, a: TensorValue, b: TensorValue, dtype?: Dtype): TensorValue {
  return zipEntries(c, a, b, (x, y) => f(c, x, y), dtype);
}

/** The entry of `a` where the condition holds, else the one of `b`. */
export function where(c: TensorCall, condition: TensorValue, a: TensorValue, b: TensorValue): TensorValue {
  const { shape, axes, ranks } = commonShape(c, [condition, a, b]);
  c.machine.allocate(sizeOf(shape), c.node);
  const items = Array.from(positions(shape), (position) =>
    isTrue(c, stretched(condition, position)) ? stretched(a, position) : stretched(b, position),
  );
  return makeTensor(c, shape, items, widerType(a, b), axes, ranks);
}
