/**
 * @file `npm run corpus`: checks real packages and writes `test/corpus/scoreboard.txt`; with `--check` it only compares with the file.
 * A package that npm cannot deliver now, for example offline, is named, and then nothing is written or compared.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { folderOf, packages } from './packages.ts';
import { scoreboard } from './scoreboard.ts';

const file = new URL('../../test/corpus/scoreboard.txt', import.meta.url);
const found = packages.map((pack) => ({ pack, folder: folderOf(pack) }));
const missing = found.filter(({ folder }) => folder === null).map(({ pack }) => `${pack.name}@${pack.version}`);
if (missing.length > 0) {
  console.log(`Not checked: npm did not deliver ${missing.join(', ')}.`);
} else {
  const { text, unjudged, stale } = scoreboard(
    found.flatMap(({ pack, folder }) => (folder === null ? [] : [{ pack, folder }])),
  );
  if (process.argv.includes('--check')) {
    if (text !== readFileSync(file, 'utf8'))
      fail('test/corpus/scoreboard.txt is not up to date: run "npm run corpus" and look at its diff.');
    else console.log('test/corpus/scoreboard.txt is up to date.');
  } else {
    writeFileSync(file, text);
    console.log(text);
  }
  for (const key of unjudged)
    fail(`Refuted, and judged by nobody: "${key}". Look at the code; test/corpus/judgements.json.`);
  for (const key of stale) fail(`Judged, but not refuted: "${key}". Remove it from test/corpus/judgements.json.`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
