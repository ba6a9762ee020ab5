/** @file All operations by name. A new operation is a new object in a file of this folder and one word here. */
import type { OpDef } from '../op.ts';
import { add, div, hypot, mod, mul, neg, pow, sub } from './arithmetic.ts';
import {
  acosh,
  asinh,
  atanh,
  cbrt,
  cosh,
  exp,
  expm1,
  log,
  log10,
  log1p,
  log2,
  sigmoid,
  sinh,
  softplus,
  sqrt,
  tanh,
} from './exponential.ts';
import { abs, ceil, floor, max, min, round, sign, step, trunc } from './piecewise.ts';
import { acos, asin, atan, atan2, cos, sin, tan } from './trigonometric.ts';

const registry = {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  ceil,
  cos,
  cosh,
  div,
  exp,
  expm1,
  floor,
  hypot,
  log,
  log10,
  log1p,
  log2,
  max,
  min,
  mod,
  mul,
  neg,
  pow,
  round,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  step,
  sub,
  tan,
  tanh,
  trunc,
} satisfies Record<string, OpDef>;

export type OpName = keyof typeof registry;

export const ops: { readonly [name in OpName]: OpDef } = registry;
export const opNames = Object.keys(registry) as readonly OpName[];
