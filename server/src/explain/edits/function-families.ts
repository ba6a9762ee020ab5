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

/** That they are what was meant is less likely than that their value is what happens to be missing, as 1 is in e⁻ˣ − 1. */
const rare: ReadonlySet<string> = new Set(['log1p', 'expm1', 'cbrt', 'sinh', 'cosh', 'tan', 'atan']);

export function isRare(name: string): boolean {
  return rare.has(name);
}

/** `expm1` and `log1p` seem to be meant wherever a 1 is lacking, or too much. */
export function isOneOff(name: string): boolean {
  return name === 'expm1' || name === 'log1p';
}

/** Whether one of the two is often written for the other. */
export function areAlike(one: string, other: string): boolean {
  return families.some((family) => family.includes(one) && family.includes(other));
}

/** Functions of one number that may stand in the place of one another, the likeliest first. */
export const functionsOfOne = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'cbrt',
  'abs',
  'sign',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sinh',
  'cosh',
  'atan',
] as const;

/** Functions whose names are mistaken for one another. */
export const functionsOfMath = [
  'exp',
  'log',
  'tanh',
  'sin',
  'cos',
  'sqrt',
  'abs',
  'sign',
  'max',
  'min',
  'atan',
  'tan',
  'log1p',
  'expm1',
  'sinh',
  'cosh',
  'cbrt',
];
