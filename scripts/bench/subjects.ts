/**
 * @file Every pair that the repository has: the catalogue's gradients and misprints, and the pairs of the fixtures. What is done with
 * them is the benchmarks' business.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../../server/src/catalogue/load.ts';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import type { TraceEnvironment } from '../../server/src/frontend/trace/trace.ts';
import type { PairCandidate } from '../../server/src/frontend/types.ts';
import { Graph } from '../../server/src/math/expr/graph.ts';
import { Sources } from '../../server/src/service/sources.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const sources = new Sources({
  readFile: (path) => (existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null),
  referenceFiles: () => [],
});

export interface Subject {
  /** `test/fixtures/right/losses/bce.ts bceGrad`. */
  readonly name: string;
  readonly candidate: PairCandidate;
}

export function subjects(): readonly Subject[] {
  return [...catalogueSubjects(), ...fixtureSubjects()];
}

/** A new one for every check, so that none can depend on another. */
export function environment(): TraceEnvironment {
  return {
    graph: new Graph(),
    resolveImport: (from, specifier) => sources.resolveImport(from, specifier),
    checkpoint: () => undefined,
  };
}

function catalogueSubjects(): readonly Subject[] {
  const files = filesBelow('server/catalogue').map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
  return loadCatalogue(files).flatMap((entry) => {
    const pairs = [
      ...entry.variants.flatMap(({ value, gradients }) => gradients.map((g) => ({ value, ...g }))),
      ...entry.misprints,
    ];
    return pairs.map(({ value, gradient, wrt }): Subject => ({
      name: `${entry.path} ${gradient.name}`,
      candidate: { kind: 'tag', value, gradient, wrt, flagIndex: null, declared: true },
    }));
  });
}

function fixtureSubjects(): readonly Subject[] {
  return filesBelow('test/fixtures').flatMap((path) => {
    const unit = sources.read(root + path);
    if (unit === null) return [];
    return discover(unit, sources)
      .pairs.filter((pair) => !pair.value.broken && !pair.gradient.broken)
      .map((candidate): Subject => ({ name: `${path} ${candidate.gradient.name}`, candidate }));
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .sort();
}
