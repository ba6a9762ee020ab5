/** @file The repository's own files, for tests about them: what is installed, built or written by tools is left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { repository } from './service.ts';

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist', 'out', '.git', '.cache', '.vscode-test', 'screenshots']);
const binary = /\.(png|woff2?|vsix)$/;

/** All text files below a folder of the repository. */
export function textFiles(folder = ''): readonly SourceFile[] {
  return readdirSync(new URL(folder, repository), { withFileTypes: true }).flatMap((entry): readonly SourceFile[] => {
    const path = folder + entry.name;
    // `.git` is a file in some checkouts.
    if (notOurs.has(entry.name)) return [];
    if (entry.isDirectory()) return textFiles(`${path}/`);
    if (!entry.isFile() || binary.test(entry.name)) return [];
    return [{ path, text: readFileSync(new URL(path, repository), 'utf8') }];
  });
}

/** Code that we write: TypeScript and scripts, without the fixtures, which are somebody else's code. */
export function sourceFiles(): readonly SourceFile[] {
  const folders = ['server/', 'client/', 'media/', 'scripts/', 'test/'];
  return folders
    .flatMap(textFiles)
    .filter(({ path }) => /\.[cm]?[jt]s$/.test(path) && !path.startsWith('test/fixtures/'));
}
