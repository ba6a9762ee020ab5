/**
 * @file Normal forms: sums of monomials with exact rational coefficients, over bases with possibly symbolic exponents, so that
 * p^γ / p is p^(γ−1). Products of sums stay products until {@link Algebra.expand}. What to expand, divide or factor is decided elsewhere.
 *
 * A base is an atom (a graph node that is no rational operation), a sum of several terms, or Euler's number, whose exponent is what
 * `exp` was applied to. Sums and bases are interned, so equal sums are identical objects.
 */
import type { ExprId } from '../expr/graph.ts';
import { type Coordinate, coordinates, lowest, shared } from './coordinates.ts';
import * as q from './rational.ts';
import type { Rational } from './rational.ts';

/** Index of a base in its {@link Algebra}. */
export type BaseId = number & { readonly __brand: 'BaseId' };

export type Base =
  | { readonly kind: 'euler' }
  | { readonly kind: 'atom'; readonly id: ExprId }
  | { readonly kind: 'sum'; readonly sum: Sum };

export interface Factor {
  readonly base: BaseId;
  /** Not zero; a sum, so that γ − 1 is as good as 2. */
  readonly exponent: Sum;
}

/** coefficient · ∏ base^exponent, with factors in ascending order of base. */
export interface Term {
  readonly coefficient: Rational;
  readonly factors: readonly Factor[];
  /** Equal for terms that differ in their coefficient only. */
  readonly key: string;
}

export interface Sum {
  readonly id: number;
  /** No zero coefficients and no two terms with one key; in order of their keys. The empty sum is 0. */
  readonly terms: readonly Term[];
}

/** Thrown when a computation exceeds its budget or divides by zero; the caller keeps the form it had. */
export class CannotRewrite extends Error {}

/** What the algebra has to know about atoms. */
export interface AtomKnowledge {
  isPositive(base: Base): boolean;
  /** The argument u if the atom is |u|, whose even powers are powers of u. */
  absoluteOf(atom: ExprId): Sum | null;
  /** The value if the atom is a constant, whose integer powers belong to the coefficient. */
  constantOf(atom: ExprId): Rational | null;
}

/** Largest number of terms of a sum. */
const mostTerms = 300;
/** Steps that one search may take, and all searches in one algebra together. */
const mostStepsPerSearch = 60_000;
const mostSteps = 1_200_000;
/** Powers of sums up to this exponent are multiplied out. */
const mostExpanded = 6;

export const euler = 0 as BaseId;

export class Algebra {
  readonly #sums = new Map<string, Sum>();
  readonly #bases: Base[] = [{ kind: 'euler' }];
  readonly #atoms = new Map<ExprId, BaseId>();
  readonly #sumBases = new Map<Sum, BaseId>();
  readonly #expanded = new Map<Sum, Sum>();
  readonly #basesOf = new Map<Sum, Set<BaseId>>();
  readonly #knowledge: AtomKnowledge;
  #steps = 0;
  #limit = mostStepsPerSearch;

  readonly zero = this.sum([]);
  readonly one = this.constant(q.one);
  readonly minusOne = this.constant(q.minusOne);

  constructor(knowledge: AtomKnowledge) {
    this.#knowledge = knowledge;
  }

  base(id: BaseId): Base {
    return this.#bases[id]!;
  }

  /** All bases in the sum, also those within bases and exponents. */
  basesOf(sum: Sum): ReadonlySet<BaseId> {
    let bases = this.#basesOf.get(sum);
    if (bases === undefined) {
      bases = new Set<BaseId>();
      for (const { factors } of sum.terms)
        for (const { base, exponent } of factors) {
          const what = this.base(base);
          bases.add(base);
          if (what.kind === 'sum') for (const inner of this.basesOf(what.sum)) bases.add(inner);
          if (exponent.terms.some((part) => part.factors.length > 0))
            for (const inner of this.basesOf(exponent)) bases.add(inner);
        }
      this.#basesOf.set(sum, bases);
    }
    return bases;
  }

