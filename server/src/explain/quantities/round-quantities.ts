/** @file Quantities that differ from round to round of a loop, as `y[i]` does: what an expression in the loop may have forgotten or added. */
import type { Place } from '../search/needed-values.ts';
import {
  atomic,
  forms,
  isActivation,
  pairForms,
  productOfTwo,
  slopes,
  slopesByFunction,
  sumsOfSquares,
} from './forms.ts';
import { longestPiece, type Quantity } from './quantities.ts';

/** Code that has a number in every round, with its values where a needed value is asked for. */
export interface Piece {
  readonly text: string;
  readonly values: readonly number[];
  /** Whether nothing reads it yet, although it is there to be read. */
  readonly isUnread?: boolean;
}

/** @param pieces names and expressions that are known where the quantities are to stand. */
export function roundQuantities(pieces: readonly Piece[]): readonly Quantity[] {
  const seen = new Set<string>();
  const known = pieces.filter(({ text, values }) => {
    if (seen.has(text) || text.length > longestPiece || text.includes('\n') || !values.every(Number.isFinite))
      return false;
    seen.add(text);
    return true;
  });
  return [
    ...known.flatMap((piece) => formsOf(piece, known)),
    ...sharesOf(known),
    ...pairsOf(known.filter(({ text }) => isName(text)).slice(0, mostPaired)),
  ];
}

/** `x / (x + eps)` of each sum that begins or ends with a name: the slope of its logarithm, times the name. */
function sharesOf(pieces: readonly Piece[]): readonly Quantity[] {
  const names = new Map(pieces.filter(({ text }) => isName(text)).map((piece) => [piece.text, piece]));
  return pieces.flatMap(({ text, values }): readonly Quantity[] => {
    const [, first, last] = /^([^ ()]+) \+ ([^ ()]+)$/.exec(text) ?? [];
    return [first, last].flatMap((name): readonly Quantity[] => {
      const part = names.get(name ?? '');
      if (part === undefined) return [];
      const shares = part.values.map((x, k) => x / values[k]!);
      return [quantityOf(`${part.text} / (${text})`, shares, costOfShare)];
    });
  });
}

/** More names and entries are not combined. */
const mostPaired = 12;

/** How far-fetched a share of a sum is. */
const costOfShare = 1.2;

/** What it speaks for a product that it has what was forgotten. */
const likelier = 0.6;

function pairsOf(pieces: readonly Piece[]): readonly Quantity[] {
  return pieces.flatMap((a, i) =>
    pieces.slice(i + 1).flatMap((b) =>
      [productOfTwo, ...sumsOfSquares].map((form) => {
        const values = a.values.map((x, k) => form.of(x, b.values[k]!));
        const isLikely = form === productOfTwo && (a.isUnread ?? b.isUnread) === true;
        return quantityOf(form.text(a.text, b.text), values, form.cost - (isLikely ? likelier : 0));
      }),
    ),
  );
}

/** More entries that nothing reads are not combined. */
const mostUnread = 8;

/** Products and differences of an entry that no line reads yet and a name: `probs[k] * batch`, `(v - t[i])`. */
export function withUnread(
  entries: readonly Quantity[],
  pieces: readonly Piece[],
  places: readonly Place[],
): readonly Quantity[] {
  const names = pieces.filter(({ text }) => /^[\w$.]+$/.test(text)).slice(0, mostPaired);
  return entries.slice(0, mostUnread).flatMap((entry) =>
    names.flatMap(({ text, values }) =>
      pairForms.slice(0, nFormsWithUnread).map((form) => {
        const found = places.map((place) => form.of(entry.at(place), values[place.index]!));
        // The class of an example is seldom multiplied.
        const isLikely = !entry.text.includes('===');
        return quantityOf(form.text(entry.text, text), found, form.cost - (isLikely ? likelier : 0));
      }),
    ),
  );
}

/** Of the forms of pairs, the product and the two differences. */
const nFormsWithUnread = 3;

function quantityOf(text: string, values: readonly number[], cost: number): Quantity {
  return { text, at: ({ index }) => values[index]!, cost, isOne: false, isNumber: false, inScope: true };
}

/** A variable, a field, or an entry at an index of counters and numbers. */
function isName(text: string): boolean {
  return /^[\w$.!]+(\[[\w$.+* ]+\])*!?$/.test(text);
}

function formsOf({ text, values }: Piece, known: readonly Piece[]): readonly Quantity[] {
  // Of a whole formula only itself, what is left to 1 and its opposite are likely to be what is missing, and the slope where it has one.
  const chained = slopesByFunction.filter(({ of }) => known.some((piece) => piece.text.includes(`${of}(${text})`)));
  const ofFormula = [...forms.slice(0, 3), ...(isActivation(text) ? slopes : []), ...chained.map(({ slope }) => slope)];
  const own = isName(text) ? forms : ofFormula;
  return own.flatMap((form): readonly Quantity[] => {
    const formed = values.map(form.of);
    if (formed.every((v) => v === formed[0])) return [];
    const isChained = (other: typeof form): boolean => chained.some(({ slope }) => slope === other);
    const costOfFormula = isName(text) ? 0 : slopes.includes(form) || isChained(form) ? 0.3 : 0.9;
    return [quantityOf(form.text(text, atomic(text)), formed, form.cost + costOfFormula)];
  });
}
