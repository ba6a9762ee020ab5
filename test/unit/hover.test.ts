/** @file Sentences of hovers: names of the code stand in backticks, so that shells can tell them from prose. */
import assert from 'node:assert/strict';
import type { HoverInfo } from '../../server/src/service/types.ts';
import { diskService } from '../harness/service.ts';

const text = `
export function focalLoss(z: number, y: number, gamma = 2): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  return -Math.pow(1 - pt, gamma) * Math.log(pt);
}
export function focalLossGrad(z: number, y: number, gamma = 2): number {
  const p = 1 / (1 + Math.exp(-z));
  const pt = y === 1 ? p : 1 - p;
  return (y === 1 ? 1 : -1) * Math.pow(1 - pt, gamma) * (gamma * Math.log(pt) + pt - 1);
}
export function scaled(x: number): number {
  return 3 * x * x;
}
export function scaledBackward(x: number, dy: number): number {
  return 6 * x * dy;
}
`;

describe('hover sentences', () => {
  const service = diskService();
  const hoverOn = (part: string): HoverInfo => {
    const info = service.hover('/hover/a.ts', text, text.indexOf(part));
    assert.ok(info !== null, part);
    return info;
  };

  it('set the name of a loss apart', () => {
    assert.match(
      hoverOn('focalLoss(').headline,
      /^Loss `focalLoss`\. `focalLossGrad` is not the derivative of `focalLoss`/,
    );
  });

  it('set the name of a local apart', () => {
    assert.equal(hoverOn('pt, gamma)').headline, '`pt`: intermediate of the loss');
    assert.equal(hoverOn('z));').headline, '`z`: input of the loss');
  });

  it('set conditions of the shown branch and upstream factors apart', () => {
    const branch = hoverOn('focalLoss(').notes.find((note) => note.startsWith('Shown'));
    assert.match(branch ?? '', /^Shown for the branch where `y === 1` is (true|false)\.$/);
    const notes = hoverOn('scaledBackward').notes;
    assert.ok(notes.includes('Read times the upstream gradient `dy`.'), notes.join());
  });

  it('say with its stable code and place why a pair is undetermined', () => {
    const undecided = `export const noisy = (x: number): number => x * x;
export const noisyGrad = (x: number): number => {
  return 2 * x + Math.random();
};
`;
    const hover = (source: string): HoverInfo | null =>
      service.hover('/hover/noisy.ts', source, source.indexOf('noisyGrad'));
    assert.ok(hover(undecided)?.notes.includes('Reason: `unsupported-call` at `noisy.ts:3`.'));
    const moved = hover(`// A line above.\n\n${undecided}`);
    assert.ok(moved?.notes.includes('Reason: `unsupported-call` at `noisy.ts:5`.'), moved?.notes.join());
  });
});
