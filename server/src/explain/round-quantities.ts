/** @file Quantities that differ from round to round of a loop, as `y[i]` does: what an expression in the loop may have forgotten or added. */
import { atomic, forms, longestPiece, type Quantity } from './quantities.ts';

/** Code that has a number in every round, with its values where a needed value is asked for. */
export interface Piece {
  readonly text: string;
  readonly values: readonly number[];
}

/** @param pieces names and expressions that are known where the quantities are to stand. */
export function roundQuantities(pieces: readonly Piece[]): readonly Quantity[] {
  const seen = new Set<string>();
  return pieces.flatMap((piece) => {
    const { text, values } = piece;
    if (seen.has(text) || text.length > longestPiece || text.includes('\n') || !values.every(Number.isFinite))
      return [];
    seen.add(text);
    return formsOf(piece);
  });
}

function formsOf({ text, values }: Piece): readonly Quantity[] {
  const isName = /^[\w$.[\]!]+$/.test(text);
  // Of a whole formula only itself, what is left to 1 and its opposite are likely to be what is missing.
  const own = isName ? forms : forms.slice(0, 3);
  return own.flatMap((form): readonly Quantity[] => {
    const formed = values.map(form.of);
    if (formed.every((v) => v === formed[0])) return [];
    const cost = form.cost + (isName ? 0 : 0.9);
    const at: Quantity['at'] = ({ index }) => formed[index]!;
    return [{ text: form.text(text, atomic(text)), at, cost, isOne: false, isNumber: false, inScope: true }];
  });
}
