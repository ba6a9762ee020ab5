/** @file The sliders of a plot: where they start, how they are ordered, and in which steps they move. */
import assert from 'node:assert/strict';
import type { PlotData } from '../../server/src/service/types.ts';
import { diskService } from '../harness/service.ts';

describe('plot parameters', () => {
  const service = diskService();
  const plot = (text: string): PlotData => {
    const data = service.plot('/plot/a.ts', text, { offset: text.lastIndexOf('return') });
    assert.ok(!('problem' in data), 'problem' in data ? data.problem : '');
    return data;
  };
  const ids = (text: string): readonly string[] => plot(text).parameters.map(({ id }) => id);

  const focal = `
export function focal(z: number, y: number, gamma = 2, alpha = 0.25): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  const at = y === 1 ? alpha : 1 - alpha;
  return -at * Math.pow(1 - pt, gamma) * Math.log(pt);
}
export function focalGrad(z: number, y: number, gamma = 2, alpha = 0.25): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  const at = y === 1 ? alpha : 1 - alpha;
  return (y === 1 ? 1 : -1) * at * Math.pow(1 - pt, gamma) * (gamma * pt * Math.log(pt) + pt - 1);
}
`;

  it('start at the defaults of the code, in the order of the declaration', () => {
    const { parameters } = plot(focal);
    assert.deepEqual(
      parameters.map(({ id }) => id),
      ['z', 'y', 'gamma', 'alpha'],
    );
    assert.deepEqual(
      parameters.slice(2).map(({ value }) => value),
      [2, 0.25],
    );
  });

  it('give a whole picture, and the numbers of the formula, however often they are moved', () => {
    for (let i = 0; i < 25; i++) {
      const gamma = 1 + i / 10;
      const data = service.plot('/plot/a.ts', focal, { offset: focal.lastIndexOf('return'), values: { gamma, y: 1 } });
      assert.ok(!('problem' in data));
      const [value, derived, written] = data.series;
      data.x.forEach((z, k) => {
        const p = 1 / (1 + Math.exp(-z));
        const expected = -0.25 * (1 - p) ** gamma * Math.log(p);
        const slope = 0.25 * (1 - p) ** gamma * (gamma * p * Math.log(p) + p - 1);
        for (const [y, goal] of [
          [value!.y[k], expected],
          [derived!.y[k], slope],
          [written!.y[k], slope],
        ] as const)
          assert.ok(
            y !== null && Math.abs(y! - goal) <= 1e-6 * Math.abs(goal),
            `gamma ${gamma}, z ${z}: ${y} for ${goal}`,
          );
      });
    }
  });

  it('start at plain numbers where there is no default', () => {
    const [z] = plot(focal).parameters;
    assert.equal(z!.value, Number(z!.value.toPrecision(1)));
  });

  it('move labels from one class to the other', () => {
    const y = plot(focal).parameters[1]!;
    assert.deepEqual([y.min, y.max, y.step], [0, 1, 1]);
    assert.ok(y.value === 0 || y.value === 1);
  });

  it('leave targets of a regression free', () => {
    const target = plot(`
export function squared(pred: number, target: number): number {
  return (pred - target) ** 2;
}
export function squaredGrad(pred: number, target: number): number {
  return 2 * (pred - target);
}
`).parameters[1]!;
    assert.equal(target.step, null);
  });

  it('start at the defaults of destructured options', () => {
    const { parameters } = plot(`
export function scaled(x: number, { power = 3, scale = 0.5 } = {}): number {
  return scale * Math.pow(Math.abs(x) + 1, power);
}
export function scaledGrad(x: number, { power = 3, scale = 0.5 } = {}): number {
  return scale * power * Math.pow(Math.abs(x) + 1, power - 1) * Math.sign(x);
}
`);
    assert.deepEqual(
      parameters.slice(1).map(({ id, value }) => [id.replace(/^.*\./, ''), value]),
      [
        ['power', 3],
        ['scale', 0.5],
      ],
    );
  });

  it('are in the order of the declaration even when the code reads them in another', () => {
    assert.deepEqual(
      ids(`
export interface Pair { left: number; right: number }
export function odd(pair: Pair, xs: readonly [number, number, number], k: number): number {
  return k * xs[2] * xs[0] + xs[1] * pair.right * pair.left;
}
/** @gradientOf odd wrt k */
export function oddGrad(k: number, xs: readonly [number, number, number], pair: Pair): number {
  return xs[2] * xs[0];
}
`),
      ['pair.left', 'pair.right', 'xs[0]', 'xs[1]', 'xs[2]', 'k'],
    );
  });

  it('let what selects an entry move over the entries', () => {
    const target = plot(`
export function nll(logits: number[], target: number): number {
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return Math.log(total) - logits[target];
}
export function nllGrad(logits: number[], target: number): number[] {
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return logits.map((z, i) => Math.exp(z) / total - (i === target ? 1 : 0));
}
`);
    const entries = target.parameters.filter(({ id }) => id.startsWith('logits')).length;
    const selector = target.parameters.at(-1)!;
    assert.deepEqual([selector.id, selector.min, selector.max], ['target', 0, entries - 1]);
  });

  it('stay where the value is defined', () => {
    const data = plot(`
export function gap(low: number, high: number): number {
  if (high <= low || high > low + 0.3) throw new RangeError('no gap');
  return (high - low) ** 2;
}
/** @gradientOf gap wrt high */
export function gapGrad(low: number, high: number): number {
  return 2 * (high - low);
}
`);
    const [low, high] = data.parameters;
    assert.ok(low!.value < high!.value);
  });
});
