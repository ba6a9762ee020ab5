/**
 * @file Matrices of a class that is not in sight: `import { Matrix } from './matrix'`, where that file was not found. Their methods are
 * taken for what their names say, as far as people agree on them; each that is taken so is noted, since what follows from a guess may be
 * right, and is an error only where a plain slip explains it (`explain/believed.ts`).
 */
import * as ts from 'typescript';
import { settle, toNumber } from '../conversions.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import {
  arrayOf,
  type ArrayValue,
  type BuiltinValue,
  isFunctionValue,
  type NumberValue,
  objectOf,
  type TensorValue,
  type Value,
} from '../value.ts';
import { filled, filledLike } from './creation.ts';
import { applyBinary, applyUnary, binary, minus, over, plus, times, unary } from './elementwise.ts';
import { asBuiltin, lookUp, reduction, relationFunction, toNested } from './functions.ts';
import { dot, matMul, outer } from './linear-algebra.ts';
import { softmax } from './reductions.ts';
import { reshape, transpose } from './reshaping.ts';
import { entryAt, misfit, positions, type TensorCall, type TensorOperation, toTensor, withItems } from './tensor.ts';
import { tfjsFunctions, tfjsMethods } from './tfjs.ts';
import { entriesField, isUnseenClass } from './unseen-arguments.ts';

const entrywise =
  (f: (c: TensorCall, a: NumberValue, b: NumberValue) => NumberValue): TensorOperation =>
  (c, [a, b]) =>
    applyBinary(c, f, toTensor(c, a), toTensor(c, b));

const ofEach =
  (f: (c: TensorCall, x: NumberValue) => NumberValue): TensorOperation =>
  (c, [x]) =>
    applyUnary(c, f, toTensor(c, x));

const biasName = /^(b\d?|bias(es)?)$/i;

/** What is added to all rows has one itself, as the name of the method or of the argument says. */
const added =
  (isToRows: boolean): TensorOperation =>
  (c, [a, b]) => {
    const x = toTensor(c, b);
    const rows = x.shape.length === 2 ? (x.axes[0] ?? null) : null;
    const isOfRows = rows !== null && (isToRows || biasName.test(rows.spec.path.split('.').at(-1)!));
    if (isOfRows && x.shape[0] !== 1) c.machine.inputs.reviseLength(rows, 1);
    return entrywise(plus)(c, [a, x]);
  };

const inner: TensorOperation = (c, [a, b]) => dot(c, toTensor(c, a), toTensor(c, b));

/** The product of two matrices, or of a matrix and a vector. */
const matrixProduct: TensorOperation = (c, [a, b]) => {
  const [x, y] = [toTensor(c, a), toTensor(c, b)];
  return x.shape.length === 2 && y.shape.length === 2 ? matMul(c, x, y) : dot(c, x, y);
};

/** Files that name the product of entries otherwise mean that of matrices by `multiply`; others mean the entries. */
const hasEntrywiseProduct =
  /hadamard|schur|element_?-?wise|elem(ent)?s?(Mul|Prod|Times)|(mul|multiply|times)(Element|Entr)|dotMultiply/i;

const product: TensorOperation = (c, [a, b]) => {
  const [x, y] = [toTensor(c, a), toTensor(c, b)];
  const isScaled = x.items.length === 1 || y.items.length === 1;
  if (isScaled || !hasEntrywiseProduct.test(c.node.getSourceFile().text)) return applyBinary(c, times, x, y);
  return matrixProduct(c, [x, y]);
};

/** `f(x, row, column)` of each entry, or `f(x, index)`; the function stands before or behind the matrix. */
const mapped: TensorOperation = (c, [first, second]) => {
  const [x, f] = isFunctionValue(first) ? [toTensor(c, second), first] : [toTensor(c, first), second];
  const { machine, node } = c;
  const items = Array.from(positions(x.shape), (position) => {
    const place = position.map((i) => machine.constant(i));
    return toNumber(machine, machine.call(f, [entryAt(x, position), ...place], node), node);
  });
  return withItems(c, x, items);
};

