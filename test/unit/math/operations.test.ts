/**
 * @file Every facet of every operation against decimal arithmetic: float64 value, derivative, enclosure, domain and kinks.
 * The loop is over the registry, so a new operation is tested by being there.
 */
import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { builder } from '../../../server/src/math/expr/build.ts';
import { Graph } from '../../../server/src/math/expr/graph.ts';
import type { OpDef } from '../../../server/src/math/expr/op.ts';
import { opNames, ops } from '../../../server/src/math/expr/ops/registry.ts';
import { evaluatePrecisely, program } from '../../../server/src/math/numeric/evaluate.ts';
import type { Interval } from '../../../server/src/math/numeric/interval.ts';
import { exactly } from './exactly.ts';

const D = Decimal.clone({ precision: 60 });

/** Arguments of all sizes that code meets, with zeros, integers, and neighbours of the places where domains end. */
const argument: fc.Arbitrary<number> = fc
  .oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -30, max: 30, noNaN: true }),
    fc.double({ min: -2000, max: 2000, noNaN: true }),
    fc.integer({ min: -6, max: 6 }),
    fc.constantFrom(1e-9, -1e-9, 1e-200, 0.5, -0.5, 1 - 2 ** -53, 1 + 2 ** -52, 0.9999999, -0.9999999),
  )
  // Numbers near the smallest float64 have more digits than Exact.
  .map((x) => (Math.abs(x) < 1e-250 ? 0 : x));

/** An interval and a place inside it, from 0 at the lower end to 1 at the upper. */
const interval = fc
  .tuple(argument, fc.constantFrom(0, 1e-15, 1e-6, 0.1, 3), fc.constantFrom(0, 0.3, 0.5, 1))
  .map(([lo, width, place]) => ({ lo, hi: lo + width * Math.max(1, Math.abs(lo)), place }));

function precise(op: OpDef, a: Decimal, b: Decimal): Decimal {
  return op.precise(D, a, op.arity === 1 ? a : b);
}

describe('operations', () => {
  for (const name of opNames) {
    const op = ops[name];
    describe(name, () => {
      it('is named as it is registered', () => assert.equal(op.name, name));

      it('has samples inside its domain and away from kinks', () => {
        assert.ok(op.samples.length > 0);
        for (const [a, b = 0] of op.samples) {
          assert.equal(op.samples[0]!.length, op.arity);
          assert.ok(op.defined(a, b) && op.kinkDistance(a, b) > 1e-12, `${a}, ${b}`);
        }
      });

      it('has the partial derivatives of its value', () => {
        const graph = new Graph();
        const build = builder(graph);
        const args = op.arity === 1 ? [build.sym('a')] : [build.sym('a'), build.sym('b')];
        const self = graph.apply(name, args);
        const partials = op.partials(build, args, self);
        assert.equal(partials.length, op.arity);
        for (const [a, b = 0] of op.samples) {
          const at = new Map([
            ['a', a],
            ['b', b],
          ]);
          const values = evaluatePrecisely(D, program(graph, partials), at);
          partials.forEach((partial, i) => {
            // A central difference with step h errs by O(h²) and by the rounding of 60 digits over h.
            const h = new D('1e-15');
            const shifted = (by: Decimal): Decimal => {
              const [x, y] = [exactly(D, a), exactly(D, b)];
              return i === 0 ? precise(op, x.add(by), y) : precise(op, x, y.add(by));
            };
            const difference = shifted(h).sub(shifted(h.neg())).div(h.mul(2));
            assert.ok(
              difference.sub(values.get(partial)!).abs().lt('1e-24'),
              `∂${i} at ${a}, ${b}: ${difference.toString()} and ${values.get(partial)!.toString()}`,
            );
          });
        }
      });

      it('evaluates as in decimal arithmetic, and is NaN or infinite where it is not defined', () => {
        fc.assert(
          fc.property(argument, argument, (a, b) => {
            const value = op.evaluate(a, b);
            if (!op.defined(a, b)) return;
            const expected = precise(op, exactly(D, a), exactly(D, b));
            const error = exactly(D, value).sub(expected).abs();
            assert.ok(
              error.lte(
                expected
                  .abs()
                  .mul(2 ** -48)
                  .add(2 ** -1070),
              ),
              `${name}(${a}, ${b}) = ${value}, not ${expected.toString()}`,
            );
          }),
          { seed: 5, numRuns: 120 },
        );
      });

      it('has a value exactly where it is defined', () => {
        fc.assert(
          fc.property(argument, argument, (a, b) => {
            assert.ok(!op.defined(a, b) || Number.isFinite(op.evaluate(a, b)), `${name}(${a}, ${b}) should be finite`);
          }),
          { seed: 6, numRuns: 300 },
        );
        assert.ok(!op.defined(NaN, NaN));
        assert.ok(!op.defined(Infinity, 1));
      });

      it('encloses every value', () => {
        fc.assert(
          fc.property(interval, interval, (a, b) => {
            const at = ({ lo, hi, place }: typeof a): number => Math.min(hi, Math.max(lo, lo + (hi - lo) * place));
            const [x, y] = [at(a), at(b)];
            const value = precise(op, exactly(D, x), exactly(D, y));
            if (!value.isFinite()) return;
            assertInside(value, op.enclose(a, b), `${name}([${a.lo}, ${a.hi}], [${b.lo}, ${b.hi}]) at ${x}, ${y}`);
          }),
          { seed: 7, numRuns: 250 },
        );
      });

      it('encloses tightly at a point', () => {
        for (const [a, b = 0] of op.samples) {
          const { lo, hi } = op.enclose({ lo: a, hi: a }, { lo: b, hi: b });
          assert.ok(hi - lo <= 1e-13 * Math.max(1, Math.abs(op.evaluate(a, b))), `[${lo}, ${hi}]`);
        }
      });
    });
  }
});

/** An interval with a NaN bound means that nothing is known. */
function assertInside(value: Decimal, { lo, hi }: Interval, message: string): void {
  const rounding = value.abs().mul('1e-55');
  const isAbove = Number.isNaN(lo) || value.add(rounding).gte(exactly(D, lo));
  const isBelow = Number.isNaN(hi) || value.sub(rounding).lte(exactly(D, hi));
  assert.ok(isAbove && isBelow, `${message}: ${value.toString()} is not in [${lo}, ${hi}]`);
}