  atomBase(id: ExprId): BaseId {
    let base = this.#atoms.get(id);
    if (base === undefined) {
      base = (this.#bases.push({ kind: 'atom', id }) - 1) as BaseId;
      this.#atoms.set(id, base);
    }
    return base;
  }

  /** The sum as a base of its own, for exponents that are no integers; {@link primitive} finds the base for integer powers. */
  sumBase(sum: Sum): BaseId {
    let base = this.#sumBases.get(sum);
    if (base === undefined) {
      base = (this.#bases.push({ kind: 'sum', sum }) - 1) as BaseId;
      this.#sumBases.set(sum, base);
    }
    return base;
  }

  constant(value: Rational): Sum {
    return this.sum([term(value, [])]);
  }

  integer(value: number): Sum {
    return this.constant(q.integer(value));
  }

  atom(id: ExprId): Sum {
    return this.sum([this.#factor(this.atomBase(id), this.one)]);
  }

  /** base^exponent, for a base that is no constant. */
  powerOfBase(base: BaseId, exponent: Sum): Sum {
    return this.sum([this.#factor(base, exponent)]);
  }

  /** e^exponent. */
  exponential(exponent: Sum): Sum {
    return this.sum([this.#factor(euler, this.expand(exponent))]);
  }

  /** The sum of the terms: equal monomials are collected, and a lone sum among the factors is merged into the terms. */
  sum(terms: Iterable<Term>): Sum {
    const collected = new Map<string, Term>();
    const collect = (added: Term): void => {
      const [only] = added.factors;
      const base = only === undefined || added.factors.length > 1 ? null : this.base(only.base);
      if (base !== null && base.kind === 'sum' && only!.exponent === this.one) {
        for (const inner of base.sum.terms)
          collect({ ...inner, coefficient: q.mul(inner.coefficient, added.coefficient) });
        return;
      }
      const before = collected.get(added.key);
      const coefficient = before === undefined ? added.coefficient : q.add(before.coefficient, added.coefficient);
      collected.set(added.key, { ...added, coefficient });
    };
    for (const added of terms) collect(added);
    const kept = [...collected.values()].filter((part) => part.coefficient.n !== 0n);
    kept.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.step(kept.length + 1);
    if (kept.length > mostTerms) throw new CannotRewrite('too many terms');
    const key = kept.map(({ coefficient: { n, d }, key: monomial }) => `${n}/${d}(${monomial})`).join('+');
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { id: this.#sums.size, terms: kept };
      this.#sums.set(key, sum);
    }
    return sum;
  }

  add(...sums: readonly Sum[]): Sum {
    return this.sum(sums.flatMap((sum) => sum.terms));
  }

  scale(sum: Sum, by: Rational): Sum {
    return this.sum(sum.terms.map((part) => ({ ...part, coefficient: q.mul(part.coefficient, by) })));
  }

  negate(sum: Sum): Sum {
    return this.scale(sum, q.minusOne);
  }

  sub(a: Sum, b: Sum): Sum {
    return this.add(a, this.negate(b));
  }

  /** The product, not multiplied out: a factor of several terms becomes a base. */
  mul(a: Sum, b: Sum): Sum {
    if (a.terms.length === 0 || b.terms.length === 0) return this.zero;
    return this.sum([this.mulTerms(this.asTerm(a), this.asTerm(b))]);
  }

  div(a: Sum, b: Sum): Sum {
    return this.mul(a, this.power(b, this.minusOne));
  }

  mulTerms(a: Term, b: Term): Term {
    this.step(1);
    const factors = new Map<BaseId, Sum>(a.factors.map((factor) => [factor.base, factor.exponent]));
    for (const { base, exponent } of b.factors) {
      const before = factors.get(base);
      factors.set(base, before === undefined ? exponent : this.add(before, exponent));
    }
    return this.#product(q.mul(a.coefficient, b.coefficient), factors);
  }

  /** The sum times a monomial, multiplied out over the sum's terms. */
  mulByTerm(sum: Sum, by: Term): Sum {
    return this.sum(sum.terms.map((part) => this.mulTerms(part, by)));
  }

  /** A sum as one term: itself if it has one, otherwise content · monomial · base. */
  asTerm(sum: Sum): Term {
    const [only] = sum.terms;
    if (only === undefined) return term(q.integer(0), []);
    if (sum.terms.length === 1) return only;
    const { content, rest } = this.primitive(sum);
    return this.mulTerms(content, this.whole(rest));
  }

  /** The sum as one factor, just as it is. */
  whole(sum: Sum): Term {
    return term(q.one, [{ base: this.sumBase(sum), exponent: this.one }]);
  }

  /**
   * sum = content · rest, where rest has coprime integer coefficients and no common monomial, and is a base that was met before
   * rather than its negative. This makes integer powers of proportional sums meet in one base.
   */
  primitive(sum: Sum): { readonly content: Term; readonly rest: Sum } {
    const common = this.commonMonomial(sum, 'lowest');
    const divided = this.mulByTerm(sum, this.reciprocal(common));
    // Terms that differ before the common monomial is divided out may cancel after it.
    if (divided.terms.length === 0) return { content: { ...common, coefficient: q.zero }, rest: this.constant(q.one) };
    let coefficient = divided.terms.map((part) => part.coefficient).reduce(q.content);
    if (divided.terms.every((part) => part.coefficient.n < 0n)) coefficient = q.negate(coefficient);
    let rest = this.scale(divided, q.div(q.one, coefficient));
    if (!this.#sumBases.has(rest)) {
      const negative = this.negate(rest);
      if (this.#sumBases.has(negative)) {
        rest = negative;
        coefficient = q.negate(coefficient);
      }
    }
    return { content: { ...common, coefficient }, rest };
  }

  /**
   * The monomial that divides all terms. `lowest` takes each base's lowest exponent, so that what remains has no negative ones;
   * `shared` takes only what every term has with one sign: what a reader would pull out in front.
   */
  commonMonomial({ terms }: Sum, mode: 'lowest' | 'shared'): Term {
    let common: Map<string, Coordinate> | null = null;
    for (const part of terms) {
      const here = new Map(coordinates(part).map((coordinate) => [coordinate.key, coordinate]));
      if (common === null) {
        common = here;
        continue;
      }
      const next = new Map<string, Coordinate>();
      for (const key of new Set([...common.keys(), ...here.keys()])) {
        const [a, b] = [common.get(key), here.get(key)];
        const least = mode === 'lowest' ? lowest(a, b) : shared(a, b);
        if (least !== null) next.set(key, least);
      }
      common = next;
    }
    return this.#fromCoordinates([...(common?.values() ?? [])]);
  }

  reciprocal(part: Term): Term {
    if (part.coefficient.n === 0n) throw new CannotRewrite('division by zero');
    return this.#product(
      q.div(q.one, part.coefficient),
      new Map(part.factors.map(({ base, exponent }) => [base, this.negate(exponent)])),
    );
  }

  /** The integer value of a constant sum, or null. */
  asInteger(sum: Sum): number | null {
    const value = this.asRational(sum);
    return value !== null && q.isInteger(value) && value.n ** 2n < 10n ** 6n ? Number(value.n) : null;
  }

  asRational({ terms }: Sum): Rational | null {
    const [only] = terms;
    if (only === undefined) return q.integer(0);
    return terms.length === 1 && only.factors.length === 0 ? only.coefficient : null;
  }

  /**
   * sum^exponent, equal wherever both the base and the power are defined: (x·y)^γ is split only between factors known to be positive,
   * and (x²)^½ is not x.
   */
  power(sum: Sum, to: Sum): Sum {
    const exponent = this.expand(to);
    if (exponent === this.one) return sum;
    const n = this.asInteger(exponent);
    if (n !== null) return this.#integerPower(sum, n);
    const [only] = sum.terms;
    if (only === undefined) throw new CannotRewrite('power of zero');
    if (sum.terms.length > 1) return this.sum([this.#factor(this.sumBase(sum), exponent)]);
    let outside = this.one;
    const inside: Factor[] = [];
    for (const factor of only.factors) {
      const base = this.base(factor.base);
      if (base.kind === 'euler' || this.#knowledge.isPositive(base))
        outside = this.mul(outside, this.sum([this.#factor(factor.base, this.multiplyOut(factor.exponent, exponent))]));
      else inside.push(factor);
    }
    let { coefficient } = only;
    if (coefficient.n > 0n && !q.equal(coefficient, q.one)) {
      const root = this.asRational(exponent);
      const exact = root !== null && root.d === 2n ? q.squareRoot(coefficient) : null;
      if (exact !== null) {
        outside = this.scale(outside, q.power(exact, Number(root!.n)));
        coefficient = q.one;
      } else if (inside.length > 0 || outside !== this.one) {
        outside = this.mul(outside, this.power(this.constant(coefficient), exponent));
        coefficient = q.one;
      }
    }
    if (inside.length === 0 && q.equal(coefficient, q.one)) return outside;
    const [first] = inside;
    if (inside.length === 1 && first!.exponent === this.one && q.equal(coefficient, q.one))
      return this.mul(outside, this.sum([this.#factor(first!.base, exponent)]));
    // (b^e)^r = b^(e·r) holds for r = k/2 and even e up to the sign of b, and for fractional e, which has no value for b < 0.
    const rest = this.sum([term(coefficient, inside)]);
    return this.mul(outside, this.sum([this.#factor(this.sumBase(rest), exponent)]));
  }

  /** The product of two exponents, multiplied out so that they can be compared. */
  multiplyOut(a: Sum, b: Sum): Sum {
    return this.expand(this.mul(a, b));
  }

  /** The sum with every positive integer power of a sum multiplied out. Terms in which a factor cancels are met first. */
  expand(sum: Sum): Sum {
    const known = this.#expanded.get(sum);
    if (known !== undefined) return known;
    let current = sum;
    for (;;) {
      const next: Term[] = [];
      let changed = false;
      for (const part of current.terms) {
        const factor = this.#factorToExpand(part);
        if (factor === null) next.push(part);
        else {
          changed = true;
          const { sum: inner } = this.base(factor.base) as { readonly sum: Sum };
          const rest = this.mulTerms(part, term(q.one, [{ base: factor.base, exponent: this.minusOne }]));
          for (const innerPart of inner.terms) next.push(this.mulTerms(innerPart, rest));
        }
        if (next.length > 8 * mostTerms) throw new CannotRewrite('too many terms');
      }
      if (!changed) break;
      current = this.sum(next);
    }
    this.#expanded.set(sum, current);
    return current;
  }

  /** Grants the budget of one more search. */
  beginSearch(): void {
    this.#limit = Math.min(this.#steps + mostStepsPerSearch, mostSteps);
  }

  /** Counts work; throws when there was too much of it. */
  step(count: number): void {
    this.#steps += count;
    if (this.#steps > this.#limit) throw new CannotRewrite('step budget');
  }

  #integerPower(sum: Sum, n: number): Sum {
    if (n === 0) return this.one;
    const base = this.asTerm(sum);
    if (base.coefficient.n === 0n) {
      if (n < 0) throw new CannotRewrite('division by zero');
      return this.zero;
    }
    if (Math.abs(n) > 64 && !q.equal(base.coefficient, q.one)) throw new CannotRewrite('large power of a coefficient');
    const factors = new Map(
      base.factors.map(({ base: id, exponent }) => [id, this.multiplyOut(exponent, this.integer(n))]),
    );
    return this.sum([this.#product(q.power(base.coefficient, n), factors)]);
  }

  #factor(base: BaseId, exponent: Sum): Term {
    return this.#product(q.one, new Map([[base, exponent]]));
  }

  /** coefficient · ∏ base^exponent; powers of constants and even powers of absolute values are evaluated. */
  #product(coefficient: Rational, exponents: ReadonlyMap<BaseId, Sum>): Term {
    const factors: Factor[] = [];
    let value = coefficient;
    let others: Term | null = null;
    for (const [base, exponent] of exponents) {
      if (exponent === this.zero) continue;
      const what = this.base(base);
      const n = this.asInteger(exponent);
      if (what.kind === 'atom' && n !== null) {
        const constant = this.#knowledge.constantOf(what.id);
        if (constant !== null && Math.abs(n) <= 64) {
          value = q.mul(value, q.power(constant, n));
          continue;
        }
        const inner = n % 2 === 0 ? this.#knowledge.absoluteOf(what.id) : null;
        if (inner !== null) {
          const evenPower = this.asTerm(this.#integerPower(inner, n));
          others = others === null ? evenPower : this.mulTerms(others, evenPower);
          continue;
        }
      }
      if (what.kind === 'sum' && what.sum.terms.length === 1 && n !== null) {
        const whole = this.asTerm(this.#integerPower(what.sum, n));
        others = others === null ? whole : this.mulTerms(others, whole);
        continue;
      }
      factors.push({ base, exponent });
    }
    factors.sort((a, b) => a.base - b.base);
    const product = term(value, factors);
    return others === null ? product : this.mulTerms(product, others);
  }

  #factorToExpand(part: Term): Factor | null {
    let best: Factor | null = null;
    let bestRank = -1;
    for (const factor of part.factors) {
      const base = this.base(factor.base);
      const n = this.asInteger(factor.exponent);
      if (base.kind !== 'sum' || n === null || n < 1 || n > mostExpanded || base.sum.terms.length < 2) continue;
      // A sum with quotients among its terms comes first: its denominators may cancel against the factors that are still whole.
      const rank = base.sum.terms.filter((inner) =>
        inner.factors.some((f) => (this.asInteger(f.exponent) ?? 0) < 0),
      ).length;
      if (rank > bestRank) [best, bestRank] = [factor, rank];
    }
    return best;
  }

  #fromCoordinates(list: readonly Coordinate[]): Term {
    const exponents = new Map<BaseId, Term[]>();
    for (const { base, monomial, value } of list) {
      const parts = exponents.get(base) ?? [];
      parts.push({ ...monomial, coefficient: value });
      exponents.set(base, parts);
    }
    return this.#product(q.one, new Map([...exponents].map(([base, parts]) => [base, this.sum(parts)])));
  }
}

/** A term whose factors are already in order. */
function term(coefficient: Rational, factors: readonly Factor[]): Term {
  return { coefficient, factors, key: factors.map(({ base, exponent }) => `${base}^${exponent.id}`).join(' ') };
}