/** The entry of a row and column, or of an index. */
const entry: TensorOperation = (c, [value, ...indices]) => {
  const x = toTensor(c, value);
  const position = indices.map((index) => c.machine.concretise(toNumber(c.machine, index, c.node), c.node));
  if (position.length > x.shape.length) c.machine.inputs.reviseRank(x.ranks, position.length);
  const isInside = position.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (x.shape[axis] ?? 0));
  if (position.length !== x.shape.length || !isInside) throw misfit(c, `no entry at [${position.join(', ')}]`);
  return entryAt(x, position);
};

/** A matrix of zeros or ones by its sides, or like another one. */
const filledWith =
  (entryValue: number): TensorOperation =>
  (c, args) => {
    const [first] = args;
    const field = entriesField(c.node.getSourceFile());
    if (field !== null) return filledHolder(c, field, args, entryValue);
    if (typeof first === 'object' && first?.kind === 'tensor') return filledLike(c, first, entryValue);
    const lengths = args.flatMap((side) => {
      const settled = settle(c.machine, side, 'scalar');
      const sides = typeof settled === 'object' && settled?.kind === 'array' ? settled.items : [settled];
      return sides.map((length) => c.machine.concretise(toNumber(c.machine, length, c.node), c.node));
    });
    return filled(c, lengths, c.machine.constant(entryValue));
  };

const total = reduction('sum');

/** Σx, or along an axis that a number, `'row'` or `'column'` names. */
const summed: TensorOperation = (c, [x, axis, keep]) => {
  if (typeof axis !== 'string') return total(c, [x, axis, keep]);
  const isOfColumns = /^col/.test(axis);
  return total(c, [x, c.machine.constant(isOfColumns ? 0 : 1), true]);
};

const softmaxOfRows: TensorOperation = (c, [x]) => {
  const tensor = toTensor(c, x);
  return softmax(c, tensor, tensor.shape.length === 0 ? [] : [tensor.shape.length - 1]);
};

const turned: TensorOperation = (c, [x]) => transpose(c, toTensor(c, x), null);
const copied: TensorOperation = (c, [x]) => {
  const tensor = toTensor(c, x);
  return withItems(c, tensor, [...tensor.items]);
};
const mean = reduction('mean');

/** Each operation with all the names that people give it. */
const namings: readonly (readonly [names: string, operation: TensorOperation])[] = [
  ['add plus addition addMatrix addVector addScalar', added(false)],
  ['addRowVector addBias', added(true)],
  ['addColumnVector', entrywise(plus)],
  ['sub subtract minus subtraction subRowVector subColumnVector subScalar subtractScalar', entrywise(minus)],
  ['div divide over divScalar divideScalar divRowVector divColumnVector dotDivide elementDivide', entrywise(over)],
  ['scale scalar scalarMultiply multiplyScalar mulScalar timesScalar', entrywise(times)],
  ['hadamard hadamardProduct elementWise elementwise elementWiseMultiply elementwiseMultiply', entrywise(times)],
  ['multiplyElementwise multiplyElementWise elementMultiply elementMul mulElementWise mulElements', entrywise(times)],
  ['dotMultiply mulRowVector mulColumnVector schur', entrywise(times)],
  ['mul multiply mult times', product],
  ['mmul matmul matMul mm matrixMultiply multiplyMatrix matrixProduct matmult', matrixProduct],
  ['dot dotProduct inner', inner],
  ['outer outerProduct', (c, [a, b]) => outer(c, toTensor(c, a), toTensor(c, b))],
  ['transpose transposed t', turned],
  ['map apply applyFunction mapElements', mapped],
  ['get at', entry],
  ['neg negate negative', ofEach(unary.neg)],
  ['square squared', ofEach(unary.square)],
  ['inverse reciprocal', ofEach(unary.reciprocal)],
  ['pow power', entrywise(binary.pow)],
  ['clip clamp', tfjsMethods.clipByValue!],
  ['sum', summed],
  ['mean average', mean],
  ['softmax', softmaxOfRows],
  ['flatten ravel', (c, [x]) => reshape(c, toTensor(c, x), [-1])],
  ['clone copy from fromArray tensor matrix array vector detach contiguous', copied],
  ['zeros', filledWith(0)],
  ['ones', filledWith(1)],
  ['gt greaterThan', relationFunction('greater')],
  ['gte ge', relationFunction('greaterEqual')],
  ['lt lessThan', relationFunction('less')],
  ['lte le', relationFunction('lessEqual')],
  ['eq equals', relationFunction('equal')],
];

