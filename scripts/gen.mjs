/**
 * @file Writes the pages that are made from the code: `docs/losses.md` from the catalogue. Run it with `npm run gen` after a change there;
 * a test fails while it is due.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadCatalogue } from '../server/src/catalogue/load.ts';
import { lossesPage } from './losses-page.ts';

const catalogue = new URL('../server/catalogue/', import.meta.url);
const files = readdirSync(catalogue)
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .map((name) => ({ path: `server/catalogue/${name}`, text: readFileSync(new URL(name, catalogue), 'utf8') }));

writeFileSync(new URL('../docs/losses.md', import.meta.url), lossesPage(loadCatalogue(files)));
