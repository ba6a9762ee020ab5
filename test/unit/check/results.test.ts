/** @file Right gradients and what becomes of them when a line is wrong; where the result is: returned, written into an argument, kept in the object. */
import { testGradients } from './gradients.ts';

testGradients('results', [
  {
    name: 'act-f32',
    text: `
export function tanhForward(x: Float32Array, out: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]);
}
export function tanhBackward(x: Float32Array, dy: Float32Array, dx: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const t = Math.tanh(x[i]);
    dx[i] = dy[i] * (1 - t * t);
  }
}
`,
    wrong: [['dx[i] = dy[i] * (1 - t * t);', 'dx[i] = 1 - t * t;']],
  },
  {
    name: 'bce-f32-out',
    text: `
export function bceForward(logits: Float32Array, targets: Float32Array): number {
  let l = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i];
    l += Math.max(z, 0) - z * targets[i] + Math.log(1 + Math.exp(-Math.abs(z)));
  }
  return l / logits.length;
}
export function bceBackward(logits: Float32Array, targets: Float32Array, grad: Float32Array): void {
  const n = logits.length;
  for (let i = 0; i < n; i++) grad[i] = (1 / (1 + Math.exp(-logits[i])) - targets[i]) / n;
}
`,
    wrong: [
      [
        'for (let i = 0; i < n; i++) grad[i] = (1 / (1 + Math.exp(-logits[i])) - targets[i]) / n;',
        'for (let i = 0; i < n; i++) grad[i] = 1 / (1 + Math.exp(-logits[i])) - targets[i];',
      ],
    ],
  },
  {
    name: 'bce-accumulate',
    text: `
export function bceForward(logits: Float64Array, targets: Float64Array): number {
  let l = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i];
    l += Math.max(z, 0) - z * targets[i] + Math.log(1 + Math.exp(-Math.abs(z)));
  }
  return l;
}
export function bceBackward(logits: Float64Array, targets: Float64Array, dLogits: Float64Array): void {
  for (let i = 0; i < logits.length; i++) dLogits[i] += 1 / (1 + Math.exp(-logits[i])) - targets[i];
}
`,
    wrong: [],
  },
  {
    name: 'optional-out',
    language: 'js',
    text: `
exports.banana = {
  f: (X) => (1 - X[0]) ** 2 + 100 * (X[1] - X[0] ** 2) ** 2,
  fprime: (X, out) => {
    out = out || [0, 0];
    const [x, y] = X;
    out[0] = -2 * (1 - x) - 400 * x * (y - x * x);
    out[1] = 200 * (y - x * x);
    return out;
  },
};
`,
    wrong: [['out[1] = 200 * (y - x * x);', 'out[1] = 100 * (y - x * x);']],
  },
  {
    name: 'class-state',
    text: `
export class Sigmoid {
  private y = 0;
  forward(x: number): number {
    this.y = 1 / (1 + Math.exp(-x));
    return this.y;
  }
  backward(dy: number): number {
    return dy * this.y * (1 - this.y);
  }
}
`,
    wrong: [['return dy * this.y * (1 - this.y);', 'return dy * this.y;']],
  },
  {
    name: 'layer-array',
    text: `
export class ReLU {
  private mask: number[] = [];
  forward(xs: number[]): number[] {
    this.mask = xs.map((x) => (x > 0 ? 1 : 0));
    return xs.map((x, i) => x * this.mask[i]);
  }
  backward(dout: number[]): number[] {
    return dout.map((d, i) => d * this.mask[i]);
  }
}
`,
    wrong: [],
  },
  {
    name: 'mse-class-state',
    text: `
class MSELoss {
  forward(p: number[], t: number[]) {
    this.p = p;
    this.t = t;
    return p.reduce((s, v, i) => s + (v - t[i]) ** 2, 0) / p.length;
  }
  backward() {
    return this.p.map((v, i) => (2 * (v - this.t[i])) / this.p.length);
  }
  p: number[] = [];
  t: number[] = [];
}
export default MSELoss;
`,
    wrong: [],
  },
  {
    name: 'prelu',
    text: `
export function prelu(x: number[], a: number[]): number[] {
  return x.map((v, i) => (v > 0 ? v : a[i] * v));
}
export function preluBackward(x: number[], a: number[], dy: number[]): { dx: number[]; da: number[] } {
  const dx = x.map((v, i) => (v > 0 ? dy[i] : a[i] * dy[i]));
  const da = x.map((v, i) => (v > 0 ? 0 : v * dy[i]));
  return { dx, da };
}
`,
    wrong: [
      [
        'const da = x.map((v, i) => (v > 0 ? 0 : v * dy[i]));',
        'const da = x.map((v, i) => (v > 0 ? 0 : a[i] * dy[i]));',
      ],
    ],
  },
  {
    name: 'triplet',
    text: `
export function triplet(a: number[], p: number[], n: number[], margin = 0.2): number {
  let dp = 0,
    dn = 0;
  for (let i = 0; i < a.length; i++) {
    dp += (a[i] - p[i]) ** 2;
    dn += (a[i] - n[i]) ** 2;
  }
  return Math.max(dp - dn + margin, 0);
}
export function tripletGrad(
  a: number[],
  p: number[],
  n: number[],
  margin = 0.2,
): { a: number[]; p: number[]; n: number[] } {
  if (triplet(a, p, n, margin) <= 0) {
    const z = a.map(() => 0);
    return { a: z, p: z, n: z };
  }
  return {
    a: a.map((_, i) => 2 * (n[i] - p[i])),
    p: a.map((v, i) => 2 * (p[i] - v)),
    n: a.map((v, i) => 2 * (v - n[i])),
  };
}
`,
    wrong: [['a: a.map((_, i) => 2 * (n[i] - p[i])),', 'a: a.map((_, i) => 2 * (p[i] - n[i])),']],
  },
  {
    name: 'bce-flat-matrix',
    text: `
interface Mat {
  rows: number;
  cols: number;
  data: Float64Array;
}
export function bce(p: Mat, y: Mat): number {
  let s = 0;
  for (let i = 0; i < p.rows * p.cols; i++)
    s += -y.data[i] * Math.log(p.data[i]) - (1 - y.data[i]) * Math.log(1 - p.data[i]);
  return s / p.rows;
}
export function bceGrad(p: Mat, y: Mat): Mat {
  const data = new Float64Array(p.rows * p.cols);
  for (let i = 0; i < data.length; i++) data[i] = (p.data[i] - y.data[i]) / (p.data[i] * (1 - p.data[i])) / p.rows;
  return { rows: p.rows, cols: p.cols, data };
}
`,
    wrong: [
      [
        'for (let i = 0; i < data.length; i++) data[i] = (p.data[i] - y.data[i]) / (p.data[i] * (1 - p.data[i])) / p.rows;',
        'for (let i = 0; i < data.length; i++)\n    data[i] = (p.data[i] - y.data[i]) / (p.data[i] * (1 - p.data[i])) / (p.rows * p.cols);',
      ],
    ],
  },
  {
    name: 'softmax-out-jac',
    text: `
export function softmax(x: number[]): number[] {
  const m = Math.max(...x);
  const e = x.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b);
  return e.map((v) => v / s);
}
export function softmaxDerivative(s: number[]): number[][] {
  const n = s.length;
  const J: number[][] = [];
  for (let i = 0; i < n; i++) {
    J[i] = [];
    for (let j = 0; j < n; j++) J[i][j] = i === j ? s[i] * (1 - s[i]) : -s[i] * s[j];
  }
  return J;
}
`,
    wrong: [
      [
        'for (let j = 0; j < n; j++) J[i][j] = i === j ? s[i] * (1 - s[i]) : -s[i] * s[j];',
        'for (let j = 0; j < n; j++) J[i][j] = i === j ? s[i] * (1 - s[i]) : s[i] * s[j];',
      ],
    ],
  },
  {
    name: 'bce-destr',
    text: `
type Arg = { logit: number; label: 0 | 1 };
export const logLoss = ({ logit, label }: Arg) => Math.log(1 + Math.exp(label === 1 ? -logit : logit));
export const logLossGrad = ({ logit, label }: Arg) => 1 / (1 + Math.exp(-logit)) - label;
`,
    wrong: [
      [
        'export const logLossGrad = ({ logit, label }: Arg) => 1 / (1 + Math.exp(-logit)) - label;',
        'export const logLossGrad = ({ logit, label }: Arg) => 1 / (1 + Math.exp(-logit)) - logit;',
      ],
    ],
  },
]);
