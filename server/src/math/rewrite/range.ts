/**
 * @file Where the values of an expression lie for all real inputs: enough to know that 1 − σ(z) is positive.
 * Symbols may be anything unless the caller knows better. The bounds are sound, not tight; this is no substitute for `numeric/`.
 */
import type { ExprId, Graph } from '../expr/graph.ts';
import type { OpName } from '../expr/ops/registry.ts';

/** All x with lo ≤ x ≤ hi; a bound that is `open` is not attained. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  readonly loOpen: boolean;
  readonly hiOpen: boolean;
}

const open = (lo: number, hi: number): Range => ({ lo, hi, loOpen: true, hiOpen: true });
const closed = (lo: number, hi: number): Range => ({ lo, hi, loOpen: false, hiOpen: false });
const reals = open(-Infinity, Infinity);
const nonnegative: Range = { lo: 0, hi: Infinity, loOpen: false, hiOpen: true };
const positive = open(0, Infinity);

export function isPositive(range: Range): boolean {
  return range.lo > 0 || (range.lo === 0 && range.loOpen);
}

export function isNonnegative(range: Range): boolean {
  return range.lo >= 0;
}

export function isNonpositive(range: Range): boolean {
  return range.hi <= 0;
}

export function isNegative(range: Range): boolean {
  return range.hi < 0 || (range.hi === 0 && range.hiOpen);
}

/** Ranges of expressions in one graph, remembered between calls. */
export class Ranges {
  readonly #known = new Map<ExprId, Range>();
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** States what is known about a node, usually a symbol that stands for a local variable. Call before asking. */
  assume(id: ExprId, range: Range): void {
    this.#known.set(id, range);
  }

