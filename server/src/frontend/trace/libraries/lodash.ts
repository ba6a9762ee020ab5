/**
 * @file lodash over arrays and plain objects. Not here: chains, lists that are sampled at random, and the second argument that functions
 * such as `sum` and `max` took in old versions.
 */
import { deepCopy, isArray, isFiniteCall, isNaNCall } from '../builtins/globals.ts';
import { arrayMember } from '../builtins/array.ts';
import { settle, settleKnown, toBoolean, toItems, toKey, toNumber } from '../conversions.ts';
import { getMember } from '../objects/members.ts';
import { ownEntries } from '../objects/objects.ts';
import { Unsupported } from '../outcome.ts';
import {
  arrayOf,
  type BuiltinValue,
  describe,
  isFunctionValue,
  isNullish,
  type NumberValue,
  objectOf,
  type Value,
} from '../value.ts';
import { expectArray } from './guessed-scalars.ts';
import { declined, type LibraryCall, type LibraryFunction, misfit, toLength } from './nested-numbers.ts';

const number = (c: LibraryCall, value: Value): NumberValue => toNumber(c.machine, value, c.node);
const constant = (c: LibraryCall, v: number): NumberValue => c.machine.constant(v);
const whole = (c: LibraryCall, value: Value, fallback: number): number =>
  value === undefined ? fallback : Math.trunc(c.machine.concretise(number(c, value), c.node)) || 0;

/** The items of an array; none of nothing. */
function itemsOf({ machine, node, name }: LibraryCall, value: Value): readonly Value[] {
  const list = settle(machine, value, 'array');
  expectArray(machine, list, name, node);
  if (isNullish(list)) return [];
  if (typeof list !== 'object' || list.kind !== 'array') {
    throw new Unsupported('unsupported-call', `\`${name}\` of ${describe(list)}`, node);
  }
  machine.inputs.noteWhole(list);
  machine.allocate(list.items.length, node);
  return list.items;
}

/** The items of an array with their indices, or those of an object with their keys. */
function entriesOf(c: LibraryCall, value: Value): readonly (readonly [Value, Value])[] {
  const list = settle(c.machine, value, 'array');
  if (typeof list === 'object' && list?.kind === 'object') return ownEntries(c.machine, list, c.node);
  return itemsOf(c, list).map((item, i) => [constant(c, i), item]);
}

/** A function, or the name of a field to read; without any the item itself. */
function iteratee(c: LibraryCall, fn: Value): (...args: readonly Value[]) => Value {
  const { machine, node } = c;
  if (isNullish(fn)) return (item) => item;
  if (typeof fn === 'string') {
    if (/[.[\]]/.test(fn)) return () => declined('a path of several fields')(c, []);
    return (item) => (isNullish(item) ? undefined : getMember(machine, item, fn, node));
  }
  if (typeof fn === 'object' && fn.kind === 'number') {
    return (item) => (isNullish(item) ? undefined : getMember(machine, item, toKey(machine, fn, node), node));
  }
  if (typeof fn === 'object' && (fn.kind === 'array' || fn.kind === 'object')) {
    return () => declined('items that are chosen by an object')(c, []);
  }
  return (...args) => machine.call(fn, args, node);
}

const test = (c: LibraryCall, fn: Value): ((...args: readonly Value[]) => boolean) => {
  const f = iteratee(c, fn);
  return (...args) => toBoolean(c.machine, f(...args), c.node);
};

/** A function that had a second or third argument in other versions, or has a rare one. An index of `map` is no such argument. */
const exactly =
  (count: number, f: LibraryFunction): LibraryFunction =>
  (c, args) => {
    const more = args[count];
    const isIteratee =
      typeof more === 'string' || (typeof more === 'object' && /^(closure|builtin)$/.test(more?.kind ?? ''));
    return isIteratee ? declined(`\`${c.name}\` with another function`)(c, []) : f(c, args);
  };

/** A number that things are ordered by; what is none has an order of its own. */
function orderKey(c: LibraryCall, value: Value): NumberValue {
  if (typeof value === 'string') return notOrdered(c);
  const key = number(c, value);
  if (c.machine.ask(key, Number.isNaN)) throw misfit(c, `\`${c.name}\` by what is no number`);
  return key;
}

function notOrdered({ name, node }: LibraryCall): never {
  throw new Unsupported('unsupported-call', `\`${name}\` of texts`, node);
}

