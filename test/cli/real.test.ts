/** @file The command, as a process, with the real analysis. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { bundled } from '../harness/bundled.ts';
import { folderWith } from './harness/run.ts';

const main = await bundled('server/src/cli/main.ts');

const good = `export function squared(x: number, t: number): number {
  return (x - t) ** 2;
}
export function squaredGrad(x: number, t: number): number {
  return 2 * (x - t);
}
`;
const cwd = folderWith({
  'good.ts': good,
  'bad.ts': good.replace('2 * (', '3 * ('),
  'none.ts': 'export const a = 1;\n',
});

function gradcheck(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd });
  return { code: status, out: stdout.toString(), errors: stderr.toString() };
}

describe('gradcheck with the real analysis', function () {
  this.timeout(60_000);

  it('finds the wrong gradient and only that', () => {
    const { code, out, errors } = gradcheck('check', '.');
    assert.equal(errors, '');
    assert.equal(code, 1);
    assert.match(out, /^bad\.ts:5:\d+ {2}error {2}gradient-mismatch\n/);
    assert.match(out, / At x = -?[\d.]+, t = [\d.]+ the derivative is /);
    assert.match(out, /\n2 pairs: (1 proved, 0|0 proved, 1) agree, 1 refuted, 0 undetermined\n$/);
    assert.equal(gradcheck('check', 'good.ts', 'none.ts').code, 0);
  });

  it('answers the same bytes every time', () => {
    const [first, second] = [1, 2].map(() => gradcheck('check', '.', '--format', 'json', '--seed', '5').out);
    assert.equal(first, second);
    const { files } = JSON.parse(first ?? '');
    assert.deepEqual(
      files.map((file: { file: string; pairs: { verdict: string }[] }) => [
        file.file,
        file.pairs.map(({ verdict }) => verdict === 'refuted'),
      ]),
      [
        ['bad.ts', [true]],
        ['good.ts', [false]],
        ['none.ts', []],
      ],
    );
  });

  it('evaluates, lists and derives references', () => {
    const list = JSON.parse(gradcheck('references', '--format', 'json').out);
    assert.ok(list.length > 3);
    const { code, out } = gradcheck('derive', list[0].id);
    assert.equal(code, 0);
    assert.match(out, /derivative with respect to/);
    const unknown = gradcheck('gradient', 'no-such-loss', '--at', '{}');
    assert.equal(unknown.code, 2);
    assert.match(unknown.errors, /^gradcheck: .*no-such-loss.*\n$/);
  });

  it('derives a function of a file as code that it then proves', () => {
    const { code, out } = gradcheck('derive', 'good.ts#squared', '--format', 'typescript');
    assert.equal(code, 0);
    assert.match(out, /function/);
  });
});
