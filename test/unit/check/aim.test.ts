/** @file Mistakes in regions that random samples miss: thin ones, far ones, those behind several conditions. */
import { testGradients } from './gradients.ts';

testGradients('regions that are aimed at', [
  {
    name: 'threshold at 1 instead of 0',
    text: `
export function leaky(x: number): number { return x >= 0 ? x : 0.1 * x; }
export function leakyGrad(x: number): number { return x >= 0 ? 1 : 0.1; }
`,
    wrong: [
      ['x >= 0 ? 1', 'x >= 1 ? 1'],
      ['x >= 0 ? 1', 'x >= 0.01 ? 1'],
    ],
  },
  {
    name: 'a threshold of the gradient alone',
    text: `
export function square(x: number): number { return x * x; }
export function squareGrad(x: number): number { if (x > 9000) return x * 2; return 2 * x; }
`,
    wrong: [
      ['if (x > 9000) return x * 2', 'if (x > 9000) return x * 3'],
      ['if (x > 9000) return x * 2', 'if (x > 7.3 && x < 7.4) return x'],
      ['if (x > 9000) return x * 2', 'if (Math.abs(x - 7.35) < 0.02) return x'],
      ['if (x > 9000) return x * 2', 'if ((x - 7.35) ** 2 < 0.001) return x'],
    ],
  },
  {
    name: 'entries of an array',
    text: `
export function knee(x: number[]): number { return x.reduce((s, v) => s + (v > 2 ? 4 * v - 4 : v * v), 0); }
export function kneeGrad(x: number[]): number[] { return x.map((v, i) => (v > 2 ? 4 : 2 * v)); }
`,
    wrong: [
      ['v > 2 ? 4 :', 'v > 2 ? (i === 2 ? 4.1 : 4) :'],
      ['v > 2 ? 4 :', 'v > 2.1 ? 4 :'],
    ],
  },
  {
    name: 'a sum over an array',
    text: `
export function total(x: number[]): number { const s = x.reduce((a, b) => a + b, 0); return s > 25 ? s * s : s; }
export function totalGrad(x: number[]): number[] { const s = x.reduce((a, b) => a + b, 0); return x.map(() => (s > 25 ? 2 * s : 1)); }
`,
    wrong: [['s > 25 ? 2 * s', 's > 25 ? s']],
  },
  {
    name: 'conditions on two variables',
    text: `
export function coupled(u: number, v: number): number { if (u * v > 3) return u * u * v; if (u / v > 4) return u * u; return u * u + v * v > 50 ? u * v : u + v; }
export function coupledGrad(u: number, v: number): [number, number] { if (u * v > 3) return [2 * u * v, u * u]; if (u / v > 4) return [2 * u, 0]; return u * u + v * v > 50 ? [v, u] : [1, 1]; }
`,
    wrong: [
      ['[2 * u * v, u * u]', '[2 * u * v, u]'],
      ['[2 * u, 0]', '[u, 0]'],
      ['[v, u]', '[v, v]'],
    ],
  },
  {
    name: 'conditions inside conditions',
    text: `
export function nested(u: number, v: number, w: number): number { if (u > 6) { if (v < -4) { if (w > 5) return u * v * w; return u; } return v; } return u + w; }
export function nestedGrad(u: number, v: number, w: number): [number, number, number] { if (u > 6) { if (v < -4) { if (w > 5) return [v * w, u * w, u * v]; return [1, 0, 0]; } return [0, 1, 0]; } return [1, 0, 1]; }
`,
    wrong: [
      ['u * w, u * v]', 'u * w, u * u]'],
      ['[1, 0, 0]', '[1, 1, 0]'],
      ['[0, 1, 0]', '[0, 2, 0]'],
    ],
  },
  {
    name: 'a condition on an exponential',
    text: `
export function steep(x: number): number { return Math.exp(x) > 1000 ? 3 * x : x; }
export function steepGrad(x: number): number { return Math.exp(x) > 1000 ? 3 : 1; }
`,
    wrong: [['? 3 : 1', '? 2 : 1']],
  },
  {
    name: 'one value of a parameter',
    text: `
export function power(x: number, n: number): number { return n === 1 ? x : x ** n; }
export function powerGrad(x: number, n: number): number { return n === 1 ? 1 : n * x ** (n - 1); }
`,
    wrong: [['n === 1 ? 1', 'n === 1 ? 0.5']],
  },
  {
    name: 'the end of a range of probabilities',
    text: `
export function late(p: number): number { return p > 0.97 ? -2 * Math.log(p) : -Math.log(p); }
export function lateGrad(p: number): number { return p > 0.97 ? -2 / p : -1 / p; }
`,
    wrong: [['p > 0.97 ? -2 / p : -1 / p', '-1 / p']],
  },
  {
    name: 'a switch',
    text: `
export function norm(kind: string, r: number): number { switch (kind) { case 'l1': return Math.abs(r); case 'l2': return r * r; case 'huber': return Math.abs(r) < 1 ? 0.5 * r * r : Math.abs(r) - 0.5; default: return 0; } }
export function normGrad(kind: string, r: number): number { switch (kind) { case 'l1': return Math.sign(r); case 'l2': return 2 * r; case 'huber': return Math.abs(r) < 1 ? r : Math.sign(r); default: return 0; } }
`,
    wrong: [
      ['< 1 ? r :', '< 1 ? 0.5 * r :'],
      ["case 'l2': return 2 * r", "case 'l2': return r"],
    ],
  },
  {
    name: 'labels that the first excuse does not cover',
    text: `
export function huber(p: number[], t: number[], delta = 1): number { return p.reduce((s, v, i) => { const d = v - t[i]; return s + (Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta)); }, 0); }
export function huberGrad(p: number[], t: number[], delta = 1): number[] { return p.map((v, i) => { const d = v - t[i]; return Math.abs(d) <= delta ? d : d > 0 ? delta : -delta; }); }
`,
    wrong: [['d > 0 ? delta : -delta', 'd > 0 ? delta : -1']],
  },
]);
