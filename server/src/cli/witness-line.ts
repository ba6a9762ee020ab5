/** @file How certain a witness is, in one line. The point and both values stand in the message already. */
import type { Witness } from '../service/types.ts';

export function precisionLine({ difference, errorBound }: Witness): string {
  if (!Number.isFinite(difference)) return 'no rounding explains a result that is not a finite number';
  return `they differ by ${short(difference)}, and rounding explains at most ${short(errorBound)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
