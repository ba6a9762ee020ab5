/** @file Whether two expressions are one function near a point, by decimal arithmetic: what claims of a proof are held against. */
import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import type { ExprId, Graph } from '../../../server/src/math/expr/graph.ts';
import { ops } from '../../../server/src/math/expr/ops/registry.ts';
import { printText } from '../../../server/src/math/expr/print.ts';
import { evaluate, evaluatePrecisely, program } from '../../../server/src/math/numeric/evaluate.ts';
import { symbols } from './random-expression.ts';

const D = Decimal.clone({ precision: 60 });

/** Whether all parts have moderate values, away from kinks and jumps, where rounding would choose the piece. */
export function isDefined(graph: Graph, roots: readonly ExprId[], at: ReadonlyMap<string, number>): boolean {
  const values = evaluate(program(graph, roots), at);
  return graph.reachable(roots).every((id) => {
    const node = graph.node(id);
    const value = values.get(id)!;
    if (!Number.isFinite(value) || Math.abs(value) > 1e12) return false;
    if (node.kind !== 'apply') return true;
    const [a, b = NaN] = node.args.map((arg) => values.get(arg)!);
    return ops[node.op].kinkDistance(a!, b) > 1e-5;
  });
}

/** Which smooth piece each operation is on. */
function pieces(graph: Graph, roots: readonly ExprId[], at: ReadonlyMap<string, number>): string {
  const values = evaluate(program(graph, roots), at);
  return graph
    .reachable(roots)
    .map((id) => {
      const node = graph.node(id);
      if (node.kind !== 'apply') return '';
      const [a, b = NaN] = node.args.map((arg) => values.get(arg)!);
      return ops[node.op].piece(a!, b);
    })
    .join();
}

/** Holds a claim of equality at the point and beside it, if that is on the same smooth piece. */
export function assertEqualNearby(graph: Graph, a: ExprId, b: ExprId, at: ReadonlyMap<string, number>): void {
  for (const shift of [0, 1e-7, -2e-7]) {
    const near = new Map<string, number>(symbols.map((name, i) => [name, at.get(name)! + shift * (i + 1)]));
    if (pieces(graph, [a, b], near) !== pieces(graph, [a, b], at)) continue;
    const values = evaluatePrecisely(D, program(graph, [a, b]), near);
    const sizes = graph.reachable([a, b]).map((id) => values.get(id)!.abs());
    const scale = D.max(1, ...sizes.filter((size) => size.isFinite()));
    const difference = values.get(a)!.sub(values.get(b)!).abs();
    assert.ok(
      difference.isNaN() || difference.lte(scale.mul('1e-40')),
      `${printText(graph, a)} and ${printText(graph, b)} differ by ${difference.toString()} at ${JSON.stringify([...near])}`,
    );
  }
}
