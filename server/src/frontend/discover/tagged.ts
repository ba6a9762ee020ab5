/**
 * @file Conventions "tag" and "reference-tag": what the author says outright with `@gradientOf` and `@reference`.
 * A target that cannot be found is data for a finding, not a reason to guess.
 */
import { namesIn, tagText } from '../tags.ts';
import type { DocTag, FunctionUnit, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { isVisible } from './match.ts';

/** `@gradientOf name` where no function of that name can be seen. */
export interface UnresolvedTag {
  readonly tag: DocTag;
  readonly target: string;
  readonly gradient: FunctionUnit;
}

/** Takes `focal wrt z, y` apart; `wrt` is null when not stated. */
export function parseGradientOf(text: string): { readonly target: string; readonly wrt: readonly string[] | null } {
  const [target = '', keyword, ...rest] = text.split(/\s+/);
  const wrt = keyword === 'wrt' ? namesIn(rest.join(' ')) : [];
  return { target, wrt: wrt.length === 0 ? null : wrt };
}

/** The pair that a function's `@gradientOf` declares, what is wrong with the tag, or null when it has none. */
export function pairByTag(
  gradient: FoundFunction,
  pool: readonly FoundFunction[],
): PairCandidate | UnresolvedTag | null {
  const tag = gradient.unit.tags.find((candidate) => candidate.name === 'gradientOf');
  if (tag === undefined) {
    return null;
  }
  const { target, wrt } = parseGradientOf(tag.text);
  const named = functionNamed(target, gradient, pool);
  const value = named ?? functionWithReference(target, gradient, pool);
  if (value === null) {
    return { tag, target, gradient: gradient.unit };
  }
  const kind = named === null ? 'reference-tag' : 'tag';
  return { kind, value: value.unit, gradient: gradient.unit, wrt, flagIndex: null, declared: true };
}

/** Two functions with the same `@reference`, of which one is named as a gradient. */
export function pairByReference(gradient: FoundFunction, pool: readonly FoundFunction[]): PairCandidate | null {
  const id = tagText(gradient.unit.tags, 'reference');
  if (id === null || id === '' || !isNamedAsGradient(gradient)) {
    return null;
  }
  const value = functionWithReference(id, gradient, pool);
  return value === null
    ? null
    : { kind: 'reference-tag', value: value.unit, gradient: gradient.unit, wrt: null, flagIndex: null, declared: true };
}

/** By preference a sibling member, then a function in scope, then the only one of that name; `Owner.name` also works. */
function functionNamed(target: string, from: FoundFunction, pool: readonly FoundFunction[]): FoundFunction | null {
  const dot = target.lastIndexOf('.');
  const owner = dot < 0 ? null : target.slice(0, dot);
  const name = target.slice(dot + 1).replace(/\(\)$/, '');
  const named = pool.filter(
    (candidate) =>
      candidate.unit.node !== from.unit.node &&
      candidate.localName === name &&
      (owner === null || candidate.unit.owner === owner),
  );
  const sibling = named.find((candidate) => candidate.container !== null && candidate.container === from.container);
  const visible = named.filter((candidate) => isVisible(candidate, from));
  const nearest = visible.find((candidate) => candidate.scope === from.scope) ?? visible[0];
  return sibling ?? nearest ?? (named.length === 1 ? (named[0] ?? null) : null);
}

/** The function tagged with the reference, given as `id` or `id variant`, that is not itself a gradient. */
function functionWithReference(id: string, from: FoundFunction, pool: readonly FoundFunction[]): FoundFunction | null {
  const tagged = pool.filter(
    (candidate) =>
      candidate.unit.node !== from.unit.node &&
      tagText(candidate.unit.tags, 'reference') === id &&
      tagText(candidate.unit.tags, 'gradientOf') === null &&
      !isNamedAsGradient(candidate),
  );
  return tagged.length === 1 ? (tagged[0] ?? null) : null;
}

function isNamedAsGradient(found: FoundFunction): boolean {
  return suffixReadings(found.localName).length + prefixReadings(found.localName).length > 0;
}
