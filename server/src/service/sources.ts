/** @file Source files as the analysis sees them: parsed once per text, with imports of relative files resolved through the host. */
import { parseSource } from '../frontend/parse.ts';
import type { SourceUnit } from '../frontend/types.ts';
import type { ServiceHost } from './types.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Parsed files are kept up to this number, the least recently used going first. */
const maxFiles = 200;

export class Sources {
  readonly #host: ServiceHost;
  readonly #parsed = new Map<string, SourceUnit>();

  constructor(host: ServiceHost) {
    this.#host = host;
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
    this.#parsed.delete(path);
    this.#parsed.set(path, unit);
    if (this.#parsed.size > maxFiles) this.#parsed.delete(this.#parsed.keys().next().value!);
    return unit;
  }

  /** A file by its path, as the host has it now; null when it cannot be read. */
  read(path: string): SourceUnit | null {
    const text = this.#host.readFile(path);
    return text === null ? null : this.parse(path, text);
  }

  /** The file that a relative import names: as written, with an extension, or as a folder's index. */
  resolveImport(fromPath: string, specifier: string): SourceUnit | null {
    if (!/^\.{1,2}(\/|$)/.test(specifier)) return null;
    const base = joined(fromPath, specifier);
    for (const candidate of candidates(base)) {
      const unit = this.read(candidate);
      if (unit !== null) return unit;
    }
    return null;
  }

  forget(path: string): void {
    this.#parsed.delete(path);
  }
}

/** TypeScript writes `./focal.js` for a file that is `focal.ts` on disk. */
function candidates(base: string): readonly string[] {
  const match = /^(.*)\.([cm]?)jsx?$/.exec(base);
  const typed = match === null ? [] : [`${match[1]}.${match[2]}ts`, `${match[1]}.tsx`];
  const written = /\.[cm]?[jt]sx?$/.test(base) ? [base, ...typed] : [];
  return [...written, ...extensions.map((e) => base + e), ...extensions.map((e) => `${base}/index${e}`)];
}

/** The specifier relative to the file's folder, with `.` and `..` removed. */
function joined(fromPath: string, specifier: string): string {
  const parts = fromPath.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
