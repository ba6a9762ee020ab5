/** @file Reading and writing members: elements, fields, methods, and what arrays, texts, functions and collections bring along. */
import * as ts from 'typescript';
import { arrayMember, isArrayMember } from '../builtins/array.ts';
import { collectionMember } from '../builtins/collection.ts';
import { functionMember } from '../builtins/function.ts';
import { numberMember } from '../builtins/number.ts';
import { textMember } from '../builtins/text.ts';
import { classMember, setClassMember } from './classes.ts';
import { settle, toKey, toNumber } from '../conversions.ts';
import { constructName } from '../expressions.ts';
import { expectArray } from '../libraries/guessed-scalars.ts';
import type { Machine } from '../machine.ts';
import { readField, writeField } from './objects.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import { tensorSpec } from '../tensor/input-tensor.ts';
import { isTensorMember, tensorMember } from '../tensor/members.ts';
import { libraryOfFile, packageOf } from '../tensor/packages.ts';
import { toTensor } from '../tensor/tensor.ts';
import { isOnlyOfMatrices, isUnseenMember } from '../tensor/unseen.ts';
import { unseenSpec } from '../tensor/unseen-arguments.ts';
import type { Scope } from '../scope.ts';
import { describe, iteratorKey, type Value } from '../value.ts';

/** `target[key]` or `target.key`. */
export function getMember(machine: Machine, target: Value, key: string | number, node: ts.Node): Value {
  const asTensor = tensorArgument(machine, target, key, node);
  if (asTensor !== null) return asTensor;
  const wholeArray = typeof key === 'number' || isArrayMember(key) || isOfUntypedList(target, key);
  const object = settle(machine, target, wholeArray ? 'array' : 'object');
  if (object === undefined || object === null) {
    throw new UserThrow(`reading \`${key}\` of ${object} in \`${constructName(node)}\``, undefined, node);
  }
  if (typeof object === 'string') return textMember(machine, object, key, node);
  if (typeof object === 'boolean') return undefined;
  switch (object.kind) {
    case 'array':
      if (typeof key === 'number') return machine.entry(object, key, node);
      if (isArrayMember(key)) machine.inputs.noteWhole(object);
      else if (isOnlyOfMatrices(key, node))
        return getMember(machine, toTensor({ machine, node, library: 'unseen' }, object), key, node);
      return arrayMember(machine, object, key, node);
    case 'tensor':
      return tensorMember(machine, object, key, node);
    case 'object':
      return readField(machine, object, String(key), node);
    case 'closure':
    case 'builtin':
      return functionMember(machine, object, String(key), node);
    case 'class':
      return classMember(machine, object, String(key));
    case 'collection':
      return collectionMember(machine, object, String(key), node);
    case 'generator':
      if (key === iteratorKey) return { kind: 'builtin', name: 'iterator', call: () => object };
      throw new Unsupported('unsupported-construct', `\`${key}\` of a generator`, node);
    case 'namespace': {
      const member = object.get(String(key));
      if (member === undefined) {
        throw new Unsupported('unsupported-call', `\`${object.name}.${key}\``, node);
      }
      return member;
    }
    case 'number':
      if (wholeArray) expectArray(machine, object, constructName(node), node);
      return numberMember(machine, object, String(key), node);
    default:
      return object satisfies never;
  }
}

/** Maps have these as well, but where nothing says so an argument is rather a list. */
function isOfUntypedList(target: Value, key: string): boolean {
  if (typeof target !== 'object' || target?.kind !== 'input') return false;
  const { spec, settled } = target.cell;
  return spec.shape === 'unknown' && settled === undefined && /^(entries|keys|values)$/.test(key);
}

/**
 * An argument that has a member of tensors, in a file that deals with such, is one, and so is one of a class that is not in sight; one
 * called `tf` is the library itself.
 */
