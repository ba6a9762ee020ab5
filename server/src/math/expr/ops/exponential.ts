/** @file Exponentials, logarithms, roots, and the sigmoid and softplus built from them. */
import type { Decimal } from 'decimal.js';
import { everything, increasing, type Interval } from '../../numeric/interval.ts';
import { call, latexCall, latexParens, negatedText, precedence, wrapped } from '../notation.ts';
import { type DecimalClass, type OpDef, smooth } from '../op.ts';

const [open, close] = latexParens;
const isFiniteNumber = (a: number): boolean => Number.isFinite(a);

/** Image under an increasing function that has values on (least, ∞) only. */
function increasingAbove(f: (x: number) => number, x: Interval, least: number): Interval {
  return x.lo <= least ? everything : increasing(f, x);
}

export const exp: OpDef = {
  ...smooth,
  name: 'exp',
  arity: 1,
  evaluate: Math.exp,
  enclose: (a) => increasing(Math.exp, a),
  precise: (_, a) => a.exp(),
  // d exp(a) = exp(a)·da
  partials: (_, __, self) => [self],
  defined: (a) => Number.isFinite(Math.exp(a)),
  latex: ([a]) => ({ text: `e^{${a!.text}}`, precedence: precedence.power }),
  text: call('exp'),
  code: call('Math.exp'),
  samples: [[0.3], [-2.1]],
};

export const log: OpDef = {
  ...smooth,
  name: 'log',
  arity: 1,
  evaluate: Math.log,
  enclose: (a) => increasingAbove(Math.log, a, 0),
  precise: (_, a) => a.ln(),
  // d log(a) = da/a
  partials: (build, [a]) => [build.div(build.num(1), a!)],
  defined: (a) => a > 0 && Number.isFinite(a),
  latex: latexCall('\\log'),
  text: call('log'),
  code: call('Math.log'),
  samples: [[0.3], [2.1]],
};

/** Below this, 1 + a loses digits that the result should have, and a power series is used. */
const small = 0.1;

/** a + next(a, 2) + next(…, 3) + … until the terms no longer matter at the working precision. */
function series(D: DecimalClass, a: Decimal, next: (term: Decimal, k: number) => Decimal): Decimal {
  let total = a;
  let term = a;
  for (let k = 2; !term.isZero() && term.e > total.e - D.precision - 2; k++) {
    term = next(term, k);
    total = total.add(term);
  }
  return total;
}

function preciseLog1p(D: DecimalClass, a: Decimal): Decimal {
  if (!a.abs().lte(small)) return a.add(1).ln();
  // log(1 + a) = a − a²/2 + a³/3 − …
  return series(D, a, (term, k) =>
    term
      .mul(a)
      .neg()
      .mul(k - 1)
      .div(k),
  );
}

export const log1p: OpDef = {
  ...smooth,
  name: 'log1p',
  arity: 1,
  evaluate: Math.log1p,
  enclose: (a) => increasingAbove(Math.log1p, a, -1),
  precise: preciseLog1p,
  // d log(1 + a) = da/(1 + a)
  partials: (build, [a]) => [build.div(build.num(1), build.add(build.num(1), a!))],
  defined: (a) => a > -1 && Number.isFinite(a),
  latex: ([a]) => ({
    text: `\\log\\left(1 + ${wrapped(a, precedence.sum, open, close)}\\right)`,
    precedence: precedence.atom,
  }),
  text: call('log1p'),
  code: call('Math.log1p'),
  samples: [[0.3], [-0.4], [1e-9]],
};

export const expm1: OpDef = {
  ...smooth,
  name: 'expm1',
  arity: 1,
  evaluate: Math.expm1,
  enclose: (a) => increasing(Math.expm1, a),
  precise: (D, a) => (a.abs().gt(small) ? a.exp().sub(1) : series(D, a, (term, k) => term.mul(a).div(k))),
  // d(exp(a) − 1) = exp(a)·da
  partials: (build, [a]) => [build.op('exp', a!)],
  defined: (a) => Number.isFinite(Math.exp(a)),
  latex: ([a]) => ({ text: `e^{${a!.text}} - 1`, precedence: precedence.sum }),
  text: call('expm1'),
  code: call('Math.expm1'),
  samples: [[0.3], [-2.1], [1e-9]],
};

