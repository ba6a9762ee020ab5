/** @file Monomials as vectors of exponents, for comparing, dividing and finding what they have in common. */
import * as q from './rational.ts';
import type { Rational } from './rational.ts';
import type { BaseId, Term } from './sums.ts';

/**
 * One coordinate of a monomial's exponent vector: the coefficient of an exponent's monomial. p^(γ−1) has two, (p, γ) ↦ 1 and (p, 1) ↦ −1.
 * Multiplying monomials adds these vectors.
 */
export interface Coordinate {
  readonly key: string;
  readonly base: BaseId;
  readonly monomial: Term;
  readonly value: Rational;
}

export function coordinates(part: Term): readonly Coordinate[] {
  return part.factors.flatMap(({ base, exponent }) =>
    exponent.terms.map((monomial) => ({
      key: `${base}|${monomial.key}`,
      base,
      monomial,
      value: monomial.coefficient,
    })),
  );
}

/** The lower of two exponents of one base, where an absent one is 0; null for 0. */
export function lowest(a: Coordinate | undefined, b: Coordinate | undefined): Coordinate | null {
  if (a !== undefined && b !== undefined) return q.compare(a.value, b.value) <= 0 ? a : b;
  const present = (a ?? b)!;
  return present.value.n < 0n ? present : null;
}

/** What two exponents of one base have in common if they have one sign. */
export function shared(a: Coordinate | undefined, b: Coordinate | undefined): Coordinate | null {
  if (a === undefined || b === undefined || a.value.n < 0n !== b.value.n < 0n) return null;
  return q.compare(a.value, b.value) <= 0 === a.value.n > 0n ? a : b;
}