const plus = (c: LibraryCall, a: NumberValue, b: NumberValue): NumberValue => c.machine.apply('add', a, b);

/** Of nothing it is 0. */
function total(c: LibraryCall, numbers: readonly NumberValue[]): NumberValue {
  const [first, ...rest] = numbers;
  return first === undefined ? constant(c, 0) : rest.reduce((sum, x) => plus(c, sum, x), first);
}

function average(c: LibraryCall, numbers: readonly NumberValue[]): NumberValue {
  return c.machine.apply('div', total(c, numbers), constant(c, numbers.length));
}

const numbersBy = (c: LibraryCall, list: Value, fn: Value): readonly NumberValue[] => {
  const f = iteratee(c, fn);
  return itemsOf(c, list).map((item) => number(c, f(item)));
};

const extreme =
  (op: 'max' | 'min'): LibraryFunction =>
  (c, [list]) => {
    const [first, ...rest] = itemsOf(c, list).map((item) => number(c, item));
    return first === undefined ? undefined : rest.reduce((best, x) => c.machine.apply(op, best, x), first);
  };

/** The first of the items whose numbers are largest or smallest. */
const extremeBy =
  (comparison: '>' | '<'): LibraryFunction =>
  (c, [list, fn]) => {
    const f = iteratee(c, fn);
    const items = itemsOf(c, list);
    const keys = items.map((item) => orderKey(c, f(item)));
    let best = 0;
    keys.forEach((key, i) => {
      if (i > 0 && c.machine.compare(comparison, key, keys[best]!, c.node)) best = i;
    });
    return items[best];
  };

const folded =
  (isReversed: boolean): LibraryFunction =>
  (c, args) => {
    const [list, fn, initial] = args;
    const entries = isReversed ? [...entriesOf(c, list)].reverse() : entriesOf(c, list);
    const [first] = entries;
    if (args.length < 3 && first === undefined) return undefined;
    const rest = args.length < 3 ? entries.slice(1) : entries;
    return rest.reduce(
      (sum, [key, item]) => c.machine.call(fn, [sum, item, key, list], c.node),
      args.length < 3 ? first![1] : initial,
    );
  };

const forEach: LibraryFunction = (c, [list, fn]) => {
  const f = iteratee(c, fn);
  // A callback that answers false ends the loop.
  for (const [key, item] of entriesOf(c, list)) if (f(item, key, list) === false) break;
  return list;
};

const filter =
  (wanted: boolean): LibraryFunction =>
  (c, [list, fn]) => {
    const is = test(c, fn);
    return arrayOf(entriesOf(c, list).flatMap(([key, item]) => (is(item, key, list) === wanted ? [item] : [])));
  };

/** Rows of what stands at the same place, as many as the longest list has. */
function columns(c: LibraryCall, lists: readonly Value[]): Value[][] {
  const rows = lists.filter((list) => !isNullish(list)).map((list) => itemsOf(c, list));
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  c.machine.allocate(longest * rows.length, c.node);
  return Array.from({ length: longest }, (_, i) => rows.map((row) => row[i]));
}

const zipWith: LibraryFunction = (c, args) => {
  const fn = args.at(-1);
  if (!isFunctionValue(fn)) return arrayOf(columns(c, args).map((row) => arrayOf(row)));
  return arrayOf(columns(c, args.slice(0, -1)).map((row) => c.machine.call(fn, row, c.node)));
};

/** From 0, or from a start, in steps of 1 or, where the end is below the start, of −1. */
const range: LibraryFunction = (c, [first, second, third]) => {
  if (second === undefined) {
    const end = number(c, first);
    if (c.machine.ask(end, (v) => v >= 0))
      return arrayOf(Array.from({ length: toLength(c, end) }, (_, i) => constant(c, i)));
  }
  const at = (value: Value): number => c.machine.concretise(number(c, value), c.node);
  const [start, end] = second === undefined ? [0, at(first)] : [at(first), at(second)];
  const step = third === undefined ? Math.sign(end - start) || 1 : at(third);
  if (step === 0) return declined('`range` in steps of 0')(c, []);
  const length = Math.max(0, Math.ceil((end - start) / step));
  c.machine.allocate(length, c.node);
  return arrayOf(Array.from({ length }, (_, i) => constant(c, start + i * step)));
};

