/**
 * @file Simplification: a table of what must come out as a person would write it, and properties that hold for any expression.
 * Values are compared in decimal arithmetic wherever the original is defined.
 */
import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { adjoints } from '../../../server/src/math/calculus/differentiate.ts';
import { type ExprId, Graph } from '../../../server/src/math/expr/graph.ts';
import { printText } from '../../../server/src/math/expr/print.ts';
import { readText } from '../../../server/src/math/expr/read.ts';
import { evaluatePrecisely, program } from '../../../server/src/math/numeric/evaluate.ts';
import { identities } from '../../../server/src/math/rewrite/engine.ts';
import type { Condition } from '../../../server/src/math/rewrite/identity.ts';
import { relations } from '../../../server/src/math/rewrite/identities/relations.ts';
import { simplifyWithNames } from '../../../server/src/math/rewrite/named.ts';
import { simplify } from '../../../server/src/math/rewrite/simplify.ts';
import { build, points, recipes } from './random-expression.ts';

const D = Decimal.clone({ precision: 60 });

const table: readonly (readonly [input: string, simplified: string])[] = [
  ['x + x', '2 * x'],
  ['2*x - y - x', 'x - y'],
  ['-y + p', 'p - y'],
  ['0.1 + 0.2', '0.3'],
  ['x / 3 + x / 6', 'x / 2'],
  ['x / x', '1'],
  ['p^gamma / p', 'p^(gamma - 1)'],
  ['(x^2 - 1) / (x - 1)', 'x + 1'],
  ['x*y + x*z', 'x * (y + z)'],
  ['(x + y)^2 - (x - y)^2', '4 * x * y'],
  ['1 / (1/a + 1/b)', 'a * b / (a + b)'],
  ['-(y/p - (1-y)/(1-p)) * p * (1-p)', 'p - y'],
  ['1 / (1 + exp(-z))', 'sigmoid(z)'],
  ['exp(z) / (1 + exp(z))', 'sigmoid(z)'],
  ['exp(-z) / (1 + exp(-z))^2', 'sigmoid(z) * (1 - sigmoid(z))'],
  ['1 - sigmoid(z)', 'sigmoid(-z)'],
  ['sigmoid(z) * (1 - sigmoid(z))', 'sigmoid(z) * (1 - sigmoid(z))'],
  ['max(z, 0) - z*y + log1p(exp(-|z|))', 'softplus(z) - z * y'],
  ['(exp(x) - exp(-x)) / (exp(x) + exp(-x))', 'tanh(x)'],
  ['exp(2 * log(x))', 'x^2'],
  ['log(exp(a) / (exp(a) + exp(b) + exp(c)))', 'a - log(exp(a) + exp(b) + exp(c))'],
  ['sqrt(x) * sqrt(x)', 'x'],
  ['sqrt(x^2)', '|x|'],
  ['sqrt(4 * x^2 * y^2)', '2 * sqrt(x^2 * y^2)'],
  ['x * sign(x)', '|x|'],
  ['[a - b > 0] * g + [b - a > 0] * g', 'g'],
  ['cos(x)^2 + sin(x)^2', '1'],
  ['4/π^2 * (a - b)^2', '4 * (a - b)^2 / π^2'],
];

const gradients: readonly (readonly [value: string, wrt: string, simplified: string])[] = [
  ['-(y*log(sigmoid(z)) + (1-y)*log(1-sigmoid(z)))', 'z', 'sigmoid(z) - y'],
  ['-(y*log(1/(1+exp(-z))) + (1-y)*log(1-1/(1+exp(-z))))', 'z', 'sigmoid(z) - y'],
  ['softplus(z) - z*y', 'z', 'sigmoid(z) - y'],
  ['log(1 + exp(-y*f))', 'f', '-y * sigmoid(-y * f)'],
  ['-log(exp(a) / (exp(a) + exp(b) + exp(c)))', 'a', 'exp(a) / (exp(a) + exp(b) + exp(c)) - 1'],
  ['-log(exp(a) / (exp(a) + exp(b) + exp(c)))', 'b', 'exp(b) / (exp(a) + exp(b) + exp(c))'],
  ['tanh(x)', 'x', '1 - tanh(x)^2'],
  ['x * sigmoid(x)', 'x', 'sigmoid(x) * (x - x * sigmoid(x) + 1)'],
  ['x * tanh(softplus(x))', 'x', 'x * sigmoid(x) * (1 - tanh(softplus(x))^2) + tanh(softplus(x))'],
  ['0.5 * r * r / beta', 'r', 'r / beta'],
  ['|r| - 0.5 * beta', 'r', 'sign(r)'],
  ['delta * (|r| - 0.5 * delta)', 'r', 'delta * sign(r)'],
  ['delta^2 * (sqrt(1 + (r/delta)^2) - 1)', 'r', 'r / sqrt(1 + r^2 / delta^2)'],
  ['log(cosh(r))', 'r', 'tanh(r)'],
  ['r + softplus(-2*r) - log(2)', 'r', 'tanh(r)'],
  ['((p-y)^2 + (q-w)^2) / n', 'p', '2 * (p - y) / n'],
  ['max(0, 1 - y*f)', 'f', '-y * [1 - y * f > 0]'],
  ['4/π^2 * (atan(wg/hg) - atan(w/h))^2', 'w', '8 * h * (atan(w / h) - atan(wg / hg)) / (π^2 * (w^2 + h^2))'],
  ['4/π^2 * (atan(wg/hg) - atan(w/h))^2', 'h', '8 * w * (atan(wg / hg) - atan(w / h)) / (π^2 * (w^2 + h^2))'],
  ['x / (1 + |x|)', 'x', '1 / (1 + |x|)^2'],
  ['hypot(x, y)', 'x', 'x / hypot(x, y)'],
];

