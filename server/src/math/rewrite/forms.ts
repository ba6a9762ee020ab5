/**
 * @file One graph's normal forms and the smallest expression among them. It joins the converter, the algebra and the emitter, which
 * need each other: an atom's argument is emitted before the atom is read, and what is known to be positive decides what is split.
 */
import type { ExprId, Graph } from '../expr/graph.ts';
import { Converter } from './convert.ts';
import { Costs } from './cost.ts';
import { apart, basesIn, factor, together } from './divide.ts';
import { Emitter } from './emit.ts';
import { isNegative, isPositive, Ranges } from './range.ts';
import { Algebra, type Base, type BaseId, CannotRewrite, type Sum } from './sums.ts';

export class NormalForms {
  readonly ranges: Ranges;
  readonly costs: Costs;
  readonly algebra: Algebra;
  readonly converter: Converter;
  readonly emitter: Emitter;
  readonly #best = new Map<Sum, ExprId>();
  readonly #denominators = new Map<Sum, ReadonlySet<BaseId>>();

  constructor(graph: Graph) {
    this.ranges = new Ranges(graph);
    this.costs = new Costs(graph);
    this.algebra = new Algebra({
      isPositive: (base) => this.isPositive(base),
      absoluteOf: (atom) => {
        const node = graph.node(atom);
        return node.kind === 'apply' && node.op === 'abs' ? this.converter.toSum(node.args[0]!) : null;
      },
      constantOf: (atom) => this.converter.constantOf(atom),
    });
    this.converter = new Converter(graph, this.algebra, (sum) => this.bestOf(sum));
    this.emitter = new Emitter(graph, this.algebra, this.costs);
  }

  /** The smallest expression among the normal forms of one sum. */
  bestOf(sum: Sum): ExprId {
    const known = this.#best.get(sum);
    if (known !== undefined) return known;
    let best: ExprId | null = null;
    for (const form of this.#forms(sum)) {
      const candidate = this.emitter.collected(form);
      if (best === null || this.costs.of(candidate) < this.costs.of(best)) best = candidate;
    }
    best ??= this.emitter.plain(sum);
    this.#best.set(sum, best);
    return best;
  }

  /** What the sum costs at its best. */
  costOf(sum: Sum): number {
    return this.costs.of(this.bestOf(sum));
  }

  isPositive(base: Base): boolean {
    return base.kind === 'euler' || isPositive(this.ranges.of(this.#expressionOf(base)));
  }

  /** Bases that the sum divides by, or raises to a power that needs a positive base, and that may be zero or negative. */
  denominatorsOf(sum: Sum): ReadonlySet<BaseId> {
    const known = this.#denominators.get(sum);
    if (known !== undefined) return known;
    const found = new Set<BaseId>();
    for (const { factors } of sum.terms)
      for (const { base, exponent } of factors) {
        const what = this.algebra.base(base);
        if (what.kind === 'euler') continue;
        const n = this.algebra.asInteger(exponent);
        if ((n === null || n < 0) && !this.#isNonzero(what)) found.add(base);
        if (what.kind === 'sum') for (const inner of this.denominatorsOf(what.sum)) found.add(inner);
      }
    this.#denominators.set(sum, found);
    return found;
  }

  #isNonzero(base: Base): boolean {
    if (base.kind === 'euler') return true;
    const range = this.ranges.of(this.#expressionOf(base));
    return isPositive(range) || isNegative(range);
  }

  #expressionOf(base: Exclude<Base, { readonly kind: 'euler' }>): ExprId {
    return base.kind === 'atom' ? base.id : this.emitter.plain(base.sum);
  }

  /** The sum multiplied out, over a common denominator, with a constant split off, in factors, and as it stands. */
  *#forms(sum: Sum): Iterable<Sum> {
    const algebra = this.algebra;
    const seen = new Set<Sum>();
    let overDenominator = sum;
    const makers: readonly (() => Sum)[] = [
      () => algebra.expand(sum),
      () => (overDenominator = together(algebra, sum)),
      () => apart(algebra, overDenominator),
      () => algebra.sum([factor(algebra, algebra.expand(sum), basesIn(algebra, sum))]),
      () => sum,
    ];
    for (const make of makers) {
      try {
        const form = make();
        if (seen.has(form)) continue;
        seen.add(form);
        yield form;
      } catch (error) {
        if (!(error instanceof CannotRewrite)) throw error;
      }
    }
  }
}
