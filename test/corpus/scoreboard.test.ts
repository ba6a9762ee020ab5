/**
 * @file The parts of the corpus fit together: pinned packages, a row for each, a judgement for each refutation. Whether the figures are
 * still true is checked by `npm run corpus -- --check`, which needs the packages from npm.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packages } from '../../scripts/corpus/packages.ts';
import { judgements } from '../../scripts/corpus/scoreboard.ts';

const board = readFileSync(new URL('scoreboard.txt', import.meta.url), 'utf8');
const [counts = '', refuted = ''] = board.split('\nRefuted\n');

describe('The corpus of packages', () => {
  it('pins every package to a version, once', () => {
    assert.ok(packages.length >= 30);
    for (const { version, name } of packages) assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
    assert.equal(new Set(packages.map(({ name }) => name)).size, packages.length);
  });

  it('has a row for every package, in order', () => {
    const rows = [...counts.matchAll(/^(\S+)(?: +\d+){8}$/gm)].map((match) => match[1]!);
    assert.deepEqual(rows, [...packages.map(({ name }) => name), 'total']);
  });

  it('lists as many refutations as it counts, each judged by a person to be right', () => {
    const total = /^total(?: +\d+){6} +(\d+) +\d+$/m.exec(counts);
    const listed = refuted.split('\n').filter((line) => line !== '');
    assert.equal(listed.length, 3 * Number(total?.[1]));
    for (let i = 0; i < listed.length; i += 3) {
      assert.match(listed[i + 1]!, /^ {4}ours: ./);
      assert.match(listed[i + 2]!, /^ {4}wrong: ./, listed[i]!);
    }
  });

  it('judges nothing else', () => {
    const judged = new Set(Object.values(judgements));
    for (const judgement of judged) assert.ok(refuted.includes(`    ${judgement}\n`), judgement);
  });
});
