/**
 * @file The packages of the corpus on disk: packed by npm at their pinned versions when they are not there yet, and extracted into the
 * ignored folder `.cache/corpus`. Nothing of them is installed, run or committed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { isSourceName, skippedByName, skippedByText } from '../../server/src/disk/source-kinds.ts';

export interface Package {
  readonly name: string;
  readonly version: string;
  /** Globs of the files that people wrote: the sources where the package ships them, else what it ships. */
  readonly files: readonly string[];
}

export interface PackageFile {
  /** Relative to the package. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

const cache = new URL('../../.cache/corpus/', import.meta.url);

export const packages = JSON.parse(
  readFileSync(new URL('../../test/corpus/packages.json', import.meta.url), 'utf8'),
) as readonly Package[];

/** The folder of a package, fetched when it is missing; null when npm cannot deliver it, for example offline. */
export function folderOf({ name, version }: Package): string | null {
  const stem = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const folder = fileURLToPath(new URL(`${stem}/`, cache));
  if (existsSync(folder)) return folder;
  const work = fileURLToPath(new URL(`${stem}.part/`, cache));
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', work, `${name}@${version}`];
    execFileSync('npm', pack, { stdio: ['ignore', 'ignore', 'ignore'], timeout: 60_000 });
    const archive = readdirSync(work).find((file) => file.endsWith('.tgz'));
    if (archive === undefined) return null;
    execFileSync('tar', ['-xzf', archive, '--strip-components=1'], { cwd: work, stdio: 'ignore' });
    renameSync(work, folder);
    return folder;
  } catch {
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The files of a package that are checked: source that a person wrote, in the order of their names. */
export function filesOf({ files }: Package, folder: string): readonly PackageFile[] {
  return globSync([...files], { cwd: folder, ignore: ['**/node_modules/**'], expandDirectories: false })
    .filter((name) => isSourceName(name) && skippedByName(name) === null)
    .sort()
    .map((name) => ({ name, path: folder + name, text: readFileSync(folder + name, 'utf8') }))
    .filter(({ text }) => skippedByText(text) === null);
}
