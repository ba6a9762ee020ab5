/**
 * @file Functions that are imported from a file that was not found and have the names of well-known ones: `sigmoid`, `dot`, `clamp`. They
 * are taken for what their names say, over numbers and nested arrays as mathjs takes them; as with classes that are not in sight
 * (`tensor/unseen.ts`) what is said of code that relies on them says so.
 */
import * as ts from 'typescript';
import type { OpName } from '../../../math/expr/ops/registry.ts';
import { rememberedIn } from '../../remembered.ts';
import { toItems } from '../conversions.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type BuiltinValue, isFunctionValue, type NumberValue, type Value } from '../value.ts';
import { mathjsFunctions } from './mathjs.ts';
import {
  flatten,
  itemsOf,
  type LibraryCall,
  type LibraryFunction,
  mapEntries,
  rowsOf,
  shapeOf,
  toArrayEntries,
  toEntries,
  toLength,
  toValue,
  zipEntries,
} from './nested-numbers.ts';

type Unary = (c: LibraryCall, x: NumberValue) => NumberValue;

const apply =
  (name: OpName) =>
  ({ machine }: LibraryCall, a: NumberValue, b?: NumberValue): NumberValue =>
    machine.apply(name, a, b);
const [plus, times, over, exp, log] = [apply('add'), apply('mul'), apply('div'), apply('exp'), apply('log')];
const negative = apply('neg');
const one = ({ machine }: LibraryCall): NumberValue => machine.constant(1);

const sigmoid: Unary = (c, x) => over(c, one(c), plus(c, one(c), exp(c, negative(c, x))));
const relu: Unary = (c, x) => c.machine.apply('max', c.machine.constant(0), x);
const softplus: Unary = (c, x) => log(c, plus(c, one(c), exp(c, x)));

const ofEach =
  (f: Unary): LibraryFunction =>
  (c, [x]) =>
    toValue(
      c,
      mapEntries(toEntries(c, x), (entry) => f(c, entry)),
    );

/** Of two arrays entry by entry. */
const entrywise: LibraryFunction = (c, [x, y]) =>
  toValue(
    c,
    zipEntries(c, toEntries(c, x, 'vector'), toEntries(c, y, 'vector'), (a, b) => times(c, a, b)),
  );

/** Of an array and a number, in either order. */
const scaled: LibraryFunction = (c, [x, y]) =>
  toValue(
    c,
    zipEntries(c, toEntries(c, x, 'vector'), toEntries(c, y, 'number'), (a, b) => times(c, a, b)),
  );

const bounded: LibraryFunction = (c, [x, low, high]) => {
  const [least, most] = [toEntries(c, low, 'number'), toEntries(c, high, 'number')].map((bound) => flatten(bound)[0]!);
  return toValue(
    c,
    mapEntries(toEntries(c, x), (entry) => c.machine.apply('min', c.machine.apply('max', entry, least!), most!)),
  );
};

const outer: LibraryFunction = (c, [x, y]) => {
  const [rows, columns] = [flatten(toArrayEntries(c, x)), flatten(toArrayEntries(c, y))];
  c.machine.allocate(rows.length * columns.length, c.node);
  return toValue(c, rowsOf(rows.map((a) => rowsOf(columns.map((b) => times(c, a, b))))));
};

/** e^{x_i}/Σe^{x_j}, of each row of a matrix. */
const softmax: LibraryFunction = (c, [x]) => {
  const z = toArrayEntries(c, x);
  const ofRow = (row: readonly NumberValue[]): ReturnType<typeof rowsOf> => {
    const powers = row.map((entry) => exp(c, entry));
    const total = powers.reduce((sum, power) => plus(c, sum, power));
    return rowsOf(powers.map((power) => over(c, power, total)));
  };
  const isMatrix = shapeOf(c, z).length === 2;
  return toValue(c, isMatrix ? rowsOf(itemsOf(c, z).map((row) => ofRow(flatten(row)))) : ofRow(flatten(z)));
};

