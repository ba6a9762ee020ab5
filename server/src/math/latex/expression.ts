/** @file Expressions as LaTeX, by the walk of `expr/print.ts`. Fractions of fractions are flattened; nothing else is rewritten. */
import type { ExprId, Graph } from '../expr/graph.ts';
import { namedConstant } from '../expr/named-constants.ts';
import { atom, latexParens, precedence, type Printed } from '../expr/notation.ts';
import { type Names, printExpression, type Style } from '../expr/print.ts';
import { identifierToLatex } from './identifier.ts';

const style: Style = {
  layout: (op) => op.latex,
  identifier: (name) => atom(identifierToLatex(name)),
  constant: numberToLatex,
  parentheses: latexParens,
  minusBindsTightly: false,
  tooLong: () => atom('\\ldots'),
};

/** The expression in LaTeX, for display mathematics. */
export function toLatex(graph: Graph, id: ExprId, names?: Names): string {
  return printExpression(graph, id, style, names).text;
}

/** 0.25 → `0.25`, 1e-7 → `10^{-7}`, 1.5e-7 → `1.5 \cdot 10^{-7}`. */
function numberToLatex(value: number): Printed {
  if (Number.isNaN(value)) return atom('\\mathrm{NaN}');
  if (value === Infinity) return atom('\\infty');
  const named = namedConstant(value);
  if (named !== undefined) return atom(named.latex);
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return atom(mantissa);
  const power = `10^{${Number(exponent)}}`;
  return mantissa === '1'
    ? { text: power, precedence: precedence.power }
    : { text: `${mantissa} \\cdot ${power}`, precedence: precedence.product };
}
