/** @file Static members of `Object`. */
import { settle, toItems, toText } from '../conversions.ts';
import { ownEntries } from '../objects/objects.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type BuiltinValue, isNullish, type ObjectValue, objectOf, type Value } from '../value.ts';

type Call = BuiltinValue['call'];

const define = (target: Value, key: string, descriptor: Value): void => {
  if (typeof descriptor !== 'object' || descriptor?.kind !== 'object') return;
  const { fields } = descriptor;
  if (typeof target !== 'object' || target === null) return;
  if (target.kind === 'object' && (fields.has('get') || fields.has('set'))) {
    target.accessors.set(key, { get: fields.get('get'), set: fields.get('set') });
  } else if (target.kind === 'object' || target.kind === 'closure') target.fields.set(key, fields.get('value'));
  else if (target.kind === 'class') target.statics.set(key, fields.get('value'));
};

const asPrototype = (value: Value): ObjectValue | null =>
  typeof value === 'object' && value?.kind === 'object' ? value : null;

const calls: readonly (readonly [string, Call])[] = [
  ['keys', (m, [o], node) => arrayOf(ownEntries(m, o, node).map(([k]) => k))],
  ['getOwnPropertyNames', (m, [o], node) => arrayOf(ownEntries(m, o, node).map(([k]) => k))],
  ['values', (m, [o], node) => arrayOf(ownEntries(m, o, node).map(([, v]) => v))],
  ['entries', (m, [o], node) => arrayOf(ownEntries(m, o, node).map(([k, v]) => arrayOf([k, v])))],
  ['freeze', (_, [o]) => o],
  ['seal', (_, [o]) => o],
  ['preventExtensions', (_, [o]) => o],
  ['isFrozen', () => false],
  [
    'assign',
    (m, [target, ...sources], node) => {
      const into = settle(m, target, 'object');
      for (const source of sources) {
        for (const [k, v] of isNullish(source) ? [] : ownEntries(m, source, node)) {
          define(into, k, objectOf([['value', v]]));
        }
      }
      return into;
    },
  ],
  [
    'fromEntries',
    (m, [entries], node) =>
      objectOf(
        toItems(m, entries, node).map((entry) => {
          const [k, v] = toItems(m, entry, node);
          return [toText(m, k, node), v] as const;
        }),
      ),
  ],
  ['create', (_, [proto]) => objectOf([], { proto: asPrototype(proto) })],
  ['getPrototypeOf', (_, [o]) => asPrototype(o)?.proto ?? null],
  [
    'setPrototypeOf',
    (_, [o, proto], node) => {
      const object = asPrototype(o);
      if (object === null) throw new Unsupported('unsupported-call', '`Object.setPrototypeOf` of this', node);
      object.proto = asPrototype(proto);
      return object;
    },
  ],
  [
    'defineProperty',
    (m, [target, key, descriptor], node) => {
      define(target, toText(m, key, node), settle(m, descriptor, 'object'));
      return target;
    },
  ],
  [
    'defineProperties',
    (m, [target, descriptors], node) => {
      for (const [key, descriptor] of ownEntries(m, descriptors, node)) define(target, key, descriptor);
      return target;
    },
  ],
  [
    'hasOwn',
    (m, [o, key], node) => {
      const name = toText(m, key, node);
      return ownEntries(m, o, node).some(([k]) => k === name);
    },
  ],
  ['is', (_, [a, b]) => a === b],
];

/** `Object.prototype.hasOwnProperty.call(o, key)` and `Object.prototype.toString.call(o)`. */
const prototype = new Map<string, Value>([
  [
    'hasOwnProperty',
    {
      kind: 'builtin',
      name: 'hasOwnProperty',
      call: (m, [key], node, self) => {
        const name = toText(m, key, node);
        return ownEntries(m, self, node).some(([k]) => k === name);
      },
    },
  ],
  [
    'toString',
    {
      kind: 'builtin',
      name: 'toString',
      call: (m, _, __, self) => {
        const value = settle(m, self, 'array');
        if (typeof value === 'string') return '[object String]';
        if (typeof value !== 'object' || value === null) return '[object Undefined]';
        if (value.kind === 'array') return value.typed === null ? '[object Array]' : `[object ${value.typed}]`;
        return value.kind === 'number' ? '[object Number]' : '[object Object]';
      },
    },
  ],
]);

export const objectStatics: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...calls.map(([name, call]) => [name, { kind: 'builtin', name: `Object.${name}`, call }] as const),
  ['prototype', { kind: 'namespace', name: 'Object.prototype', get: (key) => prototype.get(key) }],
]);
