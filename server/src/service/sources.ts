/** @file Source files as the analysis sees them: parsed once per text, with imports of relative files resolved through the host. */
import { parseSource } from '../frontend/parse.ts';
import type { SourceUnit } from '../frontend/types.ts';
import { isProjectConfiguration, join, PathMappings } from './path-mappings.ts';
import type { ServiceHost } from './types.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Parsed files are kept up to this number and size, the least recently used going first: a tree is some hundred times its text. */
const maxFiles = 200;
const maxCharacters = 1_000_000;

export class Sources {
  readonly #host: ServiceHost;
  readonly #mappings: PathMappings;
  readonly #parsed = new Map<string, SourceUnit>();
  #characters = 0;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#mappings = new PathMappings(host);
  }

  /** The tree of a text; the same text under the same path is parsed once. */
  parse(path: string, text: string): SourceUnit {
    const known = this.#parsed.get(path);
    if (known?.text === text) {
      this.#parsed.delete(path);
      this.#parsed.set(path, known);
      return known;
    }
    const unit = parseSource(path, text);
    this.#drop(path);
    this.#parsed.set(path, unit);
    this.#characters += text.length;
    for (const oldest of this.#parsed.keys()) {
      const isSmall = this.#parsed.size <= maxFiles && this.#characters <= maxCharacters;
      if (isSmall || oldest === path) break;
      this.#drop(oldest);
    }
    return unit;
  }

  #drop(path: string): void {
    this.#characters -= this.#parsed.get(path)?.text.length ?? 0;
    this.#parsed.delete(path);
  }

  /** A file by its path, as the host has it now; null when it cannot be read. */
  read(path: string): SourceUnit | null {
    const text = this.#host.readFile(path);
    return text === null ? null : this.parse(path, text);
  }

  /**
   * The file that an import names: as written, with an extension, or as a folder's index. Imports that are not relative lead where
   * the project's configuration says, and packages nowhere.
   */
  resolveImport(fromPath: string, specifier: string): SourceUnit | null {
    const isRelative = /^\.{1,2}(\/|$)/.test(specifier);
    const bases = isRelative
      ? [join(fromPath.slice(0, fromPath.lastIndexOf('/')), specifier)]
      : this.#mappings.candidates(fromPath, specifier);
    for (const candidate of bases.flatMap(candidates)) {
      const unit = this.read(candidate);
      if (unit !== null) return unit;
    }
    return null;
  }

  /**
   * {@link resolveImport} for a stretch of work during which no file appears: where an import leads is looked for once. It
   * remembers paths, because trees are large and verdicts outlive them.
   */
  resolver(): (fromPath: string, specifier: string) => SourceUnit | null {
    const found = new Map<string, string | null>();
    return (fromPath, specifier) => {
      const key = `${fromPath}\0${specifier}`;
      const path = found.get(key);
      if (path !== undefined) return path === null ? null : this.read(path);
      const unit = this.resolveImport(fromPath, specifier);
      found.set(key, unit?.path ?? null);
      return unit;
    };
  }

  forget(path: string): void {
    this.#drop(path);
    if (isProjectConfiguration(path)) this.#mappings.forget();
  }
}

/** TypeScript writes `./focal.js` for a file that is `focal.ts` on disk. */
function candidates(base: string): readonly string[] {
  const match = /^(.*)\.([cm]?)jsx?$/.exec(base);
  const typed = match === null ? [] : [`${match[1]}.${match[2]}ts`, `${match[1]}.tsx`];
  const written = /\.[cm]?[jt]sx?$/.test(base) ? [base, ...typed] : [];
  return [...written, ...extensions.map((e) => base + e), ...extensions.map((e) => `${base}/index${e}`)];
}
