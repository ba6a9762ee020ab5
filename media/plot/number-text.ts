/** @file Numbers as a reader of a plot wants them: four significant digits, no needless zeros, a real minus sign. */
import { format } from 'd3-format';

const general = format('.4~g');

export function numberText(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'undefined';
  // Below this, a difference of two gradients is rounding and its digits say nothing; zero itself reads better as 0.
  if (value === 0) return '0';
  return general(value);
}

/** For screen readers, many of which do not read U+2212. */
export function spokenNumber(value: number | null | undefined): string {
  return numberText(value).replace('−', 'minus ');
}
