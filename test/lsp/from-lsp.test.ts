/** @file Addresses of documents become paths. */
import assert from 'node:assert/strict';
import { pathOfUri } from '../../server/src/lsp/from-lsp.ts';
import { readSettings } from '../../server/src/lsp/settings.ts';

const unsaved = '/__gradcheck_unsaved__';

describe('pathOfUri', () => {
  for (const [uri, languageId, expected] of [
    ['file:///a/b%20c/%C3%A4.ts', 'typescript', '/a/b c/ä.ts'],
    ['file:///a/b.mjs', 'javascript', '/a/b.mjs'],
    ['file:///a/notes.txt', 'typescript', '/a/notes.txt.ts'],
    ['file:///a/notes.txt', undefined, '/a/notes.txt'],
    ['untitled:Untitled-1', 'typescript', `${unsaved}/untitled/Untitled-1.ts`],
    ['untitled:Untitled-1', 'javascriptreact', `${unsaved}/untitled/Untitled-1.jsx`],
    ['untitled:/a/new.ts', 'typescript', `${unsaved}/untitled/a/new.ts`],
    ['vscode-vfs://github/o/r/src/loss.ts', 'typescript', `${unsaved}/vscode-vfs/github/o/r/src/loss.ts`],
    ['git:/a/loss.ts?%7B%22ref%22%7D', 'typescript', `${unsaved}/git/%257B%2522ref%2522%257D/a/loss.ts`],
    ['file://host%00/x', 'typescript', `${unsaved}/file/host%00/x.ts`],
    [':::', 'typescript', `${unsaved}/::.ts`],
  ] as const) {
    it(`${uri} (${languageId})`, () => assert.equal(pathOfUri(uri, languageId), expected));
  }
});

describe('readSettings', () => {
  it('keeps what is well formed and replaces the rest by defaults', () => {
    const sent = { enable: 'yes', samples: -1, severity: { a: 'hint', b: 'loud', c: 3 }, references: ['x/*.ts', 5] };
    assert.deepEqual(readSettings(sent), {
      enable: true,
      samples: 48,
      severity: { a: 'hint' },
      references: ['x/*.ts'],
    });
    for (const odd of [null, undefined, 3, 'text', []]) assert.equal(readSettings(odd).samples, 48);
  });
});
