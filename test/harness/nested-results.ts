/** @file Results of libraries: numbers nested in arrays and objects, by their place, and compared one by one. */
import assert from 'node:assert/strict';

/** Entries nested as an array, of whatever a library returns. */
export type Nested = number | readonly Nested[] | { readonly [name: string]: Nested };

/** Numbers by their place, as the interpreter names the entries of a result. */
export function flat(value: Nested | undefined | null | boolean, key = ''): readonly (readonly [string, number])[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'number' || typeof value === 'boolean') return [[key, Number(value)]];
  if (Array.isArray(value)) return value.flatMap((item, i) => flat(item as Nested, `${key}[${i}]`));
  return Object.entries(value).flatMap(([name, item]) => flat(item as Nested, `${key}.${name}`));
}

/** @param tolerance relative to the largest of the numbers, and to 1 where all are smaller. */
export function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  what: string,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((x, i) => {
    const y = expected[i]!;
    const scale = Math.max(1, Math.abs(y), ...expected.map(Math.abs));
    const isSame = Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * scale;
    assert.ok(isSame, `${what}: entry ${i} is ${x}, the library gives ${y}`);
  });
}
