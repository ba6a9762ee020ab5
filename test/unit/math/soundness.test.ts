/**
 * @file Thousands of random pairs of expressions, equal by construction or made unequal by a change that is easily overlooked. Every
 * claim of equality is held against decimal arithmetic; how many true ones are proved is counted. Single identities are in
 * `proof.test.ts`.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Graph } from '../../../server/src/math/expr/graph.ts';
import { proveEqual } from '../../../server/src/math/proof/prove.ts';
import { build, points, type Recipe, recipes } from './random-expression.ts';
import { assertEqualNearby, isDefined } from './same-function.ts';

type Rewriting = (t: Recipe, u: Recipe) => readonly [Recipe, Recipe];

/** Two ways to write one function, wherever both are defined. */
const identities: { readonly [name: string]: Rewriting } = {
  'exp of log': (t) => [['exp', ['log', t]], t],
  'log of exp': (t) => [['log', ['exp', t]], t],
  'root of square': (t) => [
    ['sqrt', ['mul', t, t]],
    ['abs', t],
  ],
  'square to the power of a half': (t) => [
    ['pow', ['pow', t, 2], 0.5],
    ['abs', t],
  ],
  'root of a perfect square': (t, u) => [
    ['sqrt', ['add', ['sub', ['mul', t, t], ['mul', 2, ['mul', t, u]]], ['mul', u, u]]],
    ['abs', ['sub', t, u]],
  ],
  'log of square': (t) => [
    ['log', ['pow', t, 2]],
    ['mul', 2, ['log', ['abs', t]]],
  ],
  'power of power': (t) => [
    ['pow', ['pow', ['abs', t], 3], 0.5],
    ['pow', ['abs', t], 1.5],
  ],
  'power as exponential': (t, u) => [
    ['pow', ['abs', t], u],
    ['exp', ['mul', u, ['log', ['abs', t]]]],
  ],
  'sum of exponents': (t, u) => [
    ['mul', ['exp', t], ['exp', u]],
    ['exp', ['add', t, u]],
  ],
  'log of product': (t, u) => [
    ['log', ['mul', ['abs', t], ['abs', u]]],
    ['add', ['log', ['abs', t]], ['log', ['abs', u]]],
  ],
  'sigmoid of the opposite': (t) => [
    ['sigmoid', ['neg', t]],
    ['sub', 1, ['sigmoid', t]],
  ],
  'log of sigmoid': (t) => [
    ['log', ['sigmoid', t]],
    ['neg', ['softplus', ['neg', t]]],
  ],
  'softplus of the opposite': (t) => [
    ['softplus', t],
    ['add', t, ['softplus', ['neg', t]]],
  ],
  'tanh by sigmoid': (t) => [
    ['tanh', t],
    ['sub', ['mul', 2, ['sigmoid', ['mul', 2, t]]], 1],
  ],
  'sech squared': (t) => [
    ['div', 1, ['pow', ['cosh', t], 2]],
    ['sub', 1, ['pow', ['tanh', t], 2]],
  ],
  'odd arctangent': (t) => [
    ['atan', ['neg', t]],
    ['neg', ['atan', t]],
  ],
  'max by absolute value': (t, u) => [
    ['max', t, u],
    ['div', ['add', ['add', t, u], ['abs', ['sub', t, u]]], 2],
  ],
  'min by max': (t, u) => [
    ['min', t, u],
    ['neg', ['max', ['neg', t], ['neg', u]]],
  ],
  'absolute value by max': (t) => [
    ['abs', t],
    ['max', t, ['neg', t]],
  ],
  hypotenuse: (t, u) => [
    ['hypot', t, u],
    ['sqrt', ['add', ['mul', t, t], ['mul', u, u]]],
  ],
  'difference of squares': (t, u) => [
    ['sub', ['mul', t, t], ['mul', u, u]],
    ['mul', ['sub', t, u], ['add', t, u]],
  ],
  'exponential minus one': (t) => [
    ['expm1', ['mul', 2, t]],
    ['mul', ['expm1', t], ['add', ['exp', t], 1]],
  ],
};

