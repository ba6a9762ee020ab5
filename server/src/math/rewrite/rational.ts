/**
 * @file Exact rational numbers: the coefficients of rewriting. A float64 constant enters as the rational its decimal text denotes
 * and leaves only if some float64's text denotes the result; nothing is ever rounded here.
 */

/** numerator/denominator in lowest terms, with a positive denominator. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };
export const minusOne: Rational = { n: -1n, d: 1n };
export const half: Rational = { n: 1n, d: 2n };

export function integer(n: number): Rational {
  return { n: BigInt(n), d: 1n };
}

/** n/d in lowest terms; d is not 0. */
export function rational(n: bigint, d: bigint): Rational {
  const divisor = gcd(n, d) * (d < 0n ? -1n : 1n);
  return { n: n / divisor, d: d / divisor };
}

/** Largest decimal exponent that is read, so that 1e300 does not become a number of a thousand bits. */
const longestExponent = 60;

/** The rational that the number's shortest decimal text denotes; null when it is not finite or of extreme size. */
export function fromNumber(x: number): Rational | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x));
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > longestExponent) return null;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return shift >= 0 ? { n: digits * 10n ** BigInt(shift), d: 1n } : rational(digits, 10n ** BigInt(-shift));
}

/** The float64 whose decimal text denotes exactly this number, if there is one. */
export function toNumber(r: Rational): number | null {
  const x = Number(r.n) / Number(r.d);
  const back = fromNumber(x);
  return back !== null && equal(back, r) ? x : null;
}

export function add(a: Rational, b: Rational): Rational {
  return a.d === 1n && b.d === 1n ? { n: a.n + b.n, d: 1n } : rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function sub(a: Rational, b: Rational): Rational {
  return add(a, negate(b));
}

export function mul(a: Rational, b: Rational): Rational {
  return a.d === 1n && b.d === 1n ? { n: a.n * b.n, d: 1n } : rational(a.n * b.n, a.d * b.d);
}

/** a/b; b is not 0. */
export function div(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

export function negate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

/** a to an integer power; a is not 0 when the power is negative. */
export function power(a: Rational, exponent: number): Rational {
  const k = BigInt(Math.abs(exponent));
  return exponent >= 0 ? { n: a.n ** k, d: a.d ** k } : rational(a.d ** k, a.n ** k);
}

/** Greatest g with a/g and b/g integers, taken positive: the content of two coefficients. */
export function content(a: Rational, b: Rational): Rational {
  return rational(gcd(a.n * b.d, b.n * a.d), a.d * b.d);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function equal(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

export function isInteger(a: Rational): boolean {
  return a.d === 1n;
}

/** Square root if it is rational. */
export function squareRoot(a: Rational): Rational | null {
  if (a.n < 0n) return null;
  const n = integerRoot(a.n);
  const d = integerRoot(a.d);
  return n === null || d === null ? null : { n, d };
}

function integerRoot(n: bigint): bigint | null {
  const root = BigInt(Math.round(Math.sqrt(Number(n))));
  return root * root === n ? root : null;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
