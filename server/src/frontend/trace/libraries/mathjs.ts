/**
 * @file mathjs over numbers and nested arrays: which of its functions is which operation. Matrix objects, complex and big numbers are not
 * read: where the library turns to complex numbers (the logarithm of a negative number) the result is NaN and the point says nothing.
 *
 * `exp`, `square` and their like take arrays entry by entry, as they did before version 11; later versions throw.
 */
import type { OpName } from '../../../math/expr/ops/registry.ts';
import { settle, settleKnown, toNumber } from '../conversions.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type NumberValue, type Value } from '../value.ts';
import { expectArray, isGuessed, isNamedConstant } from './guessed-scalars.ts';
import {
  declined,
  type Entries,
  fitLengths,
  flatten,
  type Guess,
  isNumber,
  itemsOf,
  type LibraryCall,
  type LibraryFunction,
  mapEntries,
  misfit,
  rowsOf,
  shapeOf,
  toArrayEntries,
  toEntries,
  toLength,
  toValue,
  zipEntries,
} from './nested-numbers.ts';

type Binary = (c: LibraryCall, a: NumberValue, b: NumberValue) => NumberValue;

const op =
  (name: OpName): Binary =>
  ({ machine }, a, b) =>
    machine.apply(name, a, b);
const [plus, minus, times, over, power] = [op('add'), op('sub'), op('mul'), op('div'), op('pow')];

const unary =
  (f: (c: LibraryCall, x: NumberValue) => NumberValue): LibraryFunction =>
  (c, [x]) =>
    toValue(
      c,
      mapEntries(toEntries(c, x), (entry) => f(c, entry)),
    );
const unaryOp = (name: OpName): LibraryFunction => unary(({ machine }, x) => machine.apply(name, x));

/** Entry by entry. The one argument of unknown shape beside an array is an array where the name of the function says so. */
const binary =
  (f: Binary, guesses: { readonly alone: Guess; readonly besideArray: Guess }): LibraryFunction =>
  (c, [x, y]) => {
    const isArray = (value: Value): boolean => {
      const known = settleKnown(c.machine, value);
      return typeof known === 'object' && known?.kind === 'array';
    };
    const read = (value: Value, other: Value): Entries =>
      toEntries(c, value, isArray(other) ? guesses.besideArray : guesses.alone);
    const [own, other] = [read(x, y), read(y, x)];
    if (isNumber(own) !== isNumber(other)) {
      for (const each of [own, other]) {
        if (isNumber(each) && isGuessed(c.machine, each)) expectArray(c.machine, each, c.name, c.node);
      }
    }
    return toValue(
      c,
      zipEntries(c, own, other, (a, b) => f(c, a, b)),
    );
  };

/** `f(a, b, c)` is `f(f(a, b), c)`. */
const variadic =
  (f: LibraryFunction): LibraryFunction =>
  (c, args) => {
    if (args.length < 2) throw misfit(c, 'too few arguments');
    return args.slice(1).reduce((total, next) => f(c, [total, next]), args[0]);
  };

/** log x, or log x/log b. */
const logarithm =
  (name: 'log' | 'log1p'): LibraryFunction =>
  (c, [x, base]) => {
    const { machine } = c;
    if (base === undefined) return unaryOp(name)(c, [x]);
    const divisor = machine.apply('log', toNumber(machine, base, c.node));
    return unary((_, entry) => over(c, machine.apply(name, entry), divisor))(c, [x]);
  };

/** The number itself; matrices have powers of another kind. */
const scalarPower: LibraryFunction = (c, [x, y]) => {
  const [base, exponent] = [toEntries(c, x, 'factor'), toEntries(c, y, 'number')];
  if (isNumber(base) && isNumber(exponent)) return power(c, base, exponent);
  return declined('`pow` of a matrix')(c, []);
};

/** Σ a_k·b_k */
function inner(c: LibraryCall, a: readonly Entries[], b: readonly Entries[]): NumberValue {
  const products = a.map((x, k) => times(c, x as NumberValue, b[k] as NumberValue));
  const [first, ...rest] = products;
  if (first === undefined) throw misfit(c, 'a product of empty vectors');
  return rest.reduce((total, product) => plus(c, total, product), first);
}

