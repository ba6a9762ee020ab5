/** @file One function that returns a loss and its gradient: checked against itself, and left alone where that would be a guess. */
import assert from 'node:assert/strict';
import { diskService } from '../../harness/service.ts';
import { testGradients } from './gradients.ts';

testGradients('loss and gradient at once', [
  {
    name: 'object',
    text: `
export function bceWithGrad(z: number, y: number) {
  const p = 1 / (1 + Math.exp(-z));
  return { loss: -y * Math.log(p) - (1 - y) * Math.log(1 - p), grad: p - y };
}
`,
    wrong: [
      ['p - y', 'y - p'],
      ['p - y', '(p - y) * p * (1 - p)'],
    ],
  },
  {
    name: 'tuple',
    text: `
export function mseAndGradient(pred: number[], target: number[]): [number, number[]] {
  const n = pred.length;
  const loss = pred.reduce((sum, p, i) => sum + (p - target[i]) ** 2, 0) / n;
  return [loss, pred.map((p, i) => (2 * (p - target[i])) / n)];
}
`,
    wrong: [['(2 * (p - target[i])) / n', '2 * (p - target[i])']],
  },
  {
    name: 'named-fields',
    text: `
export function energy(k: number, x: number) {
  return { cost: 0.5 * k * x * x, dk: 0.5 * x * x, dx: k * x };
}
`,
    wrong: [['dx: k * x', 'dx: k']],
  },
]);

describe('results that only look like a loss and its gradient', () => {
  const silent = {
    'the gradient by an intermediate result':
      'export function step(x: number, y: number) { const z = 3 * x; return { loss: (z - y) ** 2, dZ: 2 * (z - y) }; }',
    'a dual number':
      'export function square(a: { value: number; grad: number }) { return { value: a.value ** 2, grad: 2 * a.value * a.grad }; }',
    'finite differences':
      'export function costAndGrad(f: (x: number) => number, x: number) { const h = 1e-6; return { cost: f(x), grad: (f(x + h) - f(x - h)) / (2 * h) }; }',
  };
  for (const [what, text] of Object.entries(silent)) {
    it(what, () => {
      assert.deepEqual(diskService().analyze('/pairs/silent.ts', text).pairs, []);
    });
  }
});

describe('functions of whole numbers are no gradients', () => {
  const text = `
export function noise(x: number) { return Math.sin(x * 12.9898); }
export function noiseGradient(hash: number, x: number) { return (hash & 1) === 0 ? x : -x; }
`;
  it('a hash', () => {
    assert.deepEqual(diskService().analyze('/pairs/noise.ts', text).pairs, []);
  });
});