describe('simplify', () => {
  for (const [input, expected] of table)
    it(input, () => {
      const graph = new Graph();
      assert.equal(printText(graph, simplify(graph, readText(graph, input))), expected);
    });

  for (const [value, wrt, expected] of gradients)
    it(`∂/∂${wrt} ${value}`, () => {
      const graph = new Graph();
      const derivative = adjoints(graph, readText(graph, value)).of(graph.symbol(wrt));
      assert.equal(printText(graph, simplify(graph, derivative)), expected);
    });

  it('uses the names it is given', () => {
    const graph = new Graph();
    const p = readText(graph, '1 / (1 + exp(-z))');
    const derivative = adjoints(graph, p).of(graph.symbol('z'));
    const names = new Map([[p, 'p']]);
    assert.equal(printText(graph, simplifyWithNames(graph, derivative, names), names), 'p * (1 - p)');
  });

  it('does not divide by a named value that may be zero', () => {
    const graph = new Graph();
    const d = readText(graph, 'a - b');
    const v = readText(graph, '4 / π^2 * (a - b)^2');
    const names = new Map([
      [d, 'd'],
      [v, 'v'],
    ]);
    const derivative = readText(graph, '2 * 4 / π^2 * (a - b)');
    assert.equal(printText(graph, simplifyWithNames(graph, derivative, names), names), '8 * d / π^2');
  });

  it('gives up gracefully on what would explode', () => {
    const graph = new Graph();
    const sum = Array.from({ length: 40 }, (_, i) => `(a${i} + b${i} * x)`).join(' * ');
    const id = adjoints(graph, readText(graph, sum)).of(graph.symbol('x'));
    assertSameValue(graph, id, simplify(graph, id), (name) => (name.length + name.charCodeAt(name.length - 1)) / 97);
  });

  it('keeps the value of any expression wherever that is defined', () => {
    fc.assert(
      fc.property(recipes(4), points, (recipe, at) => {
        const graph = new Graph();
        const id = build(graph, recipe);
        assertSameValue(graph, id, simplify(graph, id), (name) => at.get(name));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('keeps the value of any rational expression and its derivative', () => {
    fc.assert(
      fc.property(
        recipes(4, ['add', 'sub', 'mul', 'div', 'neg', 'pow', 'exp', 'sqrt', 'sigmoid']),
        points,
        (recipe, at) => {
          const graph = new Graph();
          const id = adjoints(graph, build(graph, recipe)).of(graph.symbol('x'));
          assertSameValue(graph, id, simplify(graph, id), (name) => at.get(name));
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe('identities', () => {
  for (const { name, left, right, when } of identities) it(name, () => sampleIdentity(left, right, when));
  for (const { name, replace, by } of relations) it(name, () => sampleIdentity(replace, by, 'always'));

  it('have names of their own', () => {
    const names = identities.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });
});

/** Both sides at points inside the condition where the left one is defined, of which there must be some. */
function sampleIdentity(left: string, right: string, when: Condition): void {
  const graph = new Graph();
  const [a, b] = [readText(graph, left), readText(graph, right)];
  let compared = 0;
  for (const x of [-2.3, -0.7, -0.25, 0, 0.4, 0.8, 1.9])
    for (const y of [-1.6, -0.35, 0, 0.6, 2.2]) {
      const at = new Map([
        ['x', x],
        ['y', y],
      ]);
      const restricted = when === 'always' ? null : at.get(when.variable)!;
      if (when !== 'always' && !inside(when.is, restricted!)) continue;
      if (assertSameValue(graph, a, b, (name) => at.get(name))) compared++;
    }
  assert.ok(compared >= 3, `${left} was defined at ${compared} points`);
}

function inside(is: 'positive' | 'nonnegative' | 'nonpositive', value: number): boolean {
  return is === 'positive' ? value > 0 : is === 'nonnegative' ? value >= 0 : value <= 0;
}

/** Fails when the two differ where the first is defined; tells whether it is. */
function assertSameValue(graph: Graph, a: ExprId, b: ExprId, get: (symbol: string) => number | undefined): boolean {
  const values = evaluatePrecisely(D, program(graph, [a, b]), { get });
  const isDefined = graph.reachable([a]).every((id) => values.get(id)!.isFinite());
  if (!isDefined) return false;
  const [x, y] = [values.get(a)!, values.get(b)!];
  // Intermediate results may be far larger than the value; their rounding is the error that is allowed.
  const scale = graph.reachable([a, b]).reduce((most, id) => D.max(most, values.get(id)!.abs().plus(1)), new D(1));
  const isSame = y.isFinite() && x.sub(y).abs().lte(scale.mul('1e-40'));
  assert.ok(isSame, `${printText(graph, a)} is ${x.toString()}, ${printText(graph, b)} is ${y.toString()}`);
  return true;
}
