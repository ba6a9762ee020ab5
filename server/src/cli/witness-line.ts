/** @file The witness in one line: where, what is right, what the code gives. Input values are printed in full, so that they can be used again. */
import type { Json, Witness } from '../service/types.ts';
import { withoutControls } from './terminal.ts';

export function witnessLine({ at, expected, actual, difference, errorBound }: Witness): string {
  const inputs = Object.entries(at).map(([name, value]) => `${name} = ${valueText(value)}`);
  const place = inputs.length === 0 ? 'everywhere' : `at ${inputs.join(', ')}`;
  const size = `difference ${short(difference)}, rounding at most ${short(errorBound)}`;
  return withoutControls(
    `${place}: the derivative is ${valueText(rounded(expected))}, the code gives ${valueText(rounded(actual))} (${size})`,
  );
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Ten digits say all that a person compares; the JSON report has every digit. */
function rounded(value: Json): Json {
  if (typeof value === 'number') return Number(value.toPrecision(10));
  if (isList(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rounded(entry)]));
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
