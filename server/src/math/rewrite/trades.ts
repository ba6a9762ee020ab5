/**
 * @file Trades: equal ways to write a part of a normal form, from the relations between functions and from the definitions of named
 * values. They are proposed here and taken by `simplify.ts` when the whole gets smaller.
 */
import { type ExprId, Graph } from '../expr/graph.ts';
import { builder } from '../expr/build.ts';
import { readText } from '../expr/read.ts';
import type { Converter } from './convert.ts';
import { relations } from './identities/relations.ts';
import * as q from './rational.ts';
import { type Algebra, type BaseId, CannotRewrite, type Sum, type Term } from './sums.ts';
import { targetOf, type Target } from './substitute.ts';

export interface Trade {
  readonly target: Target;
  readonly by: Sum;
}

/** A named value: the symbol that stands for it and what it is, in terms of other symbols. */
export interface Definition {
  readonly symbol: ExprId;
  readonly value: Sum;
}

const patterns = new Graph();
const rows = relations.map(({ given, replace, by }) => ({
  given: patterns.node(readText(patterns, given)),
  replace: readText(patterns, replace),
  by: readText(patterns, by),
}));

/** Trades by the relations whose given function is among the atoms; exponentials count as atoms too. */
export function tradesByRelation(graph: Graph, converter: Converter, atoms: Iterable<ExprId>): readonly Trade[] {
  const build = builder(graph);
  const trades: Trade[] = [];
  const instantiate = (pattern: ExprId, bound: ReadonlyMap<string, ExprId>): ExprId => {
    const node = patterns.node(pattern);
    if (node.kind === 'constant') return build.num(node.value);
    if (node.kind === 'symbol') return bound.get(node.name)!;
    return build.op(node.op, ...node.args.map((arg) => instantiate(arg, bound)));
  };
  for (const id of atoms) {
    const atom = graph.node(id);
    if (atom.kind !== 'apply') continue;
    for (const { given, replace, by } of rows) {
      if (given.kind !== 'apply' || given.op !== atom.op) continue;
      const bound = new Map<string, ExprId>();
      given.args.forEach((arg, i) => {
        const variable = patterns.node(arg);
        if (variable.kind === 'symbol') bound.set(variable.name, atom.args[i]!);
      });
      const target = targetOf(converter.algebra, converter.toSum(instantiate(replace, bound)));
      if (target !== null) trades.push({ target, by: converter.toSum(instantiate(by, bound)) });
    }
  }
  return trades;
}

/** Trades between a named value and its definition, in every direction that can be solved for a single base. */
export function tradesByDefinition(algebra: Algebra, { symbol, value }: Definition): readonly Trade[] {
  const name = algebra.atom(symbol);
  const trades: Trade[] = [];
  const propose = (target: Target | null, by: () => Sum): void => {
    if (target === null) return;
    try {
      trades.push({ target, by: by() });
    } catch (error) {
      if (!(error instanceof CannotRewrite)) throw error;
    }
  };
  propose(targetOf(algebra, name), () => value);
  const [only] = value.terms;
  if (only !== undefined && value.terms.length === 1) {
    for (const { base, exponent } of only.factors) {
      const n = algebra.asInteger(exponent);
      const power = algebra.powerOfBase(base, exponent);
      // name = c·b^n·rest, so b^n = name/(c·rest), and for n < 0 its reciprocal.
      const rest = algebra.div(algebra.sum([only]), power);
      if (n !== null && n < 0)
        propose(targetOf(algebra, algebra.powerOfBase(base, algebra.integer(-n))), () => algebra.div(rest, name));
      else propose(targetOf(algebra, power), () => algebra.div(name, rest));
    }
    return trades;
  }
  if (only === undefined) return trades;
  const { content, rest } = algebra.primitive(value);
  propose({ kind: 'power', base: algebra.sumBase(rest), exponent: 1 }, () => algebra.div(name, algebra.sum([content])));
  for (const part of value.terms) {
    const atom = solvable(algebra, value, part);
    // name = c·atom + others, so atom = (name − others)/c.
    if (atom !== null)
      propose({ kind: 'power', base: atom, exponent: 1 }, () =>
        algebra.scale(
          algebra.sub(name, algebra.sum(value.terms.filter((other) => other !== part))),
          q.div(q.one, part.coefficient),
        ),
      );
  }
  return trades;
}

/**
 * Trades by what named shares of a total add up to: from t = a + b and p = a/t, q = b/t follows p + q = 1, and so p = 1 − q.
 * This is what makes the gradient of a softmax collapse.
 */
export function tradesByShares(algebra: Algebra, definitions: readonly Definition[]): readonly Trade[] {
  const shares = definitions.filter(({ value }) => value.terms.length === 1);
  const trades: Trade[] = [];
  for (const { symbol, value } of definitions) {
    if (value.terms.length < 2 || shares.length < value.terms.length) continue;
    const total = algebra.atomBase(symbol);
    const fractions: Term[] = [];
    for (const part of value.terms) {
      const share = shares.find((candidate) => {
        const [only] = algebra.mul(candidate.value, algebra.atom(symbol)).terms;
        return only !== undefined && only.key === part.key;
      });
      if (share === undefined) break;
      const [fraction] = algebra.atom(share.symbol).terms;
      const whole = algebra.mul(share.value, algebra.atom(symbol)).terms[0]!;
      fractions.push({ ...fraction!, coefficient: q.div(part.coefficient, whole.coefficient) });
    }
    if (fractions.length < value.terms.length || value.terms.some((part) => occursIn(algebra, part, total))) continue;
    for (const fraction of fractions) {
      const others = algebra.sum(fractions.filter((other) => other !== fraction));
      trades.push({
        target: { kind: 'power', base: fraction.factors[0]!.base, exponent: 1 },
        by: algebra.scale(algebra.sub(algebra.one, others), q.div(q.one, fraction.coefficient)),
      });
    }
  }
  return trades;
}

/** The atom of a term c·atom, when it occurs nowhere else in the sum. */
function solvable(algebra: Algebra, sum: Sum, part: Term): BaseId | null {
  const [factor] = part.factors;
  if (factor === undefined || part.factors.length > 1 || factor.exponent !== algebra.one) return null;
  if (algebra.base(factor.base).kind !== 'atom') return null;
  const elsewhere = sum.terms.some((other) => other !== part && occursIn(algebra, other, factor.base));
  return elsewhere ? null : factor.base;
}

function occursIn(algebra: Algebra, { factors }: Term, sought: BaseId): boolean {
  return factors.some(({ base, exponent }) => {
    const what = algebra.base(base);
    const inSum = (sum: Sum): boolean => sum.terms.some((part) => occursIn(algebra, part, sought));
    return base === sought || inSum(exponent) || (what.kind === 'sum' && inSum(what.sum));
  });
}
