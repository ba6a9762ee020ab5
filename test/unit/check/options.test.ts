/** @file Right gradients and what becomes of them when a line is wrong; options: texts, enumerations, defaults, hyperparameters that are differentiated, upstream factors. */
import { testGradients } from './gradients.ts';

testGradients('options', [
  {
    name: 'enum-switch',
    text: `
export enum Act {
  Relu,
  Sigmoid,
  Tanh,
}
export function activate(kind: Act, x: number): number {
  switch (kind) {
    case Act.Relu:
      return x > 0 ? x : 0;
    case Act.Sigmoid:
      return 1 / (1 + Math.exp(-x));
    case Act.Tanh:
      return Math.tanh(x);
  }
}
export function activateDerivative(kind: Act, x: number): number {
  switch (kind) {
    case Act.Relu:
      return x > 0 ? 1 : 0;
    case Act.Sigmoid: {
      const s = 1 / (1 + Math.exp(-x));
      return s * (1 - s);
    }
    case Act.Tanh:
      return 1 - Math.tanh(x) ** 2;
  }
}
`,
    wrong: [['return 1 - Math.tanh(x) ** 2;', 'return 1 - Math.tanh(x);']],
  },
  {
    name: 'str-switch',
    text: `
type Name = 'relu' | 'sigmoid' | 'tanh';
export function act(name: Name, x: number): number {
  if (name === 'relu') return Math.max(0, x);
  if (name === 'sigmoid') return 1 / (1 + Math.exp(-x));
  return Math.tanh(x);
}
export function actGrad(name: Name, x: number): number {
  if (name === 'relu') return x > 0 ? 1 : 0;
  if (name === 'sigmoid') {
    const s = act('sigmoid', x);
    return s * (1 - s);
  }
  const t = act(name, x);
  return 1 - t * t;
}
`,
    wrong: [['return s * (1 - s);', 'return s * (1 + s);']],
  },
  {
    name: 'str-switch-untyped',
    language: 'js',
    text: `
export function act(name, x) {
  switch (name) {
    case 'relu':
      return Math.max(0, x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    default:
      throw new Error('unknown ' + name);
  }
}
export function actGrad(name, x) {
  switch (name) {
    case 'relu':
      return x > 0 ? 1 : 0;
    case 'sigmoid': {
      const s = act('sigmoid', x);
      return s * (1 - s);
    }
    case 'tanh': {
      const t = act(name, x);
      return 1 - t * t;
    }
    default:
      throw new Error('unknown');
  }
}
`,
    wrong: [['return s * (1 - s);', 'return s * (1 + s);']],
  },
  {
    name: 'bce-enum',
    text: `
enum Reduction {
  Mean = 'mean',
  Sum = 'sum',
}
export function bce(z: number[], y: number[], reduction: Reduction = Reduction.Mean): number {
  let s = 0;
  z.forEach((v, i) => {
    s += Math.log1p(Math.exp(v)) - y[i] * v;
  });
  switch (reduction) {
    case Reduction.Mean:
      return s / z.length;
    case Reduction.Sum:
      return s;
  }
}
export function bceGrad(z: number[], y: number[], reduction: Reduction = Reduction.Mean): number[] {
  const k = reduction === Reduction.Mean ? 1 / z.length : 1;
  return z.map((v, i) => k * (1 / (1 + Math.exp(-v)) - y[i]));
}
`,
    wrong: [['const k = reduction === Reduction.Mean ? 1 / z.length : 1;', 'const k = 1 / z.length;']],
  },
  {
    name: 'bce-factory',
    text: `
export function makeBce(reduction: 'mean' | 'sum' | 'none') {
  const loss = (z: number[], y: number[]) => {
    const per = z.map((v, i) => Math.log1p(Math.exp(v)) - y[i] * v);
    const s = per.reduce((a, b) => a + b, 0);
    return reduction === 'mean' ? s / z.length : s;
  };
  const lossGrad = (z: number[], y: number[]) =>
    z.map((v, i) => (1 / (1 + Math.exp(-v)) - y[i]) / (reduction === 'mean' ? z.length : 1));
  return { loss, lossGrad };
}
`,
    wrong: [
      [
        "const lossGrad = (z: number[], y: number[]) =>\n    z.map((v, i) => (1 / (1 + Math.exp(-v)) - y[i]) / (reduction === 'mean' ? z.length : 1));",
        'const lossGrad = (z: number[], y: number[]) => z.map((v, i) => (1 / (1 + Math.exp(-v)) - y[i]) / 1);',
      ],
    ],
  },
  {
    name: 'focal-array',
    text: `
export function focalLoss(
  logits: number[],
  targets: number[],
  {
    alpha = 0.25,
    gamma = 2.0,
    reduction = 'mean',
  }: { alpha?: number; gamma?: number; reduction?: 'mean' | 'sum' } = {},
): number {
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    const p = 1 / (1 + Math.exp(-logits[i]));
    const pt = targets[i] === 1 ? p : 1 - p;
    const a = targets[i] === 1 ? alpha : 1 - alpha;
    total += -a * Math.pow(1 - pt, gamma) * Math.log(Math.max(pt, 1e-12));
  }
  return reduction === 'mean' ? total / logits.length : total;
}
export function focalLossGrad(
  logits: number[],
  targets: number[],
  {
    alpha = 0.25,
    gamma = 2.0,
    reduction = 'mean',
  }: { alpha?: number; gamma?: number; reduction?: 'mean' | 'sum' } = {},
): number[] {
  const scale = reduction === 'mean' ? 1 / logits.length : 1;
  return logits.map((z, i) => {
    const p = 1 / (1 + Math.exp(-z));
    const y = targets[i];
    const pt = y === 1 ? p : 1 - p;
    const a = y === 1 ? alpha : 1 - alpha;
    const dir = y === 1 ? 1 : -1;
    return scale * a * dir * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(Math.max(pt, 1e-12)) - (1 - pt));
  });
}
`,
    wrong: [
      [
        'return scale * a * dir * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(Math.max(pt, 1e-12)) - (1 - pt));',
        'return scale * a * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(Math.max(pt, 1e-12)) - (1 - pt));',
      ],
      [
        'return scale * a * dir * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(Math.max(pt, 1e-12)) - (1 - pt));',
        'return a * dir * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(Math.max(pt, 1e-12)) - (1 - pt));',
      ],
    ],
  },
  {
    name: 'leaky',
    text: `
export function leakyRelu(x: number, alpha = 0.01): number {
  return x >= 0 ? x : alpha * x;
}
export function leakyReluDerivative(x: number, alpha = 0.01): number {
  return x >= 0 ? 1 : alpha;
}
`,
    wrong: [
      ['return x >= 0 ? 1 : alpha;', 'return x >= 0 ? 1 : 0.01;'],
      ['return x >= 0 ? 1 : alpha;', 'return x >= 0 ? 1 : alpha * x;'],
      ['return x >= 0 ? 1 : alpha;', 'return x >= 0 ? 1 : 0;'],
      ['return x >= 0 ? 1 : alpha;', 'return x >= 1 ? 1 : alpha;'],
    ],
  },
  {
    name: 'gaussian-nll',
    text: `
export function gaussianNll(mu: number, sigma: number, x: number) {
  return Math.log(sigma) + 0.5 * ((x - mu) / sigma) ** 2;
}
export function gaussianNllGrad(mu: number, sigma: number, x: number): [number, number] {
  const z = (x - mu) / sigma;
  return [-z / sigma, (1 - z * z) / sigma];
}
`,
    wrong: [
      ['return [-z / sigma, (1 - z * z) / sigma];', 'return [z / sigma, (1 - z * z) / sigma];'],
      ['return [-z / sigma, (1 - z * z) / sigma];', 'return [-z / sigma, (1 - z * z) / sigma ** 2];'],
    ],
  },
  {
    name: 'three-params',
    text: `
export function f(a: number, b: number, c: number) {
  return a * b + Math.sin(c) * a;
}
export function gradF(a: number, b: number, c: number) {
  return [b + Math.sin(c), a, a * Math.cos(c)];
}
`,
    wrong: [['return [b + Math.sin(c), a, a * Math.cos(c)];', 'return [a, b + Math.sin(c), a * Math.cos(c)];']],
  },
  {
    name: 'sigmoid-stable',
    text: `
export function sigmoid(z: number): number {
  if (z >= 0) {
    const e = Math.exp(-z);
    return 1 / (1 + e);
  }
  const e = Math.exp(z);
  return e / (1 + e);
}
export function sigmoidGrad(z: number, dy: number): number {
  const s = sigmoid(z);
  return dy * s * (1 - s);
}
`,
    wrong: [
      ['return dy * s * (1 - s);', 'return s * (1 - s);'],
      ['return dy * s * (1 - s);', 'return dy * dy * s * (1 - s);'],
    ],
  },
  {
    name: 'sigmoid-upfirst',
    text: `
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sigmoidBackward = (dout: number, out: number): number => dout * out * (1 - out);
`,
    wrong: [
      [
        'const sigmoidBackward = (dout: number, out: number): number => dout * out * (1 - out);',
        'const sigmoidBackward = (dout: number, out: number): number => dout + out * (1 - out);',
      ],
    ],
  },
  {
    name: 'optional-upstream',
    text: `
export function softplus(x: number) {
  return Math.log1p(Math.exp(x));
}
export function softplusGrad(x: number, dy = 1) {
  return dy / (1 + Math.exp(-x));
}
`,
    wrong: [],
  },
  {
    name: 'weights-opt',
    text: `
export function wmse(p: number[], t: number[], w?: number[]) {
  let s = 0;
  for (let i = 0; i < p.length; i++) s += (w ? w[i] : 1) * (p[i] - t[i]) ** 2;
  return s;
}
export function wmseGrad(p: number[], t: number[], w?: number[]) {
  return p.map((v, i) => 2 * (w?.[i] ?? 1) * (v - t[i]));
}
`,
    wrong: [],
  },
]);
