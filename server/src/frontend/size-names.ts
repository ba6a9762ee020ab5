/** @file Names that say how large something is: fields beside the entries of a matrix, as in `{ rows, cols, data }`, and counts. */

const sizeNames: ReadonlySet<string> = new Set('rows cols columns shape stride strides size length n dims'.split(' '));

export function isSizeName(name: string): boolean {
  return sizeNames.has(name);
}

const countNames = new RegExp(
  '^[nmk]$|^(n|num)[A-Z_]|^(size|count|length|len|dims?|units|rows|cols|columns|channels|width|height|features|neurons|classes)$|' +
    '(Size|_size|Count|Length|Dims?|Units|[Rr]ows|[Cc]ols|Channels|Width|Height|Features|Neurons|Classes)$',
);

/** Whether a name is that of a number of things, such as `size`, `nHidden` or `hiddenUnits`. */
export function isCountName(name: string): boolean {
  return countNames.test(name);
}
