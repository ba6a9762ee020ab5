/**
 * @file Convention "habit": a file that calls the derivative of `relu` `relu_d` means the derivative of its own `leakyBump` by
 * `leakyBump_d`, too, and one with `dsigmoid` and `dtanh` that of `rev` by `drev`. Of names alone, such short endings and beginnings say
 * nothing (`suffix.ts`, `prefix.ts`).
 */
import type { PairCandidate } from '../types.ts';
import { isFunctionName } from './aliases.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { reading } from './gradient-names.ts';
import { pairByName, type ValueIndex } from './match.ts';
import { standTogether } from './siblings.ts';
import { SHORT } from './suffix.ts';
import { splitWords, stemKey } from './words.ts';

/** So many functions that are known by their names must have a derivative that ends so. */
const enough = 2;

export function pairByHabit(found: FoundFunction, index: ValueIndex, collection: Collection): PairCandidate | null {
  return pairByEnding(found, index, collection) ?? pairByLetter(found, index, collection);
}

/** `drev` and `dpowx` beside `rev` and `pow(x, y)`, where `dsigmoid` and `dtanh` are beside theirs. */
function pairByLetter(found: FoundFunction, index: ValueIndex, collection: Collection): PairCandidate | null {
  const { localName, parameters } = found;
  const stem = /^d([a-z]{3,})$/.exec(localName)?.[1];
  if (stem === undefined || WORDS.has(localName) || !hasLetterHabit(collection, found)) return null;
  const by = parameters.filter((name) => name.length === 1 && stem.endsWith(name));
  const readings = [
    reading('prefix', splitWords(stem), null, 'd'),
    ...by.map((name) => reading('prefix', splitWords(stem.slice(0, -1)), name, 'd')),
  ];
  const pair = pairByName(found, readings, index);
  const value = collection.found.find(({ unit }) => unit === pair?.value);
  return value !== undefined && standTogether(value, found) && value.parameters.length === parameters.length
    ? pair
    : null;
}

/** Words of English that are others with a `d` before them. */
const WORDS: ReadonlySet<string> = new Set(
  'draw drawn done drain drank drill drift damp dash dangle dart date dice deal dear drag drip drop dump dealing default'.split(
    ' ',
  ),
);

function hasLetterHabit({ found }: Collection, of: FoundFunction): boolean {
  const names = new Set(found.filter((each) => standTogether(each, of)).map(({ localName }) => localName));
  return (
    [...names].filter((name) => isFunctionName(stemKey(splitWords(name))) && names.has(`d${name}`)).length >= enough
  );
}

function pairByEnding(found: FoundFunction, index: ValueIndex, collection: Collection): PairCandidate | null {
  const words = splitWords(found.localName);
  const ending = words.at(-1) ?? '';
  if (words.length < 2 || !SHORT.has(ending) || !habitsOf(collection).has(ending)) return null;
  const pair = pairByName(found, [reading('suffix', words.slice(0, -1), null, ending)], index);
  const value = collection.found.find(({ unit }) => unit === pair?.value);
  return value?.parameters.join() === found.parameters.join() ? pair : null;
}

const habits = new WeakMap<Collection, ReadonlySet<string>>();

function habitsOf(collection: Collection): ReadonlySet<string> {
  let known = habits.get(collection);
  if (known === undefined) habits.set(collection, (known = endingsIn(collection)));
  return known;
}

function endingsIn({ found }: Collection): ReadonlySet<string> {
  const names = new Set(found.map(({ localName }) => splitWords(localName).join(' ')));
  const counts = new Map<string, number>();
  for (const name of names) {
    const words = name.split(' ');
    const stem = words.slice(0, -1);
    const isDerivative = SHORT.has(words.at(-1)!) && isFunctionName(stemKey(stem)) && names.has(stem.join(' '));
    if (isDerivative) counts.set(words.at(-1)!, (counts.get(words.at(-1)!) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= enough).map(([ending]) => ending));
}
