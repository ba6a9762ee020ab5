/**
 * @file Convention "parallel tables": `activations = { relu, tanh }` and `derivatives = { relu, tanh }`, as object literals, `Map`s,
 * nested tables (`{ relu, derivative: { relu } }`) or objects that are filled one by one;
 * or as functions that choose by a key.
 */
import * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import { canonicalStem } from './aliases.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName, isAboutDerivatives } from './evidence.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { MARKERS } from './gradient-names.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import type { Member, MemberGroup } from './member-groups.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { splitWords, stemKey } from './words.ts';

export function pairTables(groups: readonly MemberGroup[]): readonly PairCandidate[] {
  const tables = groups.filter(
    ({ container }) =>
      typeof container === 'string' || !(ts.isNewExpression(container) || ts.isCallExpression(container)),
  );
  return tables.flatMap((table) => {
    const name = tableName(table.owner);
    if (!name.isDerivative) return [];
    const values = valueTable(table, name.stem, tables);
    return values === null ? [] : pairsBetween(values, table);
  });
}

/** What a table is a table of, and whether it says that they are derivatives. */
export function tableName(owner: string | null): { readonly stem: string; readonly isDerivative: boolean } {
  const words = splitWords(owner ?? '').map((word) => (word.length > 2 ? word.replace(/(?<!s)s$/, '') : word));
  const isMarker = (word: string, index: number): boolean =>
    (word !== 'der' && MARKERS.has(word)) ||
    /^(bp|bwd)$/.test(word) ||
    (word === 'd' && (index === 0 || index === words.length - 1) && words.length > 1);
  const stem = words.filter((word, index) => !isMarker(word, index) && !SILENT.has(word));
  return { stem: stem.join(''), isDerivative: words.some(isMarker) };
}

/** Words that say that it is a table of functions, and not of which. */
const SILENT: ReadonlySet<string> = new Set(
  'fn func function table map by name of all forward fwd value normal registry lookup dict impl'.split(' '),
);

/** The one table that has what this one has the derivatives of: around it, of the same name, or with most of its keys. */
function valueTable(derivatives: MemberGroup, stem: string, tables: readonly MemberGroup[]): MemberGroup | null {
  const covered = (table: MemberGroup): number =>
    derivatives.members.filter((member) => valueOf(member, table) !== null).length;
  const candidates = tables
    .filter((table) => table !== derivatives && !tableName(table.owner).isDerivative)
    .map((table) => ({ table, count: covered(table) }))
    .filter(({ count }) => count > 0 && 2 * count >= derivatives.members.length);
  const around = candidates.filter(({ table }) => holds(table, derivatives));
  const namesakes = candidates.filter(({ table }) => tableName(table.owner).stem === stem);
  const pool = around.length > 0 ? around : namesakes.length > 0 || stem !== '' ? namesakes : candidates;
  const most = Math.max(0, ...pool.map(({ count }) => count));
  const [first, second] = pool.filter(({ count }) => count === most);
  if (first === undefined || second !== undefined) return null;
  return isBelievable(first.table, derivatives) ? first.table : null;
}

/** `{ relu, derivative: { relu } }`: the table of derivatives is an entry of the other. */
function holds({ container }: MemberGroup, inner: MemberGroup): boolean {
  return typeof inner.container !== 'string' && inner.container.parent?.parent === container;
}

/** Colours have gradients and contracts are derivatives; functions have names or stand in a file that is about them. */
function isBelievable(values: MemberGroup, derivatives: MemberGroup): boolean {
  const words = splitWords(values.owner ?? '');
  const isClass = typeof values.container !== 'string' && ts.isClassLike(values.container);
  if (isClass) return derivatives.members.some(({ name }) => hasFunctionName(name));
  return (
    words.some((word) =>
      /^(activations?|loss(es)?|costs?|errors?|objectives?|functions?|fns?|funcs?|kernels?)$/.test(word),
    ) ||
    derivatives.members.some(({ name }) => hasFunctionName(name)) ||
    derivatives.members.some(({ target }) => isAboutDerivatives(target.unit.file))
  );
}

function pairsBetween(values: MemberGroup, derivatives: MemberGroup): readonly PairCandidate[] {
  return derivatives.members.flatMap((member): readonly PairCandidate[] => {
    const value = valueOf(member, values);
    const { target } = member;
    if (value === null || !mayBePaired(target) || value.unit.node === target.unit.node) return [];
    if (isFiniteDifference(target, value)) return [];
    if (member.name === 'default' && !haveSameKeys(values, derivatives)) return [];
    return [{ kind: 'tables', value: value.unit, gradient: target.unit, wrt: null, flagIndex: null, declared: true }];
  });
}

/** What a function returns where no key fits is the same case only where all keys are the same. */
function haveSameKeys(one: MemberGroup, other: MemberGroup): boolean {
  const [keys, others] = [one, other].map(({ members }) =>
    members
      .map(({ name }) => name)
      .sort()
      .join(),
  );
  return keys === others;
}

/** The entry of the same key, or of the key that is left when `reluDerivative` loses its suffix. */
function valueOf({ name, target }: Member, values: MemberGroup): FoundFunction | null {
  const stems = [...suffixReadings(name), ...prefixReadings(name)].map(({ stem }) => stemKey(stem));
  const keys = new Set([name.toLowerCase(), ...stems.map(canonicalStem)]);
  const found = values.members.filter(
    (member) =>
      member.target !== target &&
      (keys.has(member.name.toLowerCase()) || keys.has(canonicalStem(stemKey(splitWords(member.name))))) &&
      mayBePaired(member.target) &&
      mayBeValue(member.target),
  );
  return found.length === 1 ? (found[0]?.target ?? null) : null;
}
