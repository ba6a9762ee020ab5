/**
 * @file Building expressions with the identities that hold wherever both sides are defined and need no search:
 * neutral elements, double signs, and constant folding that is exact for the rationals the constants denote.
 * Everything that reorders or rewrites is in `rewrite/`.
 */
import { isExactText } from './exact.ts';
import type { ExprId, Graph } from './graph.ts';
import { ops, type OpName } from './ops/registry.ts';

export interface Builder {
  readonly graph: Graph;
  num(value: number): ExprId;
  sym(name: string): ExprId;
  add(a: ExprId, b: ExprId): ExprId;
  sub(a: ExprId, b: ExprId): ExprId;
  mul(a: ExprId, b: ExprId): ExprId;
  div(a: ExprId, b: ExprId): ExprId;
  neg(a: ExprId): ExprId;
  pow(a: ExprId, b: ExprId): ExprId;
  /** a², as a product. */
  square(a: ExprId): ExprId;
  /** Any operation, folded when its arguments are constants and the result is exact. */
  op(name: OpName, ...args: readonly ExprId[]): ExprId;
}

/** Multiples of 2⁻¹⁰ of moderate size that are what their text says: sums of them are exact in float64. */
function isSmallDyadic(x: number): boolean {
  return Math.abs(x) < 2 ** 40 && isExactText(x);
}

/** Operations that take small dyadic numbers to exact results whenever the result is a small dyadic number again. */
const exactWhenDyadic: ReadonlySet<OpName> = new Set<OpName>([
  'add',
  'sub',
  'neg',
  'abs',
  'sign',
  'min',
  'max',
  'floor',
  'ceil',
  'round',
  'trunc',
  'mod',
  'step',
]);

/** What running maxima and sums of exponentials start at. Beside it no other number counts. */
function isInfinite(x: number | null): x is number {
  return x === Infinity || x === -Infinity;
}

/** The product when float64 computes it exactly: a product of small dyadics is a multiple of 2⁻²⁰, which has 53 bits below 2³³. */
function exactProduct(a: number, b: number): number | null {
  return Math.abs(a * b) < 2 ** 33 ? a * b : null;
}

/** a to a natural power by exact products. */
function exactPower(a: number, exponent: number): number | null {
  let power: number | null = 1;
  for (let i = 0; i < exponent && power !== null; i++) power = isSmallDyadic(power) ? exactProduct(power, a) : null;
  return power;
}

function fold(name: OpName, a: number, b: number): number | null {
  const result = ops[name].evaluate(a, b);
  if (!isSmallDyadic(a) || !isSmallDyadic(b) || !isSmallDyadic(result)) return null;
  if (exactWhenDyadic.has(name)) return result;
  if (name === 'mul') return exactProduct(a, b);
  if (name === 'div' && exactProduct(result, b) === a) return result;
  if (name === 'sqrt' && exactProduct(result, result) === a) return result;
  if (name === 'pow' && Number.isInteger(b) && b >= 0 && b <= 64 && exactPower(a, b) === result) return result;
  if (name === 'pow' && Number.isInteger(b) && b < 0 && b >= -64) {
    const inverse = exactPower(a, -b);
    return inverse !== null && isSmallDyadic(inverse) && exactProduct(inverse, result) === 1 ? result : null;
  }
  if ((name === 'exp' && a === 0) || (name === 'log' && a === 1)) return result;
  return null;
}

/** Builders are asked for in passing, over and over, and consist of a dozen closures. */
const builders = new WeakMap<Graph, Builder>();

/** The builder over the graph. It keeps no state of its own. */
export function builder(graph: Graph): Builder {
  let known = builders.get(graph);
  if (known === undefined) builders.set(graph, (known = createBuilder(graph)));
  return known;
}

function createBuilder(graph: Graph): Builder {
  const value = (id: ExprId): number | null => graph.constantValue(id);
  const num = (x: number): ExprId => graph.constant(x);
  const negated = (id: ExprId): ExprId | null => {
    const node = graph.node(id);
    return node.kind === 'apply' && node.op === 'neg' ? node.args[0]! : null;
  };

  function op(name: OpName, ...args: readonly ExprId[]): ExprId {
    const [a, b] = args;
    const x = a === undefined ? null : value(a);
    const y = b === undefined ? 0 : value(b);
    if (x !== null && y !== null) {
      const folded = fold(name, x, y);
      if (folded !== null) return num(folded);
    }
    if (a !== undefined && b !== undefined) {
      switch (name) {
        case 'add':
          if (x === 0 || (isInfinite(y) && !isInfinite(x))) return b;
          if (y === 0 || (isInfinite(x) && !isInfinite(y))) return a;
          break;
        case 'sub':
          if (y === 0 || (isInfinite(x) && !isInfinite(y))) return a;
          if (isInfinite(y) && !isInfinite(x)) return num(-y);
          if (x === 0) return op('neg', b);
          if (a === b) return num(0);
          break;
        case 'mul':
          if (x === 0 || y === 0) return num(0);
          if (x === 1) return b;
          if (y === 1) return a;
          if (x === -1) return op('neg', b);
          if (y === -1) return op('neg', a);
          break;
        case 'div':
          if (y === 1) return a;
          if (y === -1) return op('neg', a);
          if (x === 0) return num(0);
          break;
        case 'max':
          if (x === -Infinity || y === Infinity) return b;
          if (y === -Infinity || x === Infinity) return a;
          break;
        case 'min':
          if (x === Infinity || y === -Infinity) return b;
          if (y === Infinity || x === -Infinity) return a;
          break;
        case 'pow':
          if (y === 1) return a;
          if (y === 0) return num(1);
          break;
        default:
          break;
      }
    } else if (name === 'neg' && a !== undefined) {
      const inner = negated(a);
      if (inner !== null) return inner;
      if (x !== null) return num(-x);
    } else if (name === 'exp' && x === -Infinity) return num(0);
    return graph.apply(name, args);
  }

  return {
    graph,
    num,
    sym: (name) => graph.symbol(name),
    op,
    add: (a, b) => {
      const inner = negated(b);
      return inner === null ? op('add', a, b) : op('sub', a, inner);
    },
    sub: (a, b) => {
      const inner = negated(b);
      return inner === null ? op('sub', a, b) : op('add', a, inner);
    },
    mul: (a, b) => op('mul', a, b),
    div: (a, b) => op('div', a, b),
    neg: (a) => op('neg', a),
    pow: (a, b) => op('pow', a, b),
    square: (a) => op('mul', a, a),
  };
}
