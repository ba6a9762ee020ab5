/** @file Code that is small to write and large to analyse: it is answered, nothing throws, and what it cost is not kept for ever. */
import assert from 'node:assert/strict';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { VerdictCache } from '../../server/src/service/cache.ts';
import { createLossService } from '../../server/src/service/service.ts';
import { Sources } from '../../server/src/service/sources.ts';
import type { ServiceHost } from '../../server/src/service/types.ts';
import { diskHost } from '../harness/service.ts';

/** The verdicts on a text, once everything that its findings compute when asked has been computed. */
function verdictsOn(text: string): readonly string[] {
  const { pairs } = structuredClone(createLossService(diskHost()).analyze('/work/a.ts', text));
  return pairs.map(({ verdict }) => verdict);
}

/** `count` lines made of their numbers. */
function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('\n');
}

describe('large input', function () {
  this.timeout(60_000);

  it('finds a gradient wrong whose derived form is too long to be written down', () => {
    const loop = (slope: string): string => `for (let i = 0; i < 40; i++) x = Math.sin(x) * x + ${slope};`;
    const text = `
      export function f(x: number) { ${loop('0.1')} return x; }
      export function fGrad(x: number) { ${loop('0.2')} return 2 * x; }`;
    assert.deepEqual(verdictsOn(text), ['refuted']);
  });

  it('takes sums that share their parts as a whole', () => {
    const text = `
      export function f(x: number) { let a = x * x; let b = Math.sin(x);
        for (let i = 0; i < 60; i++) { const t = a + b; b = a; a = t; } return a; }
      export function fGrad(x: number) { let a = 2 * x; let b = Math.cos(x);
        for (let i = 0; i < 60; i++) { const t = a + b; b = a; a = t; } return a; }`;
    assert.equal(verdictsOn(text).length, 1);
  });

  it('reads a function of thousands of locals', () => {
    const text = `
      export function f(x: number) { const v0 = x;\n${lines(3000, (i) => `const v${i + 1} = v${i} + x * ${i};`)}\nreturn v3000; }
      export function fGrad(x: number) { return 4498501; }`;
    assert.deepEqual(verdictsOn(text), ['proved']);
  });

  it('reads thousands of comments above a function', () => {
    const text = `${lines(20_000, () => '/** @gradientOf f */ // x')}
      export function f(x: number) { return x * x; }
      export function fGrad(x: number) { return 2 * x; }`;
    assert.equal(createLossService(diskHost()).analyze('/work/a.ts', text).path, '/work/a.ts');
  });

  it('opens imported files only for functions that are named as gradients', () => {
    const read: string[] = [];
    const host: ServiceHost = {
      ...diskHost(),
      readFile: (path) => {
        read.push(path);
        return path === '/work/index.ts' ? 'export function mse(x: number) { return x * x; }' : null;
      },
    };
    const imports = "import { mse } from './index';\n";
    createLossService(host).analyze('/work/a.ts', `${imports}export function show(x: number) { return mse(x); }`);
    assert.equal(read.includes('/work/index.ts'), false);
    const { pairs } = createLossService(host).analyze(
      '/work/a.ts',
      `${imports}export function mseGrad(x: number) { return 2 * x; }`,
    );
    assert.deepEqual(
      pairs.map(({ value, verdict }) => [value.path, verdict]),
      [['/work/index.ts', 'proved']],
    );
  });

  it('keeps verdicts up to a number of expressions', () => {
    const names = ['a', 'b', 'c'];
    const text = names
      .map((name) => `function ${name}(x) { return x * x; } function ${name}Grad(x) { return 2 * x; }`)
      .join('\n');
    const { pairs } = discover(parseSource('/work/a.js', text));
    const sources = new Sources(diskHost());
    const known = (cache: VerdictCache<string>): readonly (string | null)[] =>
      pairs.map((pair) => cache.get(pair, sources));
    const small = new VerdictCache<string>();
    const large = new VerdictCache<string>();
    for (const pair of pairs) {
      small.set(pair, pair.value.name, [], 1000);
      large.set(pair, pair.value.name, [], 200_000);
    }
    assert.deepEqual(known(small), names);
    // The newest is kept, however large it is.
    assert.deepEqual(known(large), [null, null, 'c']);
  });
});
