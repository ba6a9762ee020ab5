/** @file Generated pages are what the generator would write now. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lossesPage } from '../../scripts/losses-page.ts';
import { loadCatalogue } from '../../server/src/catalogue/load.ts';
import { catalogueFiles, repository } from '../harness/service.ts';

describe('generated pages', () => {
  it('docs/losses.md is current (npm run gen)', () => {
    const entries = loadCatalogue(catalogueFiles().map((path) => ({ path, text: readFileSync(path, 'utf8') })));
    const page = lossesPage(entries);
    assert.ok(entries.length >= 5 && entries.every(({ id }) => page.includes(`## ${id}\n`)));
    assert.equal(readFileSync(new URL('docs/losses.md', repository), 'utf8'), page);
  });
});
