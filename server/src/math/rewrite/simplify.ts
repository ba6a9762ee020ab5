/**
 * @file Smaller equal expressions. Identities are applied first, then the expression is brought into normal forms (as it stands,
 * multiplied out, over a common denominator), trades between them are tried, and the form that prints smallest wins.
 * Values are kept wherever the original is defined. The search is bounded by counted steps; past them the best form so far is returned.
 */
import { builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import { Converter } from './convert.ts';
import { Costs } from './cost.ts';
import { apart, basesIn, factor, together } from './divide.ts';
import { Emitter } from './emit.ts';
import { Rewriter } from './engine.ts';
import { isPositive, Ranges } from './range.ts';
import { Algebra, type Base, CannotRewrite, euler, type Sum } from './sums.ts';
import { substitute } from './substitute.ts';
import { type Definition, type Trade, tradesByDefinition, tradesByRelation } from './trades.ts';

/** A named value: the symbol that stands for it and the expression that it names, which may use earlier symbols. */
export interface NamedValue {
  readonly symbol: ExprId;
  readonly value: ExprId;
}

/** Trades that are taken one after another, and trades that are tried in all. */
const mostRounds = 10;
const mostTrials = 400;
/** When no trade helps by itself, a second one is tried after those that make the expression larger by at most this much. */
const patience = 80;
const mostDetours = 5;
/** Searches after which an identity may match anew. */
const mostRewrites = 3;
/** Larger expressions are only rewritten by identities. */
const mostNodes = 4000;

/** A smaller equal expression, or the expression itself. */
export function simplify(graph: Graph, id: ExprId): ExprId {
  return new Simplifier(graph).simplify(id);
}

/** Simplifies expressions of one graph, which may use symbols for named values. */
export class Simplifier {
  readonly #graph: Graph;
  readonly #ranges: Ranges;
  readonly #costs: Costs;
  readonly #algebra: Algebra;
  readonly #converter: Converter;
  readonly #emitter: Emitter;
  readonly #rewriter: Rewriter;
  readonly #definitions: Trade[] = [];
  readonly #best = new Map<Sum, ExprId>();
  readonly #done = new Map<ExprId, ExprId>();

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#ranges = new Ranges(graph);
    this.#costs = new Costs(graph);
    this.#algebra = new Algebra({
      isPositive: (base) => this.#isPositive(base),
      absoluteOf: (atom) => {
        const node = graph.node(atom);
        return node.kind === 'apply' && node.op === 'abs' ? this.#converter.toSum(node.args[0]!) : null;
      },
      constantOf: (atom) => this.#converter.constantOf(atom),
    });
    this.#converter = new Converter(graph, this.#algebra, (sum) => this.#bestOf(sum));
    this.#emitter = new Emitter(graph, this.#algebra, this.#costs);
    this.#rewriter = new Rewriter(graph, this.#ranges);
  }

  /** From here on the symbol may be used for its value and the value for the symbol. Define values in the order of their use. */
  define({ symbol, value }: NamedValue): void {
    this.#ranges.assume(symbol, this.#ranges.of(value));
    this.#done.clear();
    try {
      this.#algebra.beginSearch();
      const definition: Definition = { symbol, value: this.#converter.toSum(this.#rewriter.rewrite(value)) };
      this.#definitions.push(...tradesByDefinition(this.#algebra, definition));
    } catch (error) {
      // A value without a normal form stays a name.
      if (!(error instanceof CannotRewrite)) throw error;
    }
  }

  cost(id: ExprId): number {
    return this.#costs.of(id);
  }

  /** A smaller expression, equal wherever the given one is defined, or the given one. */
  simplify(id: ExprId): ExprId {
    const known = this.#done.get(id);
    if (known !== undefined) return known;
    let best = id;
    for (let current = id, round = 0; round < mostRewrites; round++) {
      const next = this.#once(current);
      if (this.#costs.of(next) <= this.#costs.of(best)) best = next;
      // Another search pays only where the new form lets an identity match.
      if (this.#rewriter.rewrite(next) === next) break;
      current = next;
    }
    this.#done.set(id, best);
    return best;
  }

  #once(id: ExprId): ExprId {
    const rewritten = this.#rewriter.rewrite(id);
    if (this.#graph.reachable([rewritten]).length > mostNodes) return rewritten;
    try {
      this.#algebra.beginSearch();
      const found = this.#search(this.#converter.toSum(rewritten));
      return this.#costs.of(found) <= this.#costs.of(rewritten) ? found : rewritten;
    } catch (error) {
      // The budget was spent before there was any normal form.
      if (error instanceof CannotRewrite) return rewritten;
      throw error;
    }
  }

  /** The smallest form that trades lead to: always the best next trade, with a look one further when none helps. */
  #search(start: Sum): ExprId {
    let best = this.#bestOf(start);
    try {
      for (const better of this.#improvements(start)) best = better;
    } catch (error) {
      if (!(error instanceof CannotRewrite)) throw error;
    }
    return best;
  }

  /** Ever smaller expressions. */
  *#improvements(start: Sum): Iterable<ExprId> {
    let sum = start;
    let best = this.#bestOf(sum);
    let trials = 0;
    const tried = new Map<Sum, ExprId>();
    const neighbours = (from: Sum): readonly Sum[] => {
      const found: Sum[] = [];
      for (const trade of this.#trades(from)) {
        const next = this.#trade(from, trade);
        if (next === null || tried.has(next)) continue;
        if (++trials > mostTrials) break;
        tried.set(next, this.#bestOf(next));
        found.push(next);
      }
      return found.sort((a, b) => this.#costs.of(tried.get(a)!) - this.#costs.of(tried.get(b)!));
    };
    const better = (candidates: readonly Sum[]): Sum | undefined =>
      candidates.find((candidate) => this.#costs.of(tried.get(candidate)!) < this.#costs.of(best));
    for (let round = 0; round < mostRounds; round++) {
      const near = neighbours(sum);
      let next = better(near);
      if (next === undefined) {
        const detours = near
          .filter((candidate) => this.#costs.of(tried.get(candidate)!) <= this.#costs.of(best) + patience)
          .slice(0, mostDetours);
        for (const detour of detours) {
          next = better(neighbours(detour));
          if (next !== undefined) break;
        }
      }
      if (next === undefined) break;
      sum = next;
      best = tried.get(next)!;
      yield best;
    }
  }

  #trade(sum: Sum, { target, by }: Trade): Sum | null {
    if (!this.#algebra.basesOf(sum).has(target.kind === 'power' ? target.base : euler)) return null;
    try {
      const positive = isPositive(this.#ranges.of(this.#emitter.plain(by)));
      const next = this.#algebra.expand(substitute(this.#algebra, sum, target, by, positive));
      return next === sum ? null : next;
    } catch (error) {
      if (error instanceof CannotRewrite) return null;
      throw error;
    }
  }

  #trades(sum: Sum): readonly Trade[] {
    const atoms = new Set<ExprId>();
    const visit = (whole: Sum): void => {
      for (const { factors } of whole.terms)
        for (const { base, exponent } of factors) {
          const what = this.#algebra.base(base);
          if (what.kind === 'atom') atoms.add(what.id);
          if (what.kind === 'sum') visit(what.sum);
          if (base === euler) atoms.add(builder(this.#graph).op('exp', this.#emitter.collected(exponent)));
          if (exponent.terms.length > 1) visit(exponent);
        }
    };
    visit(sum);
    return [...this.#definitions, ...tradesByRelation(this.#graph, this.#converter, atoms)];
  }

  /** The smallest expression among the normal forms of one sum. */
  #bestOf(sum: Sum): ExprId {
    const known = this.#best.get(sum);
    if (known !== undefined) return known;
    let best: ExprId | null = null;
    for (const form of this.#forms(sum)) {
      const candidate = this.#emitter.collected(form);
      if (best === null || this.#costs.of(candidate) < this.#costs.of(best)) best = candidate;
    }
    best ??= this.#emitter.plain(sum);
    this.#best.set(sum, best);
    return best;
  }

  /** The sum multiplied out, over a common denominator, with a constant split off, in factors, and as it stands. */
  *#forms(sum: Sum): Iterable<Sum> {
    const algebra = this.#algebra;
    const seen = new Set<Sum>();
    let overDenominator = sum;
    const made: (() => Sum)[] = [
      () => algebra.expand(sum),
      () => (overDenominator = together(algebra, sum)),
      () => apart(algebra, overDenominator),
      () => algebra.sum([factor(algebra, algebra.expand(sum), basesIn(algebra, sum))]),
      () => sum,
    ];
    for (const make of made) {
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

  #isPositive(base: Base): boolean {
    switch (base.kind) {
      case 'euler':
        return true;
      case 'atom':
        return isPositive(this.#ranges.of(base.id));
      case 'sum':
        return isPositive(this.#ranges.of(this.#emitter.plain(base.sum)));
    }
  }
}
