/** @file Functions of `Math` that are taken for one another. */

const families: readonly (readonly string[])[] = [
  ['sin', 'cos', 'tan', 'tanh', 'atan'],
  ['sinh', 'cosh', 'tanh'],
  ['tanh', 'atanh'],
  ['atan', 'atanh'],
  ['exp', 'log', 'expm1'],
  ['log', 'log1p', 'log2', 'log10'],
  ['sqrt', 'cbrt'],
  ['abs', 'sign'],
  ['max', 'min'],
];

/** Whether one of the two is often written for the other. */
export function areAlike(one: string, other: string): boolean {
  return families.some((family) => family.includes(one) && family.includes(other));
}
