/** @file Float64 numbers as exact decimals; decimal.js itself takes a number for its shortest text. */
import { Decimal } from 'decimal.js';

/** Enough digits for any float64 number that tests use. */
const Exact = Decimal.clone({ precision: 600 });

/** The number exactly, as a decimal that computes at the precision of `D`. */
export function exactly(D: typeof Decimal, x: number): Decimal {
  if (!Number.isFinite(x)) return new D(x);
  if (Number.isInteger(x)) return new D(BigInt(x).toString());
  let scale = 0;
  for (let mantissa = x; !Number.isInteger(mantissa); mantissa *= 2) scale++;
  const mantissa = new Exact(x * 2 ** Math.floor(scale / 2) * 2 ** Math.ceil(scale / 2));
  return new D(mantissa.div(new Exact(2).pow(scale)));
}