export const log2: OpDef = {
  ...smooth,
  name: 'log2',
  arity: 1,
  evaluate: Math.log2,
  enclose: (a) => increasingAbove(Math.log2, a, 0),
  precise: (_, a) => a.log(2),
  // d log₂(a) = da/(a·log 2)
  partials: (build, [a]) => [build.div(build.num(1), build.mul(a!, build.op('log', build.num(2))))],
  defined: (a) => a > 0 && Number.isFinite(a),
  latex: latexCall('\\log_{2}'),
  text: call('log2'),
  code: call('Math.log2'),
  samples: [[0.3], [5]],
};

export const log10: OpDef = {
  ...smooth,
  name: 'log10',
  arity: 1,
  evaluate: Math.log10,
  enclose: (a) => increasingAbove(Math.log10, a, 0),
  precise: (_, a) => a.log(10),
  // d log₁₀(a) = da/(a·log 10)
  partials: (build, [a]) => [build.div(build.num(1), build.mul(a!, build.op('log', build.num(10))))],
  defined: (a) => a > 0 && Number.isFinite(a),
  latex: latexCall('\\log_{10}'),
  text: call('log10'),
  code: call('Math.log10'),
  samples: [[0.3], [5]],
};

export const sqrt: OpDef = {
  ...smooth,
  name: 'sqrt',
  arity: 1,
  evaluate: Math.sqrt,
  enclose: (a) => (a.lo < 0 ? everything : increasing(Math.sqrt, a)),
  precise: (_, a) => a.sqrt(),
  // d√a = da/(2√a)
  partials: (build, _, self) => [build.div(build.num(1), build.mul(build.num(2), self))],
  defined: (a) => a >= 0 && Number.isFinite(a),
  kinkDistance: (a) => Math.abs(a),
  latex: ([a]) => ({ text: `\\sqrt{${a!.text}}`, precedence: precedence.atom }),
  text: call('sqrt'),
  code: call('Math.sqrt'),
  samples: [[0.3], [4]],
};

export const cbrt: OpDef = {
  ...smooth,
  name: 'cbrt',
  arity: 1,
  evaluate: Math.cbrt,
  enclose: (a) => increasing(Math.cbrt, a),
  precise: (_, a) => a.cbrt(),
  // d∛a = da/(3·(∛a)²)
  partials: (build, _, self) => [build.div(build.num(1), build.mul(build.num(3), build.square(self)))],
  defined: isFiniteNumber,
  kinkDistance: (a) => Math.abs(a),
  latex: ([a]) => ({ text: `\\sqrt[3]{${a!.text}}`, precedence: precedence.atom }),
  text: call('cbrt'),
  code: call('Math.cbrt'),
  samples: [[0.3], [-8]],
};

/** 1/(1 + e^(−a)), written so that neither side overflows. */
function sigmoidOf(a: number): number {
  if (a >= 0) return 1 / (1 + Math.exp(-a));
  const e = Math.exp(a);
  return e / (1 + e);
}

export const sigmoid: OpDef = {
  ...smooth,
  name: 'sigmoid',
  arity: 1,
  evaluate: sigmoidOf,
  enclose: (a) => increasing(sigmoidOf, a, 4),
  precise: (D, a) => new D(1).div(a.neg().exp().add(1)),
  // dσ(a) = σ(a)·(1 − σ(a))·da
  partials: (build, _, self) => [build.mul(self, build.sub(build.num(1), self))],
  defined: isFiniteNumber,
  latex: latexCall('\\sigma'),
  text: call('sigmoid'),
  code: ([a]) => ({ text: `1 / (1 + Math.exp(${negatedText(a)}))`, precedence: precedence.product }),
  samples: [[0.3], [-2.1]],
};

/** log(1 + e^a), written so that it neither overflows nor loses the small side. */
function softplusOf(a: number): number {
  return Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
}

export const softplus: OpDef = {
  ...smooth,
  name: 'softplus',
  arity: 1,
  evaluate: softplusOf,
  enclose: (a) => increasing(softplusOf, a, 4),
  precise: (D, a) => preciseLog1p(D, a.exp()),
  // d log(1 + e^a) = σ(a)·da
  partials: (build, [a]) => [build.op('sigmoid', a!)],
  defined: isFiniteNumber,
  latex: ([a]) => ({ text: `\\log\\left(1 + e^{${a!.text}}\\right)`, precedence: precedence.atom }),
  text: call('softplus'),
  code: ([a]) => ({
    text: `Math.max(${a!.text}, 0) + Math.log1p(Math.exp(-Math.abs(${a!.text})))`,
    precedence: precedence.sum,
  }),
  samples: [[0.3], [-2.1]],
};

