/** @file JavaScript's conversions between values, with arguments of undecided shape settled by the conversion asked for. */
import type * as ts from 'typescript';
import type { InputUse } from './inputs/input-spec.ts';
import { expectArray } from './libraries/guessed-scalars.ts';
import type { Machine } from './machine.ts';
import { Unsupported } from './outcome.ts';
import { type ArrayValue, describe, type NumberValue, type Value } from './value.ts';

/** ToNumber. An argument that is used as a number becomes a scalar input. */
export function toNumber(machine: Machine, value: Value, node: ts.Node): NumberValue {
  const settled = settle(machine, value, 'scalar');
  if (settled === undefined) return machine.undefinedAsNumber();
  if (settled === null) return machine.constant(0);
  if (typeof settled === 'boolean') return machine.constant(settled ? 1 : 0);
  if (typeof settled === 'string') return machine.constant(Number(settled));
  if (settled.kind === 'number') return settled;
  if (settled.kind === 'array' && settled.items.length === 1) return toNumber(machine, settled.items[0], node);
  // What a sum of a class that is not in sight gives back is a number.
  if (settled.kind === 'tensor' && settled.library === 'unseen' && settled.shape.length === 0) return settled.items[0]!;
  throw new Unsupported('not-a-number', `${describe(settled)} used as a number`, node);
}

/** ToBoolean. Numbers decide by a comparison with 0, which is recorded. */
export function toBoolean(machine: Machine, value: Value, node: ts.Node): boolean {
  const settled = settle(machine, value, 'truth');
  if (typeof settled === 'object' && settled !== null && settled.kind === 'number') {
    if (machine.ask(settled, Number.isNaN)) return false;
    return machine.compare('!==', settled, machine.constant(0), node);
  }
  return Boolean(settled);
}

/** ToString, for keys and messages. Numbers lose their expression: a text has no derivative. */
export function toText(machine: Machine, value: Value, node: ts.Node): string {
  const settled = settle(machine, value, 'scalar');
  if (typeof settled !== 'object' || settled === null) return String(settled);
  if (settled.kind === 'number')
    return isOnlyLabel(machine, settled) ? label : String(machine.concretise(settled, node));
  if (settled.kind === 'array') {
    machine.tick(node);
    return machine.text(
      settled.items.map((item) => toText(machine, item, node)),
      ',',
      node,
    );
  }
  return `[object ${settled.kind}]`;
}

/** What stands for a number in the label of a node. */
export const label = '#';

/** Whether a text made of a number is the label of a node, as engines keep them: no run depends on it. */
export function isOnlyLabel(machine: Machine, { e }: NumberValue): boolean {
  return machine.isBeside !== null && machine.graph.constantValue(e) === null;
}

/** The property key that a value denotes: a number for array elements, a text otherwise. */
export function toKey(machine: Machine, value: Value, node: ts.Node): number | string {
  const settled = settle(machine, value, 'scalar');
  if (typeof settled === 'object' && settled !== null && settled.kind === 'number') {
    return machine.concretise(settled, node);
  }
  const text = toText(machine, settled, node);
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** Settles an argument of undecided shape by the way it is used; other values pass through. */
export function settle(machine: Machine, value: Value, use: InputUse): Exclude<Value, { kind: 'input' }> {
  if (typeof value === 'object' && value !== null && value.kind === 'input') {
    return machine.inputs.settle(machine, value.cell, use);
  }
  return value;
}

/** What is known to be an array or an object without being used as one: an argument of which nothing tells stays an argument. */
export function settleKnown(machine: Machine, value: Value): Value {
  if (typeof value !== 'object' || value?.kind !== 'input') return value;
  const { spec, settled } = value.cell;
  if (settled !== undefined) return settled;
  return spec.shape === 'array' || spec.shape === 'object' ? settle(machine, value, spec.shape) : value;
}

/** The elements of an iterable value, or the first so many of them. */
export function toItems(machine: Machine, value: Value, node: ts.Node, limit = Infinity): readonly Value[] {
  const settled = settle(machine, value, 'array');
  if (typeof settled === 'object' && settled?.kind === 'array') return settled.items;
  expectArray(machine, settled, 'the elements', node);
  const items: Value[] = [];
  if (limit === 0) return items;
  machine.iterate(settled, node, (item) => {
    machine.tick(node);
    items.push(item);
    return items.length < limit;
  });
  return items;
}

export function toArray(machine: Machine, value: Value, node: ts.Node): ArrayValue {
  const settled = settle(machine, value, 'array');
  if (typeof settled === 'object' && settled !== null && settled.kind === 'array') return settled;
  throw new Unsupported('unsupported-construct', `${describe(settled)} used as an array`, node);
}