const guessed: { readonly [name: string]: TensorOperation } = Object.fromEntries(
  namings.flatMap(([names, operation]) => names.split(' ').map((name) => [name, operation] as const)),
);

/** What the names in both tables mean in TensorFlow.js is what they mean elsewhere, but for those that classes share with other things. */
const operationOf = (name: string, table: typeof guessed): TensorOperation | undefined =>
  lookUp(guessed, name) ??
  (/^(dispose|print|tidy|keep|variable|grads?|valueAndGrads?|customGrad)$/.test(name)
    ? undefined
    : lookUp(table, name));

function noted(name: string, operation: TensorOperation): TensorOperation {
  return (c, args) => {
    c.machine.guesses.add(name);
    const result = operation(c, args);
    // One whose result nobody takes changes its object.
    if (ts.isExpressionStatement(c.node.parent)) overwrite(c, name, args[0], result);
    return result;
  };
}

/** Noted where methods change their object: then those whose results are taken may do so as well. */
export const inPlace = 'in place';

function overwrite(c: TensorCall, name: string, object: Value, result: Value): void {
  const isTensor = (value: Value): value is TensorValue => typeof value === 'object' && value?.kind === 'tensor';
  if (!isTensor(object) || !isTensor(result) || object.shape.join() !== result.shape.join())
    throw new Unsupported(
      'unsupported-call',
      `\`${name}\` of a class that is not in sight, for what it changes`,
      c.node,
    );
  c.machine.guesses.add(inPlace);
  // The entries of a tensor are its own here: `copy` makes new ones.
  (object.items as NumberValue[]).splice(0, object.items.length, ...result.items);
}

/** A method of such a matrix. */
export function unseenMethod(name: string): TensorOperation | undefined {
  const operation = operationOf(name, tfjsMethods);
  return operation === undefined ? undefined : noted(name, operation);
}

/** What such a matrix has beside methods: its sides, and itself turned round. */
export function unseenProperty(machine: Machine, x: TensorValue, name: string, node: ts.Node): Value | undefined {
  const side = /^(rows|numRows|nRows|height)$/.test(name)
    ? 0
    : /^(cols|columns|numCols|nCols|width)$/.test(name)
      ? 1
      : null;
  if (side !== null) {
    machine.guesses.add(name);
    if (x.shape.length < 2) machine.inputs.reviseRank(x.ranks, 2);
    return machine.constant(x.shape[side] ?? 1);
  }
  if (name === 'length') return machine.constant(x.shape[0] ?? 1);
  if (name === 'T') return transpose({ machine, node, library: 'unseen' }, x, null);
  if (/^(tolist|toArray|to2DArray)$/.test(name)) return { kind: 'builtin', name, call: () => toNested(x) };
  return undefined;
}

const classes = new Map<string, BuiltinValue>();

/** The class, or the module of functions, that an import which was not found stands for, judged by its name; null where it tells nothing. */
export function unseenClass(name: string): BuiltinValue | null {
  if (!isUnseenClass(name)) return null;
  let known = classes.get(name);
  if (known === undefined) classes.set(name, (known = classOf(name)));
  return known;
}

