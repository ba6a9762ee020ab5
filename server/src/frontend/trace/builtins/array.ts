/** @file Members of arrays and typed arrays. Callbacks are ordinary calls; comparisons inside `sort` decide the path. */
import type * as ts from 'typescript';
import { settle, settleKnown, toBoolean, toItems, toNumber, toText } from '../conversions.ts';
import { noteStart } from '../inputs/counts.ts';
import type { Machine } from '../machine.ts';
import { stored } from '../objects/members.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import { type ArrayValue, arrayOf, iteratorKey, type Value } from '../value.ts';

type Method = (machine: Machine, array: ArrayValue, args: readonly Value[], node: ts.Node) => Value;

const at = (machine: Machine, i: number): Value => machine.constant(i);

/** A number as it is; NaN of anything else. */
function numberOf(value: Value): number {
  return typeof value === 'object' && value?.kind === 'number' ? value.v : NaN;
}

/** A relative index as `slice` and its kin read it. */
function bound(machine: Machine, value: Value, fallback: number, length: number, node: ts.Node): number {
  if (value === undefined) return fallback;
  const place = toNumber(machine, value, node);
  noteStart(machine, place);
  const index = Math.trunc(machine.concretise(place, node)) || 0;
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length);
}

function truth(machine: Machine, fn: Value, array: ArrayValue, i: number, node: ts.Node): boolean {
  return toBoolean(machine, machine.call(fn, [array.items[i], at(machine, i), array], node), node);
}

function isSame(machine: Machine, a: Value, b: Value, node: ts.Node): boolean {
  if (typeof a === 'object' && a?.kind === 'input') return isSame(machine, settle(machine, a, 'scalar'), b, node);
  if (typeof b === 'object' && b?.kind === 'input') return isSame(machine, a, settle(machine, b, 'scalar'), node);
  if (typeof a === 'object' && a?.kind === 'number' && typeof b === 'object' && b?.kind === 'number') {
    return machine.compare('===', a, b, node);
  }
  return a === b;
}

function reduce(
  machine: Machine,
  array: ArrayValue,
  args: readonly Value[],
  node: ts.Node,
  order: readonly number[],
): Value {
  const [fn, initial] = args;
  let rest = order;
  let total = initial;
  if (args.length < 2) {
    if (order.length === 0) throw new UserThrow('`reduce` of an empty array without an initial value', undefined, node);
    total = array.items[order[0]!];
    rest = order.slice(1);
  }
  for (const i of rest) total = machine.call(fn, [total, array.items[i], at(machine, i), array], node);
  return total;
}

function flatten(machine: Machine, items: readonly Value[], depth: number, node: ts.Node): Value[] {
  return items.flatMap((item) => {
    const inner = settleKnown(machine, item);
    return depth > 0 && typeof inner === 'object' && inner?.kind === 'array'
      ? flatten(machine, inner.items, depth - 1, node)
      : [item];
  });
}

/** Insertion sort: stable, and it asks the comparison the same questions in the same order every time. */
function sorted(machine: Machine, items: readonly Value[], compare: Value, node: ts.Node): Value[] {
  const inOrder = (a: Value, b: Value): boolean => {
    if (compare === undefined) {
      const x = toText(machine, a, node);
      const y = toText(machine, b, node);
      return x <= y;
    }
    const sign = toNumber(machine, machine.call(compare, [a, b], node), node);
    return machine.compare('<=', sign, machine.constant(0), node);
  };
  const out: Value[] = [];
  for (const item of items) {
    let i = out.length;
    while (i > 0 && !inOrder(out[i - 1], item)) i--;
    out.splice(i, 0, item);
  }
  return out;
}

const indices = (array: ArrayValue): number[] => array.items.map((_, i) => i);

function find(machine: Machine, array: ArrayValue, fn: Value, node: ts.Node, order: readonly number[]): number {
  return order.find((i) => truth(machine, fn, array, i, node)) ?? -1;
}

