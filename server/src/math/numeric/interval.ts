/**
 * @file Closed intervals of real numbers with outward rounding: the rigorous error bound of a float64 evaluation.
 * An interval that holds a NaN bound means "nothing is known". Operations with a meaning live in `expr/ops/`.
 */

/** All reals x with lo ≤ x ≤ hi. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

export const everything: Interval = { lo: -Infinity, hi: Infinity };

export function point(x: number): Interval {
  return { lo: x, hi: x };
}

/** Relative width of one unit in the last place, as an upper bound. */
const ulp = 2 ** -52;
const smallest = 2 ** -1074;

/** [lo, hi] widened outwards by `ulps` units in the last place; NaN becomes {@link everything}. */
export function widened(lo: number, hi: number, ulps: number): Interval {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return everything;
  return { lo: lo - Math.abs(lo) * ulps * ulp - smallest, hi: hi + Math.abs(hi) * ulps * ulp + smallest };
}

/**
 * Image under an increasing function whose implementation errs by at most `ulps` units in the last place.
 * V8's `Math` functions are ports of fdlibm, documented to err by less than 1 ulp; callers pass 2.
 */
export function increasing(f: (x: number) => number, x: Interval, ulps = 2): Interval {
  return widened(f(x.lo), f(x.hi), ulps);
}

export function decreasing(f: (x: number) => number, x: Interval, ulps = 2): Interval {
  return widened(f(x.hi), f(x.lo), ulps);
}

/** Hull of the function's values at all corners of the box x × y, for functions monotone in each argument. */
export function corners(f: (x: number, y: number) => number, x: Interval, y: Interval, ulps: number): Interval {
  const a = f(x.lo, y.lo);
  const b = f(x.lo, y.hi);
  const c = f(x.hi, y.lo);
  const d = f(x.hi, y.hi);
  return widened(Math.min(a, b, c, d), Math.max(a, b, c, d), ulps);
}

/** Image under a function with |f′| ≤ slope on the interval, from the value at its middle. */
export function lipschitz(f: (x: number) => number, x: Interval, slope: number): Interval {
  if (!Number.isFinite(x.lo) || !Number.isFinite(x.hi)) return everything;
  const middle = x.lo + (x.hi - x.lo) / 2;
  const y = f(middle);
  const radius = slope * Math.max(x.hi - middle, middle - x.lo) * (1 + 4 * ulp);
  return widened(y - radius, y + radius, 4);
}

export function hull(x: Interval, y: Interval): Interval {
  return { lo: Math.min(x.lo, y.lo), hi: Math.max(x.hi, y.hi) };
}

export function containsZero(x: Interval): boolean {
  return !(x.lo > 0 || x.hi < 0);
}

export function disjoint(x: Interval, y: Interval): boolean {
  return x.hi < y.lo || y.hi < x.lo;
}

export function width(x: Interval): number {
  return x.hi - x.lo;
}