const times: LibraryFunction = (c, [count, fn]) => {
  const f = iteratee(c, fn);
  return arrayOf(Array.from({ length: toLength(c, number(c, count)) }, (_, i) => f(constant(c, i))));
};

/** min(max(x, low), high); of two arguments the second is the upper bound. */
const clamp: LibraryFunction = (c, [x, second, third]) => {
  const high = number(c, third ?? second);
  const bounded = c.machine.apply('min', number(c, x), high);
  return third === undefined ? bounded : c.machine.apply('max', bounded, number(c, second));
};

/** The method of arrays that does the same. */
const method =
  (name: string): LibraryFunction =>
  (c, [list, ...args]) => {
    const { machine, node } = c;
    const array = arrayOf([...itemsOf(c, list)]);
    return machine.call(arrayMember(machine, array, name, node), args, node);
  };

/** As the method, with what lodash calls an iteratee in the place of the function. */
const search =
  (name: string): LibraryFunction =>
  (c, [list, fn, from]) => {
    if (name.startsWith('find') && from !== undefined) return declined(`\`${c.name}\` from an index`)(c, []);
    const f = iteratee(c, fn);
    const call: BuiltinValue = { kind: 'builtin', name: 'iteratee', call: (_, args) => f(...args) };
    return method(name)(c, [list, call]);
  };

const sortBy: LibraryFunction = (c, [list, fn]) => {
  const f = iteratee(c, fn);
  const inOrder: BuiltinValue = {
    kind: 'builtin',
    name: 'inOrder',
    call: (m, [a, b]) => m.apply('sub', orderKey(c, f(a)), orderKey(c, f(b))),
  };
  return method('toSorted')(c, [list, inOrder]);
};

const part =
  (bounds: (n: number, length: number) => readonly [number, number]): LibraryFunction =>
  (c, [list, count]) => {
    const items = itemsOf(c, list);
    const [from, to] = bounds(Math.max(0, whole(c, count, 1)), items.length);
    return arrayOf(items.slice(Math.max(0, from), Math.max(0, to)));
  };

const arithmetic =
  (op: 'add' | 'sub' | 'mul' | 'div'): LibraryFunction =>
  (c, [a, b]) =>
    c.machine.apply(op, number(c, a), number(c, b));

const item =
  (index: (length: number, n: number) => number): LibraryFunction =>
  (c, [list, n]) => {
    const items = itemsOf(c, list);
    return items[index(items.length, whole(c, n, 0))];
  };

/** Whole arrays are changed in place. */
const inPlace =
  (name: string): LibraryFunction =>
  (c, [list, ...args]) => {
    const array = settle(c.machine, list, 'array');
    if (typeof array !== 'object' || array?.kind !== 'array') throw misfit(c, `\`${c.name}\` of what is no array`);
    return c.machine.call(arrayMember(c.machine, array, name, c.node), args, c.node);
  };

/** Nobody copies a number: an argument that nothing is known of is an array. */
const copied = (c: LibraryCall, value: Value): Value => {
  const known = settleKnown(c.machine, value);
  return typeof known === 'object' && known?.kind === 'input' && known.cell.spec.shape === 'unknown'
    ? settle(c.machine, known, 'array')
    : known;
};

const clone: LibraryFunction = (c, [value]) => {
  const source = copied(c, value);
  if (typeof source !== 'object' || source === null) return source;
  if (source.kind === 'array') return arrayOf([...source.items], source.typed);
  if (source.kind !== 'object') return source;
  return objectOf(source.fields, { classValue: source.classValue, missing: source.missing, proto: source.proto });
};

const cloneDeep: LibraryFunction = (c, [value]) => deepCopy(c.machine, copied(c, value));

const flattenDeep = (c: LibraryCall, list: Value): Value[] =>
  itemsOf(c, list).flatMap((each) => {
    const inner = settle(c.machine, each, 'scalar');
    return typeof inner === 'object' && inner?.kind === 'array' ? flattenDeep(c, inner) : [inner];
  });

const map: LibraryFunction = (c, [list, fn]) => {
  const f = iteratee(c, fn);
  return arrayOf(entriesOf(c, list).map(([key, each]) => f(each, key, list)));
};

const builtinCall =
  (call: BuiltinValue['call']): LibraryFunction =>
  ({ machine, node }, args) =>
    call(machine, args, node);