function transposed(c: LibraryCall, x: Entries): Entries {
  const [rows = 0, columns] = shapeOf(c, x);
  if (columns === undefined) return x;
  const items = itemsOf(c, x).map((row) => itemsOf(c, row));
  c.machine.allocate(rows * columns, c.node);
  return rowsOf(Array.from({ length: columns }, (_, j) => rowsOf(items.map((row) => row[j]!))));
}

/** The product of numbers, vectors and matrices: of two vectors the inner one. */
function product(c: LibraryCall, a: Entries, b: Entries): Entries {
  if (isNumber(a) || isNumber(b)) return zipEntries(c, a, b, (x, y) => times(c, x, y));
  const [own, other] = [shapeOf(c, a), shapeOf(c, b)];
  if (own.length > 2 || other.length > 2)
    throw new Unsupported('unsupported-call', 'products of more than two axes', c.node);
  fitLengths(c, a, own.length - 1, b, 0);
  const columns = other.length === 2 ? itemsOf(c, transposed(c, b)) : null;
  c.machine.allocate((own.length === 2 ? own[0]! : 1) * own.at(-1)! * (columns?.length ?? 1), c.node);
  const rowTimes = (row: Entries): Entries => {
    const entries = itemsOf(c, row);
    if (columns === null) return inner(c, entries, b.items);
    return rowsOf(columns.map((column) => inner(c, entries, itemsOf(c, column))));
  };
  return own.length === 2 ? rowsOf(a.items.map(rowTimes)) : rowTimes(a);
}

/** One factor: beside a number that is one for certain it is scaled, entry by entry; after a matrix it is a vector. */
function toFactor(c: LibraryCall, value: Value, other: Value, isSecond: boolean): Entries {
  const known = settleKnown(c.machine, other);
  const isOther = (kind: string): boolean => typeof known === 'object' && known?.kind === kind;
  if (isSecond && isOther('array') && shapeOf(c, toEntries(c, known)).length === 2 && isUndecided(value)) {
    return toEntries(c, value, 'vector');
  }
  const isScaled = isOther('number') && !isGuessed(c.machine, known as NumberValue);
  return toEntries(c, value, isScaled ? 'entry' : 'factor');
}

const isUndecided = (value: Value): boolean =>
  typeof value === 'object' &&
  value?.kind === 'input' &&
  (value.cell.spec.shape === 'unknown' || value.cell.spec.guess !== null) &&
  !isNamedConstant(value.cell.spec);

const multiply: LibraryFunction = (c, [x, y]) => {
  const [a, b] = [toFactor(c, x, y, false), toFactor(c, y, x, true)];
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    // A number and a vector would scale one another, two vectors would be summed up.
    if (isNumber(one) && !isNumber(other) && isGuessed(c.machine, one)) {
      return declined(`\`${c.name}\` of an array and of what may be a number or an array`)(c, []);
    }
  }
  return toValue(c, product(c, a, b));
};

const divide: LibraryFunction = (c, [x, y]) => {
  const [a, b] = [toEntries(c, x, 'entry'), toEntries(c, y, 'number')];
  if (!isNumber(b)) return declined('`divide` by an array')(c, []);
  return toValue(
    c,
    mapEntries(a, (entry) => over(c, entry, b)),
  );
};

/** Of two vectors; a matrix of one column counts as one. */
const dot: LibraryFunction = (c, [x, y]) => {
  const [a, b] = [x, y].map((value) => toArrayEntries(c, value)) as [Entries, Entries];
  for (const shape of [shapeOf(c, a), shapeOf(c, b)]) {
    if (shape.length === 0 || shape.length > 2 || (shape[1] ?? 1) !== 1) throw misfit(c, '`dot` of what is no vector');
  }
  fitLengths(c, a, 0, b, 0);
  return inner(c, flatten(a), flatten(b));
};

type Fold = (c: LibraryCall, entries: readonly NumberValue[]) => NumberValue;

const folded =
  (f: Binary): Fold =>
  (c, entries) =>
    entries.slice(1).reduce((total, x) => f(c, total, x), entries[0]!);
const total = folded(plus);
const mean: Fold = (c, entries) => over(c, total(c, entries), c.machine.constant(entries.length));

/** How often a second argument is an axis: beside a sum of two numbers it is the rule, beside a maximum the exception. */
type AxisUse = 'mostly' | 'sometimes' | 'never';

