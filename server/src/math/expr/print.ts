/**
 * @file Expressions as plain text and as TypeScript. Operations bring their layouts (`ops/`); here signs are gathered so that
 * neither `x + -y` nor `-1 * x` is ever printed. Nothing is simplified: apart from signs, what is printed is what was built.
 * LaTeX goes through the same walk with the style of `latex/expression.ts`.
 */
import type { ExprId, Graph } from './graph.ts';
import { namedConstant } from './named-constants.ts';
import { atom, type Layout, precedence, type Printed, wrapped } from './notation.ts';
import type { OpDef } from './op.ts';
import { ops } from './ops/registry.ts';

/** Nodes that are printed by a name of the user's instead of being expanded. */
export type Names = ReadonlyMap<ExprId, string>;

/** What differs between the printed languages. */
export interface Style {
  layout(op: OpDef): Layout;
  /** A symbol of the graph or a name from {@link Names}. */
  identifier(name: string): Printed;
  /** A constant that is not negative. */
  constant(value: number): Printed;
  readonly parentheses: readonly [string, string];
  /** Whether −(a·b) is written (−a)·b: JavaScript's minus binds tighter than its product. */
  readonly minusBindsTightly: boolean;
  /** What stands for a subexpression longer than any reader or parser wants; may throw. */
  tooLong(): Printed;
}

/** Longest printed subexpression, in characters. Shared nodes are printed wherever they occur, so text can grow exponentially. */
const longest = 200_000;

/** A printed node as sign and magnitude. */
interface Signed {
  readonly negative: boolean;
  readonly magnitude: Printed;
  /** The text of −magnitude. */
  readonly negated: Printed;
}

/** The expression in plain text, for example `alpha * (1 - p)^gamma * log(p)`. */
export function printText(graph: Graph, id: ExprId, names?: Names): string {
  return printExpression(graph, id, textStyle, names).text;
}

/** The expression in TypeScript; null when some part of it has more than so many characters. */
export function printCode(graph: Graph, id: ExprId, names?: Names, most = longest): string | null {
  let isTooLong = false;
  const style: Style = {
    ...codeStyle,
    tooLong: () => {
      isTooLong = true;
      return atom('…');
    },
  };
  const { text } = printExpression(graph, id, style, names, most);
  return isTooLong ? null : text;
}

const textStyle: Style = {
  layout: (op) => op.text,
  identifier: atom,
  constant: (value) => atom(value === Infinity ? '∞' : (namedConstant(value)?.text ?? String(value))),
  parentheses: ['(', ')'],
  minusBindsTightly: false,
  tooLong: () => atom('…'),
};

const codeStyle: Omit<Style, 'tooLong'> = {
  layout: (op) => op.code,
  identifier: atom,
  constant: (value) => atom(namedConstant(value)?.code ?? String(value)),
  parentheses: ['(', ')'],
  minusBindsTightly: true,
};

/** The expression in the given style, with the binding strength of what was printed. */
export function printExpression(
  graph: Graph,
  root: ExprId,
  style: Style,
  names: Names = new Map(),
  most = longest,
): Printed {
  const printed = new Map<ExprId, Signed>();
  for (const id of unnamedBelow(graph, root, names)) {
    const part = printNode(graph, id, style, names, (arg) => printed.get(arg)!);
    printed.set(id, part.magnitude.text.length > most ? positive(style, style.tooLong()) : part);
  }
  return text(printed.get(root)!);
}

/** Ids below the root in evaluation order, not going below named nodes. */
function unnamedBelow(graph: Graph, root: ExprId, names: Names): readonly ExprId[] {
  const seen = new Set<ExprId>();
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = graph.node(id);
    if (node.kind === 'apply' && !names.has(id)) stack.push(...node.args);
  }
  return [...seen].sort((a, b) => a - b);
}

function printNode(graph: Graph, id: ExprId, style: Style, names: Names, of: (arg: ExprId) => Signed): Signed {
  const name = names.get(id);
  if (name !== undefined) return positive(style, style.identifier(name));
  const node = graph.node(id);
  if (node.kind === 'symbol') return positive(style, style.identifier(node.name));
  if (node.kind === 'constant') {
    const magnitude = style.constant(Math.abs(node.value));
    return { ...positive(style, magnitude), negative: node.value < 0 };
  }
  const args = node.args.map(of);
  const [a, b] = args;
  const layout = style.layout(ops[node.op]);
  switch (node.op) {
    case 'neg':
      return { ...a!, negative: !a!.negative };
    case 'mul':
    case 'div': {
      const magnitude = layout([a!.magnitude, b!.magnitude]);
      return {
        negative: a!.negative !== b!.negative,
        magnitude,
        negated: style.minusBindsTightly ? layout([a!.negated, b!.magnitude]) : negated(style, magnitude),
      };
    }
    case 'add':
    case 'sub': {
      const minus = (node.op === 'sub') !== b!.negative;
      const { magnitude } = b!;
      const right = magnitude.text.startsWith('-')
        ? atom(wrapped(magnitude, precedence.atom, ...style.parentheses))
        : magnitude;
      return positive(style, style.layout(ops[minus ? 'sub' : 'add'])([text(a!), right]));
    }
    default:
      return positive(style, layout(args.map(text)));
  }
}

function text(part: Signed): Printed {
  return part.negative ? part.negated : part.magnitude;
}

function positive(style: Style, magnitude: Printed): Signed {
  return { negative: false, magnitude, negated: negated(style, magnitude) };
}

function negated(style: Style, magnitude: Printed): Printed {
  return style.layout(ops.neg)([magnitude]);
}
