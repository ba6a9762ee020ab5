/**
 * @file Expression graphs as a whole: folding is exact, adjoints are derivatives, enclosures hold the value, and the ways to
 * evaluate agree. Single operations are tested in `operations.test.ts`.
 */
import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { adjoints } from '../../../server/src/math/calculus/differentiate.ts';
import { builder } from '../../../server/src/math/expr/build.ts';
import { type ExprId, Graph, GraphBudgetExceeded } from '../../../server/src/math/expr/graph.ts';
import { opNames, ops } from '../../../server/src/math/expr/ops/registry.ts';
import {
  enclose,
  evaluate,
  evaluateBatch,
  evaluatePrecisely,
  type NodeValues,
  program,
} from '../../../server/src/math/numeric/evaluate.ts';
import { exactly } from './exactly.ts';
import { build, points, recipes } from './random-expression.ts';

const D = Decimal.clone({ precision: 80 });

/** Values at one point, or null when some node has none or has an argument at a kink. */
function smoothValues(graph: Graph, root: ExprId, at: ReadonlyMap<string, number>): NodeValues<number> | null {
  const code = program(graph, [root]);
  const values = evaluate(code, at);
  for (const id of code.order) {
    const value = values.get(id)!;
    const node = graph.node(id);
    if (!Number.isFinite(value) || Math.abs(value) > 1e6) return null;
    if (node.kind !== 'apply') continue;
    const [a, b] = node.args.map((arg) => values.get(arg)!);
    // The logarithm in the derivative by a varying exponent needs a positive base.
    if (node.op === 'pow' && a! <= 0 && graph.constantValue(node.args[1]!) === null) return null;
    if (!ops[node.op].defined(a!, b ?? NaN) || ops[node.op].kinkDistance(a!, b ?? NaN) < 1e-3) return null;
  }
  return values;
}

describe('expression graph', () => {
  it('shares equal nodes and keeps its budget', () => {
    const graph = new Graph(4);
    const x = graph.symbol('x');
    assert.equal(graph.symbol('x'), x);
    assert.equal(graph.apply('sin', [x]), graph.apply('sin', [x]));
    assert.throws(() => {
      for (let i = 0; i < 9; i++) graph.constant(i);
    }, GraphBudgetExceeded);
  });

  it('folds constants only where that is exact', () => {
    const constant = fc.oneof(
      fc.integer({ min: -(2 ** 21), max: 2 ** 21 }),
      fc.constantFrom(0.1, 0.3, 0.25, 1 / 1024, 32 + 1 / 1024, 2 ** 20 + 1 / 1024),
    );
    fc.assert(
      fc.property(fc.constantFrom(...opNames), constant, constant, fc.integer({ min: -9, max: 9 }), (name, a, b, n) => {
        const graph = new Graph();
        const { num, op } = builder(graph);
        const second = name === 'pow' ? n : b;
        const args = ops[name].arity === 1 ? [num(a)] : [num(a), num(second)];
        const folded = graph.constantValue(op(name, ...args));
        if (folded === null) return;
        const exact = ops[name].precise(D, new D(a), new D(second));
        // Zero times and zero over anything is folded whatever the other side is.
        if (exact.isFinite())
          assert.ok(exact.eq(folded), `${name}(${a}, ${second}) = ${folded}, not ${exact.toString()}`);
      }),
      { seed: 8, numRuns: 4000 },
    );
  });

  it('has adjoints that are derivatives', () => {
    let compared = 0;
    fc.assert(
      fc.property(recipes(4), points, (recipe, at) => {
        const graph = new Graph();
        const root = build(graph, recipe);
        const derivative = adjoints(graph, root).of(graph.symbol('x'));
        if (smoothValues(graph, root, at) === null) return;
        const h = 2 ** -60;
        const shifted = (by: number): Decimal => {
          const values = evaluatePrecisely(D, program(graph, [root]), at);
          const shift = graph.symbol('x');
          return by === 0 ? values.get(root)! : valueWith(graph, root, at, shift, by);
        };
        const expected = shifted(h)
          .sub(shifted(-h))
          .div(2 * h);
        const actual = evaluatePrecisely(D, program(graph, [derivative]), at).get(derivative)!;
        const tolerance = expected.abs().plus(1).mul('1e-12');
        assert.ok(expected.sub(actual).abs().lte(tolerance), `${expected.toString()} ≠ ${actual.toString()}`);
        compared++;
      }),
      { seed: 9, numRuns: 350 },
    );
    assert.ok(compared > 80, `only ${compared} expressions were smooth at their point`);
  });

  it('is enclosed by its interval', () => {
    let compared = 0;
    fc.assert(
      fc.property(recipes(4), points, (recipe, at) => {
        const graph = new Graph();
        const root = build(graph, recipe);
        const code = program(graph, [root]);
        const exact = evaluatePrecisely(D, code, at);
        if ([...exact.values()].some((value) => !value.isFinite())) return;
        const value = exact.get(root)!;
        const { lo, hi } = enclose(code, at).get(root)!;
        const rounding = value.abs().plus(1).mul('1e-60');
        const isInside =
          (Number.isNaN(lo) || value.plus(rounding).gte(exactly(D, lo))) &&
          (Number.isNaN(hi) || value.minus(rounding).lte(exactly(D, hi)));
        assert.ok(isInside, `${value.toString()} is not in [${lo}, ${hi}]`);
        compared++;
      }),
      { seed: 10, numRuns: 600 },
    );
    assert.ok(compared > 180, `only ${compared} expressions were defined`);
  });

  it('evaluates many points as it evaluates one', () => {
    fc.assert(
      fc.property(recipes(3), fc.array(points, { minLength: 1, maxLength: 4 }), (recipe, all) => {
        const graph = new Graph();
        const root = build(graph, recipe);
        const columns = new Map(['x', 'y', 'z'].map((name) => [name, Float64Array.from(all, (at) => at.get(name)!)]));
        const batch = evaluateBatch(graph, root, columns, all.length);
        all.forEach((at, i) => assert.ok(Object.is(batch[i], evaluate(program(graph, [root]), at).get(root))));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('holds nodes constant on request', () => {
    const graph = new Graph();
    const { mul, sym, square } = builder(graph);
    const x = sym('x');
    const held = square(x);
    const output = mul(held, x);
    assert.equal(adjoints(graph, output, new Set([held])).of(x), held);
    assert.notEqual(adjoints(graph, output).of(x), held);
  });
});

/** The value with one symbol moved by less than its float64 can express. */
function valueWith(graph: Graph, root: ExprId, at: ReadonlyMap<string, number>, symbol: ExprId, by: number): Decimal {
  const values = new Map<ExprId, Decimal>();
  const unshifted = evaluatePrecisely(D, program(graph, [symbol]), at).get(symbol)!;
  for (const id of graph.reachable([root])) {
    const node = graph.node(id);
    if (id === symbol) values.set(id, unshifted.add(by));
    else if (node.kind === 'apply') {
      const [a, b = a] = node.args.map((arg) => values.get(arg)!);
      values.set(id, ops[node.op].precise(D, a!, b!));
    } else values.set(id, evaluatePrecisely(D, program(graph, [id]), at).get(id)!);
  }
  return values.get(root)!;
}
