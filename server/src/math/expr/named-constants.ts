/**
 * @file Float64 constants that have a name: how they are printed, and that rewriting must not treat them as plain rationals.
 * Multiples such as π/2 are not here; a trace keeps them as quotients.
 */

export interface NamedConstant {
  readonly value: number;
  readonly text: string;
  readonly latex: string;
  readonly code: string;
}

const named: readonly NamedConstant[] = [
  { value: Math.PI, text: 'π', latex: '\\pi', code: 'Math.PI' },
  { value: Math.E, text: 'e', latex: 'e', code: 'Math.E' },
  { value: Math.LN2, text: 'ln2', latex: '\\ln 2', code: 'Math.LN2' },
  { value: Math.LN10, text: 'ln10', latex: '\\ln 10', code: 'Math.LN10' },
  { value: Math.LOG2E, text: 'log2e', latex: '\\log_{2} e', code: 'Math.LOG2E' },
  { value: Math.LOG10E, text: 'log10e', latex: '\\log_{10} e', code: 'Math.LOG10E' },
  { value: Math.SQRT2, text: '√2', latex: '\\sqrt{2}', code: 'Math.SQRT2' },
  { value: Math.SQRT1_2, text: '√½', latex: '\\sqrt{\\tfrac{1}{2}}', code: 'Math.SQRT1_2' },
];

const byValue = new Map(named.map((constant) => [constant.value, constant]));

/** The named constant with exactly this float64 value, if there is one. */
export function namedConstant(value: number): NamedConstant | undefined {
  return byValue.get(value);
}
