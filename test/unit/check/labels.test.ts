/** @file Right gradients and what becomes of them when a line is wrong; labels: hard, signed, one-hot, summing to one, and parameters that only look like labels. */
import assert from 'node:assert/strict';
import { createLossService } from '../../../server/src/service/service.ts';
import { diskHost } from '../../harness/service.ts';
import { testGradients } from './gradients.ts';

testGradients('labels', [
  {
    name: 'focal-pm1',
    text: `
export function focal(x: number, y: number, gamma: number, alphaT: number): number {
  const pt = 1 / (1 + Math.exp(-y * x));
  return -alphaT * Math.pow(1 - pt, gamma) * Math.log(pt);
}
export function focalPrime(x: number, y: number, gamma: number, alphaT: number): number {
  const pt = 1 / (1 + Math.exp(-y * x));
  return alphaT * y * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(pt) + pt - 1);
}
`,
    wrong: [
      [
        'return alphaT * y * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(pt) + pt - 1);',
        'return alphaT * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(pt) + pt - 1);',
      ],
    ],
  },
  {
    name: 'bce-early',
    text: `
export function crossEntropy(p: number, y: number): number {
  if (y === 1) return -Math.log(p);
  else return -Math.log(1 - p);
}
export function crossEntropyPrime(p: number, y: number): number {
  if (y === 1) return -1 / p;
  else return 1 / (1 - p);
}
`,
    wrong: [
      ['else return 1 / (1 - p);', 'else return -1 / (1 - p);'],
      ['else return 1 / (1 - p);', 'else return 1 / p;'],
    ],
  },
  {
    name: 'softmax-ce-onehot2',
    text: `
function softmax(z: number[]) {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}
export function softmaxCrossEntropy(z: number[], oneHot: number[]) {
  const p = softmax(z);
  let l = 0;
  for (let i = 0; i < p.length; i++) if (oneHot[i] === 1) l -= Math.log(p[i]);
  return l;
}
export function softmaxCrossEntropyGrad(z: number[], oneHot: number[]) {
  return softmax(z).map((p, i) => p - oneHot[i]);
}
`,
    wrong: [],
  },
  {
    name: 'ce-onehot-sumlog',
    text: `
function softmax(z: number[]) {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}
export const cce = (logits: number[], target: number[]) =>
  -target.reduce((s, t, i) => s + t * Math.log(softmax(logits)[i] + 1e-12), 0);
export const cceGrad = (logits: number[], target: number[]) => softmax(logits).map((p, i) => p - target[i]);
`,
    wrong: [
      [
        'export const cceGrad = (logits: number[], target: number[]) => softmax(logits).map((p, i) => p - target[i]);',
        'export const cceGrad = (logits: number[], target: number[]) => softmax(logits).map((p, i) => target[i] - p);',
      ],
      [
        'export const cceGrad = (logits: number[], target: number[]) => softmax(logits).map((p, i) => p - target[i]);',
        'export const cceGrad = (logits: number[], target: number[]) =>\n  softmax(logits).map((p, i) => (p - target[i]) * p * (1 - p));',
      ],
    ],
  },
  {
    name: 'onehot-batch',
    text: `
export function batchCe(logits: number[][], targets: number[][]) {
  let t = 0;
  for (let i = 0; i < logits.length; i++) {
    const m = Math.max(...logits[i]);
    let s = 0;
    for (const z of logits[i]) s += Math.exp(z - m);
    for (let j = 0; j < targets[i].length; j++) t -= targets[i][j] * (logits[i][j] - m - Math.log(s));
  }
  return t / logits.length;
}
export function batchCeGrad(logits: number[][], targets: number[][]) {
  return logits.map((row, i) => {
    const m = Math.max(...row);
    const e = row.map((z) => Math.exp(z - m));
    const s = e.reduce((a, b) => a + b, 0);
    return e.map((v, j) => (v / s - targets[i][j]) / logits.length);
  });
}
`,
    wrong: [],
  },
  {
    name: 'label-smooth-ce',
    text: `
export function smoothedCe(z: number[], k: number, eps = 0.1) {
  const m = Math.max(...z);
  const lse = m + Math.log(z.reduce((s, v) => s + Math.exp(v - m), 0));
  const n = z.length;
  return z.reduce((s, v, i) => s + ((i === k ? 1 - eps : 0) + eps / n) * (lse - v), 0);
}
export function smoothedCeGrad(z: number[], k: number, eps = 0.1) {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v, i) => v / s - (i === k ? 1 - eps : 0) - eps / z.length);
}
`,
    wrong: [
      [
        'return e.map((v, i) => v / s - (i === k ? 1 - eps : 0) - eps / z.length);',
        'return e.map((v, i) => v / s - (i === k ? 1 - eps : 0) - eps);',
      ],
    ],
  },
  {
    name: 'dfl-probs',
    text: `
export function dfl(S: number[], y: number): number {
  const l = Math.floor(y);
  const r = l + 1;
  return -(r - y) * Math.log(S[l]) - (y - l) * Math.log(S[r]);
}
export function dflGrad(S: number[], y: number): number[] {
  const l = Math.floor(y);
  const g = new Array(S.length).fill(0);
  g[l] = -(l + 1 - y) / S[l];
  g[l + 1] = -(y - l) / S[l + 1];
  return g;
}
`,
    wrong: [
      ['g[l] = -(l + 1 - y) / S[l];', 'g[l] = -(y - l) / S[l];'],
      ['g[l + 1] = -(y - l) / S[l + 1];\n  return g;', 'return g;'],
      ['g[l + 1] = -(y - l) / S[l + 1];', 'g[l + 1] = (y - l) / S[l + 1];'],
      ['g[l + 1] = -(y - l) / S[l + 1];', 'g[l + 1] = -(y - l) / S[l];'],
    ],
  },
  {
    name: 'dfl-ceil',
    text: `
export function dfl(p: number[], y: number): number {
  const lo = Math.floor(y),
    hi = Math.ceil(y);
  if (lo === hi) return -Math.log(p[lo]);
  return -(hi - y) * Math.log(p[lo]) - (y - lo) * Math.log(p[hi]);
}
export function dflGrad(p: number[], y: number): number[] {
  const lo = Math.floor(y),
    hi = Math.ceil(y);
  return p.map((v, i) => {
    if (lo === hi) return i === lo ? -1 / v : 0;
    if (i === lo) return -(hi - y) / v;
    if (i === hi) return -(y - lo) / v;
    return 0;
  });
}
`,
    wrong: [],
  },
  {
    name: 'huber-clamp',
    text: `
export const huberLoss = (y: number, t: number, d: number) => {
  const e = y - t;
  return Math.abs(e) < d ? (e * e) / 2 : d * Math.abs(e) - (d * d) / 2;
};
export const huberLossDerivative = (y: number, t: number, d: number) => Math.max(-d, Math.min(d, y - t));
`,
    wrong: [],
  },
  {
    name: 'mse-order',
    text: `
export const meanSquaredError = (expected: number[], actual: number[]) =>
  expected.reduce((s, e, i) => s + (e - actual[i]) ** 2, 0) / expected.length;
export const meanSquaredErrorDerivative = (expected: number[], actual: number[]) =>
  actual.map((a, i) => (2 / expected.length) * (a - expected[i]));
`,
    wrong: [
      [
        'actual.map((a, i) => (2 / expected.length) * (a - expected[i]));',
        'actual.map((a, i) => (2 / expected.length) * (expected[i] + a));',
      ],
    ],
  },
  {
    name: 'mse-obj',
    text: `
export const lossFns = {
  mse: { f: (y: number, t: number) => (y - t) ** 2, df: (y: number, t: number) => 2 * (y - t) },
  mae: { f: (y: number, t: number) => Math.abs(y - t), df: (y: number, t: number) => (y > t ? 1 : -1) },
  logcosh: {
    f: (y: number, t: number) => Math.log(Math.cosh(y - t)),
    df: (y: number, t: number) => Math.tanh(y - t),
  },
};
`,
    wrong: [
      [
        'mae: { f: (y: number, t: number) => Math.abs(y - t), df: (y: number, t: number) => (y > t ? 1 : -1) },',
        'mae: { f: (y: number, t: number) => Math.abs(y - t), df: (y: number, t: number) => (y > t ? -1 : 1) },',
      ],
      [
        'mae: { f: (y: number, t: number) => Math.abs(y - t), df: (y: number, t: number) => (y > t ? 1 : -1) },',
        'mae: { f: (y: number, t: number) => Math.abs(y - t), df: (y: number, t: number) => (y > 0 ? 1 : -1) },',
      ],
      ['df: (y: number, t: number) => Math.tanh(y - t),', 'df: (y: number, t: number) => Math.tanh(t - y),'],
    ],
  },
  {
    name: 'hinge',
    text: `
export function hinge(score: number, y: number, margin = 1) {
  return Math.max(0, margin - y * score);
}
export function hingeGrad(score: number, y: number, margin = 1) {
  return y * score < margin ? -y : 0;
}
`,
    wrong: [
      ['return y * score < margin ? -y : 0;', 'return y * score < 1 ? -y : 0;'],
      ['return y * score < margin ? -y : 0;', 'return y * score < margin ? y : 0;'],
      ['return y * score < margin ? -y : 0;', 'return score < margin ? -y : 0;'],
    ],
  },
]);

describe('few samples', () => {
  // Softmax cross-entropy for labels that sum to one; of a dozen samples hardly any has such labels.
  const text = `
export function softCe(z: number[], target: number[]): number {
  const lse = Math.log(z.reduce((a, v) => a + Math.exp(v), 0));
  return target.reduce((s, t, i) => s + t * (lse - z[i]), 0);
}
export function softCeGrad(z: number[], target: number[]): number[] {
  const e = z.map((v) => Math.exp(v));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v, i) => v / sum - target[i]);
}
`;
  for (const samples of [6, 8, 12, 20]) {
    it(`${samples} do not make a gradient wrong that is right for its labels`, () => {
      for (let seed = 1; seed <= 6; seed++) {
        const [pair] = createLossService(diskHost(), { samples, seed }).analyze('/few/a.ts', text).pairs;
        assert.notEqual(pair?.verdict, 'refuted', `seed ${seed}`);
      }
    });
  }
});
