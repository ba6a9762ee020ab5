/**
 * @file Applies identities: matches their left sides below sums and products in any order of terms and factors, bottom-up.
 * Which identities there are stands in `identities/`; whether a form is better than another is not judged here.
 */
import { builder, type Builder } from '../expr/build.ts';
import { type ExprId, Graph } from '../expr/graph.ts';
import { type OpName, opNames } from '../expr/ops/registry.ts';
import { readText } from '../expr/read.ts';
import { exponentialIdentities, hyperbolicIdentities } from './identities/exponential.ts';
import { piecewiseIdentities } from './identities/piecewise.ts';
import { trigonometricIdentities } from './identities/trigonometric.ts';
import type { Condition, Identity } from './identity.ts';
import { factorsOf, type Part, termsOf } from './parts.ts';
import { isNonnegative, isNonpositive, isPositive, type Ranges } from './range.ts';

export const identities: readonly Identity[] = [
  ...exponentialIdentities,
  ...hyperbolicIdentities,
  ...piecewiseIdentities,
  ...trigonometricIdentities,
];

/** What a pattern's symbols stand for. */
type Bindings = ReadonlyMap<string, ExprId>;

/** An identity may enable another at the same node; this many times, and no further. */
const mostRewrites = 6;

interface Row {
  readonly left: ExprId;
  readonly right: ExprId;
  readonly when: Condition;
  /** Operations without which the left side cannot occur, as by {@link operationBit}. */
  readonly needs: bigint;
}

/** Operations that can be written in many ways, and so say nothing about where a pattern may match. */
const rational: ReadonlySet<OpName> = new Set<OpName>(['add', 'sub', 'mul', 'div', 'neg', 'pow']);

const operationBit: ReadonlyMap<OpName, bigint> = new Map(
  opNames.map((name, i) => [name, rational.has(name) ? 0n : 1n << BigInt(i)]),
);

const patterns = new Graph();
const rows: readonly Row[] = identities.map(({ left, right, when }) => {
  const pattern = readText(patterns, left);
  let needs = 0n;
  for (const id of patterns.reachable([pattern])) {
    const node = patterns.node(id);
    if (node.kind === 'apply') needs |= operationBit.get(node.op)!;
  }
  return { left: pattern, right: readText(patterns, right), when, needs };
});

const commutative: ReadonlySet<OpName> = new Set<OpName>(['max', 'min']);

/** Rewrites expressions of one graph, remembering what became of each node. */
export class Rewriter {
  readonly #graph: Graph;
  readonly #build: Builder;
  readonly #ranges: Ranges;
  readonly #done = new Map<ExprId, ExprId>();
  readonly #operations = new Map<ExprId, bigint>();

  constructor(graph: Graph, ranges: Ranges) {
    this.#graph = graph;
    this.#build = builder(graph);
    this.#ranges = ranges;
  }

  /** The expression with every identity applied that matches anywhere. */
  rewrite(root: ExprId): ExprId {
    for (const id of this.#graph.reachable([root])) {
      if (this.#done.has(id)) continue;
      const node = this.#graph.node(id);
      if (node.kind !== 'apply') {
        this.#done.set(id, id);
        continue;
      }
      let current = this.#build.op(node.op, ...node.args.map((arg) => this.#done.get(arg)!));
      for (let i = 0; i < mostRewrites; i++) {
        const next = this.#rewriteNode(current);
        if (next === null) break;
        current = next;
      }
      this.#done.set(id, current);
    }
    return this.#done.get(root)!;
  }

  #rewriteNode(id: ExprId): ExprId | null {
    const node = this.#graph.node(id);
    if (node.kind !== 'apply') return null;
    const present = this.#operationsIn(id);
    for (const row of rows) {
      if ((row.needs & ~present) !== 0n) continue;
      const next = this.#apply(row, id);
      if (next !== null && next !== id) return next;
    }
    return null;
  }

