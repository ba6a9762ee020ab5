/**
 * @file Numbers and nested arrays of numbers as mathjs takes them: read from values, put together entry by entry with broadcasting, and
 * given back as arrays. An argument whose shape nothing tells is taken for a number or an array by the function that takes it.
 */
import type * as ts from 'typescript';
import { lengthFrom } from '../builtins/globals.ts';
import { settle } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import { expectArray, guessScalar } from './guessed-scalars.ts';
import { type ArrayValue, arrayOf, describe, type NumberValue, type Value } from '../value.ts';

/** Where a function of a library is called. */
export interface LibraryCall {
  readonly machine: Machine;
  readonly node: ts.Node;
  /** The function, as a message names it. */
  readonly name: string;
}

/** A function of a library. */
export type LibraryFunction = (c: LibraryCall, args: readonly Value[]) => Value;

/** An array of entries, and the array that it was read from. */
export interface Rows {
  readonly items: readonly Entries[];
  readonly source: ArrayValue | null;
}

export type Entries = NumberValue | Rows;

/**
 * What an argument is taken for that nothing has told the shape of: a number for good; a number that turns out to be an array where
 * it, or what is computed from it entry by entry, is used as one; one that does so only where itself is; a vector; a matrix.
 */
export type Guess = 'number' | 'entry' | 'factor' | 'vector' | 'matrix';

export function isNumber(x: Entries): x is NumberValue {
  return 'v' in x;
}

export function toEntries(c: LibraryCall, value: Value, guess: Guess = 'entry'): Entries {
  const settled = settleAs(c, value, guess);
  if (typeof settled === 'boolean') return c.machine.constant(settled ? 1 : 0);
  if (settled === undefined || settled === null) throw misfit(c, `${settled} where a number or an array is needed`);
  if (typeof settled === 'object') {
    if (settled.kind === 'number') return settled;
    if (settled.kind === 'array') {
      c.machine.inputs.noteWhole(settled);
      c.machine.allocate(settled.items.length, c.node);
      const inner = guess === 'matrix' ? 'vector' : guess === 'vector' ? 'entry' : guess;
      return { items: settled.items.map((item) => toEntries(c, item, inner)), source: settled };
    }
  }
  throw new Unsupported('not-a-number', `${describe(settled)} used as a number or an array of numbers`, c.node);
}

/** An argument that is of no use unless it is an array, though the library takes numbers for some. */
export function toArrayEntries(c: LibraryCall, value: Value, guess: 'vector' | 'matrix' = 'vector'): Entries {
  const x = toEntries(c, value, guess);
  if (isNumber(x)) expectArray(c.machine, x, c.name, c.node, guess === 'matrix');
  return x;
}

function settleAs({ machine }: LibraryCall, value: Value, guess: Guess): ReturnType<typeof settle> {
  if (guess === 'vector' || guess === 'matrix') return settle(machine, value, 'array');
  if (typeof value === 'object' && value?.kind === 'input' && guess !== 'number') {
    return guessScalar(machine, value.cell, guess);
  }
  return settle(machine, value, 'scalar');
}

/** The entries as a value: a number, or arrays of their own. */
export function toValue(c: LibraryCall, x: Entries): Value {
  if (isNumber(x)) return x;
  c.machine.allocate(x.items.length, c.node);
  return arrayOf(x.items.map((item) => toValue(c, item)));
}

export function rowsOf(items: readonly Entries[]): Rows {
  return { items, source: null };
}

/** The lengths along all axes; none for a number. Rows of different lengths are no array to the library. */
export function shapeOf(c: LibraryCall, x: Entries): readonly number[] {
  if (isNumber(x)) return [];
  const [first, ...others] = x.items.map((item) => shapeOf(c, item));
  if (others.some((shape) => shape.join() !== first!.join())) throw misfit(c, 'rows of different lengths');
  return [x.items.length, ...(first ?? [])];
}

/** All entries in order. */
export function flatten(x: Entries): readonly NumberValue[] {
  return isNumber(x) ? [x] : x.items.flatMap(flatten);
}

/** The items of an array; the library throws where it is given a number. */
export function itemsOf(c: LibraryCall, x: Entries): readonly Entries[] {
  if (isNumber(x)) throw misfit(c, 'a number where an array is needed');
  return x.items;
}

export function mapEntries(x: Entries, f: (entry: NumberValue) => NumberValue): Entries {
  return isNumber(x) ? f(x) : rowsOf(x.items.map((item) => mapEntries(item, f)));
}

/** Entry by entry; a number, an axis of length 1 and missing leading axes are stretched. */
export function zipEntries(
  c: LibraryCall,
  a: Entries,
  b: Entries,
  f: (a: NumberValue, b: NumberValue) => NumberValue,
): Entries {
  const [own, other] = [shapeOf(c, a), shapeOf(c, b)];
  for (let back = 1; back <= Math.min(own.length, other.length); back++) {
    const [i, j] = [own.length - back, other.length - back];
    if (own[i] !== 1 && other[j] !== 1) fitLengths(c, a, i, b, j);
  }
  const zip = (x: Entries, y: Entries, difference: number): Entries => {
    if (isNumber(x)) return mapEntries(y, (entry) => f(x, entry));
    if (isNumber(y)) return mapEntries(x, (entry) => f(entry, y));
    if (difference > 0) return rowsOf(x.items.map((item) => zip(item, y, difference - 1)));
    if (difference < 0) return rowsOf(y.items.map((item) => zip(x, item, difference + 1)));
    const length = x.items.length === 1 ? y.items.length : x.items.length;
    const at = ({ items }: Rows, i: number): Entries => items[items.length === 1 ? 0 : i]!;
    return rowsOf(Array.from({ length }, (_, i) => zip(at(x, i), at(y, i), 0)));
  };
  return zip(a, b, own.length - other.length);
}

/** Two axes that must be equally long. Of arguments whose lengths were chosen here the shorter one grows; else the library throws. */
export function fitLengths(c: LibraryCall, a: Entries, axis: number, b: Entries, otherAxis: number): void {
  const [own, other] = [shapeOf(c, a)[axis]!, shapeOf(c, b)[otherAxis]!];
  if (own === other) return;
  const [shorter, along] = own < other ? [a, axis] : [b, otherAxis];
  for (const { source } of arraysAlong(shorter, along)) {
    if (source !== null) c.machine.inputs.noteReach(source, Math.max(own, other) - 1, true);
  }
  throw misfit(c, `arrays of ${own} and ${other} entries that must be equally long`);
}

function arraysAlong(x: Entries, axis: number): readonly Rows[] {
  if (isNumber(x)) return [];
  return axis === 0 ? [x] : x.items.flatMap((item) => arraysAlong(item, axis - 1));
}

/** The library would throw: the sample is outside the function's domain. */
export function misfit(c: LibraryCall, what: string): UserThrow {
  return new UserThrow(what, undefined, c.node);
}

/** A function that is known and not read. */
export const declined =
  (what: string): LibraryFunction =>
  (c) => {
    throw new Unsupported('unsupported-call', what, c.node);
  };

/** A whole number that decides a length. */
export function toLength(c: LibraryCall, x: NumberValue): number {
  const length = lengthFrom(c.machine, x, c.node);
  if (!Number.isInteger(length) || length < 0) throw misfit(c, `an array of ${length} entries`);
  c.machine.allocate(length, c.node);
  return length;
}
