/**
 * @file Operations with kinks or jumps: they stay primitive in a trace, so that a box loss has one path instead of dozens.
 * What counts as right at a kink is said in `docs/conventions.md`.
 */
import { everything, type Interval, point } from '../../numeric/interval.ts';
import { atom, call, latexCall, precedence, wrapped } from '../notation.ts';
import type { OpDef } from '../op.ts';

const isFiniteNumber = (a: number): boolean => Number.isFinite(a);
const finite = (a: number, b: number): boolean => Number.isFinite(a) && Number.isFinite(b);

/** Image under a function that is constant on pieces, known only when both ends lie on one piece. */
function constantPiece(f: (x: number) => number, a: Interval): Interval {
  const lo = f(a.lo);
  const hi = f(a.hi);
  return Number.isNaN(lo) || Number.isNaN(hi) ? everything : { lo: Math.min(lo, hi), hi: Math.max(lo, hi) };
}

/** Distance to the nearest integer. */
function toInteger(a: number): number {
  return Math.abs(a - Math.round(a));
}

export const abs: OpDef = {
  name: 'abs',
  arity: 1,
  evaluate: Math.abs,
  enclose: (a) => {
    if (a.lo >= 0) return a;
    if (a.hi <= 0) return { lo: -a.hi, hi: -a.lo };
    return { lo: 0, hi: Math.max(-a.lo, a.hi) };
  },
  precise: (_, a) => a.abs(),
  // d|a| = sign(a)·da
  partials: (build, [a]) => [build.op('sign', a!)],
  defined: isFiniteNumber,
  kinkDistance: (a) => Math.abs(a),
  isPiecewise: true,
  piece: (a) => Math.sign(a),
  latex: ([a]) => atom(`\\left|${a!.text}\\right|`),
  text: ([a]) => atom(`|${a!.text}|`),
  code: call('Math.abs'),
  samples: [[0.3], [-2.1]],
};

export const sign: OpDef = {
  name: 'sign',
  arity: 1,
  evaluate: Math.sign,
  enclose: (a) => constantPiece(Math.sign, a),
  precise: (D, a) => new D(D.sign(a)),
  // d sign(a) = 0 away from 0
  partials: (build) => [build.num(0)],
  defined: isFiniteNumber,
  kinkDistance: (a) => Math.abs(a),
  isPiecewise: true,
  piece: (a) => Math.sign(a),
  latex: latexCall('\\operatorname{sgn}'),
  text: call('sign'),
  code: call('Math.sign'),
  samples: [[0.3], [-2.1]],
};

/** 1 for a > 0, 0 for a < 0, ½ at 0: the derivative of max(a, 0). */
function stepOf(a: number): number {
  if (Number.isNaN(a)) return NaN;
  return a > 0 ? 1 : a < 0 ? 0 : 0.5;
}

export const step: OpDef = {
  name: 'step',
  arity: 1,
  evaluate: stepOf,
  enclose: (a) => constantPiece(stepOf, a),
  precise: (D, a) => new D(a.isNaN() ? NaN : a.gt(0) ? 1 : a.lt(0) ? 0 : 0.5),
  // d step(a) = 0 away from 0
  partials: (build) => [build.num(0)],
  defined: isFiniteNumber,
  kinkDistance: (a) => Math.abs(a),
  isPiecewise: true,
  piece: (a) => Math.sign(a),
  latex: ([a]) => atom(`\\left[${a!.text} > 0\\right]`),
  text: ([a]) => atom(`[${a!.text} > 0]`),
  code: ([a]) => ({ text: `(${wrapped(a, precedence.sum)} > 0 ? 1 : 0)`, precedence: precedence.atom }),
  samples: [[0.3], [-2.1]],
};

export const max: OpDef = {
  name: 'max',
  arity: 2,
  evaluate: Math.max,
  enclose: (a, b) => ({ lo: Math.max(a.lo, b.lo), hi: Math.max(a.hi, b.hi) }),
  precise: (D, a, b) => D.max(a, b),
  // d max(a, b) = [a > b]·da + [b > a]·db
  partials: (build, [a, b]) => [build.op('step', build.sub(a!, b!)), build.op('step', build.sub(b!, a!))],
  defined: finite,
  kinkDistance: (a, b) => Math.abs(a - b),
  isPiecewise: true,
  piece: (a, b) => Math.sign(a - b),
  latex: latexCall('\\max'),
  text: call('max'),
  code: call('Math.max'),
  samples: [
    [0.3, 1.7],
    [2, -0.5],
  ],
};

export const min: OpDef = {
  name: 'min',
  arity: 2,
  evaluate: Math.min,
  enclose: (a, b) => ({ lo: Math.min(a.lo, b.lo), hi: Math.min(a.hi, b.hi) }),
  precise: (D, a, b) => D.min(a, b),
  // d min(a, b) = [a < b]·da + [b < a]·db
  partials: (build, [a, b]) => [build.op('step', build.sub(b!, a!)), build.op('step', build.sub(a!, b!))],
  defined: finite,
  kinkDistance: (a, b) => Math.abs(a - b),
  isPiecewise: true,
  piece: (a, b) => Math.sign(a - b),
  latex: latexCall('\\min'),
  text: call('min'),
  code: call('Math.min'),
  samples: [
    [0.3, 1.7],
    [2, -0.5],
  ],
};

/** The four roundings share everything but the rounding itself and where it jumps. */
function rounding(
  name: string,
  f: (a: number) => number,
  precise: OpDef['precise'],
  jumpDistance: (a: number) => number,
  latex: OpDef['latex'],
  code: string,
): OpDef {
  return {
    name,
    arity: 1,
    evaluate: f,
    enclose: (a) => (a.lo === a.hi ? point(f(a.lo)) : constantPiece(f, a)),
    precise,
    // The derivative is 0 away from the jumps.
    partials: (build) => [build.num(0)],
    defined: isFiniteNumber,
    kinkDistance: jumpDistance,
    isPiecewise: true,
    piece: f,
    latex,
    text: call(name),
    code: call(code),
    samples: [[0.3], [-2.1], [5.7]],
  };
}

export const floor: OpDef = rounding(
  'floor',
  Math.floor,
  (_, a) => a.floor(),
  toInteger,
  ([a]) => atom(`\\left\\lfloor ${a!.text} \\right\\rfloor`),
  'Math.floor',
);
export const ceil: OpDef = rounding(
  'ceil',
  Math.ceil,
  (_, a) => a.ceil(),
  toInteger,
  ([a]) => atom(`\\left\\lceil ${a!.text} \\right\\rceil`),
  'Math.ceil',
);
/** Halves round up, as in JavaScript. */
export const round: OpDef = rounding(
  'round',
  Math.round,
  (_, a) => a.add(0.5).floor(),
  (a) => toInteger(a + 0.5),
  latexCall('\\operatorname{round}'),
  'Math.round',
);
export const trunc: OpDef = rounding(
  'trunc',
  Math.trunc,
  (_, a) => a.trunc(),
  (a) => (Math.abs(a) < 1 ? 1 - Math.abs(a) : toInteger(a)),
  latexCall('\\operatorname{trunc}'),
  'Math.trunc',
);
