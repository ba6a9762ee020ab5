/** @file Source texts that the benchmarks run on: a file with many pairs, in ordinary code, of the size that people have open. */

const templates: readonly ((name: string) => string)[] = [
  (n) => `
export function ${n}Bce(z: number, y: number): number {
  const p = 1 / (1 + Math.exp(-z));
  return -(y * Math.log(p) + (1 - y) * Math.log(1 - p));
}

/** Gradient of the cross-entropy with respect to the logit. */
export function ${n}BceGrad(z: number, y: number): number {
  const p = 1 / (1 + Math.exp(-z));
  return p - y;
}
`,
  (n) => `
export function ${n}Focal(z: number, y: number, gamma = 2, alpha = 0.25): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  const at = y === 1 ? alpha : 1 - alpha;
  return -at * Math.pow(1 - pt, gamma) * Math.log(pt);
}

export function ${n}FocalGrad(z: number, y: number, gamma = 2, alpha = 0.25): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  const at = y === 1 ? alpha : 1 - alpha;
  const sign = y === 1 ? 1 : -1;
  return at * sign * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(pt) + pt - 1);
}
`,
  (n) => `
export function ${n}Huber(pred: number, target: number, delta = 1): number {
  const r = pred - target;
  return Math.abs(r) <= delta ? 0.5 * r * r : delta * (Math.abs(r) - 0.5 * delta);
}

export function ${n}HuberGrad(pred: number, target: number, delta = 1): number {
  const r = pred - target;
  return Math.abs(r) <= delta ? r : delta * Math.sign(r);
}
`,
  (n) => `
export function ${n}Mse(pred: number[], target: number[]): number {
  let sum = 0;
  for (let i = 0; i < pred.length; i++) {
    sum += (pred[i] - target[i]) ** 2;
  }
  return sum / pred.length;
}

export function ${n}MseGrad(pred: number[], target: number[]): number[] {
  return pred.map((p, i) => (2 * (p - target[i])) / pred.length);
}
`,
  (n) => `
export function ${n}Gelu(x: number): number {
  const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  return 0.5 * x * (1 + Math.tanh(inner));
}

export function ${n}GeluGrad(x: number): number {
  const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  const t = Math.tanh(inner);
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2);
}
`,
];

/** A file with the given number of pairs, about 20 lines each with their comments. */
export function manyPairs(count: number): string {
  const parts = Array.from({ length: count }, (_, i) => {
    const notes = Array.from(
      { length: 8 },
      (_line, k) => `// Note ${k + 1} on pair ${i + 1}: see the design document.`,
    );
    return `${notes.join('\n')}\n${templates[i % templates.length]!(`pair${i}`)}`;
  });
  return parts.join('');
}