function classOf(name: string): BuiltinValue {
  const names = [...new Set([...Object.keys(guessed), ...Object.keys(tfjsFunctions)])];
  const statics = names.flatMap((member): (readonly [string, Value])[] => {
    const operation = operationOf(member, tfjsFunctions);
    return operation === undefined
      ? []
      : [[member, asBuiltin('unseen', `${name}.${member}`, noted(member, operation))]];
  });
  // `new Matrix(rows)` keeps what it is given, `new Matrix(2, 3)` has zeros.
  const make: TensorOperation = (c, args) => {
    c.machine.guesses.add(`new ${name}`);
    const field = entriesField(c.node.getSourceFile());
    if (field !== null) return holderOf(c, field, args);
    const isNumbers = args.length > 1 && args.every((value) => typeof value !== 'object' || value?.kind !== 'array');
    return isNumbers ? filledWith(0)(c, args) : toTensor(c, args[0]);
  };
  return { ...asBuiltin('unseen', name, make), statics: new Map(statics) };
}

/**
 * An object as such a class makes it that keeps its numbers in an array which the file looks into: `new Matrix(2, 3)` has `rows`, `cols` and
 * zeros, `new Tensor(data, shape)` what it is given.
 */
function holderOf(c: TensorCall, field: string, args: readonly Value[]): Value {
  const [first, second, third] = args.map((value) => settle(c.machine, value, 'scalar'));
  if (isArray(first)) {
    const size = c.machine.constant(first.items.length);
    return objectOf([
      [field, first],
      ['shape', second],
      ['size', size],
    ]);
  }
  const sides = [first, second].map((side) => toNumber(c.machine, side, c.node));
  const [rows, columns] = sides.map((side) => c.machine.concretise(side, c.node)) as [number, number];
  c.machine.allocate(rows * columns, c.node);
  const zeros = arrayOf(
    Array.from({ length: rows * columns }, () => c.machine.constant(0)),
    'Float64Array',
  );
  return objectOf([
    [field, isArray(third) ? third : zeros],
    ['rows', sides[0]],
    ['cols', sides[1]],
    ['columns', sides[1]],
  ]);
}

const isArray = (value: Value): value is ArrayValue => typeof value === 'object' && value?.kind === 'array';

/** The same of zeros or ones, by its shape, `Tensor.zeros([m, n])`, or by its sides. */
function filledHolder(c: TensorCall, field: string, args: readonly Value[], entryValue: number): Value {
  const isShape = typeof args[0] === 'object' && args[0]?.kind === 'input' && args[0].cell.spec.path.endsWith('.shape');
  const first = settle(c.machine, args[0], isShape ? 'array' : 'scalar');
  const sides = (isArray(first) ? first.items : args).map((side) => toNumber(c.machine, side, c.node));
  const size = sides.reduce((product, side) => product * c.machine.concretise(side, c.node), 1);
  c.machine.allocate(size, c.node);
  const entries = arrayOf(
    Array.from({ length: size }, () => c.machine.constant(entryValue)),
    'Float64Array',
  );
  const [rows, columns] = sides;
  return objectOf([
    [field, entries],
    ['shape', arrayOf(sides)],
    ['size', c.machine.constant(size)],
    ['rows', rows],
    ['cols', columns],
    ['columns', columns],
  ]);
}

/** Whether a member that is read of an argument says that it is such a matrix. */
export function isUnseenMember({ tensor }: InputSpec, key: string, node: ts.Node): boolean {
  return tensor?.library === 'unseen' || isOnlyOfMatrices(key, node);
}

/** Whether a method is called that nothing else has than such matrices. */
export function isOnlyOfMatrices(key: string, node: ts.Node): boolean {
  const isMethod = operationOf(key, tfjsMethods) !== undefined && !isShared.test(key);
  const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
  return isMethod && isCalled && entriesField(node.getSourceFile()) === null;
}

/** Names that arrays, collections, functions and objects of other kinds have too. */
const isShared =
  /^(add|apply|array|at|concat|equals?|fill|flat|flatten|from|get|inverse|length|map|matrix|reverse|scalar|slice|split|t|tensor|vector)$/;
