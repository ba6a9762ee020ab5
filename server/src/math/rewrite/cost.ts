/**
 * @file How large an expression looks when printed: the one measure by which rewriting chooses between equal forms.
 * Shared nodes count wherever they are printed.
 */
import type { ExprId, Graph } from '../expr/graph.ts';
import { type OpName, ops } from '../expr/ops/registry.ts';

/** Operators, where a symbol weighs 20; other operations cost their name. */
const operators: ReadonlyMap<OpName, number> = new Map<OpName, number>([
  ['add', 12],
  ['sub', 12],
  ['mul', 10],
  ['div', 12],
  ['neg', 10],
  ['pow', 17],
]);
const symbolCost = 20;
const functionCost = 30;
const parentheses = 6;
/** x·x, which reads better as x². */
const repetition = 4;
/** A fraction among the terms of a sum that is itself multiplied or divided. */
const fractionInside = 12;
const tooLarge = 1e9;

export class Costs {
  readonly #known = new Map<ExprId, number>();
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Deterministic printed size in arbitrary units, smaller is better; it saturates for enormous expressions. */
  of(root: ExprId): number {
    const known = this.#known.get(root);
    if (known !== undefined) return known;
    for (const id of this.#graph.reachable([root])) if (!this.#known.has(id)) this.#known.set(id, this.#compute(id));
    return this.#known.get(root)!;
  }

  #compute(id: ExprId): number {
    const node = this.#graph.node(id);
    if (node.kind === 'symbol') return symbolCost;
    if (node.kind === 'constant') return 10 + 5 * Math.min(String(Math.abs(node.value)).length, 6);
    let cost = operators.get(node.op) ?? functionCost;
    if (node.op === 'mul' && node.args[0] === node.args[1]) cost += repetition;
    // Within a call arguments need no parentheses of their own.
    const isOperator = operators.has(node.op) && ops[node.op].arity === 2;
    node.args.forEach((arg, i) => {
      cost += this.#known.get(arg)!;
      const inner = this.#graph.node(arg);
      if (!isOperator || inner.kind !== 'apply') return;
      const isSum = inner.op === 'add' || inner.op === 'sub';
      const isFactor = node.op === 'mul' || node.op === 'div' || (node.op === 'pow' && i === 0);
      if (isSum && (isFactor || (node.op === 'sub' && i === 1))) cost += parentheses;
      if (isSum && isFactor && this.#hasFraction(arg)) cost += fractionInside;
    });
    return Math.min(cost, tooLarge);
  }

  /** Whether one of the sum's terms divides by something that is no number. */
  #hasFraction(id: ExprId): boolean {
    const node = this.#graph.node(id);
    if (node.kind !== 'apply') return false;
    const [a, b] = node.args;
    if (node.op === 'div') return this.#graph.constantValue(b!) === null;
    if (node.op === 'neg') return this.#hasFraction(a!);
    return (node.op === 'add' || node.op === 'sub') && (this.#hasFraction(a!) || this.#hasFraction(b!));
  }
}
