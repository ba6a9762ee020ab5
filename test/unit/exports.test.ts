/** @file Names that reach a gradient through the exports of other modules. */
import assert from 'node:assert/strict';
import { createLossService } from '../../server/src/service/service.ts';

const helper = 'export function slope(x: number): number {\n  return 2 * x;\n}\n';

/** A right gradient that gets its helper `slope` by the import given. */
function gradientWith(importing: string, call = 'slope(x)'): string {
  return `${importing}\nexport function square(x: number): number {\n  return x * x;\n}\nexport function squareGrad(x: number): number {\n  return ${call};\n}\n`;
}

function analyse(
  text: string,
  files: Readonly<Record<string, string>>,
): { verdict: string; reason: string; read: string[] } {
  const read: string[] = [];
  const service = createLossService({
    readFile(name) {
      const found = files[name.replace('/p/', '')] ?? null;
      if (found !== null) read.push(name.replace('/p/', ''));
      return found;
    },
    referenceFiles: () => [],
  });
  const [pair] = service.analyze('/p/main.ts', text).pairs;
  assert.ok(pair !== undefined);
  return { verdict: pair.verdict, reason: pair.reason ?? '', read };
}

describe('names through the exports of other modules', () => {
  const fromIndex = gradientWith("import { slope } from './index';");
  const proved: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    [
      'export *',
      fromIndex,
      { 'index.ts': "export * from './a';\nexport * from './b';\n", 'a.ts': 'export const k = 1;\n', 'b.ts': helper },
    ],
    [
      'an own declaration before those that export * passes on',
      fromIndex,
      { 'index.ts': `export * from './a';\n${helper}`, 'a.ts': 'export const slope = (x: number) => 7 * x;\n' },
    ],
    [
      'export * beside one of a package that is not read',
      fromIndex,
      { 'index.ts': "export * from 'elsewhere';\nexport * from './b';\n", 'b.ts': helper },
    ],
    [
      'a name beside one from a module that is missing',
      fromIndex,
      { 'index.ts': "export { other } from './gone';\nexport { slope } from './b';\n", 'b.ts': helper },
    ],
    [
      'another name',
      fromIndex,
      { 'index.ts': "export { steepness as slope } from './b';\n", 'b.ts': helper.replace('slope', 'steepness') },
    ],
    [
      'an own declaration under another name',
      fromIndex,
      {
        'index.ts': `${helper.replace('export function slope', 'function steepness')}export { steepness as slope };\n`,
      },
    ],
    [
      'export * as',
      gradientWith("import { maths } from './index';", 'maths.slope(x)'),
      { 'index.ts': "export * as maths from './b';\n", 'b.ts': helper },
    ],
    [
      'export * between modules that pass on each other',
      fromIndex,
      { 'index.ts': "export * from './a';\n", 'a.ts': `export * from './index';\n${helper}` },
    ],
    [
      'a default that is passed on',
      fromIndex,
      {
        'index.ts': "export { default as slope } from './b';\n",
        'b.ts': helper.replace('export function', 'export default function'),
      },
    ],
    [
      'a default class',
      gradientWith("import Maths from './b';", 'Maths.slope(x)'),
      { 'b.ts': 'export default class {\n  static slope(x: number): number {\n    return 2 * x;\n  }\n}\n' },
    ],
    [
      'a default class with a name',
      gradientWith("import Maths from './b';", 'new Maths().slope(x)'),
      { 'b.ts': 'export default class Calculus {\n  slope(x: number): number {\n    return 2 * x;\n  }\n}\n' },
    ],
  ];
  for (const [title, text, files] of proved) {
    it(`finds ${title}`, () => {
      const { verdict, reason } = analyse(text, files);
      assert.deepEqual([verdict, reason], ['proved', '']);
    });
  }

  it('says that a name is not exported where modules pass it on in a circle', () => {
    const files = { 'index.ts': "export { slope } from './a';\n", 'a.ts': "export { slope } from './index';\n" };
    const { verdict, reason } = analyse(fromIndex, files);
    assert.equal(verdict, 'undetermined');
    assert.match(reason, /`slope` from '\.\/(?:a|index)', which that file does not export/);
  });

  it('names the module that may export a name and is not read', () => {
    const { verdict, reason } = analyse(fromIndex, { 'index.ts': "export * from 'elsewhere';\n" });
    assert.equal(verdict, 'undetermined');
    assert.match(reason, /the import of 'elsewhere', which was not found or is not read/);
  });

  it('follows the type of an argument through an index', () => {
    const text =
      "import type { Pair } from './index';\nexport function product({ left, right }: Pair): number {\n  return left[0] * right;\n}\nexport function productGradRight({ left }: Pair): number {\n  return left[0];\n}\n";
    const files = {
      'index.ts': "export type { Both as Pair } from './types';\n",
      'types.ts': 'export interface Both {\n  left: [number, number];\n  right: number;\n}\n',
    };
    assert.equal(analyse(text, files).verdict, 'proved');
  });

  it('looks into no more files of a large index than a name needs', () => {
    const many = Array.from({ length: 200 }, (_, i) => `m${i}`);
    const files: Record<string, string> = {
      'index.ts':
        many.map((name) => `export { ${name} } from './${name}';\n`).join('') + "export { slope } from './b';\n",
      'b.ts': helper,
    };
    for (const name of many) files[`${name}.ts`] = `export const ${name} = 1;\n`;
    const { verdict, read } = analyse(fromIndex, files);
    assert.equal(verdict, 'proved');
    assert.deepEqual([...new Set(read)].sort(), ['b.ts', 'index.ts']);
  });
});
