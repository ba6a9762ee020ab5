/** @file The global names that loss code uses: `Math`, `Number`, constructors of arrays and collections, and harmless calls. */
import * as ts from 'typescript';
import type { OpName } from '../../../math/expr/ops/registry.ts';
import { isFunctionNode } from '../../function-node.ts';
import { isCountName } from '../../size-names.ts';
import { settle, settleKnown, toBoolean, toItems, toNumber, toText } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { randomNumber } from '../inputs/random-numbers.ts';
import { noteUnit } from '../inputs/units.ts';
import { Unsupported } from '../outcome.ts';
import {
  type ArrayValue,
  arrayOf,
  type BuiltinValue,
  iteratorKey,
  type NamespaceValue,
  type NumberValue,
  objectOf,
  type Value,
} from '../value.ts';
import { arrayPrototypeMember } from './array.ts';
import { newCollection } from './collection.ts';
import { objectStatics } from './object.ts';

type Call = BuiltinValue['call'];

function builtin(name: string, call: Call): BuiltinValue {
  return { kind: 'builtin', name, call };
}

function namespace(name: string, members: ReadonlyMap<string, Value>): NamespaceValue {
  return { kind: 'namespace', name, get: (member) => members.get(member) };
}

function unary(op: OpName): Call {
  return (m, [x], node) => m.apply(op, toNumber(m, x, node));
}

function rounding(op: OpName): Call {
  return (m, [x], node) => {
    const argument = toNumber(m, x, node);
    noteUnit(m, argument);
    return m.apply(op, argument);
  };
}

function binary(op: OpName): Call {
  return (m, [x, y], node) => m.apply(op, toNumber(m, x, node), toNumber(m, y, node));
}

/** `Math.max` and `Math.min` of any number of arguments; the infinite start value of a fold drops out. */
function extreme(op: 'max' | 'min'): Call {
  const start = op === 'max' ? -Infinity : Infinity;
  return (m, args, node) => {
    let result: NumberValue = m.constant(start);
    for (const arg of args) {
      const x = toNumber(m, arg, node);
      if (x.v === start && m.graph.constantValue(x.e) === start) continue;
      result = m.graph.constantValue(result.e) === start ? x : m.apply(op, result, x);
    }
    return result;
  };
}

const sumOfSquares: Call = (m, args, node) => {
  const numbers = args.map((arg) => toNumber(m, arg, node));
  if (numbers.length === 2) return m.apply('hypot', numbers[0]!, numbers[1]!);
  const squares = numbers.map((x) => m.apply('mul', x, x));
  return m.apply(
    'sqrt',
    squares.reduce((a, b) => m.apply('add', a, b), m.constant(0)),
  );
};

const mathFunctions: readonly (readonly [string, Call])[] = [
  ...(
    [
      'abs',
      'acos',
      'acosh',
      'asin',
      'asinh',
      'atan',
      'atanh',
      'cbrt',
      'cos',
      'cosh',
      'exp',
      'expm1',
      'log',
      'log10',
      'log1p',
      'log2',
      'sign',
      'sin',
      'sinh',
      'sqrt',
      'tan',
      'tanh',
    ] as const
  ).map((op) => [op, unary(op)] as const),
  ...(['ceil', 'floor', 'round', 'trunc'] as const).map((op) => [op, rounding(op)] as const),
  ['pow', binary('pow')],
  ['atan2', binary('atan2')],
  ['hypot', sumOfSquares],
  ['max', extreme('max')],
  ['min', extreme('min')],
  // Rounding to fewer digits is no part of the mathematics.
  ['fround', (m, [x], node) => toNumber(m, x, node)],
  ['f16round', (m, [x], node) => toNumber(m, x, node)],
  ['clz32', (m, [x], node) => m.constant(Math.clz32(m.concretise(toNumber(m, x, node), node)))],
  [
    'imul',
    (m, [x, y], node) => {
      const [a, b] = [x, y].map((value) => m.concretise(toNumber(m, value, node), node));
      return m.constant(Math.imul(a!, b!));
    },
  ],
  [
    'random',
    (m, __, node) => {
      const drawn = randomNumber(m);
      if (drawn !== null) return drawn;
      throw new Unsupported('unsupported-call', '`Math.random`, whose result has no derivative', node);
    },
  ],
];

/** A constant with an exact form, so that `Math.LN2` and `Math.log(2)` are one expression. */
export function exactConstant(machine: Machine, name: string): NumberValue | undefined {
  const of = (op: OpName, x: number): NumberValue => machine.apply(op, machine.constant(x));
  switch (name) {
    case 'PI':
      return machine.constant(Math.PI);
    case 'E':
      return of('exp', 1);
    case 'LN2':
      return of('log', 2);
    case 'LN10':
      return of('log', 10);
    case 'LOG2E':
      return machine.apply('div', machine.constant(1), of('log', 2));
    case 'LOG10E':
      return machine.apply('div', machine.constant(1), of('log', 10));
    case 'SQRT2':
      return of('sqrt', 2);
    case 'SQRT1_2':
      return of('sqrt', 0.5);
    default:
      return undefined;
  }
}

