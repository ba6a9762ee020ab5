/**
 * @file Arithmetic in two prime fields that fit together: F_p for values and F_q for exponents, with p = 2q + 1, so that g^a for a in
 * F_q is well defined in the subgroup of squares of F_p. Both primes are below 2²⁶: a product of two elements is below 2⁵² and exact in
 * float64, which is many times faster than integers of any size.
 */

/**
 * A safe prime below 2²⁶ modulo which all primes below 50 are squares, and π and e as float64 has them, so that real powers of the
 * constants that occur are defined.
 */
export const p = 63895919;
export const q = 31947959;
/** A square other than 1 generates the whole subgroup of order q, which is prime. */
export const generator = multiply(1234577, 1234577, p);

/** The representative in [0, m) of an integer of at most 53 bits. */
export function modulo(x: number, m: number): number {
  const r = x % m;
  // A remainder of −0 would be another key than 0.
  return r < 0 ? r + m : r + 0;
}

/** a·b mod m for a and b in [0, m). */
export function multiply(a: number, b: number, m: number): number {
  const product = a * b;
  // The quotient is below 2²⁶ and, unless whole, at least 2⁻²⁶ away from an integer: rounding does not carry it across.
  return product - Math.floor(product / m) * m;
}

/** base^exponent mod m for a whole exponent ≥ 0, by repeated squaring. */
export function power(base: number, exponent: number, m: number): number {
  let result = 1;
  let square = modulo(base, m);
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = multiply(result, square, m);
    square = multiply(square, square, m);
  }
  return result;
}

/** 1/x mod m for a prime m, by the extended Euclidean algorithm; null for 0. */
export function inverse(x: number, m: number): number | null {
  let [a, b] = [modulo(x, m), m];
  let [u, v] = [1, 0];
  if (a === 0) return null;
  while (b !== 0) {
    const k = Math.floor(a / b);
    [a, b] = [b, a - k * b];
    [u, v] = [v, u - k * v];
  }
  return modulo(u, m);
}

/** Whether x is a square modulo p other than 0 (Euler's criterion). */
export function isSquare(x: number): boolean {
  return power(x, q, p) === 1;
}

/** The residue modulo m of the rational that a number's shortest decimal text denotes; null where m divides the denominator. */
export function residueOf(x: number, m: number): number | null {
  if (Number.isSafeInteger(x)) return modulo(x, m);
  const [numerator, denominator] = rationalOf(x);
  const inverted = inverse(Number(denominator % BigInt(m)), m);
  return inverted === null ? null : multiply(modulo(Number(numerator % BigInt(m)), m), inverted, m);
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
