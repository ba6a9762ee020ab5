/**
 * @file Where a formula may be broken: relations and sums of a LaTeX text that stand outside every brace, fence and environment.
 * A scanner, not a LaTeX parser: it never changes the text and treats what it does not know as an ordinary symbol.
 */

export interface BreakPoint {
  /** Offset of the relation or sign: a new line would start here. */
  readonly at: number;
  readonly kind: 'relation' | 'sum';
}

const relations = new Set(['=', '\\approx', '\\equiv', '\\to', '\\propto', '\\le', '\\ge', '\\leq', '\\geq', '\\neq']);
const openers = new Set(['{', '(', '[', '\\left', '\\begin', '\\lvert', '\\lVert', '\\{', '\\lbrack']);
const closers = new Set(['}', ')', ']', '\\right', '\\end', '\\rvert', '\\rVert', '\\}', '\\rbrack']);
/** After one of these a `+` or `-` is a sign, not a sum. */
const prefixes = new Set(['+', '-', '\\cdot', '\\times', ',', '^', '_', '\\pm', '\\mp']);

/** Sized fences with their delimiter, other commands, and single characters. */
const tokens = /(\\(?:left|right)(?![a-zA-Z]))\s*(?:\\[a-zA-Z]+|\\.|.)|\\[a-zA-Z]+|\\.|\S/gsu;

/** The break points in order; a sign at the very start is none. */
export function breakPoints(latex: string): readonly BreakPoint[] {
  const points: BreakPoint[] = [];
  let depth = 0;
  let previous: string | null = null;
  for (const match of latex.matchAll(tokens)) {
    // A sized fence is one token with its delimiter, which need not be a closing bracket: `\right.` is common.
    const symbol = match[1] ?? match[0];
    if (openers.has(symbol)) depth += 1;
    else if (closers.has(symbol)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && previous !== null) {
      if (relations.has(symbol)) points.push({ at: match.index, kind: 'relation' });
      else if ((symbol === '+' || symbol === '-') && !prefixes.has(previous) && !relations.has(previous)) {
        points.push({ at: match.index, kind: 'sum' });
      }
    }
    previous = symbol;
  }
  return points;
}