  /** Operations that occur in the expression, as by {@link operationBit}. */
  #operationsIn(root: ExprId): bigint {
    const known = this.#operations.get(root);
    if (known !== undefined) return known;
    for (const id of this.#graph.reachable([root])) {
      const node = this.#graph.node(id);
      if (this.#operations.has(id)) continue;
      let found = node.kind === 'apply' ? operationBit.get(node.op)! : 0n;
      if (node.kind === 'apply') for (const arg of node.args) found |= this.#operations.get(arg)!;
      this.#operations.set(id, found);
    }
    return this.#operations.get(root)!;
  }

  #apply(row: Row, id: ExprId): ExprId | null {
    const pattern = patterns.node(row.left);
    if (pattern.kind !== 'apply') return null;
    switch (pattern.op) {
      case 'add':
      case 'sub':
        return this.#applyToSum(row, id);
      case 'mul':
      case 'div':
        return this.#applyToProduct(row, id);
      case 'pow':
        return this.#applyToProduct(row, id) ?? this.#applyWhole(row, id);
      default:
        return this.#applyWhole(row, id);
    }
  }

  #applyWhole(row: Row, id: ExprId): ExprId | null {
    for (const bindings of this.#match(row.left, id, new Map()))
      if (this.#holds(row.when, bindings)) return this.#instantiate(row.right, bindings);
    return null;
  }

  /** Replaces some of the terms; the others stay. */
  #applyToSum(row: Row, id: ExprId): ExprId | null {
    const terms = termsOf(this.#graph, id);
    const wanted = termsOf(patterns, row.left);
    if (terms.length < wanted.length || terms.length < 2) return null;
    for (const negate of [false, true]) {
      const signed = wanted.map((part) => ({ ...part, negative: part.negative !== negate }));
      for (const { bindings, used } of this.#matchParts(signed, terms, new Map())) {
        if (!this.#holds(row.when, bindings)) continue;
        const right = this.#instantiate(row.right, bindings);
        let total = negate ? this.#build.neg(right) : right;
        terms.forEach((part, i) => {
          if (used.has(i)) return;
          total = part.negative ? this.#build.sub(total, part.id) : this.#build.add(total, part.id);
        });
        return total;
      }
    }
    return null;
  }

  /** Replaces some of the factors; the others stay. */
  #applyToProduct(row: Row, id: ExprId): ExprId | null {
    const target = factorsOf(this.#graph, id);
    const wanted = factorsOf(patterns, row.left);
    if (target.parts.length < wanted.parts.length) return null;
    for (const { bindings, used } of this.#matchParts(wanted.parts, target.parts, new Map())) {
      if (!this.#holds(row.when, bindings)) continue;
      let product = this.#instantiate(row.right, bindings);
      target.parts.forEach((part, i) => {
        if (used.has(i)) return;
        product = part.negative ? this.#build.div(product, part.id) : this.#build.mul(product, part.id);
      });
      return target.negative === wanted.negative ? product : this.#build.neg(product);
    }
    return null;
  }

  #holds(when: Condition, bindings: Bindings): boolean {
    if (when === 'always') return true;
    const range = this.#ranges.of(bindings.get(when.variable)!);
    switch (when.is) {
      case 'positive':
        return isPositive(range);
      case 'nonnegative':
        return isNonnegative(range);
      case 'nonpositive':
        return isNonpositive(range);
    }
  }

  #instantiate(pattern: ExprId, bindings: Bindings): ExprId {
    const node = patterns.node(pattern);
    if (node.kind === 'constant') return this.#build.num(node.value);
    if (node.kind === 'symbol') return bindings.get(node.name)!;
    return this.#build.op(node.op, ...node.args.map((arg) => this.#instantiate(arg, bindings)));
  }

  /** All ways in which the target is an instance of the pattern. */
  *#match(pattern: ExprId, target: ExprId, bindings: Bindings): Iterable<Bindings> {
    const wanted = patterns.node(pattern);
    if (wanted.kind === 'symbol') {
      const bound = bindings.get(wanted.name);
      if (bound === undefined) yield new Map(bindings).set(wanted.name, target);
      else if (bound === target) yield bindings;
      return;
    }
    const node = this.#graph.node(target);
    if (wanted.kind === 'constant') {
      if (node.kind === 'constant' && node.value === wanted.value) yield bindings;
      return;
    }
    switch (wanted.op) {
      case 'neg':
        yield* this.#match(wanted.args[0]!, this.#negation(target), bindings);
        return;
      case 'add':
      case 'sub':
        if (node.kind === 'apply' && (node.op === 'add' || node.op === 'sub'))
          for (const { bindings: found } of this.#matchAll(
            termsOf(patterns, pattern),
            termsOf(this.#graph, target),
            bindings,
          ))
            yield found;
        return;
      case 'mul':
      case 'div':
      case 'pow': {
        const parts = factorsOf(patterns, pattern);
        const targets = factorsOf(this.#graph, target);
        if (parts.negative === targets.negative && (targets.parts.length > 1 || wanted.op === 'div'))
          for (const { bindings: found } of this.#matchAll(parts.parts, targets.parts, bindings)) yield found;
        if (wanted.op !== 'pow') return;
        break;
      }
      default:
        break;
    }
    if (node.kind !== 'apply' || node.op !== wanted.op) return;
    const [p, r] = wanted.args;
    const [t, u] = node.args;
    if (r === undefined) yield* this.#match(p!, t!, bindings);
    else {
      for (const first of this.#match(p!, t!, bindings)) yield* this.#match(r, u!, first);
      if (commutative.has(node.op)) for (const first of this.#match(p!, u!, bindings)) yield* this.#match(r, t!, first);
    }
  }

  /** −target, with the sign taken out of a product if it has one. */
  #negation(target: ExprId): ExprId {
    const { negative, parts } = factorsOf(this.#graph, target);
    if (!negative) return this.#build.neg(target);
    const node = this.#graph.node(target);
    if (node.kind === 'apply' && node.op === 'neg') return node.args[0]!;
    let product = this.#build.num(1);
    for (const part of parts)
      product = part.negative ? this.#build.div(product, part.id) : this.#build.mul(product, part.id);
    return product;
  }

  #matchAll(wanted: readonly Part[], targets: readonly Part[], bindings: Bindings): Iterable<Match> {
    return wanted.length === targets.length ? this.#matchParts(wanted, targets, bindings) : [];
  }

  /** All ways to match each wanted part with a target of its own; parts that are bare variables are matched last. */
  *#matchParts(wanted: readonly Part[], targets: readonly Part[], bindings: Bindings): Iterable<Match> {
    const ordered = [...wanted].sort((a, b) => specificity(b.id) - specificity(a.id));
    yield* this.#matchFrom(ordered, 0, targets, new Set(), bindings);
  }

  *#matchFrom(
    wanted: readonly Part[],
    from: number,
    targets: readonly Part[],
    used: ReadonlySet<number>,
    bindings: Bindings,
  ): Iterable<Match> {
    const part = wanted[from];
    if (part === undefined) {
      yield { bindings, used };
      return;
    }
    for (const [i, target] of targets.entries()) {
      if (used.has(i) || target.negative !== part.negative) continue;
      for (const found of this.#match(part.id, target.id, bindings))
        yield* this.#matchFrom(wanted, from + 1, targets, new Set(used).add(i), found);
    }
  }
}

interface Match {
  readonly bindings: Bindings;
  /** Indices of the matched targets. */
  readonly used: ReadonlySet<number>;
}

/** Variables match anything and are left for the end; of the rest, larger patterns come first. */
function specificity(pattern: ExprId): number {
  return patterns.node(pattern).kind === 'symbol' ? 0 : patterns.reachable([pattern]).length;
}
