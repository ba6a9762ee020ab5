/** @file What a verdict does not cover: sides of conditions that no sample took, and nothing else that a path depends on. */
import assert from 'node:assert/strict';
import { diskService } from '../../harness/service.ts';

describe('branches that no sample took', () => {
  const service = diskService();
  const unreachedIn = (text: string): readonly string[] =>
    service.analyze('/unreached/a.ts', text).pairs.flatMap((pair) => pair.unreachedBranches);

  it('are named with their line', () => {
    const text = `
export function far(x: number): number {
  if (x * x < -1) return 0;
  return x * x;
}
export function farGrad(x: number): number {
  return 2 * x;
}
`;
    assert.deepEqual(unreachedIn(text), ['`x * x < -1` is true (line 3)']);
  });

  it('are not the indices that an entry is read at', () => {
    const text = `
export function pick(logits: number[], target: number): number {
  const left = Math.floor(target);
  return logits[left] * 2 + logits[left + 1] * 3;
}
export function pickGrad(logits: number[], target: number): number[] {
  const grad = logits.map(() => 0);
  const left = Math.floor(target);
  grad[left] += 2;
  grad[left + 1] += 3;
  return grad;
}
`;
    assert.deepEqual(unreachedIn(text), []);
  });
});