const methods: { readonly [name: string]: Method } = {
  map: (m, a, [fn], node) => {
    m.allocate(a.items.length, node);
    return arrayOf(
      a.items.map((item, i) => m.call(fn, [item, at(m, i), a], node)),
      a.typed,
    );
  },
  forEach: (m, a, [fn], node) => {
    a.items.forEach((item, i) => m.call(fn, [item, at(m, i), a], node));
    return undefined;
  },
  filter: (m, a, [fn], node) =>
    arrayOf(
      a.items.filter((_, i) => truth(m, fn, a, i, node)),
      a.typed,
    ),
  reduce: (m, a, args, node) => reduce(m, a, args, node, indices(a)),
  reduceRight: (m, a, args, node) => reduce(m, a, args, node, indices(a).reverse()),
  some: (m, a, [fn], node) => find(m, a, fn, node, indices(a)) >= 0,
  every: (m, a, [fn], node) => indices(a).every((i) => truth(m, fn, a, i, node)),
  find: (m, a, [fn], node) => a.items[find(m, a, fn, node, indices(a))],
  findIndex: (m, a, [fn], node) => m.constant(find(m, a, fn, node, indices(a))),
  findLast: (m, a, [fn], node) => a.items[find(m, a, fn, node, indices(a).reverse())],
  findLastIndex: (m, a, [fn], node) => m.constant(find(m, a, fn, node, indices(a).reverse())),
  indexOf: (m, a, [x], node) => m.constant(a.items.findIndex((item) => isSame(m, item, x, node))),
  lastIndexOf: (m, a, [x], node) => m.constant(a.items.findLastIndex((item) => isSame(m, item, x, node))),
  includes: (m, a, [x], node) => a.items.some((item) => isSame(m, item, x, node)),
  fill: (m, a, [x, from, to], node) => {
    m.noteWrite(a);
    const end = bound(m, to, a.items.length, a.items.length, node);
    const item = a.typed === null ? x : stored(m, a.typed, x, node);
    for (let i = bound(m, from, 0, a.items.length, node); i < end; i++) a.items[i] = item;
    return a;
  },
  slice: (m, a, [from, to], node) => {
    const n = a.items.length;
    const [start, end] = [bound(m, from, 0, n, node), bound(m, to, n, n, node)];
    const slice = arrayOf(a.items.slice(start, end), a.typed);
    // Of a longer argument the slice would be longer, unless it is counted from the other end.
    const isLonger = !(numberOf(from) < 0) && !(numberOf(to) >= 0);
    return a.input === null || !isLonger ? slice : { ...slice, cutFrom: { array: a, beside: [start, n - end] } };
  },
  concat: (m, a, others, node) => {
    const items = [...a.items];
    for (const other of others) {
      const inner = settleKnown(m, other);
      if (typeof inner === 'object' && inner?.kind === 'array') items.push(...inner.items);
      else items.push(other);
    }
    m.allocate(items.length, node);
    return arrayOf(items, a.typed);
  },
  push: (m, a, items, node) => {
    m.noteWrite(a);
    m.allocate(a.items.length + items.length, node);
    a.items.push(...items);
    return m.constant(a.items.length);
  },
  pop: (_, a) => a.items.pop(),
  shift: (_, a) => a.items.shift(),
  unshift: (m, a, items) => m.constant(a.items.unshift(...items)),
  reverse: (m, a) => {
    m.noteWrite(a);
    a.items.reverse();
    return a;
  },
  toReversed: (_, a) => arrayOf([...a.items].reverse(), a.typed),
  sort: (m, a, [compare], node) => {
    m.noteWrite(a);
    a.items.splice(0, a.items.length, ...sorted(m, a.items, a.typed !== null ? numericOrder(compare) : compare, node));
    return a;
  },
  toSorted: (m, a, [compare], node) => arrayOf(sorted(m, a.items, compare, node), a.typed),
  at: (m, a, [i], node) => {
    const index = Math.trunc(m.concretise(toNumber(m, i, node), node));
    return a.items[index < 0 ? a.items.length + index : index];
  },
  flat: (m, a, [depth], node) =>
    arrayOf(flatten(m, a.items, depth === undefined ? 1 : m.ask(toNumber(m, depth, node), (v) => v), node)),
  flatMap: (m, a, [fn], node) =>
    arrayOf(
      flatten(
        m,
        a.items.map((item, i) => m.call(fn, [item, at(m, i), a], node)),
        1,
        node,
      ),
    ),
  join: (m, a, [glue], node) =>
    m.text(
      a.items.map((item) => toText(m, item, node)),
      glue === undefined ? ',' : toText(m, glue, node),
      node,
    ),
  keys: (m, a) => arrayOf(indices(a).map((i) => m.constant(i))),
  values: (_, a) => arrayOf([...a.items]),
  entries: (m, a) => arrayOf(a.items.map((item, i) => arrayOf([m.constant(i), item]))),
  set: (m, a, [source, offset], node) => {
    m.noteWrite(a);
    const start = offset === undefined ? 0 : m.concretise(toNumber(m, offset, node), node);
    // A copy first: source and target may be views of one buffer.
    [...toItems(m, source, node)].forEach((item, i) => {
      a.items[start + i] = a.typed === null ? item : stored(m, a.typed, item, node);
    });
    return undefined;
  },
  subarray: (m, a, [from, to], node) => {
    const n = a.items.length;
    const start = bound(m, from, 0, n, node);
    const items = viewOf(a.items, start, Math.max(0, bound(m, to, n, n, node) - start));
    return { ...arrayOf(items, a.typed), owner: a.owner ?? a };
  },
  copyWithin: (m, a, [target, from, to], node) => {
    m.noteWrite(a);
    const n = a.items.length;
    const [at, start, end] = [bound(m, target, 0, n, node), bound(m, from, 0, n, node), bound(m, to, n, n, node)];
    a.items.slice(start, end).forEach((item, i) => {
      if (at + i < n) a.items[at + i] = item;
    });
    return a;
  },
  with: (m, a, [i, value], node) => {
    const items = [...a.items];
    const index = Math.trunc(m.concretise(toNumber(m, i, node), node));
    items[index < 0 ? items.length + index : index] = value;
    return arrayOf(items, a.typed);
  },
  toSpliced: (m, a, [from, count, ...items], node) => {
    const start = bound(m, from, 0, a.items.length, node);
    const n = count === undefined ? a.items.length - start : bound(m, count, 0, a.items.length, node);
    return arrayOf([...a.items.slice(0, start), ...items, ...a.items.slice(start + n)]);
  },
  [iteratorKey]: (_, a) => a,
  splice: (m, a, [from, count, ...items], node) => {
    const start = bound(m, from, 0, a.items.length, node);
    const n = count === undefined ? a.items.length - start : bound(m, count, 0, a.items.length, node);
    return arrayOf(a.items.splice(start, n, ...items));
  },
};