/** `zeros(3)`, `zeros(2, 3)` and `zeros([2, 3])` alike. */
const filled =
  (entry: number): LibraryFunction =>
  (c, args) => {
    const lengths = args.flatMap((side) => flatten(toEntries(c, side, 'number'))).map((length) => toLength(c, length));
    const build = ([length, ...rest]: readonly number[]): Value =>
      length === undefined ? c.machine.constant(entry) : arrayOf(Array.from({ length }, () => build(rest)));
    c.machine.allocate(
      lengths.reduce((size, length) => size * length, 1),
      c.node,
    );
    return build(lengths);
  };

/** `zipWith(f, a, b)`, or with the function behind. */
const zippedWith: LibraryFunction = (c, args) => {
  const lists = args.filter((value) => !isFunctionValue(value)).map((value) => toItems(c.machine, value, c.node));
  const length = Math.min(...lists.map((list) => list.length));
  const f = args.find(isFunctionValue);
  return arrayOf(
    Array.from({ length: Number.isFinite(length) ? length : 0 }, (_, i) =>
      c.machine.call(
        f,
        lists.map((list) => list[i]),
        c.node,
      ),
    ),
  );
};

const logSumExp: LibraryFunction = (c, [x]) =>
  log(
    c,
    flatten(toArrayEntries(c, x))
      .map((entry) => exp(c, entry))
      .reduce((sum, power) => plus(c, sum, power)),
  );

const { add, subtract, multiply, divide, dot, sum, mean, transpose, norm, square } = mathjsFunctions;

/** Each function with the names that people give it. What is written `multiply` of two arrays may be any product. */
const namings: readonly (readonly [names: string, f: LibraryFunction | undefined])[] = [
  ['sigmoid logistic expit', ofEach(sigmoid)],
  ['relu', ofEach(relu)],
  ['softplus', ofEach(softplus)],
  ['tanh', mathjsFunctions.tanh],
  ['exp', mathjsFunctions.exp],
  ['log ln', mathjsFunctions.log],
  ['sqrt', mathjsFunctions.sqrt],
  ['square sq sqr', square],
  ['clamp clip', bounded],
  ['softmax', softmax],
  ['logSumExp logsumexp', logSumExp],
  ['add addVectors vecAdd addMatrices', add],
  ['subtract sub subVectors vecSub', subtract],
  ['hadamard hadamardProduct dotMultiply elementwiseMultiply elementWiseMultiply', entrywise],
  ['scale scaleVector vecScale multiplyScalar scalarMultiply', scaled],
  ['matmul matMul matVec matVecMul matrixMultiply multiplyMatrices', multiply],
  ['divide', divide],
  ['dotDivide', mathjsFunctions.dotDivide],
  ['dot dotProduct', dot],
  ['outer outerProduct', outer],
  ['sum', sum],
  ['mean average', mean],
  ['transpose', transpose],
  ['norm l2norm', norm],
  ['zeros zeroMatrix zeroVector', filled(0)],
  ['ones', filled(1)],
  ['zipWith', zippedWith],
];

const functions = new Map<string, BuiltinValue>(
  namings.flatMap(([names, f]) =>
    f === undefined ? [] : names.split(' ').map((name): [string, BuiltinValue] => [name, builtin(name, f)]),
  ),
);

function builtin(name: string, f: LibraryFunction): BuiltinValue {
  return {
    kind: 'builtin',
    name,
    call: (machine, args, node) => {
      // One whose result nobody takes changes what it is given.
      if (ts.isExpressionStatement(node.parent))
        throw new Unsupported(
          'unsupported-call',
          `\`${name}\`, whose import was not found, used for what it changes`,
          node,
        );
      machine.guesses.add(name);
      return f({ machine, node, name }, args);
    },
  };
}

/** The function that an import which was not found stands for, judged by its name and by being called; null where that tells nothing. */
export function unseenFunction(name: string, tree: ts.SourceFile): BuiltinValue | null {
  const known = functions.get(name);
  return known !== undefined && isCalled(name, tree) ? known : null;
}

const isCalled = rememberedIn((name, { text }: ts.SourceFile) => new RegExp(`\\b${name}\\s*\\(`).test(text));
