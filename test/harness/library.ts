/** @file A library as tests ask it: bundled together with the expressions that it is to evaluate. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundled } from '../../scripts/bundled-library.ts';

/** Code that exports a function of the named arguments for every expression. */
export const functionsOf = (names: readonly string[], expressions: readonly string[]): string =>
  `export const functions = {${expressions.map((e) => `${JSON.stringify(e)}: (${names.join()}) => (${e})`).join()}};`;

/** What a module that imports the library exports. */
export function loadLibrary<T>(contents: string): Promise<T> {
  return loadBundled(contents, join(mkdtempSync(join(tmpdir(), 'gradcheck-library-')), 'library.mjs'));
}