export const lodashFunctions: { readonly [name: string]: LibraryFunction } = {
  add: arithmetic('add'),
  chunk: (c, [list, size]) => {
    const items = itemsOf(c, list);
    const step = whole(c, size, 1);
    if (step < 1) return arrayOf([]);
    const starts = Array.from({ length: Math.ceil(items.length / step) }, (_, i) => i * step);
    return arrayOf(starts.map((start) => arrayOf(items.slice(start, start + step))));
  },
  clamp,
  clone,
  cloneDeep,
  concat: (c, args) => (isNullish(args[0]) ? declined('`concat` of nothing')(c, []) : method('concat')(c, args)),
  constant: (_, [value]) => ({ kind: 'builtin', name: 'constant', call: () => value }),
  divide: arithmetic('div'),
  drop: part((n, length) => [n, length]),
  dropRight: part((n, length) => [0, length - n]),
  each: forEach,
  every: search('every'),
  fill: inPlace('fill'),
  filter: filter(true),
  find: search('find'),
  findIndex: search('findIndex'),
  first: item(() => 0),
  flatMap: (c, args) => method('flat')(c, [map(c, args)]),
  flatten: (c, [list]) => method('flat')(c, [list]),
  flattenDeep: (c, [list]) => arrayOf(flattenDeep(c, list)),
  forEach,
  fromPairs: (c, [pairs]) =>
    objectOf(
      itemsOf(c, pairs).map((pair) => {
        const [key, value] = toItems(c.machine, pair, c.node);
        return [String(toKey(c.machine, key, c.node)), value] as const;
      }),
    ),
  head: item(() => 0),
  identity: (_, [value]) => value,
  includes: method('includes'),
  indexOf: method('indexOf'),
  initial: (c, [list]) => arrayOf(itemsOf(c, list).slice(0, -1)),
  isArray: builtinCall(isArray),
  isFinite: builtinCall(isFiniteCall),
  isNaN: builtinCall(isNaNCall),
  isNil: (_, [value]) => isNullish(value),
  isNull: (_, [value]) => value === null,
  isUndefined: (_, [value]) => value === undefined,
  keys: (c, [o]) => arrayOf(ownEntries(c.machine, o, c.node).map(([key]) => key)),
  last: item((length) => length - 1),
  map,
  mapValues: (c, [o, fn]) => {
    const f = iteratee(c, fn);
    return objectOf(ownEntries(c.machine, o, c.node).map(([key, value]) => [key, f(value, key, o)] as const));
  },
  max: exactly(1, extreme('max')),
  maxBy: extremeBy('>'),
  mean: exactly(1, (c, [list]) => average(c, numbersBy(c, list, undefined))),
  meanBy: (c, [list, fn]) => average(c, numbersBy(c, list, fn)),
  min: exactly(1, extreme('min')),
  minBy: extremeBy('<'),
  multiply: arithmetic('mul'),
  noop: () => undefined,
  nth: item((length, n) => (n < 0 ? length + n : n)),
  range,
  reduce: folded(false),
  reduceRight: folded(true),
  reject: filter(false),
  reverse: inPlace('reverse'),
  size: (c, [list]) => constant(c, entriesOf(c, list).length),
  slice: method('slice'),
  some: search('some'),
  sortBy,
  subtract: arithmetic('sub'),
  sum: exactly(1, (c, [list]) => total(c, numbersBy(c, list, undefined))),
  sumBy: (c, [list, fn]) => total(c, numbersBy(c, list, fn)),
  tail: (c, [list]) => arrayOf(itemsOf(c, list).slice(1)),
  take: part((n) => [0, n]),
  takeRight: part((n, length) => [length - n, length]),
  times,
  toPairs: (c, [o]) => arrayOf(ownEntries(c.machine, o, c.node).map(([key, value]) => arrayOf([key, value]))),
  unzip: (c, [rows]) => arrayOf(columns(c, itemsOf(c, rows)).map((row) => arrayOf(row))),
  values: (c, [o]) => arrayOf(ownEntries(c.machine, o, c.node).map(([, value]) => value)),
  zip: (c, lists) => arrayOf(columns(c, lists).map((row) => arrayOf(row))),
  zipObject: (c, [keys, list]) => {
    const items = itemsOf(c, list);
    return objectOf(itemsOf(c, keys).map((key, i) => [String(toKey(c.machine, key, c.node)), items[i]] as const));
  },
  zipWith,
};
