/** @file Where the fixtures are. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const fixtureFolder = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Paths of all files with code below the folder, with forward slashes, in order. */
export function fixtureFiles(): readonly string[] {
  return readdirSync(fixtureFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .sort();
}
