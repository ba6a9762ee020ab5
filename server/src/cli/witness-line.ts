/** @file How certain a witness is, in one line. The point and both values stand in the message already. */
import type { Witness } from '../service/types.ts';

export function precisionLine({ difference, errorBound }: Witness): string {
  return `they differ by ${short(difference)}, and rounding explains at most ${short(errorBound)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