function mathNamespace(machine: Machine): NamespaceValue {
  const functions = new Map<string, Value>(mathFunctions.map(([name, call]) => [name, builtin(`Math.${name}`, call)]));
  return { kind: 'namespace', name: 'Math', get: (name) => functions.get(name) ?? exactConstant(machine, name) };
}

/** What code asks that looks for NaN, other than one that asks for a number's truth. */
export const asksForNaN = (v: number): boolean => Number.isNaN(v);

export const isNaNCall: Call = (m, [x], node) => m.ask(toNumber(m, x, node), asksForNaN);
export const isFiniteCall: Call = (m, [x], node) => m.ask(toNumber(m, x, node), Number.isFinite);
const isIntegerCall: Call = (m, [x], node) => Number.isInteger(m.concretise(toNumber(m, x, node), node));

/** `Number(x)` and `parseFloat(x)` of a number are the number. */
const asNumber: Call = (m, [x], node) => toNumber(m, x, node);
const asInteger: Call = (m, [x], node) => m.apply('trunc', toNumber(m, x, node));

const typedArrays = [
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
] as const;

/** A number as the length of an array: what it is made of are counts. */
export function lengthFrom(machine: Machine, length: NumberValue, node: ts.Node): number {
  machine.inputs.noteCounts(machine.graph.symbolsOf([length.e]));
  return machine.concretise(length, node);
}

function filled(machine: Machine, length: number, value: Value, typed: string | null, node: ts.Node): ArrayValue {
  if (!Number.isInteger(length) || length < 0) {
    throw new Unsupported('unsupported-construct', `an array of ${length} elements`, node);
  }
  machine.allocate(length, node);
  return arrayOf(new Array<Value>(length).fill(value), typed);
}

/**
 * Whether an argument of which nothing else is known is a count, by its name or as loops run up to it; typed arrays are made of counts
 * and of entries.
 */
function isCount({ root }: Machine, value: Value, node: ts.Node): boolean {
  if (typeof value !== 'object' || value?.kind !== 'input') return false;
  const name = /\w+$/.exec(value.cell.spec.path)?.[0] ?? '';
  if (isCountName(name) || isLoopedUpTo(name, root.file.text)) return true;
  // By the name that it has where the array is made.
  const argument = ts.isNewExpression(node) ? node.arguments?.[0] : undefined;
  const around = ts.findAncestor(node, isFunctionNode);
  return argument !== undefined && ts.isIdentifier(argument) && isLoopedUpTo(argument.text, around?.getText() ?? '');
}

function isLoopedUpTo(name: string, code: string): boolean {
  return name !== '' && new RegExp(`<=?\\s*(this\\.)?${name}\\b(?![.[(])`).test(code);
}

/** `new Array(n)`, `Array(a, b)`, `new Float32Array(n)`, `new Float32Array(items)`. */
function arrayConstructor(typed: string | null): Call {
  return (m, args, node) => {
    const [first] = args;
    const zero = typed === null ? undefined : m.constant(0);
    if (args.length === 1) {
      const value = settle(m, first, typed === null || isCount(m, first, node) ? 'scalar' : 'array');
      if (typeof value === 'object' && value?.kind === 'number')
        return filled(m, lengthFrom(m, value, node), zero, typed, node);
      if (typed !== null) return arrayOf([...toItems(m, value, node)], typed);
    }
    return args.length === 0 ? arrayOf([], typed) : arrayOf([...args], typed);
  };
}

/** `Array.from(items, f)` and `Array.from({ length }, f)`. */
function arrayFrom(typed: string | null): Call {
  return (m, [source, fn], node) => {
    const value = settle(m, source, 'array');
    let items: readonly Value[];
    if (typeof value === 'object' && value?.kind === 'object') {
      const length = toNumber(m, value.fields.get('length'), node);
      items = filled(m, lengthFrom(m, length, node), undefined, typed, node).items;
    } else items = toItems(m, value, node);
    m.allocate(items.length, node);
    return arrayOf(
      fn === undefined ? [...items] : items.map((item, i) => m.call(fn, [item, m.constant(i)], node)),
      typed,
    );
  };
}

export const isArray: Call = (m, [x]) => {
  if (typeof x === 'object' && x?.kind === 'input' && x.cell.spec.shape === 'unknown') return false;
  const value = settle(m, x, 'array');
  return typeof value === 'object' && value?.kind === 'array' && value.typed === null;
};