/** Two functions that a rule applied without its condition, or a slip of the pen, would take for one. */
const slips: { readonly [name: string]: Rewriting } = {
  'a billionth more': (t) => [t, ['mul', 1.000000001, t]],
  'a billionth added': (t) => [t, ['add', t, 1e-9]],
  'a constant in its last digit': (t) => [
    ['mul', 0.1234567890123, t],
    ['mul', 0.1234567890124, t],
  ],
  'another exponent': (t) => [
    ['pow', ['abs', t], 1.5],
    ['pow', ['abs', t], 1.5000001],
  ],
  'exchanged symbols': (t) => [t, exchanged(t)],
  'root of square without sign': (t) => [['sqrt', ['mul', t, t]], t],
  'root of a perfect square, one sign': (t, u) => [
    ['sqrt', ['add', ['sub', ['mul', t, t], ['mul', 2, ['mul', t, u]]], ['mul', u, u]]],
    ['sub', t, u],
  ],
  'a tiny root of a perfect square, one sign': (t, u) => [
    ['add', t, ['mul', 1e-21, ['sqrt', ['add', ['sub', ['mul', t, t], ['mul', 2, ['mul', t, u]]], ['mul', u, u]]]]],
    ['add', t, ['mul', 1e-21, ['sub', t, u]]],
  ],
  'log of square without absolute value': (t) => [
    ['log', ['pow', t, 2]],
    ['mul', 2, ['log', t]],
  ],
  'fractional power of a square': (t) => [
    ['pow', ['pow', t, 2], 1.5],
    ['pow', t, 3],
  ],
  'cube root as a power': (t) => [
    ['cbrt', t],
    ['pow', ['abs', t], 0.3333333333333333],
  ],
  'arctangent of the reciprocal': (t) => [
    ['atan', ['div', 1, t]],
    ['sub', Math.PI / 2, ['atan', t]],
  ],
  'arctangent of the quotient': (t, u) => [
    ['atan2', t, u],
    ['atan', ['div', t, u]],
  ],
  'sine of the arcsine, the other way': (t) => [['asin', ['sin', t]], t],
  'remainder as difference': (t, u) => [
    ['mod', t, u],
    ['sub', t, ['mul', u, ['floor', ['div', t, u]]]],
  ],
  'remainder of the opposite': (t, u) => [
    ['mod', ['neg', t], u],
    ['mod', t, u],
  ],
  'max for a smooth maximum': (t, u) => [
    ['max', t, u],
    ['log', ['add', ['exp', t], ['exp', u]]],
  ],
  'zero to the power of zero': (t) => [['pow', ['sub', t, t], ['sub', t, t]], 1],
  'sum in the exponent': (t, u) => [
    ['exp', ['mul', t, u]],
    ['mul', ['exp', t], ['exp', u]],
  ],
  'log of a sum': (t, u) => [
    ['log1p', ['mul', t, u]],
    ['add', ['log1p', t], ['log1p', u]],
  ],
  'rounding half': (t) => [
    ['round', t],
    ['floor', t],
  ],
};

function exchanged(recipe: Recipe): Recipe {
  if (typeof recipe === 'number') return recipe;
  if (typeof recipe === 'string') return recipe === 'x' ? 'y' : recipe === 'y' ? 'x' : recipe;
  const [op, ...args] = recipe;
  return [op, ...args.map(exchanged)];
}

/** The recipe with its `place`-th part, counted from the top, replaced. */
function withPart(recipe: Recipe, place: { left: number }, part: Recipe): Recipe {
  if (place.left-- === 0) return part;
  if (typeof recipe === 'string' || typeof recipe === 'number') return recipe;
  const [op, ...args] = recipe;
  return [op, ...args.map((arg) => withPart(arg, place, part))];
}

interface Pair {
  readonly a: Recipe;
  readonly b: Recipe;
}

/** The two sides of one of the rewritings, each in the same place of the same random expression. */
function pairs(rewritings: { readonly [name: string]: Rewriting }): fc.Arbitrary<Pair> {
  const inner = recipes(2);
  return fc
    .tuple(fc.constantFrom(...Object.values(rewritings)), inner, inner, recipes(2), fc.nat({ max: 3 }))
    .map(([rewriting, t, u, around, place]) => {
      const [left, right] = rewriting(t, u);
      return { a: withPart(around, { left: place }, left), b: withPart(around, { left: place }, right) };
    });
}

function count(rewritings: { readonly [name: string]: Rewriting }, numRuns: number) {
  let [defined, proved] = [0, 0];
  fc.assert(
    fc.property(pairs(rewritings), points, (pair, at) => {
      const graph = new Graph();
      const [a, b] = [build(graph, pair.a), build(graph, pair.b)];
      if (a === b || !isDefined(graph, [a, b], at)) return;
      defined++;
      if (proveEqual(graph, [a], [b], at) !== 'equal') return;
      proved++;
      assertEqualNearby(graph, a, b, at);
    }),
    { seed: 21, numRuns },
  );
  return { defined, proved };
}

describe('claims of equality', () => {
  it('are made of most pairs that are equal by construction', () => {
    const { defined, proved } = count(identities, 3000);
    assert.ok(defined > 1200 && proved > 0.9 * defined, `${proved} of ${defined} proved`);
  });

  it('are never false where something is slightly different', () => {
    const { defined } = count(slips, 6000);
    assert.ok(defined > 2500, `only ${defined} pairs were defined`);
  });
});
