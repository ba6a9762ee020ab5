/** @file Lines and columns of offsets in one text, zero-based and in UTF-16 units, as editors count. */
import type { TextSpan } from '../service/types.ts';

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export interface TextLines {
  readonly text: string;
  positionOf(offset: number): TextPosition;
  rangeOf(span: TextSpan): TextRange;
  /** A line without its end; empty past the last one. */
  line(index: number): string;
}

export function createTextLines(text: string): TextLines {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  const positionOf = (offset: number): TextPosition => {
    const within = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle;
    }
    return { line: low, character: within - (starts[low] ?? 0) };
  };
  return {
    text,
    positionOf,
    rangeOf: ({ start, end }) => ({ start: positionOf(start), end: positionOf(end) }),
    line: (index) => text.slice(starts[index] ?? text.length, starts[index + 1]).replace(/[\r\n]+$/, ''),
  };
}
