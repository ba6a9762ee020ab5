/** @file How the analysis sees files when it runs in a terminal: everything is on disk, nothing is cancelled. */
import { readSource } from '../disk/read-source.ts';
import { referenceFiles } from '../disk/reference-files.ts';
import type { ServiceHost } from '../service/types.ts';

export function createDiskHost(cwd: string, ownReferences: readonly string[]): ServiceHost {
  const references = referenceFiles(ownReferences, cwd);
  return {
    readFile(path) {
      const source = readSource(path);
      return source.kind === 'text' ? source.text : null;
    },
    referenceFiles: () => references,
  };
}
