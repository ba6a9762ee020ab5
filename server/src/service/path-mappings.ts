/**
 * @file Where imports lead that are neither relative nor packages: `paths` and `baseUrl` of the nearest `tsconfig.json` or `jsconfig.json`,
 * and the aliases `@/` and `~/` that need none. The files are read as data, comments allowed; `extends` and `references` are followed while they are relative.
 */
import * as ts from 'typescript';
import type { ServiceHost } from './types.ts';

/** What a configuration file says about imports. */
interface Mapping {
  /** Folder that plain specifiers are looked up in; null when none is named. */
  readonly baseUrl: string | null;
  /** Patterns with at most one `*`, with the absolute places they stand for. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

const fileNames = ['tsconfig.json', 'jsconfig.json'] as const;

/** Chains of `extends` and `references` longer than this are a mistake, most likely a cycle. */
const maxChain = 8;

/** Whether a file is one that this one reads, so that what was known is to be forgotten when it changes. */
export function isProjectConfiguration(path: string): boolean {
  return /(^|\/)[tj]sconfig[^/]*\.json$/.test(path);
}

export class PathMappings {
  readonly #host: ServiceHost;
  readonly #byFolder = new Map<string, Mapping | null>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** The paths, without what `index` and extensions add, that a specifier may stand for, the likeliest first. */
  candidates(fromPath: string, specifier: string): readonly string[] {
    const mapping = this.#nearest(folderOf(fromPath));
    return [...(mapping === null ? [] : mapped(mapping, specifier)), ...this.#customary(fromPath, specifier)];
  }

  /**
   * Where `@/losses/mse` and `~/losses/mse` lead by custom, as bundlers are configured in files that are programs and are not run: into the
   * folder `src` around or beside the importing file, or else to the folder of the package.
   */
  #customary(fromPath: string, specifier: string): readonly string[] {
    const rest = /^[@~]\/(.+)$/.exec(specifier)?.[1];
    if (rest === undefined) return [];
    const found: string[] = [];
    for (let folder = folderOf(fromPath); folder !== ''; folder = folderOf(folder)) {
      if (folder.endsWith('/src')) found.push(`${folder}/${rest}`);
      if (this.#host.readFile(`${folder}/package.json`) === null) continue;
      return [...found, `${folder}/src/${rest}`, `${folder}/${rest}`];
    }
    return found;
  }

  forget(): void {
    this.#byFolder.clear();
  }

  #nearest(folder: string): Mapping | null {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    let found: Mapping | null = null;
    for (const name of fileNames) found ??= this.#read(`${folder}/${name}`, maxChain);
    const parent = folderOf(folder);
    // A configuration without mappings still ends the search: it is the project's.
    found ??= parent === folder || parent === '' ? null : this.#nearest(parent);
    this.#byFolder.set(folder, found);
    return found;
  }

  /** Null when there is no such file. */
  #read(path: string, chain: number): Mapping | null {
    const text = chain <= 0 ? null : this.#host.readFile(path);
    if (text === null) return null;
    // Also of a half-typed file, what can be read counts.
    const { config } = ts.parseConfigFileTextToJson(path, text) as { readonly config?: unknown };
    const folder = folderOf(path);
    const inherited = listOf(field(config, 'extends'))
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => join(folder, specifier))
      .map((base) => this.#read(base, chain - 1) ?? this.#read(`${base}.json`, chain - 1));
    const parent = inherited.findLast((mapping) => mapping !== null) ?? null;
    const options = field(config, 'compilerOptions');
    const ownBase = field(options, 'baseUrl');
    const baseUrl = typeof ownBase === 'string' ? join(folder, ownBase) : (parent?.baseUrl ?? null);
    const ownPaths = pathsOf(
      field(options, 'paths'),
      typeof ownBase === 'string' ? join(folder, ownBase) : (baseUrl ?? folder),
    );
    const mapping = { baseUrl, paths: ownPaths ?? parent?.paths ?? [] };
    return mapping.baseUrl === null && mapping.paths.length === 0
      ? (this.#referenced(config, folder, chain) ?? mapping)
      : mapping;
  }

  /** A solution has no options of its own; the projects it lists do. */
  #referenced(config: unknown, folder: string, chain: number): Mapping | null {
    for (const reference of arrayOf(field(config, 'references'))) {
      const path = field(reference, 'path');
      if (typeof path !== 'string') continue;
      const target = join(folder, path);
      const mapping = this.#read(target.endsWith('.json') ? target : `${target}/tsconfig.json`, chain - 1);
      if (mapping !== null && (mapping.baseUrl !== null || mapping.paths.length > 0)) return mapping;
    }
    return null;
  }
}

/** What `paths` and `baseUrl` make of a specifier. */
function mapped(mapping: Mapping, specifier: string): readonly string[] {
  const matching = mapping.paths.flatMap(({ pattern, targets }) => {
    const star = pattern.indexOf('*');
    if (star < 0) return pattern === specifier ? [{ length: Infinity, targets, rest: '' }] : [];
    const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits =
      specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
    return fits
      ? [{ length: head.length, targets, rest: specifier.slice(head.length, specifier.length - tail.length) }]
      : [];
  });
  // The longest prefix wins, as in the compiler.
  const [best] = matching.sort((a, b) => b.length - a.length);
  const targets = best?.targets.map((target) => target.replace('*', () => best.rest)) ?? [];
  return mapping.baseUrl === null ? targets : [...targets, join(mapping.baseUrl, specifier)];
}

function pathsOf(value: unknown, base: string): Mapping['paths'] | null {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([pattern, targets]) => ({
    pattern,
    targets: listOf(targets).map((target) => join(base, target)),
  }));
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** One text, or a list of them. */
function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A path relative to a folder, with `.` and `..` removed. */
export function join(folder: string, path: string): string {
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) return path;
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