/** Of several numbers, of all entries of an array, or along one of its axes. */
const reduction =
  (fold: Fold, axisUse: AxisUse): LibraryFunction =>
  (c, args) => {
    const { machine, node } = c;
    const [first, second] = args;
    if (args.length === 0) throw misfit(c, `\`${c.name}\` of nothing`);
    if (args.length === 1) {
      return fold(c, notEmpty(c, flatten(toArrayEntries(c, first))));
    }
    if (args.length === 2 && axisUse !== 'never') {
      const isWritten = typeof second === 'object' && second?.kind === 'number' && isConstant(c, second);
      const list = settle(machine, first, axisUse === 'mostly' && isWritten ? 'array' : 'scalar');
      if (typeof list === 'object' && list?.kind === 'array') {
        const axis = machine.concretise(toNumber(machine, second, node), node);
        return toValue(c, along(c, toEntries(c, list), axis, fold));
      }
    }
    return fold(
      c,
      args.map((value) => {
        const x = toEntries(c, value, 'number');
        if (isNumber(x)) return x;
        throw misfit(c, `\`${c.name}\` of several arrays`);
      }),
    );
  };

const isConstant = ({ machine }: LibraryCall, x: NumberValue): boolean => machine.graph.constantValue(x.e) !== null;

function notEmpty(c: LibraryCall, entries: readonly NumberValue[]): readonly NumberValue[] {
  if (entries.length === 0) throw misfit(c, 'an empty array');
  return entries;
}

function along(c: LibraryCall, x: Entries, axis: number, fold: Fold): Entries {
  const { length } = shapeOf(c, x);
  if (axis >= length || axis < 0 || !Number.isInteger(axis)) throw misfit(c, `there is no axis ${axis}`);
  if (length > 2) throw new Unsupported('unsupported-call', 'an array of more than two axes', c.node);
  if (length === 1) return fold(c, notEmpty(c, flatten(x)));
  const lines = itemsOf(c, axis === 0 ? transposed(c, x) : x);
  return rowsOf(lines.map((line) => fold(c, notEmpty(c, flatten(line)))));
}

/** (Σ |x|^p)^{1/p} of a vector; of a matrix the norms that need no eigenvalues. */
const norm: LibraryFunction = (c, [value, kind]) => {
  const { machine } = c;
  const x = toArrayEntries(c, value);
  const magnitude = (entry: NumberValue): NumberValue => machine.apply('abs', entry);
  if (isNumber(x)) return magnitude(x);
  const rank = shapeOf(c, x).length;
  const order =
    kind === undefined
      ? 2
      : typeof kind === 'string'
        ? kind
        : machine.concretise(toNumber(machine, kind, c.node), c.node);
  const entries = notEmpty(c, flatten(x));
  const sizes = entries.map(magnitude);
  const [largest, smallest] = [folded(op('max')), folded(op('min'))];
  if (order === 'fro' || (order === 2 && rank === 1))
    return machine.apply(
      'sqrt',
      total(
        c,
        entries.map((entry) => times(c, entry, entry)),
      ),
    );
  const isInfinite = order === Infinity || order === 'inf';
  if (rank === 2 && (order === 1 || isInfinite)) {
    const lines = itemsOf(c, isInfinite ? x : transposed(c, x));
    return largest(
      c,
      lines.map((line) => total(c, flatten(line).map(magnitude))),
    );
  }
  if (rank === 1 && isInfinite) return largest(c, sizes);
  if (rank === 1 && (order === -Infinity || order === '-inf')) return smallest(c, sizes);
  if (rank === 1 && order === 1) return total(c, sizes);
  if (rank === 1 && typeof order === 'number' && order > 0) {
    const powers = sizes.map((size) => power(c, size, machine.constant(order)));
    return power(c, total(c, powers), machine.constant(1 / order));
  }
  return declined(`\`norm\` of the order ${order}`)(c, []);
};

/** `f(x, index, array)` of each entry; the index is that of all axes. */
const visit =
  (isMap: boolean): LibraryFunction =>
  (c, [value, fn, more]) => {
    if (more !== undefined) return declined('`map` of several arrays')(c, []);
    const all = toArrayEntries(c, value);
    const whole = toValue(c, all);
    const each = (x: Entries, index: readonly number[]): Value => {
      if (!isNumber(x)) return arrayOf(x.items.map((item, i) => each(item, [...index, i])));
      const place = arrayOf(index.map((i) => c.machine.constant(i)));
      // The library hands a function of its own no more than it takes.
      const isOwn = typeof fn === 'object' && fn?.kind === 'builtin';
      return c.machine.call(fn, isOwn ? [x] : [x, place, whole], c.node);
    };
    const mapped = each(all, []);
    return isMap ? mapped : undefined;
  };

