/**
 * @file Derivations as a reader sees them, against `derivations.snapshot.txt`; `UPDATE_SNAPSHOTS=1` rewrites it.
 * Every gradient is also evaluated against the derivative of the unsimplified function.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { condense, derive, hoverLines } from '../../../server/src/math/calculus/derivation.ts';
import { adjoints } from '../../../server/src/math/calculus/differentiate.ts';
import { printCode } from '../../../server/src/math/expr/print.ts';
import { printSteps } from '../../../server/src/math/latex/derivation.ts';
import { evaluatePrecisely, program } from '../../../server/src/math/numeric/evaluate.ts';
import { tracedProgram } from './traced-program.ts';

const softmax = [
  'm = max(z[0], max(z[1], z[2]))',
  ...[0, 1, 2].map((i) => `e[${i}] = exp(z[${i}] - m)`),
  'sum = e[0] + e[1] + e[2]',
  ...[0, 1, 2].map((i) => `S[${i}] = e[${i}] / sum`),
];

const ciou = [
  ...['x1 = x - w / 2', 'x2 = x + w / 2', 'y1 = y - h / 2', 'y2 = y + h / 2'],
  ...['gx1 = xGt - wGt / 2', 'gx2 = xGt + wGt / 2', 'gy1 = yGt - hGt / 2', 'gy2 = yGt + hGt / 2'],
  'iw = max(0, min(x2, gx2) - max(x1, gx1))',
  'ih = max(0, min(y2, gy2) - max(y1, gy1))',
  'inter = iw * ih',
  'union = w * h + wGt * hGt - inter',
  'iou = inter / union',
  'cw = max(x2, gx2) - min(x1, gx1)',
  'ch = max(y2, gy2) - min(y1, gy1)',
  'c2 = cw * cw + ch * ch',
  'rho2 = (x - xGt) ** 2 + (y - yGt) ** 2',
  'd = atan(wGt / hGt) - atan(w / h)',
  'v = 4 / (Math.PI * Math.PI) * d * d',
  'alpha = v / (1 - iou + v)',
  '1 - iou + rho2 / c2 + alpha * v',
];

interface Example {
  readonly name: string;
  readonly lines: readonly string[];
  readonly wrt: string;
  readonly held?: readonly string[];
}

const examples: readonly Example[] = [
  { name: 'binary cross-entropy', lines: ['p = 1 / (1 + exp(-z))', '-(y * log(p) + (1 - y) * log(1 - p))'], wrt: 'z' },
  { name: 'stable cross-entropy', lines: ['max(z, 0) - z * y + log1p(exp(-abs(z)))'], wrt: 'z' },
  { name: 'focal, positive class', lines: ['p = sigmoid(z)', '-alpha * (1 - p) ** gamma * log(p)'], wrt: 'z' },
  {
    name: 'focal',
    lines: [
      'p = 1 / (1 + exp(-z))',
      'pt = y * p + (1 - y) * (1 - p)',
      'alphaT = y * alpha + (1 - y) * (1 - alpha)',
      '-alphaT * (1 - pt) ** gamma * log(pt)',
    ],
    wrt: 'z',
  },
  { name: 'softmax cross-entropy', lines: [...softmax, '-log(S[1])'], wrt: 'z[1]' },
  { name: 'softmax cross-entropy, another class', lines: [...softmax, '-log(S[1])'], wrt: 'z[0]' },
  {
    name: 'softmax cross-entropy with soft labels',
    lines: [...softmax, '-(y[0] * log(S[0]) + y[1] * log(S[1]) + y[2] * log(S[2]))'],
    wrt: 'z[2]',
  },
  {
    name: 'mean squared error',
    lines: ['d0 = p[0] - y[0]', 'd1 = p[1] - y[1]', '(d0 * d0 + d1 * d1) / n'],
    wrt: 'p[1]',
  },
  { name: 'smooth L1', lines: ['r = x - y', '0.5 * r * r / beta'], wrt: 'x' },
  { name: 'log-cosh', lines: ['r = p - y', 'log(cosh(r))'], wrt: 'p' },
  { name: 'tanh', lines: ['t = (exp(x) - exp(-x)) / (exp(x) + exp(-x))', 't'], wrt: 'x' },
  { name: 'silu', lines: ['s = 1 / (1 + exp(-x))', 'x * s'], wrt: 'x' },
  {
    name: 'gelu',
    lines: ['u = sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)', 't = tanh(u)', '0.5 * x * (1 + t)'],
    wrt: 'x',
  },
  {
    name: 'dice',
    lines: ['inter = p * g + q * h', 'total = p * p + q * q + g * g + h * h', '1 - 2 * inter / total'],
    wrt: 'p',
  },
  { name: 'complete IoU, centre', lines: ciou, wrt: 'x', held: ['alpha'] },
  { name: 'complete IoU, width', lines: ciou, wrt: 'w', held: ['alpha'] },
];

const snapshot = new URL('./derivations.snapshot.txt', import.meta.url);

describe('derivation', () => {
  const printed = new Map<string, string>();
  for (const example of examples)
    it(example.name, () => {
      const traced = tracedProgram(example.lines, example.wrt, example.held);
      const derivation = derive(traced);
      const { graph } = traced;
      const steps = printSteps(derivation).map(({ rule, text }) => `  ${text}  (${rule})`);
      const short = printSteps(derivation, condense(derivation.steps, hoverLines));
      assert.ok(short.length <= hoverLines);
      assert.equal(short.at(-1)?.text, printSteps(derivation).at(-1)?.text);
      const code = printCode(graph, derivation.gradient, derivation.names);
      printed.set(example.name, [example.name, ...steps, `  code: ${code}`].join('\n'));

      const raw = adjoints(graph, traced.output, traced.held).of(traced.wrt.id);
      for (const seed of [1, 2, 3]) {
        const get = (name: string): number =>
          [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 997, seed) / 997;
        const values = evaluatePrecisely(Decimal, program(graph, [raw, derivation.expanded]), { get });
        const [expected, actual] = [values.get(raw)!, values.get(derivation.expanded)!];
        assert.ok(expected.sub(actual).abs().lt(1e-12), `${expected.toString()} ≠ ${actual.toString()}`);
      }
    });

  it('reads as in the snapshot', () => {
    const text = `${[...printed.values()].join('\n\n')}\n`;
    if (process.env['UPDATE_SNAPSHOTS']) writeFileSync(snapshot, text);
    assert.equal(text, readFileSync(snapshot, 'utf8'));
  });

  it('escapes names in LaTeX', () => {
    const traced = tracedProgram(['p = sigmoid(z)', '-log(p)'], 'z');
    const hostile = { ...traced, locals: traced.locals.map((local) => ({ ...local, name: '}\\input{x' })) };
    for (const { latex } of printSteps(derive(hostile))) assert.doesNotMatch(latex, /\\input/);
  });
});
