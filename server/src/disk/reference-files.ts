/** @file All reference files in force: the built-in catalogue, then those that a workspace's globs name. Lists paths; reads no file. */
import { globSync } from 'tinyglobby';
import { bundledCatalogue } from './bundled-files.ts';
import { withForwardSlashes } from './paths.ts';

/** Absolute paths; the workspace's own are sorted, without duplicates, and never throw for a malformed glob. */
export function referenceFiles(globs: readonly string[], folder: string | null): readonly string[] {
  return [...bundledCatalogue(), ...ownReferences(globs, folder)];
}

function ownReferences(globs: readonly string[], folder: string | null): readonly string[] {
  if (globs.length === 0 || folder === null) return [];
  try {
    const found = globSync([...globs], { cwd: folder, absolute: true, ignore: ['**/node_modules/**', '**/*.d.ts'] });
    return found.map(withForwardSlashes).sort();
  } catch {
    // A glob that cannot be read names no file.
    return [];
  }
}
