/** @file `docs/architecture.md` is true: every import is in its table, every path in it exists, every folder has its row. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { sourceFiles } from '../harness/source-files.ts';
import { repository } from '../harness/service.ts';

const page = readFileSync(new URL('docs/architecture.md', repository), 'utf8');

/** From a folder to what its row of the import table lists. */
const table = new Map(
  [...(page.split('## Who may import what')[1] ?? '').split('\n## ')[0]!.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(
    (row) => [row[1]!, [...row[2]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)] as const,
  ),
);

interface Import {
  readonly path: string;
  readonly folder: string;
  readonly specifier: string;
  /** A folder of the table, a package's name, `node` for what comes with Node, or a file of the repository. */
  readonly target: string;
}

const imports = sourceFiles().flatMap(({ path, text }): readonly Import[] => {
  const folder = folderOf(path);
  if (folder === null) return [];
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^;'"`]*?\bfrom\s+'([^']+)'/gm),
    ...text.matchAll(/^import\s+'([^']+)'/gm),
    ...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
  ].map((match) => match[1]!);
  return specifiers.map((specifier) => ({ path, folder, specifier, target: targetOf(path, specifier) }));
});

function folderOf(path: string): string | null {
  return [...table.keys()].find((folder) => path.startsWith(`${folder}/`)) ?? null;
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    const file = posix.join(posix.dirname(path), specifier);
    return folderOf(file) ?? file;
  }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node';
  return /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)![1]!;
}

describe('docs/architecture.md', () => {
  it('has a row for every folder of source', () => {
    const folders = readdirSync(new URL('server/src/', repository)).map((name) => `server/src/${name}`);
    assert.deepEqual([...table.keys()].sort(), [...folders, 'client/src', 'media'].sort());
  });

  it('allows every import that there is', () => {
    assert.ok(imports.length > 500);
    const forbidden = imports.filter(
      ({ folder, target }) => target !== folder && !(table.get(folder) ?? []).includes(target),
    );
    assert.deepEqual(
      forbidden.map(({ path, specifier }) => `${path} imports ${specifier}`),
      [],
    );
  });

  it('allows no package that is not used', () => {
    const unused = [...table].flatMap(([folder, targets]) =>
      targets
        .filter((target) => !target.includes('/'))
        .filter((target) => !imports.some((i) => i.folder === folder && i.target === target))
        .map((target) => `${folder}: ${target}`),
    );
    assert.deepEqual(unused, []);
  });

  it('has no circle of folders', () => {
    const reaches = (from: string, seen: ReadonlySet<string>): ReadonlySet<string> =>
      (table.get(from) ?? []).reduce((all, next) => {
        return table.has(next) && !all.has(next) ? reaches(next, new Set([...all, next])) : all;
      }, seen);
    for (const folder of table.keys()) assert.ok(!reaches(folder, new Set()).has(folder), folder);
  });

  it('names only what exists', () => {
    const paths = [...page.matchAll(/`((?:server|client|media|scripts|test|docs)\/[\w./-]+)`/g)].map((m) => m[1]!);
    const links = [...page.matchAll(/\]\(([\w./-]+\.md)/g)].map((m) => `docs/${m[1]!}`);
    assert.ok(paths.length > 40 && links.length > 1);
    for (const path of [...paths, ...links]) assert.ok(existsSync(new URL(path, repository)), path);
  });

  it('names only symbols that exist', () => {
    const text = sourceFiles()
      .map((file) => file.text)
      .join('\n');
    for (const symbol of ['budgets', 'Unsupported', 'UserThrow', 'GraphBudgetExceeded', 'createLossService']) {
      assert.ok(page.includes(`\`${symbol}\``), symbol);
      assert.match(text, new RegExp(`export (const|class|function) ${symbol}\\b`));
    }
  });

  it('names the libraries that are installed', () => {
    const manifest = JSON.parse(readFileSync(new URL('package.json', repository), 'utf8')) as {
      readonly devDependencies: { readonly [name: string]: string };
    };
    const libraries = [...(page.split('**Libraries**')[1] ?? '').matchAll(/^\| (`.*?) \|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!),
    );
    assert.ok(libraries.length > 10);
    for (const library of libraries) assert.ok(library in manifest.devDependencies, library);
  });
});
