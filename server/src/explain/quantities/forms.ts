/** @file Simple forms of what a gradient may have forgotten, each with how far-fetched it is: `(1 - x)`, `x ** 2`, `a * b`; and the constants of all code. */

export const constants: readonly (readonly [string, number])[] = [
  ['1', 1],
  ['2', 2],
  ['3', 3],
  ['4', 4],
  ['0.5', 0.5],
  ['0.25', 0.25],
  ['0', 0],
  ['8', 8],
  ['-2', -2],
  ['Math.PI', Math.PI],
  ['Math.PI ** 2', Math.PI ** 2],
  ['Math.LN2', Math.LN2],
  ['Math.LN10', Math.LN10],
  ['Math.SQRT2', Math.SQRT2],
];

/** In parentheses unless it binds tightly. */
export function atomic(text: string): string {
  return /^[\w$.[\]]+$|^[\w$.]+\[[^[\]]*\]$|^[\w$.]+\([^()]*\)$|^\([^()]*\)$/.test(text) ? text : `(${text})`;
}

interface Form {
  readonly text: (text: string, atom: string) => string;
  readonly of: (x: number) => number;
  readonly cost: number;
}

/** The slope of a sigmoid and of a hyperbolic tangent in terms of these. */
export const slopes: readonly Form[] = [
  { text: (x, atom) => `${atom} * (1 - ${x})`, of: (x) => x * (1 - x), cost: 0.8 },
  { text: (_, x) => `(1 - ${x} ** 2)`, of: (x) => 1 - x * x, cost: 1 },
];

/** What the chain rule divides or multiplies by, in terms of what a function is taken of. */
export const slopesByFunction: readonly { readonly of: string; readonly slope: Form }[] = [
  { of: 'Math.atan', slope: { text: (_, x) => `(1 + ${x} ** 2)`, of: (x) => 1 + x * x, cost: 0.6 } },
  { of: 'Math.sin', slope: { text: (x) => `Math.cos(${x})`, of: Math.cos, cost: 0.6 } },
  { of: 'Math.cos', slope: { text: (x) => `Math.sin(${x})`, of: Math.sin, cost: 0.6 } },
];

/** Whether code is what a neuron gives, by its name or as the formula of the sigmoid. */
export function isActivation(text: string): boolean {
  return /sigmoid|tanh|softmax/i.test(text) || /^\(?1 \/ \(1 \+ Math\.exp\([^+]*\)\)\)?$/.test(text);
}

/** What a mean of squares has before its differences, of which a sum of halves of squares has nothing. */
export const ofMeanSquare: Form = { text: (_, x) => `(2 / ${x})`, of: (x) => 2 / x, cost: 0.7 };

/** Simple forms of one quantity, each with how far-fetched it is. */
export const forms: readonly Form[] = [
  { text: (x) => x, of: (x) => x, cost: 0 },
  { text: (x) => `(1 - ${x})`, of: (x) => 1 - x, cost: 0.6 },
  { text: (_, x) => `-${x}`, of: (x) => -x, cost: 0.6 },
  { text: (_, x) => `${x} ** 2`, of: (x) => x * x, cost: 0.8 },
  // What the derivative of an arc tangent is divided by.
  { text: (_, x) => `(1 + ${x} ** 2)`, of: (x) => 1 + x * x, cost: 1.1 },
  ...slopes,
  { text: (x) => `(${x} - 1)`, of: (x) => x - 1, cost: 0.6 },
  { text: (x) => `(${x} + 1)`, of: (x) => x + 1, cost: 4.8 },
  { text: (_, x) => `2 * ${x}`, of: (x) => 2 * x, cost: 0.8 },
  { text: (x) => `Math.log(${x})`, of: Math.log, cost: 1 },
  { text: (x) => `Math.exp(${x})`, of: Math.exp, cost: 1 },
  { text: (x) => `Math.sign(${x})`, of: Math.sign, cost: 1 },
  { text: (x) => `Math.sqrt(${x})`, of: Math.sqrt, cost: 1.2 },
];

interface PairForm {
  readonly text: (a: string, b: string) => string;
  readonly of: (a: number, b: number) => number;
  readonly cost: number;
}

/** What the derivative of an angle is divided by, also with the sign that it is confused with. */
export const sumsOfSquares: readonly PairForm[] = [
  { text: (a, b) => `(${a} ** 2 + ${b} ** 2)`, of: (a, b) => a * a + b * b, cost: 1 },
  { text: (a, b) => `-(${a} ** 2 + ${b} ** 2)`, of: (a, b) => -a * a - b * b, cost: 1.1 },
];

/** What a term that is missing mostly is: a weight times what it weighs. */
export const productOfTwo: PairForm = { text: (a, b) => `${a} * ${b}`, of: (a, b) => a * b, cost: 1.2 };

export const pairForms: readonly PairForm[] = [
  productOfTwo,
  { text: (a, b) => `(${a} - ${b})`, of: (a, b) => a - b, cost: 1.2 },
  { text: (a, b) => `(${b} - ${a})`, of: (a, b) => b - a, cost: 1.2 },
  { text: (a, b) => `(${a} + ${b})`, of: (a, b) => a + b, cost: 1.4 },
  { text: (a, b) => `${a} / ${b}`, of: (a, b) => a / b, cost: 1.4 },
  { text: (a, b) => `${b} / ${a}`, of: (a, b) => b / a, cost: 1.4 },
  ...sumsOfSquares,
];

/** Whether a formula is a sum of more than two names, which nobody has forgotten as a factor. */
export function isLongSum(text: string): boolean {
  let outer = text;
  for (let inner = ''; inner !== outer;) {
    inner = outer;
    outer = outer.replaceAll(/\([^()]*\)/g, '');
  }
  return / [-+] /.test(outer) && (text.match(/ [-+*/]{1,2} /g) ?? []).length > 2;
}