function tensorArgument(machine: Machine, target: Value, key: string | number, node: ts.Node): Value | null {
  if (typeof target !== 'object' || target?.kind !== 'input' || typeof key !== 'string') return null;
  const { spec, settled } = target.cell;
  if (spec.shape !== 'unknown' || settled !== undefined) return null;
  if (spec.path === 'tf') return packageOf(machine, 'tfjs').get(key) ?? null;
  const library = isTensorMember(key) ? libraryOfFile(node.getSourceFile()) : null;
  if (library !== null) spec.tensor ??= tensorSpec(library);
  else if (!machine.unread.get(spec) && isUnseenMember(spec, key, node))
    spec.tensor ??= unseenSpec(node.getSourceFile());
  else return null;
  return getMember(machine, machine.inputs.settle(machine, target.cell, 'tensor'), key, node);
}

/** `target[key] = value`. */
export function setMember(machine: Machine, target: Value, key: string | number, value: Value, node: ts.Node): void {
  const object = settle(machine, target, typeof key === 'number' ? 'array' : 'object');
  if (typeof object === 'object' && object !== null) {
    if (object.kind === 'array') {
      if (typeof key === 'number' && Number.isInteger(key) && key >= 0) {
        machine.noteWrite(object);
        if (object.typed !== null) {
          // A typed array ignores writes past its end; a plain one grows.
          if (key < object.items.length) object.items[key] = stored(machine, object.typed, value, node);
          else machine.noteStrayWrite(object, key, node);
          return;
        }
        machine.allocate(Math.max(0, key - object.items.length), node);
        if (key >= object.items.length) machine.noteAppended(object, key);
        while (object.items.length < key) object.items.push(undefined);
        object.items[key] = value;
        return;
      }
      // Between two entries, before the first or beyond all: a property, of which no entry knows.
      if (typeof key === 'number') {
        machine.noteStrayWrite(object, key, node);
        machine.writesBeside = true;
        return;
      }
      if (key === 'length' && typeof value === 'object' && value?.kind === 'number') {
        const longest = object.items.length;
        const length = machine.ask(value, (v) => (v <= longest ? v : null));
        if (length !== null) {
          object.items.length = length;
          return;
        }
      }
    }
    if (object.kind === 'object') {
      writeField(machine, object, String(key), value, node);
      if (ts.isPropertyAccessExpression(node)) machine.recordLocal(`${node.expression.getText()}.${key}`, value, node);
      return;
    }
    if (object.kind === 'closure') {
      object.fields.set(String(key), value);
      return;
    }
    if (object.kind === 'class') {
      setClassMember(machine, object, String(key), value);
      return;
    }
  }
  if (object === undefined || object === null) {
    throw new UserThrow(`writing \`${key}\` of ${object} in \`${constructName(node)}\``, undefined, node);
  }
  throw new Unsupported('unsupported-construct', `writing \`${key}\` of ${describe(object)}`, node);
}

/** A value as an element of a typed array: a number, and a whole one in an array of integers. */
export function stored(machine: Machine, typed: string, value: Value, node: ts.Node): Value {
  const x = toNumber(machine, value, node);
  if (typed.startsWith('Float')) return x;
  const isWhole = machine.ask(x, (v) => Number.isInteger(v) || Number.isNaN(v));
  return isWhole ? x : machine.apply('trunc', x);
}

/** `delete object.key`. */
export function deleteMember(machine: Machine, node: ts.Expression, scope: Scope): Value {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const object = settle(machine, machine.evaluate(node.expression, scope), 'object');
    const key = ts.isPropertyAccessExpression(node)
      ? node.name.text
      : String(toKey(machine, machine.evaluate(node.argumentExpression, scope), node));
    if (typeof object === 'object' && object?.kind === 'object') {
      object.fields.delete(key);
      object.accessors.delete(key);
      return true;
    }
  }
  throw new Unsupported('unsupported-construct', `\`delete ${constructName(node)}\``, node);
}