const errorNames = ['Error', 'RangeError', 'TypeError', 'SyntaxError', 'EvalError', 'ReferenceError'] as const;
const consoleNames = ['log', 'warn', 'error', 'info', 'debug', 'assert', 'table', 'trace'] as const;

/** All global values for one run; `Math.E` and its like are expressions of the run's graph. */
export function globalValues(machine: Machine): ReadonlyMap<string, Value> {
  const number = new Map<string, Value>([
    ['isNaN', builtin('Number.isNaN', isNaNCall)],
    ['isFinite', builtin('Number.isFinite', isFiniteCall)],
    ['isInteger', builtin('Number.isInteger', isIntegerCall)],
    ['isSafeInteger', builtin('Number.isSafeInteger', isIntegerCall)],
    ['parseFloat', builtin('Number.parseFloat', asNumber)],
    ['parseInt', builtin('Number.parseInt', asInteger)],
    ...(['EPSILON', 'MAX_VALUE', 'MIN_VALUE', 'MAX_SAFE_INTEGER', 'MIN_SAFE_INTEGER'] as const).map(
      (name) => [name, machine.constant(Number[name])] as const,
    ),
    ['POSITIVE_INFINITY', machine.constant(Infinity)],
    ['NEGATIVE_INFINITY', machine.constant(-Infinity)],
    ['NaN', machine.constant(NaN)],
  ]);
  const array = new Map<string, Value>([
    ['isArray', builtin('Array.isArray', isArray)],
    ['from', builtin('Array.from', arrayFrom(null))],
    ['of', builtin('Array.of', (_, items) => arrayOf([...items]))],
    ['prototype', { kind: 'namespace', name: 'Array.prototype', get: arrayPrototypeMember }],
  ]);
  return new Map<string, Value>([
    ['Math', mathNamespace(machine)],
    ['Number', callable('Number', asNumber, number)],
    ['Array', callable('Array', arrayConstructor(null), array)],
    ...typedArrays.map((name) => {
      const statics = new Map<string, Value>([
        ['from', builtin(`${name}.from`, arrayFrom(name))],
        ['of', builtin(`${name}.of`, (_, items) => arrayOf([...items], name))],
      ]);
      return [name, callable(name, arrayConstructor(name), statics)] as const;
    }),
    ['Object', callable('Object', (_, [o]) => o ?? objectOf(), objectStatics)],
    ['Function', callable('Function', declinedFunction, new Map())],
    ['Symbol', namespace('Symbol', new Map([['iterator', iteratorKey]]))],
    ['structuredClone', builtin('structuredClone', (m, [value]) => deepCopy(m, value))],
    ['Map', builtin('Map', (m, [source], node) => newCollection(m, false, source, node))],
    ['Set', builtin('Set', (m, [source], node) => newCollection(m, true, source, node))],
    ['Boolean', builtin('Boolean', (m, [x], node) => toBoolean(m, x, node))],
    ['String', builtin('String', (m, [x], node) => toText(m, x, node))],
    ['isNaN', builtin('isNaN', isNaNCall)],
    ['isFinite', builtin('isFinite', isFiniteCall)],
    ['parseFloat', builtin('parseFloat', asNumber)],
    ['parseInt', builtin('parseInt', asInteger)],
    ['NaN', machine.constant(NaN)],
    ['Infinity', machine.constant(Infinity)],
    ...errorNames.map(
      (name) => [name, callable(name, (_, [message]) => errorOf(name, message), new Map())] as readonly [string, Value],
    ),
    ['console', namespace('console', new Map(consoleNames.map((n) => [n, builtin(`console.${n}`, () => undefined)])))],
  ]);
}

const errorOf = (name: string, message: Value): Value =>
  objectOf([
    ['name', name],
    ['message', message],
  ]);

/** Code that is made of texts is not read. */
const declinedFunction: Call = (_, __, node) => {
  throw new Unsupported('unsupported-call', '`Function`, whose code is a text', node);
};

/** A copy with arrays and objects of its own; a value that contains itself is copied a few levels deep. */
export function deepCopy(machine: Machine, value: Value, depth = 0): Value {
  const known = settleKnown(machine, value);
  if (typeof known !== 'object' || known === null || depth > 8) return known;
  const copy = (item: Value): Value => deepCopy(machine, item, depth + 1);
  if (known.kind === 'array') return arrayOf(known.items.map(copy), known.typed);
  if (known.kind === 'object') return objectOf([...known.fields].map(([k, item]) => [k, copy(item)]));
  return known;
}

/** A function with static members. */
function callable(name: string, call: Call, statics: ReadonlyMap<string, Value>): Value {
  return { kind: 'builtin', name, call, statics };
}
