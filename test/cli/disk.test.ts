/** @file Reading from disk: what counts as source, what does not, and which files ship with the product. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { bundledCatalogue, rulePage } from '../../server/src/disk/bundled-files.ts';
import { readSource } from '../../server/src/disk/read-source.ts';
import { referenceFiles } from '../../server/src/disk/reference-files.ts';
import { skippedByText } from '../../server/src/disk/source-kinds.ts';
import { folderWith } from './harness/run.ts';

describe('reading from disk', () => {
  const folder = folderWith({
    'bom.ts': '\ufefflet x = 1;',
    'odd.ts': Buffer.from([0x61, 0xff, 0x62]),
    'nul.ts': 'a\0b',
    'own/b.ts': '',
    'own/a.ts': '',
    'own/a.d.ts': '',
  });
  const read = (name: string, limit?: number) => readSource(join(folder, name), limit);

  it('drops the byte-order mark and survives bytes that are no text', () => {
    assert.deepEqual(read('bom.ts'), { kind: 'text', text: 'let x = 1;' });
    assert.deepEqual(read('odd.ts'), { kind: 'text', text: 'a\ufffdb' });
  });

  it('says why there is no text', () => {
    const whys = [read('nul.ts'), read('none.ts'), read('bom.ts/x'), read('own'), read('bom.ts', 3)].map((source) =>
      source.kind === 'none' ? source.why : 'text',
    );
    assert.deepEqual(whys, ['binary', 'missing', 'missing', 'folder', 'too-large']);
  });

  it('does not wait for a named pipe', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.ts')]);
    const source = read('pipe.ts');
    assert.equal(source.kind === 'none' && source.reason, 'it is not a regular file');
  });

  it('tells generated text by its lines', () => {
    assert.equal(skippedByText('const x = 1;\n'.repeat(1000)), null);
    assert.notEqual(skippedByText(`x=${'1+'.repeat(5000)}1`), null);
    assert.notEqual(skippedByText('const x = 1;\n'.repeat(60_000)), null);
  });

  it('lists the catalogue first, then the references of the workspace', () => {
    const files = referenceFiles(['own/*.ts'], folder);
    assert.deepEqual(files.slice(-2), [join(folder, 'own/a.ts'), join(folder, 'own/b.ts')]);
    assert.deepEqual(files.slice(0, -2), bundledCatalogue());
    assert.deepEqual(referenceFiles(['{{{', '**'.repeat(40_000)], folder), bundledCatalogue());
  });

  it('links to the page of a rule only when there is one', () => {
    assert.equal(rulePage('../../package'), null);
    assert.equal(rulePage('no-such-rule'), null);
  });
});
