/**
 * @file Smaller equal expressions. Identities are applied first, then the expression is brought into normal form, trades are tried
 * (relations between functions, definitions of named values), and the form that prints smallest wins.
 * Values are kept wherever the original is defined. The search is bounded by counted steps; past them the best form so far is returned.
 */
import { builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import { Rewriter } from './engine.ts';
import { NormalForms } from './forms.ts';
import { isPositive } from './range.ts';
import { substitute } from './substitute.ts';
import { CannotRewrite, euler, type Sum } from './sums.ts';
import { type Definition, type Trade, tradesByDefinition, tradesByRelation, tradesByShares } from './trades.ts';

/** A named value: the symbol that stands for it and the expression that it names, which may use earlier symbols. */
export interface NamedValue {
  readonly symbol: ExprId;
  readonly value: ExprId;
}

/** Trades that are taken one after another, and trades that are tried in all. */
const mostRounds = 12;
const mostTrials = 400;
/** When no trade helps by itself, a second one is tried after those that make the expression larger by at most this much. */
const patience = 80;
const mostDetours = 5;
/** Of the forms that one trade leads to, this many are brought into all normal forms. */
const mostWeighed = 10;
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
  readonly #forms: NormalForms;
  readonly #rewriter: Rewriter;
  readonly #definitions: Definition[] = [];
  #definitionTrades: readonly Trade[] = [];
  readonly #done = new Map<ExprId, ExprId>();

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#forms = new NormalForms(graph);
    this.#rewriter = new Rewriter(graph, this.#forms.ranges);
  }

  /** From here on the symbol may be used for its value and the value for the symbol. Define values in the order of their use. */
  define({ symbol, value }: NamedValue): void {
    const { algebra, converter, ranges } = this.#forms;
    ranges.assume(symbol, ranges.of(value));
    this.#done.clear();
    try {
      algebra.beginSearch();
      this.#definitions.push({ symbol, value: algebra.expand(converter.toSum(this.#rewriter.rewrite(value))) });
      this.#definitionTrades = [
        ...this.#definitions.flatMap((definition) => tradesByDefinition(algebra, definition)),
        ...tradesByShares(algebra, this.#definitions),
      ];
    } catch (error) {
      // A value without a normal form stays a name.
      if (!(error instanceof CannotRewrite)) throw error;
    }
  }

  /** The printed size by which forms are compared. */
  cost(id: ExprId): number {
    return this.#forms.costs.of(id);
  }

  /** A smaller expression, equal wherever the given one is defined, or the given one. */
  simplify(id: ExprId): ExprId {
    const known = this.#done.get(id);
    if (known !== undefined) return known;
    const best = this.#simplifyBy(id, this.#definitionTrades);
    this.#done.set(id, best);
    return best;
  }

  /** Like {@link simplify}, but no named value is brought in or expanded. */
  simplifyAlone(id: ExprId): ExprId {
    return this.#simplifyBy(id, []);
  }

  #simplifyBy(id: ExprId, trades: readonly Trade[]): ExprId {
    let best = id;
    for (let current = id, round = 0; round < mostRewrites; round++) {
      const next = this.#once(current, trades);
      if (this.cost(next) <= this.cost(best)) best = next;
      // Another search pays only where the new form lets an identity match.
      if (this.#rewriter.rewrite(next) === next) break;
      current = next;
    }
    return best;
  }

  #once(id: ExprId, trades: readonly Trade[]): ExprId {
    const rewritten = this.#rewriter.rewrite(id);
    if (this.#graph.reachable([rewritten]).length > mostNodes) return rewritten;
    try {
      this.#forms.algebra.beginSearch();
      const found = this.#search(this.#forms.converter.toSum(rewritten), trades);
      return this.cost(found) <= this.cost(rewritten) ? found : rewritten;
    } catch (error) {
      // The budget was spent before there was any normal form.
      if (error instanceof CannotRewrite) return rewritten;
      throw error;
    }
  }

  #search(start: Sum, definitions: readonly Trade[]): ExprId {
    let best = this.#forms.bestOf(start);
    try {
      for (const better of this.#improvements(start, definitions)) best = this.#forms.bestOf(better);
    } catch (error) {
      if (!(error instanceof CannotRewrite)) throw error;
    }
    return best;
  }

  /** Ever smaller forms: always the best next trade, with a look one further when none helps. */
  *#improvements(start: Sum, definitions: readonly Trade[]): Iterable<Sum> {
    const forms = this.#forms;
    const tried = new Set<Sum>([start]);
    let trials = 0;
    const neighbours = (from: Sum): readonly Sum[] => {
      const found: Sum[] = [];
      for (const trade of [...definitions, ...this.#relationsIn(from)]) {
        const next = this.#trade(from, trade);
        if (next === null || tried.has(next)) continue;
        if (++trials > mostTrials) break;
        tried.add(next);
        found.push(next);
      }
      const promising = found.sort((a, b) => roughSize(a) - roughSize(b)).slice(0, mostWeighed);
      return promising.sort((a, b) => forms.costOf(a) - forms.costOf(b));
    };
    let sum = start;
    for (let round = 0; round < mostRounds; round++) {
      const cost = forms.costOf(sum);
      const better = (candidates: readonly Sum[]): Sum | undefined =>
        candidates.find((candidate) => forms.costOf(candidate) < cost);
      const near = neighbours(sum);
      let next = better(near);
      const detours = near.filter((candidate) => forms.costOf(candidate) <= cost + patience).slice(0, mostDetours);
      for (const detour of detours) next ??= better(neighbours(detour));
      if (next === undefined) return;
      sum = next;
      yield sum;
    }
  }

  /** The sum after the trade; null when there is nothing to trade, or when it would bring in a division by what may be zero. */
  #trade(sum: Sum, { target, by }: Trade): Sum | null {
    const { algebra, emitter, ranges } = this.#forms;
    if (!algebra.basesOf(sum).has(target.kind === 'power' ? target.base : euler)) return null;
    try {
      const positive = isPositive(ranges.of(emitter.plain(by)));
      const next = algebra.expand(substitute(algebra, sum, target, by, positive));
      const denominators = this.#forms.denominatorsOf(sum);
      const isDefined = [...this.#forms.denominatorsOf(next)].every((base) => denominators.has(base));
      return next === sum || !isDefined ? null : next;
    } catch (error) {
      if (error instanceof CannotRewrite) return null;
      throw error;
    }
  }

  #relationsIn(sum: Sum): readonly Trade[] {
    const { algebra, converter, emitter } = this.#forms;
    const atoms = new Set<ExprId>();
    const visit = (whole: Sum): void => {
      for (const { factors } of whole.terms)
        for (const { base, exponent } of factors) {
          const what = algebra.base(base);
          if (what.kind === 'atom') atoms.add(what.id);
          else if (what.kind === 'sum') visit(what.sum);
          else atoms.add(builder(this.#graph).op('exp', emitter.collected(exponent)));
          if (exponent.terms.length > 1) visit(exponent);
        }
    };
    visit(sum);
    return tradesByRelation(this.#graph, converter, atoms);
  }
}

/** How much a form has to print when nothing is pulled out. */
function roughSize({ terms }: Sum): number {
  return terms.reduce((size, { factors }) => size + 1 + 2 * factors.length, 0);
}
