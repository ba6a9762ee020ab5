/** @file The service over the repository's own files, for tests: the catalogue is the built-in one, siblings are read from disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLossService } from '../../server/src/service/service.ts';
import type { LossService, ServiceHost } from '../../server/src/service/types.ts';

export const repository = new URL('../../', import.meta.url);

/** Paths of the built-in catalogue's files, in order. */
export function catalogueFiles(): readonly string[] {
  const folder = fileURLToPath(new URL('server/catalogue/', repository));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => folder + name);
}

/** A host that reads the disk; `files` stand before what is there. */
export function diskHost(files: ReadonlyMap<string, string> = new Map()): ServiceHost {
  const references = catalogueFiles();
  return {
    readFile: (path) =>
      files.get(path) ?? (existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null),
    referenceFiles: () => references,
  };
}

export function diskService(): LossService {
  return createLossService(diskHost());
}
