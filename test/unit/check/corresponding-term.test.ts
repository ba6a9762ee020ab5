/** @file The term of the value that a wrong gradient is said to go wrong in; none where the whole of it is, or it is no single one. */
import assert from 'node:assert/strict';
import { diskService } from '../../harness/service.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  /** As it stands in the value; null when only the value's name is to be shown. */
  readonly term: string | null;
}

const ridge = (gradient: string): string => `
export function ridge(x: number, y: number, lambda: number): number {
  const d = x - y;
  return 0.5 * d * d + lambda * Math.log(1 + x * x) - 0.1 * Math.cos(x);
}
export function ridgeGrad(x: number, y: number, lambda: number): number {
  const d = x - y;
  return ${gradient};
}`;

const cases: readonly Case[] = [
  {
    name: 'a factor of one term',
    text: ridge('d + (lambda * x) / (1 + x * x) + 0.1 * Math.sin(x)'),
    term: 'lambda * Math.log(1 + x * x)',
  },
  {
    name: 'a forgotten term',
    text: ridge('d + (2 * lambda * x) / (1 + x * x)'),
    term: '0.1 * Math.cos(x)',
  },
  { name: 'two terms', text: ridge('d + 0.1 * Math.sin(x) * x'), term: null },
  {
    name: 'the whole',
    text: ridge('2 * (d + (2 * lambda * x) / (1 + x * x) + 0.1 * Math.sin(x))'),
    term: null,
  },
  {
    name: 'the sign of a term added in a loop',
    text: `
export function lasso(p: number[], t: number[], w: number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (p[i] - t[i]) ** 2 + w * p[i] ** 4;
  return sum;
}
export function lassoGrad(p: number[], t: number[], w: number): number[] {
  return p.map((x, i) => 2 * (x - t[i]) - 4 * w * x ** 3);
}`,
    term: 'w * p[i] ** 4',
  },
];

describe('the term of the value that goes with a mistake', () => {
  const service = diskService();
  for (const { name, text, term } of cases) {
    it(name, () => {
      const { pairs } = service.analyze(`/${name}.ts`, text);
      const related = pairs[0]!.findings[0]!.related.map(({ span }) => text.slice(span.start, span.end));
      assert.deepEqual(related, [...(term === null ? [] : [term]), pairs[0]!.value.name]);
    });
  }
});
