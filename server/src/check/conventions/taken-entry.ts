/** @file Which entry of its arrays a gradient of one entry is called with, see `entrywise.ts`. */
import { settleKnown } from '../../frontend/trace/conversions.ts';
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import type { Machine } from '../../frontend/trace/machine.ts';
import type { ArrayValue, Value } from '../../frontend/trace/value.ts';
import type { Binding } from '../sampling/session.ts';

/** The first, the second and the last in turn: the value may treat one of them in its own way. */
export function takenEntry({ index }: Draw, length: number): number {
  return [0, Math.min(1, length - 1), length - 1][index % 3]!;
}

/** Whether a sample can take the path of another one, as far as the entry goes. */
export function takeSameEntry({ gradient }: Binding, a: Draw, b: Draw): boolean {
  const isOfEntry = gradient.some(({ kind }) => kind === 'entry' || kind === 'output-entry');
  return !isOfEntry || a.index % 3 === b.index % 3;
}

/** One entry, of a matrix that of one of its rows. */
export function entryOf(machine: Machine, { items }: ArrayValue): Value {
  const entry = settleKnown(machine, items[takenEntry(machine.inputs.draw, items.length)]);
  return typeof entry === 'object' && entry?.kind === 'array' ? entryOf(machine, entry) : entry;
}
