/**
 * @file Turns what was typed (files, folders, globs) into the list of files to check, and says what was left out and why.
 * Only names are judged here; the content of files is `check.ts`'s business.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { absolutePath, withForwardSlashes } from '../disk/paths.ts';
import { isSourceName, skippedByName } from '../disk/source-kinds.ts';

export interface Collected {
  /** Sorted by path. `isNamed`: the very file was typed, so no opinion about generated files applies. */
  readonly files: readonly { readonly path: string; readonly isNamed: boolean }[];
  readonly skipped: readonly Skipped[];
  /** Sentences about arguments that lead to nothing. */
  readonly problems: readonly string[];
}

export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export function collectFiles(cwd: string, paths: readonly string[]): Collected {
  const named = new Set<string>();
  const found = new Set<string>();
  const skipped: Skipped[] = [];
  const problems: string[] = [];
  const consider = (path: string): void => {
    const reason = skippedByName(path);
    if (reason === null) found.add(path);
    else skipped.push({ path, reason });
  };

  for (const typed of paths) {
    const path = absolutePath(cwd, typed);
    const kind = kindOf(path);
    if (kind === 'file') {
      if (isSourceName(path)) named.add(path);
      else problems.push(`cannot check ${typed}: its name does not end like a TypeScript or JavaScript file.`);
    } else if (kind === 'folder') {
      const before = found.size;
      walk(path, consider, skipped);
      if (found.size === before && skipped.every((each) => !each.path.startsWith(`${path}/`))) {
        problems.push(`there is no TypeScript or JavaScript file in ${typed}.`);
      }
    } else if (isDynamicPattern(typed)) {
      const matches = globFiles(cwd, typed);
      if (matches.length === 0) problems.push(`no TypeScript or JavaScript file matches ${typed}.`);
      matches.forEach(consider);
    } else {
      problems.push(`cannot check ${typed}: there is no such file or folder.`);
    }
  }

  const files = [...new Set([...named, ...found])].sort();
  return {
    files: files.map((path) => ({ path, isNamed: named.has(path) })),
    skipped: skipped.filter(({ path }) => !named.has(path)),
    problems,
  };
}

function kindOf(path: string): 'file' | 'folder' | 'none' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'none';
  return stats.isDirectory() ? 'folder' : 'file';
}

/** Searches a folder; the folder itself may be anything, also inside `node_modules`, because it was asked for. */
function walk(folder: string, consider: (path: string) => void, skipped: Skipped[]): void {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    skipped.push({ path: folder, reason: 'the folder cannot be read' });
    return;
  }
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = withForwardSlashes(join(folder, entry.name));
    if (entry.isDirectory()) {
      if (entry.name === 'node_modules') skipped.push({ path, reason: 'packages are checked only when named' });
      else if (!entry.name.startsWith('.')) walk(path, consider, skipped);
    } else if (isSourceName(path)) {
      // A linked folder is not followed: links can form circles, and the files are found where they are.
      if (entry.isFile() || kindOf(path) === 'file') consider(path);
    }
  }
}

function globFiles(cwd: string, pattern: string): readonly string[] {
  const ignore = pattern.includes('node_modules') ? [] : ['**/node_modules/**'];
  try {
    const matches = globSync(pattern, { cwd, ignore, absolute: true, expandDirectories: false });
    return matches.map(withForwardSlashes).filter((path) => isSourceName(basename(path)));
  } catch {
    // A pattern that cannot be read matches nothing, which the caller reports.
    return [];
  }
}
