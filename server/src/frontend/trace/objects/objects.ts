/** @file Fields of objects: own ones, getters and setters, and what the class or the prototype has. */
import type * as ts from 'typescript';
import { instanceMember, runSetter } from './classes.ts';
import { settle } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { type ObjectValue, type Value } from '../value.ts';

/** `object.key`. */
export function readField(machine: Machine, object: ObjectValue, key: string, node: ts.Node): Value {
  const own = object.fields.get(key);
  if (own !== undefined) return own;
  for (let owner: ObjectValue | null = object; owner !== null; owner = owner.proto) {
    if (owner !== object && owner.fields.has(key)) return owner.fields.get(key);
    const accessor = owner.accessors.get(key);
    if (accessor !== undefined) {
      return accessor.get === undefined ? undefined : machine.call(accessor.get, [], node, object);
    }
    const member = instanceMember(machine, owner.classValue, key, object, object.missing !== null);
    if (member !== undefined) return member;
  }
  return plainMember(object, key) ?? object.missing?.(key) ?? own;
}

/** `object.key = value`: by a setter where there is one. */
export function writeField(machine: Machine, object: ObjectValue, key: string, value: Value, node: ts.Node): void {
  for (let owner: ObjectValue | null = object; owner !== null; owner = owner.proto) {
    const accessor = owner.accessors.get(key);
    if (accessor === undefined) continue;
    if (accessor.set !== undefined) machine.call(accessor.set, [value], node, object);
    return;
  }
  if (object.classValue !== null && runSetter(machine, object, key, value)) return;
  object.fields.set(key, value);
}

/** The own fields of an object, or elements of an array, with their values, in order. */
export function ownEntries(machine: Machine, value: Value, node: ts.Node): readonly (readonly [string, Value])[] {
  const source = settle(machine, value, 'object');
  if (typeof source === 'string') return [...source].map((letter, i) => [String(i), letter]);
  if (typeof source !== 'object' || source === null) return [];
  if (source.kind === 'array') return source.items.map((item, i) => [String(i), item]);
  if (source.kind === 'class') return [...source.statics];
  if (source.kind === 'closure') return [...source.fields].filter(([key]) => key !== 'prototype');
  if (source.kind !== 'object') return [];
  source.beforeListing?.();
  const got = [...source.accessors.keys()].map((key) => [key, readField(machine, source, key, node)] as const);
  return [...source.fields, ...got];
}

/** What every object has. */
function plainMember(object: ObjectValue, key: string): Value {
  switch (key) {
    case 'hasOwnProperty':
      return {
        kind: 'builtin',
        name: key,
        call: (_, [name]) => typeof name === 'string' && (object.fields.has(name) || object.accessors.has(name)),
      };
    case 'constructor':
      return object.classValue ?? undefined;
    default:
      return undefined;
  }
}