export const tanh: OpDef = {
  ...smooth,
  name: 'tanh',
  arity: 1,
  evaluate: Math.tanh,
  enclose: (a) => increasing(Math.tanh, a, 4),
  precise: (_, a) => a.tanh(),
  // d tanh(a) = (1 − tanh²(a))·da
  partials: (build, _, self) => [build.sub(build.num(1), build.square(self))],
  defined: isFiniteNumber,
  latex: latexCall('\\tanh'),
  text: call('tanh'),
  code: call('Math.tanh'),
  samples: [[0.3], [-2.1]],
};

export const sinh: OpDef = {
  ...smooth,
  name: 'sinh',
  arity: 1,
  evaluate: Math.sinh,
  enclose: (a) => increasing(Math.sinh, a, 4),
  precise: (_, a) => a.sinh(),
  // d sinh(a) = cosh(a)·da
  partials: (build, [a]) => [build.op('cosh', a!)],
  defined: (a) => Number.isFinite(Math.sinh(a)),
  latex: latexCall('\\sinh'),
  text: call('sinh'),
  code: call('Math.sinh'),
  samples: [[0.3], [-2.1]],
};

export const cosh: OpDef = {
  ...smooth,
  name: 'cosh',
  arity: 1,
  evaluate: Math.cosh,
  enclose: (a) => {
    if (a.lo >= 0) return increasing(Math.cosh, a, 4);
    if (a.hi <= 0) return increasing(Math.cosh, { lo: -a.hi, hi: -a.lo }, 4);
    return increasing(Math.cosh, { lo: 0, hi: Math.max(-a.lo, a.hi) }, 4);
  },
  precise: (_, a) => a.cosh(),
  // d cosh(a) = sinh(a)·da
  partials: (build, [a]) => [build.op('sinh', a!)],
  defined: (a) => Number.isFinite(Math.cosh(a)),
  latex: latexCall('\\cosh'),
  text: call('cosh'),
  code: call('Math.cosh'),
  samples: [[0.3], [-2.1]],
};

export const asinh: OpDef = {
  ...smooth,
  name: 'asinh',
  arity: 1,
  evaluate: Math.asinh,
  enclose: (a) => increasing(Math.asinh, a, 8),
  precise: (_, a) => a.asinh(),
  // d asinh(a) = da/√(a² + 1)
  partials: (build, [a]) => [build.div(build.num(1), build.op('sqrt', build.add(build.square(a!), build.num(1))))],
  defined: isFiniteNumber,
  latex: latexCall('\\operatorname{asinh}'),
  text: call('asinh'),
  code: call('Math.asinh'),
  samples: [[0.3], [-2.1]],
};

export const acosh: OpDef = {
  ...smooth,
  name: 'acosh',
  arity: 1,
  evaluate: Math.acosh,
  enclose: (a) => (a.lo < 1 ? everything : increasing(Math.acosh, a, 8)),
  precise: (_, a) => a.acosh(),
  // d acosh(a) = da/√(a² − 1)
  partials: (build, [a]) => [build.div(build.num(1), build.op('sqrt', build.sub(build.square(a!), build.num(1))))],
  defined: (a) => a >= 1 && Number.isFinite(a),
  kinkDistance: (a) => Math.abs(a - 1),
  latex: latexCall('\\operatorname{acosh}'),
  text: call('acosh'),
  code: call('Math.acosh'),
  samples: [[1.3], [4]],
};

export const atanh: OpDef = {
  ...smooth,
  name: 'atanh',
  arity: 1,
  evaluate: Math.atanh,
  enclose: (a) => (a.lo <= -1 || a.hi >= 1 ? everything : increasing(Math.atanh, a, 8)),
  precise: (_, a) => a.atanh(),
  // d atanh(a) = da/(1 − a²)
  partials: (build, [a]) => [build.div(build.num(1), build.sub(build.num(1), build.square(a!)))],
  defined: (a) => Math.abs(a) < 1,
  latex: latexCall('\\operatorname{atanh}'),
  text: call('atanh'),
  code: call('Math.atanh'),
  samples: [[0.3], [-0.6]],
};
