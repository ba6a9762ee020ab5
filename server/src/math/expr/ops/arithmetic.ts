/** @file Rational operations, the general power and the remainder. */
import {
  corners,
  containsZero,
  everything,
  hull,
  increasing,
  type Interval,
  point,
  widened,
} from '../../numeric/interval.ts';
import { infix, type Layout, latexParens, precedence, type Printed, wrapped } from '../notation.ts';
import { type OpDef, smooth } from '../op.ts';

const finite = (a: number, b: number): boolean => Number.isFinite(a) && Number.isFinite(b);
const [open, close] = latexParens;

export const add: OpDef = {
  ...smooth,
  name: 'add',
  arity: 2,
  evaluate: (a, b) => a + b,
  enclose: (a, b) => widened(a.lo + b.lo, a.hi + b.hi, 1),
  precise: (_, a, b) => a.add(b),
  // d(a + b) = da + db
  partials: (build) => [build.num(1), build.num(1)],
  defined: finite,
  latex: infix(' + ', precedence.sum, precedence.sum, open, close),
  text: infix(' + ', precedence.sum, precedence.sum),
  // Code keeps the grouping, which decides how the floating-point sum rounds.
  code: infix(' + ', precedence.sum, precedence.product),
  samples: [
    [0.3, 1.7],
    [-2.5, 0.25],
  ],
};

export const sub: OpDef = {
  ...smooth,
  name: 'sub',
  arity: 2,
  evaluate: (a, b) => a - b,
  enclose: (a, b) => widened(a.lo - b.hi, a.hi - b.lo, 1),
  precise: (_, a, b) => a.sub(b),
  // d(a − b) = da − db
  partials: (build) => [build.num(1), build.num(-1)],
  defined: finite,
  latex: infix(' - ', precedence.sum, precedence.product, open, close),
  text: infix(' - ', precedence.sum, precedence.product),
  code: infix(' - ', precedence.sum, precedence.product),
  samples: [
    [0.3, 1.7],
    [-2.5, 0.25],
  ],
};

function product(a: number, b: number): number {
  // 0 · ∞ at the corner of two intervals bounds a product of finite numbers, which is 0 there.
  return a === 0 || b === 0 ? 0 : a * b;
}

function encloseProduct(a: Interval, b: Interval): Interval {
  return corners(product, a, b, 1);
}

const latexProduct: Layout = ([a, b]) => {
  const right = wrapped(b, precedence.product, open, close);
  // Two numbers side by side would read as one.
  return {
    text: `${wrapped(a, precedence.product, open, close)}${/^\d/.test(right) ? ' \\cdot ' : ' \\, '}${right}`,
    precedence: precedence.product,
  };
};

/** a/b in LaTeX; a fraction above or below the line is merged into this one. */
function fraction(a: Printed, b: Printed): Printed {
  const [aTop, aBottom] = a.fraction ?? [a, null];
  const [bTop, bBottom] = b.fraction ?? [b, null];
  const top = bBottom === null ? aTop : latexProduct([aTop, bBottom]);
  const bottom = aBottom === null ? bTop : latexProduct([aBottom, bTop]);
  return { text: `\\frac{${top.text}}{${bottom.text}}`, precedence: precedence.product, fraction: [top, bottom] };
}

export const mul: OpDef = {
  ...smooth,
  name: 'mul',
  arity: 2,
  evaluate: (a, b) => a * b,
  enclose: encloseProduct,
  // A factor that is exactly 0 wins over an infinite one: the convention 0·log 0 = 0 (`docs/conventions.md`).
  precise: (D, a, b) => (a.isZero() || b.isZero() ? new D(0) : a.mul(b)),
  // d(a·b) = b·da + a·db
  partials: (_, [a, b]) => [b!, a!],
  defined: finite,
  latex: latexProduct,
  text: infix(' * ', precedence.product, precedence.product),
  code: infix(' * ', precedence.product, precedence.sign),
  samples: [
    [0.3, 1.7],
    [-2.5, 0.25],
  ],
};

export const div: OpDef = {
  ...smooth,
  name: 'div',
  arity: 2,
  evaluate: (a, b) => a / b,
  enclose: (a, b) => (containsZero(b) ? everything : corners((x, y) => x / y, a, b, 1)),
  precise: (_, a, b) => a.div(b),
  // d(a/b) = da/b − (a/b)/b · db
  partials: (build, [, b], self) => [build.div(build.num(1), b!), build.neg(build.div(self, b!))],
  defined: (a, b) => finite(a, b) && b !== 0,
  latex: ([a, b]) => fraction(a!, b!),
  text: infix(' / ', precedence.product, precedence.sign),
  code: infix(' / ', precedence.product, precedence.sign),
  samples: [
    [0.3, 1.7],
    [-2.5, 0.25],
  ],
};

export const neg: OpDef = {
  ...smooth,
  name: 'neg',
  arity: 1,
  evaluate: (a) => -a,
  enclose: (a) => ({ lo: -a.hi, hi: -a.lo }),
  precise: (_, a) => a.neg(),
  // d(−a) = −da
  partials: (build) => [build.num(-1)],
  defined: (a) => Number.isFinite(a),
  latex: ([a]) => ({ text: `-${wrapped(a, precedence.product, open, close)}`, precedence: precedence.sum }),
  text: ([a]) => ({ text: `-${wrapped(a, precedence.product)}`, precedence: precedence.sum }),
  // JavaScript rejects `-a ** b` and reads `- -a` as `--a`.
  code: ([a]) => ({ text: `-${wrapped(a, precedence.atom)}`, precedence: precedence.sign }),
  samples: [[0.7], [-3]],
};