/** Typed arrays sort by value where plain ones sort by text. */
function numericOrder(compare: Value): Value {
  if (compare !== undefined) return compare;
  return {
    kind: 'builtin',
    name: 'compareNumbers',
    call: (m, [a, b], node) => m.apply('sub', toNumber(m, a, node), toNumber(m, b, node)),
  };
}

/** Whether a member name means that its owner is an array. */
export function isArrayMember(key: string): boolean {
  return (
    key === 'length' ||
    (Object.hasOwn(methods, key) &&
      key !== 'set' &&
      key !== 'values' &&
      key !== 'keys' &&
      key !== 'entries' &&
      key !== 'at' &&
      key !== 'with' &&
      key !== 'find')
  );
}

export function arrayMember(machine: Machine, array: ArrayValue, key: string, node: ts.Node): Value {
  if (key === 'length') return machine.constant(array.items.length);
  const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
  if (method !== undefined) {
    return { kind: 'builtin', name: key, call: (m, args, callNode) => method(m, array, args, callNode) };
  }
  if (/^-?\d+$/.test(key)) return array.items[Number(key)];
  if (key === 'buffer' || key === 'byteOffset') {
    throw new Unsupported('unsupported-call', `\`${key}\` of an array, whose bytes are not read`, node);
  }
  return undefined;
}

/** What `Array.prototype` has, for `Array.prototype.slice.call(arguments)`. */
export function arrayPrototypeMember(key: string): Value {
  const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
  if (method === undefined) return undefined;
  return {
    kind: 'builtin',
    name: key,
    call: (m, args, at, self) => method(m, arrayOf([...toItems(m, self, at)]), args, at),
  };
}

/** Elements that are those of another array: what is written to either is read from both. */
function viewOf(items: Value[], start: number, length: number): Value[] {
  const indexOf = (key: string | symbol): number | null => {
    const index = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : null;
    return index !== null && index < length ? start + index : null;
  };
  return new Proxy<Value[]>(new Array<Value>(length).fill(undefined), {
    get: (own, key, receiver) => {
      const index = indexOf(key);
      return index === null ? (Reflect.get(own, key, receiver) as unknown) : items[index];
    },
    set: (own, key, value: Value, receiver) => {
      const index = indexOf(key);
      if (index === null) return Reflect.set(own, key, value, receiver);
      items[index] = value;
      return true;
    },
  });
}
