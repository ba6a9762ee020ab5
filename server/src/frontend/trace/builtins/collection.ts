/** @file `Map` and `Set` with keys that are texts, booleans, concrete numbers, or objects by which they are. */
import type * as ts from 'typescript';
import { settle, toItems } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type CollectionValue, iteratorKey, type Value } from '../value.ts';

function keyOf(machine: Machine, value: Value, node: ts.Node): string | number | boolean {
  const settled = settle(machine, value, 'scalar');
  if (typeof settled === 'string' || typeof settled === 'boolean') return settled;
  if (typeof settled === 'object' && settled?.kind === 'number') return machine.concretise(settled, node);
  if (typeof settled === 'object' && settled !== null) return identityOf(settled);
  throw new Unsupported('unsupported-construct', `a Map or Set keyed by ${String(settled)}`, node);
}

const identities = new WeakMap<object, string>();
let nIdentities = 0;

/** A key that no text is, the same whenever it is the same object. */
function identityOf(value: object): string {
  let known = identities.get(value);
  if (known === undefined) identities.set(value, (known = `\u0000${nIdentities++}`));
  return known;
}

export function newCollection(machine: Machine, isSet: boolean, source: Value, node: ts.Node): CollectionValue {
  const collection: CollectionValue = { kind: 'collection', entries: new Map(), isSet };
  if (source === undefined || source === null) return collection;
  for (const item of toItems(machine, source, node)) {
    const [key, value] = isSet ? [item, item] : toItems(machine, item, node);
    collection.entries.set(keyOf(machine, key, node), { key, value });
  }
  return collection;
}

export function collectionMember(machine: Machine, collection: CollectionValue, key: string, node: ts.Node): Value {
  const { entries } = collection;
  if (key === 'size') return machine.constant(entries.size);
  const method = (call: (m: Machine, args: readonly Value[], at: ts.Node) => Value): Value => ({
    kind: 'builtin',
    name: key,
    call,
  });
  switch (key) {
    case 'get':
      return method((m, [k], at) => entries.get(keyOf(m, k, at))?.value);
    case 'has':
      return method((m, [k], at) => entries.has(keyOf(m, k, at)));
    case 'set':
      return method((m, [k, value], at) => {
        entries.set(keyOf(m, k, at), { key: k, value });
        return collection;
      });
    case 'add':
      return method((m, [k], at) => {
        entries.set(keyOf(m, k, at), { key: k, value: k });
        return collection;
      });
    case 'delete':
      return method((m, [k], at) => entries.delete(keyOf(m, k, at)));
    case 'keys':
      return method(() => arrayOf([...entries.values()].map((e) => e.key)));
    case 'values':
      return method(() => arrayOf([...entries.values()].map((e) => e.value)));
    case 'entries':
      return method(() => arrayOf([...entries.values()].map((e) => arrayOf([e.key, e.value]))));
    case 'forEach':
      return method((m, [fn], at) => {
        for (const e of [...entries.values()]) m.call(fn, [e.value, e.key, collection], at);
        return undefined;
      });
    case 'clear':
      return method(() => {
        entries.clear();
        return undefined;
      });
    case iteratorKey:
      return method(() => collection);
    default:
      throw new Unsupported('unsupported-call', `\`${key}\` of a ${collection.isSet ? 'Set' : 'Map'}`, node);
  }
}