/** `zeros([2, 3])`. Of numbers the library makes a matrix object, unless it is told to make arrays. */
const filled =
  (entry: number, makesArrays: boolean): LibraryFunction =>
  (c, args) => {
    const first = settle(c.machine, args[0], 'scalar');
    const isList = typeof first === 'object' && first?.kind === 'array';
    if (!isList && !makesArrays) return declined(`\`${c.name}\` of numbers, which makes a matrix object`)(c, []);
    const lengths = (isList ? first.items : args).map((length) => toLength(c, toNumber(c.machine, length, c.node)));
    if (lengths.length === 0) return arrayOf([]);
    const build = ([length, ...rest]: readonly number[]): Value =>
      length === undefined ? c.machine.constant(entry) : arrayOf(Array.from({ length }, () => build(rest)));
    c.machine.allocate(
      lengths.reduce((size, length) => size * length, 1),
      c.node,
    );
    return build(lengths);
  };

const elementwise = { alone: 'entry', besideArray: 'vector' } as const;
const ofArrays = { alone: 'vector', besideArray: 'vector' } as const;
const subtract = binary(minus, elementwise);

const dotPow: LibraryFunction = (c, [x, y]) =>
  toValue(
    c,
    zipEntries(c, toEntries(c, x, 'vector'), toEntries(c, y, 'number'), (a, b) => power(c, a, b)),
  );

const unaries = (...names: readonly OpName[]): readonly (readonly [string, LibraryFunction])[] =>
  names.map((name) => [name, unaryOp(name)] as const);

/** Functions that are 1 over another. */
const RECIPROCALS = { sec: 'cos', csc: 'sin', cot: 'tan', sech: 'cosh', csch: 'sinh', coth: 'tanh' } as const;

const reciprocalOf = (of: OpName): LibraryFunction =>
  unary((c, x) => over(c, c.machine.constant(1), c.machine.apply(of, x)));

export const mathjsFunctions: { readonly [name: string]: LibraryFunction } = {
  ...Object.fromEntries([
    ...unaries('abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'),
    ...unaries('log10', 'log2', 'sign', 'sin', 'sinh', 'sqrt', 'tan', 'tanh'),
  ]),
  add: variadic(binary(plus, elementwise)),
  atan2: binary(op('atan2'), elementwise),
  ...Object.fromEntries(Object.entries(RECIPROCALS).map(([name, of]) => [name, reciprocalOf(of)])),
  cube: unary((c, x) => times(c, x, times(c, x, x))),
  divide,
  dot,
  dotDivide: binary(over, ofArrays),
  dotMultiply: binary(times, ofArrays),
  dotPow,
  flatten: (c, [x]) => arrayOf([...flatten(toArrayEntries(c, x))]),
  forEach: visit(false),
  log: logarithm('log'),
  log1p: logarithm('log1p'),
  map: visit(true),
  max: reduction(folded(op('max')), 'sometimes'),
  mean: reduction(mean, 'mostly'),
  min: reduction(folded(op('min')), 'sometimes'),
  multiply: variadic(multiply),
  norm,
  pow: scalarPower,
  prod: reduction(folded(times), 'never'),
  size: (c, [x]) => arrayOf(shapeOf(c, toArrayEntries(c, x)).map((length) => c.machine.constant(length))),
  square: unary((c, x) => times(c, x, x)),
  subtract,
  sum: reduction(total, 'mostly'),
  transpose: (c, [x]) => toValue(c, transposed(c, toArrayEntries(c, x, 'matrix'))),
  unaryMinus: unaryOp('neg'),
  unaryPlus: unary((_, x) => x),
};

/** Functions whose result depends on how the library was set up. */
export const mathjsCreation = (makesArrays: boolean): { readonly [name: string]: LibraryFunction } => ({
  ones: filled(1, makesArrays),
  zeros: filled(0, makesArrays),
});

/** Known and not read. */
export const mathjsDeclined: { readonly [name: string]: LibraryFunction } = Object.fromEntries(
  ['matrix', 'sparse', 'identity', 'diag', 'range'].map((name) => [
    name,
    declined(`\`${name}\`, which makes a matrix object`),
  ]),
);
