/** @file The witness in one line: where, what is right, what the code gives. Input values are printed in full, so that they can be used again. */
import type { Json, Witness } from '../service/types.ts';
import { withoutControls } from './terminal.ts';

export function witnessLine({ at, expected, actual, difference, errorBound }: Witness): string {
  const inputs = Object.entries(at).map(([name, value]) => `${name} = ${valueText(value)}`);
  const place = inputs.length === 0 ? 'everywhere' : `at ${inputs.join(', ')}`;
  const size = `difference ${short(difference)}, rounding at most ${short(errorBound)}`;
  return withoutControls(
    `${place}: the derivative is ${valueText(expected)}, the code gives ${valueText(actual)} (${size})`,
  );
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
