/**
 * @file Verdicts by what they depend on: the text of both functions and of every declaration they consulted. An edit elsewhere in
 * a file, or a move of the functions within it, keeps them.
 */
import type { Dependency } from '../frontend/trace/modules/read-modules.ts';
import type { FunctionUnit, PairCandidate, SourceUnit } from '../frontend/types.ts';
import type { Sources } from './sources.ts';

interface Entry<T> {
  readonly path: string;
  readonly verdict: T;
  readonly dependencies: readonly Dependency[];
  /** Nodes of the graph that the verdict holds. */
  readonly nNodes: number;
  /** The last text of the file, counted, in which the pair stood like this. */
  text: number;
}

/** Verdicts are kept up to this number, and up to this many nodes in all their graphs, the least recently used going first. */
const maxVerdicts = 500;
const maxNodes = 300_000;

/**
 * Verdicts that this many texts of a file had no use for are dropped: each keystroke in a function makes a new one, and each holds the
 * syntax tree of the text it was found in. Those that an undo brings back first are kept.
 */
const mostUnusedTexts = 4;

export class VerdictCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  #nNodes = 0;
  /** The newest text of each file, and how many there were. */
  readonly #texts = new Map<string, { readonly text: string; readonly count: number }>();

  get(candidate: PairCandidate, sources: Sources): T | null {
    const text = this.#textOf(candidate.gradient.file);
    const key = keyOf(candidate);
    const entry = this.#entries.get(key);
    if (entry === undefined || !entry.dependencies.every((d) => isUnchanged(d, candidate, sources))) return null;
    entry.text = text;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.verdict;
  }

  set(candidate: PairCandidate, verdict: T, dependencies: readonly Dependency[], nNodes: number): void {
    const { file } = candidate.gradient;
    const key = keyOf(candidate);
    this.#drop(key);
    this.#entries.set(key, { path: file.path, verdict, dependencies, nNodes, text: this.#textOf(file) });
    this.#nNodes += nNodes;
    for (const oldest of this.#entries.keys()) {
      const isSmall = this.#entries.size <= maxVerdicts && this.#nNodes <= maxNodes;
      if (isSmall || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#nNodes -= this.#entries.get(key)?.nNodes ?? 0;
    this.#entries.delete(key);
  }

  /** Drops the verdicts of one file. */
  release(path: string): void {
    this.#texts.delete(path);
    for (const [key, entry] of this.#entries) if (entry.path === path) this.#drop(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#nNodes = 0;
    this.#texts.clear();
  }

  /** The number of a file's text. With a new one, verdicts that the last few had no use for are dropped. */
  #textOf(file: SourceUnit): number {
    const known = this.#texts.get(file.path);
    if (known?.text === file.text) return known.count;
    const count = (known?.count ?? 0) + 1;
    this.#texts.set(file.path, { text: file.text, count });
    for (const [key, { path, text }] of this.#entries) {
      if (path === file.path && count - text > mostUnusedTexts) this.#drop(key);
    }
    return count;
  }
}

function keyOf({ value, gradient, kind, flagIndex, flagField, flagIsOrder, wrt }: PairCandidate): string {
  const part = (unit: FunctionUnit): string =>
    [unit.file.path, unit.owner, unit.name, unit.node.getText(), ...unit.tags.map((t) => `@${t.name} ${t.text}`)].join(
      '\n',
    );
  return [kind, flagIndex, flagField, flagIsOrder, wrt?.join(), part(value), part(gradient)].join('\n\n');
}

/** The declaration still stands in its file, as it was. */
function isUnchanged(dependency: Dependency, { value, gradient }: PairCandidate, sources: Sources): boolean {
  for (const { file } of [gradient, value]) {
    if (file.path === dependency.path) return file.text.includes(dependency.text);
  }
  return sources.read(dependency.path)?.text.includes(dependency.text) ?? false;
}
