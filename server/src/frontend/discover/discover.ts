/**
 * @file Finds the functions of a file and the pairs they may form; one file beside this one per pairing convention.
 * Candidates only: a pair found here has not been traced, and whether it is right is the checker's business.
 */
import type * as ts from 'typescript';
import type { MisspeltTag } from '../tags.ts';
import type { FunctionUnit, PairCandidate, SourceUnit } from '../types.ts';
import { pairBareDerivative } from './bare-derivative.ts';
import { pairByFlag } from './boolean-flag.ts';
import { builtinsOf } from './builtin-function.ts';
import { type Collection, collectFunctions, type FoundFunction } from './collect.ts';
import { pairCustomGradients } from './custom-grad.ts';
import { pairClosures } from './engine-closures.ts';
import { pairLayers } from './layers.ts';
import { pairForce } from './forces.ts';
import { pairByHabit } from './habits.ts';
import { pairHessian } from './hessian-names.ts';
import { importedFunctions, type SiblingFiles } from './imports.ts';
import { pairLocalDerivatives } from './local-derivatives.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { indexValues, pairByName, type ValueIndex } from './match.ts';
import { pairWithItself } from './loss-and-gradient.ts';
import { memberGroups } from './member-groups.ts';
import { pairModules } from './module-pairs.ts';
import { pairModuleRoles } from './module-roles.ts';
import { pairMotion } from './motion.ts';
import { pairMembers } from './object-members.ts';
import { pairWithOutParameter } from './out-parameter-pairs.ts';
import { pairTables } from './parallel-tables.ts';
import { influenceReadings } from './influence.ts';
import { partialReadings } from './partials.ts';
import { prefixReadings } from './prefix.ts';
import { pairReturnedClosures } from './returned-closures.ts';
import { pairSiblingWords } from './sibling-words.ts';
import { pairSlope } from './slopes.ts';
import { suffixReadings } from './suffix.ts';
import { pairByReference, pairByTag, type UnresolvedTag } from './tagged.ts';
import { pairTuples } from './tuples.ts';

export interface Discovery {
  /** Every named function with a body, in source order. */
  readonly functions: readonly FunctionUnit[];
  /** At most one pair per gradient, in the order of the gradients; only the value may stand in another file. */
  readonly pairs: readonly PairCandidate[];
  readonly misspeltTags: readonly MisspeltTag[];
  readonly unresolvedTags: readonly UnresolvedTag[];
}

export function discover(file: SourceUnit, siblings?: SiblingFiles): Discovery {
  const collection = collectFunctions(file);
  const needsOthers = siblings !== undefined && collection.found.some(looksElsewhere);
  const imported = needsOthers ? importedFunctions(file, siblings) : [];
  const pool = [...collection.found, ...imported, ...builtinsOf(file)];
  const index = indexValues(pool.filter(mayBeValue));
  const structured = pairsByStructure(collection, file.tree);
  const twins = siblings === undefined ? [] : pairModules(file, siblings);
  const pairs: PairCandidate[] = [];
  const unresolvedTags: UnresolvedTag[] = [];
  for (const found of collection.found) {
    const tagged = pairByTag(found, pool);
    if (tagged !== null && !mayBePaired(found)) continue;
    if (tagged !== null && 'target' in tagged) {
      unresolvedTags.push(tagged);
      continue;
    }
    const pair =
      tagged ??
      pairByReference(found, pool) ??
      structured.get(found.unit.node) ??
      pairByNames(found, index) ??
      pairByHabit(found, index, collection) ??
      pairModuleRoles(found, collection) ??
      pairMotion(found, collection) ??
      pairForce(found, index) ??
      pairSlope(found, collection) ??
      pairHessian(found, collection) ??
      pairSiblingWords(found, collection) ??
      pairBareDerivative(found, collection) ??
      twins.find(({ gradient }) => gradient.node === found.unit.node) ??
      pairWithOutParameter(found) ??
      pairWithItself(found);
    // Asked last, since the answer takes a look at all of the function, and few names are those of gradients.
    if (pair !== null && (pair.kind === 'closure' || mayBePaired(found))) {
      pairs.push(pair);
    }
  }
  // What a member refers to in `Math` is none of the file's functions: `{ fn: Math.sin, dfn: Math.cos }`.
  const own = new Set<ts.Node>(collection.found.map(({ unit }) => unit.node));
  const referred = [...structured].flatMap(([node, pair]) => (own.has(node) ? [] : [pair]));
  if (referred.length > 0) {
    pairs.push(...referred);
    pairs.sort((lhs, rhs) => lhs.gradient.nameStart - rhs.gradient.nameStart);
  }
  return {
    functions: collection.found.map((found) => found.unit),
    pairs: pairs.filter((pair) => !isVariantByLetter(pair, pairs)),
    misspeltTags: collection.misspelt,
    unresolvedTags,
  };
}

/** Whether a function is named, or tagged, as the gradient of one that may stand in another file. Few files have such functions. */
function looksElsewhere({ unit, localName }: FoundFunction): boolean {
  const isTagged = unit.tags.some(({ name }) => name === 'gradientOf' || name === 'reference');
  return isTagged || suffixReadings(localName).length > 0 || prefixReadings(localName).length > 0;
}

/** `reluD` beside `reluDGrad` is one of `reluA`, `reluB`, …, and no gradient. */
function isVariantByLetter({ kind, gradient }: PairCandidate, pairs: readonly PairCandidate[]): boolean {
  return kind === 'suffix' && /(D|_d)$/.test(gradient.name) && pairs.some((pair) => pair.value.node === gradient.node);
}

/** The pairs that the objects, classes, tables and calls of the file form, by the gradient's node; the closest tie wins. */
function pairsByStructure(collection: Collection, tree: ts.SourceFile): ReadonlyMap<ts.Node, PairCandidate> {
  const groups = memberGroups(collection);
  const pairs = [
    ...pairClosures(collection, tree),
    ...pairLayers(groups),
    ...pairLocalDerivatives(collection, tree),
    ...pairCustomGradients(collection),
    ...pairReturnedClosures(collection),
    ...pairMembers(groups, collection),
    ...pairTables(groups),
    ...pairTuples(groups),
  ];
  const byGradient = new Map<ts.Node, PairCandidate>();
  for (const pair of pairs) if (!byGradient.has(pair.gradient.node)) byGradient.set(pair.gradient.node, pair);
  return byGradient;
}

/** The commoner way of naming before the rarer. */
function pairByNames(found: FoundFunction, index: ValueIndex): PairCandidate | null {
  return (
    pairByFlag(found) ??
    pairByName(found, suffixReadings(found.localName), index) ??
    pairByName(found, prefixReadings(found.localName), index) ??
    pairByName(found, partialReadings(found.localName), index) ??
    pairByName(found, influenceReadings(found.localName), index)
  );
}
