/**
 * @file Verdicts by what they depend on: the text of both functions and of every declaration they consulted. An edit elsewhere in
 * a file, or a move of the functions within it, keeps them.
 */
import type { Dependency } from '../frontend/trace/modules.ts';
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import type { Sources } from './sources.ts';

interface Entry<T> {
  readonly verdict: T;
  readonly dependencies: readonly Dependency[];
}

const maxVerdicts = 500;

export class VerdictCache<T> {
  readonly #entries = new Map<string, Entry<T>>();

  get(candidate: PairCandidate, sources: Sources): T | null {
    const key = keyOf(candidate);
    const entry = this.#entries.get(key);
    if (entry === undefined || !entry.dependencies.every((d) => isUnchanged(d, candidate, sources))) return null;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.verdict;
  }

  set(candidate: PairCandidate, verdict: T, dependencies: readonly Dependency[]): void {
    this.#entries.set(keyOf(candidate), { verdict, dependencies });
    if (this.#entries.size > maxVerdicts) this.#entries.delete(this.#entries.keys().next().value!);
  }

  clear(): void {
    this.#entries.clear();
  }
}

function keyOf({ value, gradient, kind, flagIndex, wrt }: PairCandidate): string {
  const part = (unit: FunctionUnit): string =>
    [unit.file.path, unit.owner, unit.name, unit.node.getText(), ...unit.tags.map((t) => `@${t.name} ${t.text}`)].join(
      '\n',
    );
  return [kind, flagIndex, wrt?.join(), part(value), part(gradient)].join('\n\n');
}

/** The declaration still stands in its file, as it was. */
function isUnchanged(dependency: Dependency, { value, gradient }: PairCandidate, sources: Sources): boolean {
  for (const { file } of [gradient, value]) {
    if (file.path === dependency.path) return file.text.includes(dependency.text);
  }
  return sources.read(dependency.path)?.text.includes(dependency.text) ?? false;
}
