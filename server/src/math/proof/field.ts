/**
 * @file Arithmetic in two prime fields that fit together: F_p for values and F_q for exponents, with p = 2q + 1, so that g^a for a in
 * F_q is well defined in the subgroup of squares of F_p.
 */

/** A safe prime below 2⁶¹; 2, 3, 5, 7, 11 and 13 are squares modulo p, so that powers of small constants are defined. */
export const p = 2305843009213655999n;
export const q = 1152921504606827999n;
/** A square other than 1 generates the whole subgroup of order q, which is prime. */
export const generator = (1234577n * 1234577n) % p;

export function modulo(x: bigint, m: bigint): bigint {
  const r = x % m;
  return r < 0n ? r + m : r;
}

/** base^exponent mod m for exponent ≥ 0, by repeated squaring. */
export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  let square = modulo(base, m);
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return result;
}

/** 1/x mod m for a prime m, by the extended Euclidean algorithm; null for 0. */
export function inverse(x: bigint, m: bigint): bigint | null {
  let [a, b] = [modulo(x, m), m];
  let [u, v] = [1n, 0n];
  if (a === 0n) return null;
  while (b !== 0n) {
    const k = a / b;
    [a, b] = [b, a - k * b];
    [u, v] = [v, u - k * v];
  }
  return modulo(u, m);
}

/** Whether x is a square modulo p other than 0 (Euler's criterion). */
export function isSquare(x: bigint): boolean {
  return power(x, q, p) === 1n;
}

/** The rational that a number's shortest decimal text denotes, as [numerator, denominator]. */
export function rationalOf(x: number): readonly [bigint, bigint] {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(x));
  if (match === null) throw new RangeError(`${x} is not a finite number`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  let numerator = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  let denominator = 10n ** BigInt(fraction.length);
  const e = Number(exponent);
  if (e > 0) numerator *= 10n ** BigInt(e);
  else denominator *= 10n ** BigInt(-e);
  return [numerator, denominator];
}
