/**
 * @file Convention "twins in sibling files": `sigmoid.ts` and `sigmoid-b.ts` or `sigmoid.derivative.ts`, `activations.ts` and
 * `derivatives.ts` with exports of the same names, `derivatives/tanh.ts` and `activations/tanh.ts`. The file's name says that its
 * functions are derivatives; only neighbours that a name suggests are looked at.
 */
import type { PairCandidate, SourceUnit } from '../types.ts';
import { canonicalStem } from './aliases.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName, hasUpstream } from './evidence.ts';
import { exportsOf, type SiblingFiles } from './imports.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { splitWords, stemKey } from './words.ts';

const MARKER = 'b|bwd|backward|backprop|grads?|gradients?|derivs?|derivatives?|derivates?|primes?|d';
const BARE = new RegExp(`^(?:${MARKER.replace(/^b\||\|d$/g, '')})$`, 'i');

export function pairModules(file: SourceUnit, siblings: SiblingFiles): readonly PairCandidate[] {
  for (const { specifier, isShort } of counterparts(file.path)) {
    const source = siblings.resolveImport(file.path, specifier);
    if (source === null || source.path === file.path) continue;
    const pairs = pairsBetween(exportsOf(source, siblings), exportsOf(file, siblings), isShort);
    if (pairs.length > 0) return pairs;
  }
  return [];
}

interface Counterpart {
  readonly specifier: string;
  /** Whether a single letter is all that says so. */
  readonly isShort: boolean;
}

/** Where the functions may stand whose derivatives a file of this name has. */
export function counterparts(path: string): readonly Counterpart[] {
  const parts = path.split('/');
  const base = (parts.at(-1) ?? '').replace(/\.[cm]?[jt]sx?$/, '');
  const folder = parts.at(-2) ?? '';
  const found = (specifiers: readonly string[], isShort = false): readonly Counterpart[] =>
    specifiers.map((specifier) => ({ specifier, isShort }));
  if (BARE.test(base)) return found(COLLECTIONS.map((name) => `./${name}`));
  const [, stem, marker] =
    new RegExp(`^(.+?)[-._](${MARKER})$`, 'i').exec(base) ??
    /^(.*[a-z0-9])(Bwd|Backward|Grads?|Gradients?|Derivs?|Derivatives?|Prime)$/.exec(base) ??
    [];
  if (stem !== undefined && marker !== undefined) {
    const names = [
      stem,
      `${stem}s`,
      `${stem}es`,
      `${stem}-functions`,
      `${stem}Functions`,
      `${stem}-forward`,
      `${stem}.forward`,
    ];
    return found(
      names.map((name) => `./${name}`),
      marker.length === 1,
    );
  }
  if (!BARE.test(folder)) return [];
  return found([`../${base}`, ...COLLECTIONS.map((name) => `../${name}/${base}`)]);
}

const COLLECTIONS = ['activations', 'activation', 'functions', 'losses', 'loss', 'forward', 'values', 'kernels'];

function pairsBetween(
  values: ReadonlyMap<string, FoundFunction>,
  gradients: ReadonlyMap<string, FoundFunction>,
  isShort: boolean,
): readonly PairCandidate[] {
  return [...gradients].flatMap(([key, gradient]): readonly PairCandidate[] => {
    const value = valueOf(key, values, gradients, isShort);
    if (value === null || !mayBePaired(gradient) || !mayBePaired(value) || !mayBeValue(value)) return [];
    if (isShort && !hasUpstream(gradient) && !hasFunctionName(value.localName)) return [];
    if (isFiniteDifference(gradient, value)) return [];
    return [
      { kind: 'modules', value: value.unit, gradient: gradient.unit, wrt: null, flagIndex: null, declared: true },
    ];
  });
}

/** The export of the same name, of the name without its suffix, or the only one where either file has one only. */
function valueOf(
  key: string,
  values: ReadonlyMap<string, FoundFunction>,
  gradients: ReadonlyMap<string, FoundFunction>,
  isShort: boolean,
): FoundFunction | null {
  const same = values.get(key);
  if (same !== undefined) return same;
  const stems = [...suffixReadings(key), ...prefixReadings(key)].map(({ stem }) => canonicalStem(stemKey(stem)));
  if (isShort) stems.push(canonicalStem(stemKey(splitWords(key).slice(0, -1))));
  const named = [...values].filter(([name]) => stems.includes(canonicalStem(stemKey(splitWords(name)))));
  if (named.length > 0) return named.length === 1 ? (named[0]?.[1] ?? null) : null;
  const only = [...new Set(values.values())];
  const isOnly = new Set(gradients.values()).size === 1 && only.length === 1;
  return isOnly ? (only[0] ?? null) : null;
}
