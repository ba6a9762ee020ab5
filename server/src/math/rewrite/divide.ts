/**
 * @file Exact division, common denominators and factors of sums. Everything here keeps the value wherever the sum is defined;
 * whether the result is an improvement is for the caller to judge.
 */
import { coordinates } from './coordinates.ts';
import * as q from './rational.ts';
import type { Rational } from './rational.ts';
import { type Algebra, CannotRewrite, type Sum, type Term } from './sums.ts';

/** Longest quotient that is looked for. */
const longestQuotient = 60;
/** Sums that are longer are not searched for factors. */
const longestFactored = 60;

/**
 * numerator / divisor when it is a sum again, else null: division with remainder by leading terms, over all bases at once.
 * The order compares exponent vectors lexicographically, which multiplication preserves, so that the quotient's leading and trailing
 * terms are quotients of leading and trailing terms; below the latter the search stops.
 */
export function divideExactly(algebra: Algebra, numerator: Sum, divisor: Sum): Sum | null {
  const keys = new Set(numerator.terms.flatMap((part) => coordinates(part).map(({ key }) => key)));
  for (const part of divisor.terms) for (const { key } of coordinates(part)) if (!keys.has(key)) return null;
  const order = byExponents([...keys].sort());
  const sorted = [...divisor.terms].sort(order);
  const leading = algebra.reciprocal(sorted.at(-1)!);
  const trailing = algebra.reciprocal(sorted[0]!);
  const least = algebra.mulTerms([...numerator.terms].sort(order)[0]!, trailing);
  const quotient: Term[] = [];
  let rest = numerator;
  while (rest.terms.length > 0) {
    const top = rest.terms.reduce((a, b) => (order(a, b) >= 0 ? a : b));
    const part = algebra.mulTerms(top, leading);
    if (order(part, least) < 0 || quotient.length === longestQuotient) return null;
    quotient.push(part);
    rest = algebra.sub(rest, algebra.mulByTerm(divisor, part));
  }
  return algebra.sum(quotient);
}

function byExponents(keys: readonly string[]): (a: Term, b: Term) => number {
  const vectors = new Map<string, ReadonlyMap<string, Rational>>();
  const vector = (part: Term): ReadonlyMap<string, Rational> => {
    let known = vectors.get(part.key);
    if (known === undefined) {
      known = new Map(coordinates(part).map(({ key, value }) => [key, value]));
      vectors.set(part.key, known);
    }
    return known;
  };
  return (a, b) => {
    const [u, v] = [vector(a), vector(b)];
    for (const key of keys) {
      const order = q.compare(u.get(key) ?? q.zero, v.get(key) ?? q.zero);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/**
 * The sum over its common denominator, expanded, with the factors of the numerator that are known bases split off:
 * a single term, or 0.
 */
export function together(algebra: Algebra, sum: Sum): Sum {
  let current = algebra.expand(sum);
  // Putting over a denominator can bring out further denominators from within powers; two rounds are enough in practice.
  for (let round = 0; round < 3 && current.terms.length > 1; round++) {
    const common = algebra.commonMonomial(current, 'lowest');
    const denominators = common.factors.length === 0 ? current : algebra.mulByTerm(current, algebra.reciprocal(common));
    const numerator = algebra.expand(denominators);
    const factored = factor(algebra, numerator, basesIn(algebra, current));
    const product = algebra.sum([algebra.mulTerms(factored, common)]);
    if (product.terms.length <= 1) return product;
    if (product === current) break;
    current = product;
  }
  return current;
}

/** numerator/denominator as c + rest/denominator, for the constant c that leaves the shortest rest: −b/(a + b) is a/(a + b) − 1. */
export function apart(algebra: Algebra, sum: Sum): Sum {
  const [only] = sum.terms;
  if (only === undefined || sum.terms.length > 1) return sum;
  for (const { base, exponent } of only.factors) {
    const what = algebra.base(base);
    if (what.kind !== 'sum' || exponent !== algebra.minusOne) continue;
    const numerator = algebra.expand(algebra.mul(sum, what.sum));
    let shortest = numerator.terms.length;
    let best: Sum | null = null;
    for (const part of numerator.terms) {
      const partner = what.sum.terms.find(({ key }) => key === part.key);
      if (partner === undefined) continue;
      const times = q.div(part.coefficient, partner.coefficient);
      const rest = algebra.sub(numerator, algebra.scale(what.sum, times));
      if (rest.terms.length >= shortest) continue;
      shortest = rest.terms.length;
      best = algebra.add(algebra.constant(times), algebra.div(rest, what.sum));
    }
    if (best !== null) return best;
  }
  return sum;
}

/** Sums of several terms among the bases of a sum. */
export function basesIn(algebra: Algebra, sum: Sum): readonly Sum[] {
  return [...algebra.basesOf(sum)].flatMap((base) => {
    const what = algebra.base(base);
    return what.kind === 'sum' && what.sum.terms.length > 1 ? [what.sum] : [];
  });
}

/** An expanded sum as content · ∏ candidates · rest, with every candidate as often as it divides. */
export function factor(algebra: Algebra, sum: Sum, candidates: readonly Sum[]): Term {
  if (sum.terms.length < 2 || sum.terms.length > longestFactored) return algebra.asTerm(sum);
  const { content, rest } = algebra.primitive(sum);
  let remaining = rest;
  let product = content;
  for (const candidate of candidates) {
    while (remaining !== candidate && remaining.terms.length > 1) {
      const quotient = tryDivide(algebra, remaining, candidate);
      if (quotient === null) break;
      product = algebra.mulTerms(product, algebra.asTerm(candidate));
      remaining = quotient;
    }
  }
  return algebra.mulTerms(product, algebra.asTerm(remaining));
}

function tryDivide(algebra: Algebra, numerator: Sum, divisor: Sum): Sum | null {
  try {
    return divideExactly(algebra, numerator, divisor);
  } catch (error) {
    if (error instanceof CannotRewrite) return null;
    throw error;
  }
}
