/** @file Names of fields that say how large a matrix is, as in `{ rows, cols, data }`: no entries of it. */

const sizeNames: ReadonlySet<string> = new Set('rows cols columns shape stride strides size length n dims'.split(' '));

export function isSizeName(name: string): boolean {
  return sizeNames.has(name);
}
