/**
 * @file How printed expressions compose: text with a binding strength, and the few layouts that operations share.
 * Walking a graph is the printers' business (`print.ts`, `latex/`); here only the pieces are put together.
 */

/** Binding strengths, weakest first. */
export const precedence = { sum: 1, product: 2, sign: 3, power: 4, atom: 5 } as const;
export type Precedence = (typeof precedence)[keyof typeof precedence];

export interface Printed {
  readonly text: string;
  readonly precedence: Precedence;
  /** What stands above and below the line, when the text is one LaTeX fraction. */
  readonly fraction?: readonly [Printed, Printed];
}

/** From printed arguments to the printed operation. */
export type Layout = (args: readonly Printed[]) => Printed;

export function atom(text: string): Printed {
  return { text, precedence: precedence.atom };
}

/** The argument's text, in parentheses when it binds weaker than `least`. */
export function wrapped(part: Printed | undefined, least: Precedence, open = '(', close = ')'): string {
  if (part === undefined) return '';
  return part.precedence < least ? open + part.text + close : part.text;
}

/** The text of −part: a leading minus of a product is dropped rather than doubled. */
export function negatedText(part: Printed | undefined): string {
  if (part === undefined) return '';
  return part.precedence >= precedence.product && part.text.startsWith('-')
    ? part.text.slice(1)
    : `-${wrapped(part, precedence.atom)}`;
}

/** `a op b`, where the right side needs `rightLeast` to go without parentheses. */
export function infix(operator: string, own: Precedence, rightLeast: Precedence, open = '(', close = ')'): Layout {
  return ([a, b]) => ({
    text: wrapped(a, own, open, close) + operator + wrapped(b, rightLeast, open, close),
    precedence: own,
  });
}

/** `name(a, b)`. */
export function call(name: string): Layout {
  return (args) => atom(`${name}(${args.map((a) => a.text).join(', ')})`);
}

/** `\name\left(a, b\right)`. */
export function latexCall(name: string): Layout {
  return (args) => atom(`${name}\\left(${args.map((a) => a.text).join(', ')}\\right)`);
}

/** Parentheses that grow with their content. */
export const latexParens = ['\\left(', '\\right)'] as const;
