/**
 * @file Finds the files that ship with the product: the catalogue and the pages that explain the rules.
 * They lie in other places beside the bundles than beside the sources; nothing else needs to know.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withForwardSlashes } from './paths.ts';

/** Absolute paths of the built-in catalogue files, in the order of their names. */
export function bundledCatalogue(): readonly string[] {
  // `dist/catalogue` beside the bundle; `server/catalogue` when run from source.
  const folder = firstExisting(['./catalogue/', '../../catalogue/']);
  if (folder === null) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => withForwardSlashes(fileURLToPath(new URL(name, folder))));
}

/** The address of the page that explains a rule, or null when the page does not ship. */
export function rulePage(code: string): string | null {
  if (!/^[a-z0-9-]+$/.test(code)) return null;
  const folder = firstExisting(['../docs/rules/', '../../../docs/rules/']);
  if (folder === null) return null;
  const page = new URL(`${code}.md`, folder);
  return existsSync(page) ? page.href : null;
}

function firstExisting(folders: readonly string[]): URL | null {
  return folders.map((folder) => new URL(folder, import.meta.url)).find((url) => existsSync(url)) ?? null;
}
