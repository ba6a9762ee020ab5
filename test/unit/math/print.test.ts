/** @file Printed text, code and LaTeX: a table to read, and code that means what the graph means. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Graph } from '../../../server/src/math/expr/graph.ts';
import { opNames } from '../../../server/src/math/expr/ops/registry.ts';
import { printCode, printText } from '../../../server/src/math/expr/print.ts';
import { identifierToLatex } from '../../../server/src/math/latex/identifier.ts';
import { toLatex } from '../../../server/src/math/latex/expression.ts';
import { evaluate, program } from '../../../server/src/math/numeric/evaluate.ts';
import { parseAsWritten, parseExpression } from './parse-expression.ts';
import { build, points, recipes, symbols } from './random-expression.ts';

const table: readonly (readonly [input: string, text: string, code: string, latex: string])[] = [
  ['x + -y', 'x - y', 'x - y', 'x - y'],
  ['x - -2 * y', 'x + 2 * y', 'x + 2 * y', 'x + 2 \\, y'],
  ['-(x ** 2) * y', '-x^2 * y', '-(x ** 2) * y', '-x^{2} \\, y'],
  ['(-x) ** -2', '(-x)^(-2)', '(-x) ** (-2)', '\\left(-x\\right)^{-2}'],
  ['x * (-y) / (-z)', 'x * y / z', 'x * y / z', '\\frac{x \\, y}{z}'],
  ['x / y / (a / b)', 'x / y / (a / b)', 'x / y / (a / b)', '\\frac{x \\, b}{y \\, a}'],
  ['x * -2', '-x * 2', '-x * 2', '-x \\cdot 2'],
  ['a + (-b + c)', 'a + (-b + c)', 'a + (-b + c)', 'a + \\left(-b + c\\right)'],
  ['a - (b - c)', 'a - (b - c)', 'a - (b - c)', 'a - \\left(b - c\\right)'],
  ['a * (b % c)', 'a * (b % c)', 'a * (b % c)', 'a \\, \\left(b \\bmod c\\right)'],
  ['Math.PI ** 2', 'π^2', 'Math.PI ** 2', '\\pi^{2}'],
  ['1e-7 * x', '1e-7 * x', '1e-7 * x', '10^{-7} \\, x'],
  ['1.5e-7 * x', '1.5e-7 * x', '1.5e-7 * x', '1.5 \\cdot 10^{-7} \\, x'],
  ['exp(-(x ** 2))', 'exp(-x^2)', 'Math.exp(-(x ** 2))', 'e^{-x^{2}}'],
  ['sigmoid(-z)', 'sigmoid(-z)', '1 / (1 + Math.exp(z))', '\\sigma\\left(-z\\right)'],
  [
    '-alphaT * (1 - pt) ** (gamma - 1) * log(pt)',
    '-alphaT * (1 - pt)^(gamma - 1) * log(pt)',
    '-alphaT * (1 - pt) ** (gamma - 1) * Math.log(pt)',
    '-\\alpha_{t} \\, \\left(1 - p_{t}\\right)^{\\gamma - 1} \\, \\log\\left(p_{t}\\right)',
  ],
];

const identifiers: readonly (readonly [name: string, latex: string])[] = [
  ['gamma', '\\gamma'],
  ['alphaT', '\\alpha_{t}'],
  ['alpha_t', '\\alpha_{t}'],
  ['pt', 'p_{t}'],
  ['p_t', 'p_{t}'],
  ['wGt', 'w_{gt}'],
  ['w_gt', 'w_{gt}'],
  ['x1', 'x_{1}'],
  ['x1_gt', 'x_{1, gt}'],
  ['ɛ€', '\\mathrm{??}'],
  ['pred[2]', '\\mathrm{pred}_{2}'],
  ['boxes[2].w', '\\mathrm{boxes}_{2, w}'],
  ['targetWidth', '\\mathrm{targetWidth}'],
  ['}\\evil{$', '\\mathrm{\\}\\backslash evil\\{\\$}'],
  ['a%b#c&d~e^f', '\\mathrm{a\\%b\\#c\\&d\\sim e\\wedge f}'],
  ['__proto__', '\\mathrm{\\_\\_proto\\_\\_}'],
];

/** Sigmoid and softplus are printed as formulas, which read back as other operations and round differently. */
const printedByName = opNames.filter((name) => name !== 'sigmoid' && name !== 'softplus');

describe('printing', () => {
  for (const [input, text, code, latex] of table)
    it(input, () => {
      const graph = new Graph();
      const id = parseExpression(graph, input);
      assert.deepEqual([printText(graph, id), printCode(graph, id), toLatex(graph, id)], [text, code, latex]);
    });

  for (const [name, latex] of identifiers) it(name, () => assert.equal(identifierToLatex(name), latex));

  it('prints named nodes by their names', () => {
    const graph = new Graph();
    const p = parseExpression(graph, '1 / (1 + exp(-z))');
    const loss = parseExpression(graph, '-y * log(p)', new Map([['p', p]]));
    assert.equal(printText(graph, loss, new Map([[p, 'p']])), '-y * log(p)');
    assert.equal(printText(graph, p, new Map([[p, 'p']])), 'p');
  });

  it('stops at text of unreasonable length', () => {
    const graph = new Graph();
    let id = graph.symbol('x');
    for (let i = 0; i < 64; i++) id = graph.apply('mul', [graph.apply('sin', [id]), id]);
    assert.match(printText(graph, id), /…/);
    assert.equal(printCode(graph, id), null);
  });

  it('prints code that computes the same number', () => {
    fc.assert(
      fc.property(recipes(4, printedByName), points, (recipe, at) => {
        const graph = new Graph();
        const id = build(graph, recipe);
        const code = printCode(graph, id)!;
        assert.doesNotMatch(printText(graph, id), /[-+] -|-1 \*/);
        // The text was printed from a random graph, not read from a workspace.
        // eslint-disable-next-line no-new-func
        const compiled = new Function(...symbols, `return ${code};`) as (...args: number[]) => number;
        const expected = evaluate(program(graph, [id]), at).get(id)!;
        // At its jump the step function is ½, which the printed code leaves out.
        const values = evaluate(program(graph, [id]), at);
        const kink = graph.reachable([id]).some((part) => {
          const node = graph.node(part);
          return node.kind === 'apply' && node.op === 'step' && !(Math.abs(values.get(node.args[0]!)!) > 0);
        });
        if (!kink) assert.equal(compiled(...symbols.map((name) => at.get(name)!)), expected, code);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('prints code that is read back as the same text', () => {
    fc.assert(
      fc.property(recipes(4, printedByName), (recipe) => {
        const graph = new Graph();
        const once = printCode(graph, build(graph, recipe))!;
        assert.equal(printCode(graph, parseAsWritten(graph, once)), once);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});