function enclosePow(a: Interval, b: Interval): Interval {
  if (a.lo > 0) return corners((x, y) => x ** y, a, b, 4);
  if (b.lo === b.hi && Number.isInteger(b.lo)) {
    const n = b.lo;
    const power = (x: number): number => x ** n;
    if (n < 0 && containsZero(a)) return everything;
    if (n % 2 !== 0 || a.hi <= 0) return corners((x) => power(x), a, point(n), 4);
    return n < 0 ? everything : widened(0, Math.max(power(a.lo), power(a.hi)), 4);
  }
  // 0^b with b > 0 lies at the edge of the domain and is 0; a negative base with a real exponent has no real value.
  if (a.lo === 0 && b.lo > 0)
    return hull(
      point(0),
      corners((x, y) => x ** y, { lo: a.hi, hi: a.hi }, b, 4),
    );
  return everything;
}

export const pow: OpDef = {
  ...smooth,
  name: 'pow',
  arity: 2,
  evaluate: (a, b) => a ** b,
  enclose: enclosePow,
  precise: (_, a, b) => a.pow(b),
  // d(a^b) = b·a^(b−1)·da + a^b·log(a)·db
  partials: (build, [a, b], self) => [
    build.mul(b!, build.pow(a!, build.sub(b!, build.num(1)))),
    build.mul(self, build.op('log', a!)),
  ],
  defined: (a, b) => Number.isFinite(a ** b) && (a > 0 || Number.isInteger(b)),
  // A base of 0 with an exponent below 2 has an unbounded or one-sided derivative.
  kinkDistance: (a, b) => (Number.isInteger(b) && b >= 1 ? Infinity : Math.abs(a)),
  latex: ([a, b]) => ({
    text: `${wrapped(a, precedence.atom, open, close)}^{${b!.text}}`,
    precedence: precedence.power,
  }),
  text: ([a, b]) => ({
    text: `${wrapped(a, precedence.atom)}^${wrapped(b, precedence.atom)}`,
    precedence: precedence.power,
  }),
  code: ([a, b]) => ({
    text: `${wrapped(a, precedence.atom)} ** ${wrapped(b, precedence.power)}`,
    precedence: precedence.power,
  }),
  samples: [
    [0.3, 1.7],
    [2.5, -0.25],
    [1.2, 3],
  ],
};

/** `a % b` with the strength of a sum: a remainder inside a product reads well only in parentheses. */
function remainder(operator: string, open = '(', close = ')'): OpDef['text'] {
  return ([a, b]) => ({
    text: wrapped(a, precedence.sign, open, close) + operator + wrapped(b, precedence.sign, open, close),
    precedence: precedence.sum,
  });
}

export const mod: OpDef = {
  name: 'mod',
  arity: 2,
  evaluate: (a, b) => a % b,
  enclose: (a, b) => {
    if (a.lo === a.hi && b.lo === b.hi) return point(a.lo % b.lo);
    const quotients = corners((x, y) => x / y, a, b, 1);
    if (containsZero(b) || Math.trunc(quotients.lo) !== Math.trunc(quotients.hi)) return everything;
    const whole = point(Math.trunc(quotients.lo));
    const back = encloseProduct(whole, b);
    return widened(a.lo - back.hi, a.hi - back.lo, 2);
  },
  precise: (_, a, b) => a.mod(b),
  // d(a mod b) = da − trunc(a/b)·db, away from the multiples of b
  partials: (build, [a, b]) => [build.num(1), build.neg(build.op('trunc', build.div(a!, b!)))],
  defined: (a, b) => finite(a, b) && b !== 0,
  kinkDistance: (a, b) => Math.abs(b) * Math.abs(a / b - Math.round(a / b)),
  isPiecewise: true,
  piece: (a, b) => Math.trunc(a / b),
  latex: remainder(' \\bmod ', open, close),
  text: remainder(' % '),
  code: remainder(' % '),
  samples: [
    [5.3, 2],
    [-1.25, 0.7],
  ],
};

export const hypot: OpDef = {
  ...smooth,
  name: 'hypot',
  arity: 2,
  evaluate: (a, b) => Math.hypot(a, b),
  enclose: (a, b) => {
    const square = (x: Interval): Interval => {
      const high = Math.max(x.lo * x.lo, x.hi * x.hi);
      return widened(containsZero(x) ? 0 : Math.min(x.lo * x.lo, x.hi * x.hi), high, 1);
    };
    const x = square(a);
    const y = square(b);
    return increasing((s) => Math.sqrt(Math.max(s, 0)), widened(x.lo + y.lo, x.hi + y.hi, 1));
  },
  precise: (D, a, b) => D.hypot(a, b),
  // d√(a² + b²) = (a·da + b·db)/√(a² + b²)
  partials: (build, [a, b], self) => [build.div(a!, self), build.div(b!, self)],
  defined: finite,
  kinkDistance: (a, b) => Math.hypot(a, b),
  latex: ([a, b]) => ({
    text: `\\sqrt{${wrapped(a, precedence.atom, open, close)}^{2} + ${wrapped(b, precedence.atom, open, close)}^{2}}`,
    precedence: precedence.atom,
  }),
  text: ([a, b]) => ({ text: `hypot(${a!.text}, ${b!.text})`, precedence: precedence.atom }),
  code: ([a, b]) => ({ text: `Math.hypot(${a!.text}, ${b!.text})`, precedence: precedence.atom }),
  samples: [
    [0.3, -1.7],
    [3, 4],
  ],
};
