/** @file The numbers that samples are made of: indices that select entries of another array. */
import assert from 'node:assert/strict';
import { drawPlan, drawScalar, type ScalarHints } from '../../../server/src/frontend/trace/inputs/domains.ts';

const ofThree: ScalarHints = {
  domain: null,
  fallback: null,
  indexes: 3,
  whole: true,
  count: false,
  isWindow: false,
  positive: false,
  isDistance: false,
  isFlag: false,
};

function drawnIndices(seed: number, sample: number): readonly number[] {
  const draw = drawPlan(seed, sample);
  return [0, 1, 2].map((k) => drawScalar(draw, `joints[${k}]`, ofThree));
}

describe('drawn indices', () => {
  const drawn = [1, 2, 3].flatMap((seed) => Array.from({ length: 20 }, (_, sample) => drawnIndices(seed, sample)));

  it('select entries that are there', () => {
    assert.ok(drawn.flat().every((i) => i === 0 || i === 1 || i === 2));
  });

  it('select different entries in every other sample, and the same one twice in some of the rest', () => {
    const distinct = drawn.filter((indices) => new Set(indices).size === 3);
    assert.ok(distinct.length >= drawn.length / 2);
    assert.ok(distinct.length < drawn.length);
  });
});
