/** @file The other subcommands, help and usage errors. Scripted analysis. */
import assert from 'node:assert/strict';
import { folderWith, gradcheck } from './harness/run.ts';

const cwd = folderWith({ 'a.ts': 'export function f() {}', 'own/mine.ts': '' });

describe('gradcheck references', () => {
  it('lists the catalogue for people and for programs', async () => {
    const { code, out } = await gradcheck(cwd, ['references']);
    assert.equal(code, 0);
    assert.equal(out, 'focal  Focal loss\n       source: Lin et al. 2017\n       variants: mean\n');
    const json = await gradcheck(cwd, ['references', '--format', 'json', '--references', 'own/*.ts']);
    const [first] = JSON.parse(json.out);
    assert.equal(first.id, 'focal');
    assert.equal(first.file, 'own/mine.ts');
  });
});

describe('gradcheck gradient', () => {
  it('answers a point on one line', async () => {
    const { code, out } = await gradcheck(cwd, ['gradient', 'focal', '--at', '{"z":0.5}', '--variant', 'mean']);
    assert.equal(code, 0);
    assert.equal(out, '{"value":"mean","gradient":{"z":1}}\n');
  });

  it('answers each line of the standard input, also after a bad one', async () => {
    const input = '{"z":1}\n\nnonsense\n{"problem":"z"}\r\n{"z":2}';
    const { code, out, errors } = await gradcheck(cwd, ['gradient', 'focal', '--at', '-'], { input });
    assert.equal(code, 2);
    assert.equal(errors, '');
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(answers, [
      { value: 'plain', gradient: { z: 2 } },
      { problem: 'the point must be a JSON object such as {"z": 0.3, "y": 1}, not nonsense' },
      { problem: 'z must be a number' },
      { value: 'plain', gradient: { z: 4 } },
    ]);
  });

  for (const [name, args, sentence] of [
    ['an unknown reference', ['nope', '--at', '{}'], 'there is no reference nope\n'],
    ['a list', ['focal', '--at', '[1]'], 'the point must be a JSON object such as {"z": 0.3, "y": 1}, not [1]\n'],
    ['no point', ['focal'], "required option '--at <json>' not specified\n"],
  ] as const) {
    it(`says in one sentence what is wrong with ${name}`, async () => {
      const { code, out, errors } = await gradcheck(cwd, ['gradient', ...args]);
      assert.deepEqual([code, out, errors], [2, '', sentence]);
    });
  }
});

describe('gradcheck derive', () => {
  for (const [format, expected] of [
    ['text', 'focal: derivative with respect to z\n\n1. definition\n   L = z^2\n\n2. power rule\n   dL/dz = 2z\n'],
    ['typescript', 'export function focalGrad(z: number): number {\n  return 2 * z;\n}\n'],
    [
      'latex',
      '\\begin{aligned}\n  L &= z^2 && \\text{definition} \\\\[0.3em]\n  \\frac{dL}{dz} &= 2z && \\text{power rule}\n\\end{aligned}\n',
    ],
  ] as const) {
    it(`prints ${format}`, async () => {
      const { code, out } = await gradcheck(cwd, ['derive', 'focal', '--format', format]);
      assert.deepEqual([code, out], [0, expected]);
    });
  }

  it('prints Markdown', async () => {
    const { out } = await gradcheck(cwd, ['derive', 'focal', '--format', 'markdown']);
    assert.match(out, /^# focal: derivative with respect to z\n\n1\. definition\n\n {3}\$\$L = z\^2\$\$\n/);
    assert.match(out, /\n```ts\nexport function[^]*```\n$/);
  });

  it('derives a function of a file', async () => {
    const { code, out } = await gradcheck(cwd, ['derive', 'a.ts#f']);
    assert.equal(code, 0);
    assert.match(out, /^f: derivative/);
    const unknown = await gradcheck(cwd, ['derive', 'a.ts#g']);
    assert.deepEqual([unknown.code, unknown.errors], [2, 'there is no function g in a.ts\n']);
    const missing = await gradcheck(cwd, ['derive', 'b.ts#f']);
    assert.deepEqual([missing.code, missing.errors], [2, 'cannot read b.ts: there is no such file.\n']);
  });
});

describe('gradcheck', () => {
  it('explains itself', async () => {
    const help = await gradcheck(cwd, ['--help']);
    assert.equal(help.code, 0);
    for (const name of ['check', 'references', 'gradient', 'derive'])
      assert.match(help.out, new RegExp(`\n {2}${name} `));
    const version = await gradcheck(cwd, ['--version']);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  });

  for (const [args, sentence] of [
    [['chekc', '.'], /unknown command 'chekc'/],
    [['check'], /missing required argument 'paths'/],
    [['check', '.', '--format', 'xml'], /Allowed choices are pretty, json, sarif/],
    [['check', '.', '--samples', '-3'], /whole number from 1 to 10000/],
    [['check', '.', '--colour'], /unknown option '--colour'/],
  ] as const) {
    it(`ends with 2 for ${args.join(' ')}`, async () => {
      const { code, out, errors } = await gradcheck(cwd, args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(errors, sentence);
    });
  }

  it('shows its help and ends with 2 when nothing is asked', async () => {
    const { code, errors } = await gradcheck(cwd, []);
    assert.equal(code, 2);
    assert.match(errors, /^Usage: gradcheck/);
  });
});
