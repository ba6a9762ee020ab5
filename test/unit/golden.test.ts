/**
 * @file The references' values and gradients against numbers computed by torch, or exactly where torch rounds or clamps.
 * Points on a kink are left out: what a gradient is there is a convention.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Json } from '../../server/src/service/types.ts';
import { diskService, repository } from '../harness/service.ts';

/** Infinite entries are the texts `inf` and `-inf`, in the files as in the service's answers. */
type Tensor = number | string | readonly Tensor[];
type Gradients = { readonly [input: string]: Tensor };

interface GoldenPoint {
  readonly tag: string;
  readonly kink: boolean;
  readonly inputs: { readonly [name: string]: Tensor };
  readonly params: { readonly [name: string]: Json };
  readonly value: Tensor;
  readonly grad: Gradients;
  readonly exact?: { readonly value: Tensor; readonly grad: Gradients };
}

const files = [
  'bce_with_logits',
  'bce_prob',
  'sigmoid_focal',
  'ciou_detached_xyxy',
  'ciou_detached_cxcywh',
  'ciou_full_xyxy',
  'ciou_full_cxcywh',
  'dfl_softmax',
  'dfl_logits',
] as const;

describe('references at golden points', () => {
  const service = diskService();
  for (const file of files) {
    const golden = JSON.parse(readFileSync(new URL(`test/golden/${file}.json`, repository), 'utf8')) as {
      readonly points: readonly GoldenPoint[];
    };
    const points = golden.points.filter((point) => !point.kink);
    it(`${file}: ${points.length} points`, () => {
      assert.ok(points.length >= 60);
      for (const point of points) checkPoint(file, point);
    });
  }

  function checkPoint(file: string, point: GoldenPoint): void {
    // The golden files write `none` for single samples, which need no reduction.
    const { reduction, ...params } = point.params;
    const at = { ...point.inputs, ...params, ...(reduction === 'none' ? {} : { reduction }) } as {
      readonly [name: string]: Json;
    };
    const result = service.evaluateReference(file, at);
    const place = `${file} at ${JSON.stringify(at)}`;
    if ('problem' in result) assert.fail(`${place}: ${result.problem}`);
    const { value, grad } = point.exact ?? point;
    assertNear(flat(result.value as Tensor)[0]!, flat(value)[0]!, 0, `value of ${place}`);
    const names = Object.keys(result.gradient);
    assert.ok(names.length > 0, place);
    for (const name of names) {
      const expected = flat(grad[name]!);
      const actual = flat(result.gradient[name] as Tensor);
      assert.equal(actual.length, expected.length, `${name} of ${place}`);
      const largest = Math.max(...expected.filter(Number.isFinite).map(Math.abs), 0);
      actual.forEach((a, i) => assertNear(a, expected[i]!, largest, `d/d${name}[${i}] of ${place}`));
    }
  }
});

function flat(tensor: Tensor): readonly number[] {
  if (typeof tensor === 'object') return tensor.flatMap(flat);
  return [typeof tensor === 'number' ? tensor : { inf: Infinity, '-inf': -Infinity }[tensor]!];
}

/** The golden numbers are rounded sums themselves: 1e-9 of the number, or 1e-12 of the largest beside it. */
function assertNear(actual: number, expected: number, largest: number, what: string): void {
  const bound = 1e-9 * Math.abs(expected) + 1e-12 * largest;
  const isNear = actual === expected || Math.abs(actual - expected) <= bound;
  assert.ok(
    isNear && Number.isFinite(actual) === Number.isFinite(expected),
    `${what}: ${actual} instead of ${expected}`,
  );
}
