/**
 * @file From normal forms back to expressions a person would write: terms and factors in a stable order, quotients instead of negative
 * powers, common factors in front where that makes the expression smaller. Choosing among normal forms is the business of `simplify.ts`.
 */
import { builder, type Builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import type { Costs } from './cost.ts';
import { coordinates } from './coordinates.ts';
import * as q from './rational.ts';
import type { Rational } from './rational.ts';
import { type Algebra, type BaseId, CannotRewrite, euler, type Factor, type Sum, type Term } from './sums.ts';

/** Longest sum that is searched for groups with a common factor. */
const longestGrouped = 40;

export class Emitter {
  readonly #algebra: Algebra;
  readonly #costs: Costs;
  readonly #build: Builder;
  readonly #plain = new Map<Sum, ExprId>();
  readonly #collected = new Map<Sum, ExprId>();

  constructor(graph: Graph, algebra: Algebra, costs: Costs) {
    this.#algebra = algebra;
    this.#costs = costs;
    this.#build = builder(graph);
  }

  /** The terms one by one, nothing pulled out. */
  plain(sum: Sum): ExprId {
    let id = this.#plain.get(sum);
    if (id === undefined) {
      id = this.#sumOf(sum.terms);
      this.#plain.set(sum, id);
    }
    return id;
  }

  /** The smallest expression found for the sum by pulling out factors that all or some of its terms share. */
  collected(sum: Sum): ExprId {
    const known = this.#collected.get(sum);
    if (known !== undefined) return known;
    // Recursion on smaller sums only; the plain form stands in meanwhile.
    const plain = this.plain(sum);
    this.#collected.set(sum, plain);
    let best = plain;
    for (const candidate of this.#regroupings(sum)) {
      this.#algebra.step(1);
      if (this.#costs.of(candidate) < this.#costs.of(best)) best = candidate;
    }
    this.#collected.set(sum, best);
    return best;
  }

  *#regroupings(sum: Sum): Iterable<ExprId> {
    if (sum.terms.length === 1) yield* this.#withQuotientsInside(sum.terms[0]!);
    if (sum.terms.length < 2) return;
    const whole = this.#pulledOut(sum.terms);
    if (whole !== null) yield this.#sumOf([whole]);
    if (sum.terms.length > longestGrouped) return;
    const group = this.#bestGroup(sum.terms);
    if (group === null) return;
    const rest = sum.terms.filter((part) => !group.includes(part));
    const pulled = this.#pulledOut(group);
    if (pulled === null || rest.length === 0) return;
    yield this.collected(this.#algebra.sum([...rest, pulled]));
  }

  /** a·(p·b + c)/p as a·(b + c/p). */
  *#withQuotientsInside(part: Term): Iterable<ExprId> {
    const algebra = this.#algebra;
    const isDivisor = ({ exponent }: Factor): boolean => (algebra.asInteger(exponent) ?? 0) < 0;
    const divisors = { ...part, coefficient: q.one, factors: part.factors.filter(isDivisor) };
    if (divisors.factors.length === 0) return;
    for (const factor of part.factors) {
      const what = algebra.base(factor.base);
      if (what.kind !== 'sum' || factor.exponent !== algebra.one) continue;
      const rest = { ...part, factors: part.factors.filter((other) => other !== factor && !isDivisor(other)) };
      const inner = algebra.sum(what.sum.terms.map((piece) => algebra.mulTerms(piece, divisors)));
      yield this.#sumOf([algebra.mulTerms(rest, algebra.whole(inner))]);
    }
  }

  /** The terms' common factor times what remains; null when nothing is common. */
  #pulledOut(terms: readonly Term[]): Term | null {
    const algebra = this.#algebra;
    const sum = algebra.sum(terms);
    const monomial = algebra.commonMonomial(sum, 'shared');
    const coefficients = terms.map((part) => part.coefficient);
    let coefficient = coefficients.reduce(q.content);
    if (coefficients.every((value) => value.n < 0n)) coefficient = q.negate(coefficient);
    if (monomial.factors.length === 0 && q.equal(coefficient, q.one)) return null;
    const common = { ...monomial, coefficient };
    const inner = algebra.mulByTerm(sum, algebra.reciprocal(common));
    if (inner.terms.length < 2) return null;
    return algebra.mulTerms(common, algebra.whole(inner));
  }

  /** The terms that share the factor whose repetition costs most. */
  #bestGroup(terms: readonly Term[]): readonly Term[] | null {
    const groups = new Map<string, { readonly terms: Term[]; readonly cost: number }>();
    for (const part of terms)
      for (const { key, base, monomial, value } of coordinates(part)) {
        const name = `${key}${value.n < 0n ? '-' : '+'}`;
        const group = groups.get(name) ?? { terms: [], cost: this.#costOfBase(base, monomial) };
        group.terms.push(part);
        groups.set(name, group);
      }
    let best: readonly Term[] | null = null;
    let bestSaving = 0;
    for (const group of groups.values()) {
      const saving = (group.terms.length - 1) * group.cost;
      if (group.terms.length > 1 && group.terms.length < terms.length && saving > bestSaving)
        [best, bestSaving] = [group.terms, saving];
    }
    return best;
  }

  #costOfBase(base: BaseId, monomial: Term): number {
    const own = this.#costs.of(this.#emitBase(base));
    return monomial.factors.length === 0 ? own : own + this.#costs.of(this.#sumOf([monomial]));
  }

  /** Terms added up in reading order. */
  #sumOf(terms: readonly Term[]): ExprId {
    const build = this.#build;
    const inOrder = this.#readingOrder(terms);
    let total: ExprId | null = null;
    for (const part of inOrder) {
      const negative = part.coefficient.n < 0n;
      if (total === null) total = this.#emitTerm(part, terms.length === 1);
      else if (negative) total = build.op('sub', total, this.#emitTerm(negated(part), false));
      else total = build.op('add', total, this.#emitTerm(part, false));
    }
    return total ?? build.num(0);
  }

  /** @param alone whether the term's sign may be moved into one of its sums, as in y·(q − p) for −y·(p − q). */
  #emitTerm(original: Term, alone: boolean): ExprId {
    const build = this.#build;
    const { coefficient, sums } = this.#rescaled(original, alone);
    const top: ExprId[] = [];
    const bottom: ExprId[] = [];
    const roots: Factor[] = [];
    for (const factor of this.#orderedFactors(original.factors)) {
      const { base, exponent } = factor;
      const value = this.#algebra.asRational(exponent);
      const below = exponent.terms.every((piece) => piece.coefficient.n < 0n);
      const side = below ? bottom : top;
      if (base === euler) top.push(build.op('exp', this.collected(exponent)));
      else if (value !== null && value.d === 2n && value.n * value.n === 1n) roots.push(factor);
      else {
        const scaled = sums.get(base);
        const emitted = scaled === undefined ? this.#emitBase(base) : this.collected(scaled);
        side.push(...this.#factorsOf(this.#emitPower(emitted, below ? this.#algebra.negate(exponent) : exponent)));
      }
    }
    this.#emitRoots(roots, top, bottom);
    const magnitude = this.#quotient(coefficient.n < 0n ? q.negate(coefficient) : coefficient, top, bottom);
    return coefficient.n < 0n ? build.neg(magnitude) : magnitude;
  }

  /** Factors of a product, so that products in products are written without parentheses. */
  #factorsOf(id: ExprId): readonly ExprId[] {
    const node = this.#build.graph.node(id);
    if (node.kind !== 'apply' || node.op !== 'mul') return [id];
    return node.args.flatMap((arg) => this.#factorsOf(arg));
  }

  /** √a·√b/√c as √(a·b/c), which has a value wherever the former has. */
  #emitRoots(roots: readonly Factor[], top: ExprId[], bottom: ExprId[]): void {
    const build = this.#build;
    const [above, below] = [true, false].map((isAbove) =>
      roots
        .filter(({ exponent }) => this.#algebra.asRational(exponent)!.n > 0n === isAbove)
        .map(({ base }) => this.#emitBase(base)),
    );
    const product = (factors: readonly ExprId[]): ExprId =>
      factors.reduce((a, b) => build.op('mul', a, b), build.num(1));
    if (above!.length > 0) top.push(build.op('sqrt', build.op('div', product(above!), product(below!))));
    else if (below!.length > 0) bottom.push(build.op('sqrt', product(below!)));
  }

  /**
   * The term's coefficient and its sums after moving signs and scales between them: −y·(p − q) as y·(q − p), and
   * 0.0001·(10000 + 4471·x²) as 1 + 0.4471·x². Only sums that change are in the result.
   */
  #rescaled(part: Term, mayFlip: boolean): { readonly coefficient: Rational; readonly sums: ReadonlyMap<BaseId, Sum> } {
    const sums = new Map<BaseId, Sum>();
    let { coefficient } = part;
    for (const { base, exponent } of part.factors) {
      const what = this.#algebra.base(base);
      const n = this.#algebra.asInteger(exponent);
      if (what.kind !== 'sum' || n === null) continue;
      const coefficients = what.sum.terms.map((piece) => piece.coefficient);
      let best = q.one;
      const arePlain = [coefficient, ...coefficients].every(
        (value) => value.d === 1n && value.n * value.n < 1_000_000n,
      );
      let bestLength = arePlain ? 0 : numbersLength([coefficient, ...coefficients]);
      for (const candidate of arePlain ? [] : coefficients.map(magnitudeOf)) {
        const scaled = coefficients.map((value) => q.div(value, candidate));
        const length = numbersLength([q.mul(coefficient, q.power(candidate, n)), ...scaled]);
        if (length < bestLength) [best, bestLength] = [candidate, length];
      }
      coefficient = q.mul(coefficient, q.power(best, n));
      if (mayFlip && coefficient.n < 0n && n % 2 !== 0 && coefficients.some((value) => value.n < 0n)) {
        coefficient = q.negate(coefficient);
        best = q.negate(best);
      }
      if (!q.equal(best, q.one)) sums.set(base, this.#algebra.scale(what.sum, q.div(q.one, best)));
    }
    return { coefficient, sums };
  }

  /** coefficient · ∏ top / ∏ bottom for a positive coefficient. */
  #quotient(coefficient: Rational, top: readonly ExprId[], bottom: readonly ExprId[]): ExprId {
    const build = this.#build;
    // Halves and numbers without a short decimal are written as quotients, everything else as a decimal factor.
    const isHalf = coefficient.d === 2n && top.length + bottom.length > 0;
    const decimal = isHalf ? null : q.toNumber(coefficient);
    const [above, below] =
      decimal !== null && String(decimal).length <= `${coefficient.n}/${coefficient.d}`.length + 1
        ? [decimal, 1]
        : [q.toNumber({ n: coefficient.n, d: 1n }), q.toNumber({ n: coefficient.d, d: 1n })];
    if (above === null || below === null) throw new CannotRewrite('coefficient has no decimal text');
    const product = (factors: readonly ExprId[], by: number): ExprId =>
      factors.reduce((a, b) => build.op('mul', a, b), build.num(by));
    const numerator = product(top, above);
    const denominator = product(bottom, below);
    return build.op('div', numerator, denominator);
  }

  #emitPower(base: ExprId, exponent: Sum): ExprId {
    const build = this.#build;
    const value = this.#algebra.asRational(exponent);
    if (value !== null && q.equal(value, q.half)) return build.op('sqrt', base);
    if (value !== null && value.d !== 1n && q.toNumber(value) === null) {
      // A third has no decimal text; its quotient is exact.
      const [n, d] = [Number(value.n), Number(value.d)];
      return build.pow(base, build.div(build.num(n), build.num(d)));
    }
    return build.pow(base, this.collected(exponent));
  }

  #emitBase(id: BaseId): ExprId {
    const base = this.#algebra.base(id);
    switch (base.kind) {
      case 'atom':
        return base.id;
      case 'sum':
        return this.collected(base.sum);
      case 'euler':
        return this.#build.num(Math.E);
    }
  }

  /** Plain symbols, then powers, short sums, functions and long sums: γ · p · log(p), (1 − y) · log(1 − p), α · (1 − p)^γ · (…). */
  #orderedFactors(factors: readonly Factor[]): readonly Factor[] {
    const rank = ({ base, exponent }: Factor): number => {
      const what = this.#algebra.base(base);
      if (what.kind === 'euler') return 2;
      if (what.kind === 'atom') return this.#isFunction(base) ? 4 : 0;
      if (exponent !== this.#algebra.one) return 1;
      const isShort = what.sum.terms.length <= 2;
      return isShort && what.sum.terms.every((piece) => piece.factors.every((f) => !this.#isFunction(f.base))) ? 3 : 5;
    };
    const id = ({ base }: Factor): number => {
      const what = this.#algebra.base(base);
      return what.kind === 'atom' ? what.id : base;
    };
    return [...factors].sort((a, b) => rank(a) - rank(b) || id(a) - id(b));
  }

  #isFunction(base: BaseId): boolean {
    const what = this.#algebra.base(base);
    return what.kind === 'euler' || (what.kind === 'atom' && this.#build.graph.node(what.id).kind === 'apply');
  }

  /**
   * Longer products first and constants last, with a positive term in front if there is one: γ·p·log(p) + p − 1, but 1 − t² and
   * 1 + e^(−z).
   */
  #readingOrder(terms: readonly Term[]): readonly Term[] {
    const algebra = this.#algebra;
    const degree = (part: Term): number =>
      part.factors.reduce((total, { exponent }) => total + Math.max(algebra.asInteger(exponent) ?? 1, 0), 0);
    const first = (part: Term): number =>
      part.factors.reduce((least, factor) => {
        const base = algebra.base(factor.base);
        return base.kind === 'atom' ? Math.min(least, base.id) : least;
      }, Number.MAX_SAFE_INTEGER);
    const sorted = [...terms].sort((a, b) => degree(b) - degree(a) || first(a) - first(b) || (a.key < b.key ? -1 : 1));
    const [front, second] = sorted;
    if (front === undefined || second === undefined) return sorted;
    const isSymbol = front.factors.length === 1 && degree(front) === 1 && !this.#isFunction(front.factors[0]!.base);
    const constantFirst = sorted.length === 2 && second.factors.length === 0 && second.coefficient.n > 0n && !isSymbol;
    const lead = constantFirst ? 1 : sorted.findIndex((part) => part.coefficient.n > 0n);
    return lead <= 0 ? sorted : [sorted[lead]!, ...sorted.slice(0, lead), ...sorted.slice(lead + 1)];
  }
}

function magnitudeOf(value: Rational): Rational {
  return value.n < 0n ? q.negate(value) : value;
}

/** How long the numbers are when printed, as decimals where they have one. */
function numbersLength(values: readonly Rational[]): number {
  return values.reduce((total, value) => {
    const decimal = q.toNumber(value);
    const fraction = `${value.n}/${value.d}`.length;
    return total + (decimal === null ? fraction + 2 : Math.min(String(decimal).length, fraction));
  }, 0);
}

function negated(part: Term): Term {
  return { ...part, coefficient: q.negate(part.coefficient) };
}