  of(root: ExprId): Range {
    const known = this.#known.get(root);
    if (known !== undefined) return known;
    for (const id of this.#graph.reachable([root])) if (!this.#known.has(id)) this.#known.set(id, this.#compute(id));
    return this.#known.get(root)!;
  }

  #compute(id: ExprId): Range {
    const node = this.#graph.node(id);
    if (node.kind === 'symbol') return reals;
    if (node.kind === 'constant') return Number.isFinite(node.value) ? closed(node.value, node.value) : reals;
    const [a, b] = node.args;
    const x = this.#known.get(a!)!;
    const y = b === undefined ? x : this.#known.get(b)!;
    return applied(node.op, x, y, a === b, b === undefined ? null : this.#graph.constantValue(b));
  }
}

/** @param exponent the second argument's value when it is constant. */
function applied(op: OpName, x: Range, y: Range, same: boolean, exponent: number | null): Range {
  switch (op) {
    case 'exp':
    case 'softplus':
      return positive;
    case 'sigmoid':
      return open(0, 1);
    case 'tanh':
      return isPositive(x) ? open(0, 1) : open(-1, 1);
    case 'cosh':
      return { lo: 1, hi: Infinity, loOpen: false, hiOpen: true };
    case 'sin':
    case 'cos':
      return closed(-1, 1);
    case 'sign':
      return isPositive(x) ? closed(1, 1) : closed(-1, 1);
    case 'step':
      return isPositive(x) ? closed(1, 1) : closed(0, 1);
    case 'abs':
      if (isNonnegative(x)) return x;
      return isNegative(x) ? negated(x) : nonnegative;
    case 'hypot':
      return isPositive(x) || isPositive(y) ? positive : nonnegative;
    case 'sqrt':
      return isPositive(x) ? positive : nonnegative;
    case 'log':
    case 'log2':
    case 'log10':
      return signOf(x.lo > 1 || (x.lo === 1 && x.loOpen), x.hi < 1 || (x.hi === 1 && x.hiOpen), x.lo >= 1);
    case 'log1p':
    case 'expm1':
    case 'sinh':
    case 'asinh':
    case 'atanh':
    case 'atan':
    case 'cbrt':
      return signOf(isPositive(x), isNegative(x), isNonnegative(x));
    case 'neg':
      return negated(x);
    case 'add':
      return sum(x, y);
    case 'sub':
      return sum(x, negated(y));
    case 'mul':
      return same ? square(x) : product(x, y);
    case 'div':
      return isPositive(y) || isNegative(y) ? product(x, reciprocal(y)) : reals;
    case 'pow':
      if (isPositive(x)) return positive;
      return isNonnegative(x) || (exponent !== null && exponent % 2 === 0) ? nonnegative : reals;
    case 'max':
      return extreme(Math.max, x, y);
    case 'min':
      return extreme(Math.min, x, y);
    default:
      return reals;
  }
}

function signOf(positiveSide: boolean, negativeSide: boolean, nonnegativeSide: boolean): Range {
  if (positiveSide) return positive;
  if (negativeSide) return open(-Infinity, 0);
  return nonnegativeSide ? nonnegative : reals;
}

function negated(x: Range): Range {
  return { lo: -x.hi, hi: -x.lo, loOpen: x.hiOpen, hiOpen: x.loOpen };
}

function square(x: Range): Range {
  return isPositive(x) || isNegative(x) ? positive : nonnegative;
}

/** Float64 bounds are moved outwards unless they are exact, so that 0.1 + 0.2 − 0.3 is not taken for positive. */
function outward(range: Range): Range {
  const isExact = (bound: number): boolean =>
    !Number.isFinite(bound) || (Number.isInteger(bound * 1024) && Math.abs(bound) < 2 ** 30);
  const slack = (bound: number): number => (isExact(bound) ? 0 : Math.abs(bound) * 2 ** -50);
  return { ...range, lo: range.lo - slack(range.lo), hi: range.hi + slack(range.hi) };
}

function sum(x: Range, y: Range): Range {
  return outward({ lo: x.lo + y.lo, hi: x.hi + y.hi, loOpen: x.loOpen || y.loOpen, hiOpen: x.hiOpen || y.hiOpen });
}

function product(x: Range, y: Range): Range {
  const ends = [
    [x.lo, x.loOpen],
    [x.hi, x.hiOpen],
  ] as const;
  const others = [
    [y.lo, y.loOpen],
    [y.hi, y.hiOpen],
  ] as const;
  let lo = Infinity;
  let hi = -Infinity;
  let loOpen = true;
  let hiOpen = true;
  for (const [a, aOpen] of ends)
    for (const [b, bOpen] of others) {
      const value = a === 0 || b === 0 ? 0 : a * b;
      // A product is attained if both factors are, or if one of them attains zero.
      const missed = (aOpen || bOpen) && !(a === 0 && !aOpen) && !(b === 0 && !bOpen);
      if (value < lo) [lo, loOpen] = [value, missed];
      else if (value === lo) loOpen &&= missed;
      if (value > hi) [hi, hiOpen] = [value, missed];
      else if (value === hi) hiOpen &&= missed;
    }
  return outward({ lo, hi, loOpen, hiOpen });
}

/** 1/x for a range that excludes zero. */
function reciprocal(x: Range): Range {
  const inverse = (bound: number, other: number): number =>
    bound === 0 ? (other > 0 ? Infinity : -Infinity) : 1 / bound;
  return outward({ lo: inverse(x.hi, x.lo), hi: inverse(x.lo, x.hi), loOpen: x.hiOpen, hiOpen: x.loOpen });
}

function extreme(choose: (a: number, b: number) => number, x: Range, y: Range): Range {
  const lo = choose(x.lo, y.lo);
  const hi = choose(x.hi, y.hi);
  return {
    lo,
    hi,
    loOpen: (x.lo !== lo || x.loOpen) && (y.lo !== lo || y.loOpen),
    hiOpen: (x.hi !== hi || x.hiOpen) && (y.hi !== hi || y.hiOpen),
  };
}
