/** @file What a run leaves in the variables around the traced function, for another function to go on with. */
import type * as ts from 'typescript';
import type { Value } from '../value.ts';

/** Values of variables by the scope that declares them. */
export type VariablesLeft = ReadonlyMap<ts.Node, ReadonlyMap<string, Value>>;

/** Larger arrays are tables, and not what one call leaves for the next. */
const mostEntries = 1000;

/** Numbers, texts and what is made of them: no functions, which belong to the run that made them, and no arguments. */
export function isDataLeft(value: Value): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value !== 'object') return false;
  if (value.kind === 'number') return true;
  if (value.kind === 'array') {
    return (
      value.input === null &&
      value.items.length <= mostEntries &&
      value.items.every((x) => x === undefined || isDataLeft(x))
    );
  }
  if (value.kind !== 'object' || value.classValue !== null || value.missing !== null || value.proto !== null)
    return false;
  return value.accessors.size === 0 && [...value.fields.values()].every((x) => x === undefined || isDataLeft(x));
}
