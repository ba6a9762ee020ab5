/**
 * @file The two losses on which Gradcheck and other libraries are compared, as a user writes them. The text is checked, and the functions
 * are called by the differences, so that all work on the same.
 */

const gamma = 2;
const alpha = 0.25;

export function bceWithLogits(z: number, y: number): number {
  return Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
}

export function bceWithLogitsGrad(z: number, y: number): number {
  return 1 / (1 + Math.exp(-z)) - y;
}

export function sigmoidFocal(z: number, y: number): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y * p + (1 - y) * (1 - p);
  const at = y * alpha + (1 - y) * (1 - alpha);
  return -at * (1 - pt) ** gamma * Math.log(pt);
}

export function sigmoidFocalGrad(z: number, y: number): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y * p + (1 - y) * (1 - p);
  const at = y * alpha + (1 - y) * (1 - alpha);
  const byPt = gamma * (1 - pt) ** (gamma - 1) * Math.log(pt) - (1 - pt) ** gamma / pt;
  return at * byPt * (2 * y - 1) * p * (1 - p);
}
