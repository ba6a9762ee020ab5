/** @file Members of functions: `call`, `apply`, `bind`, and properties the user assigned to them. */
import type * as ts from 'typescript';
import { prototypeOf } from '../calls.ts';
import { toItems } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { BuiltinValue, ClosureValue, Value } from '../value.ts';

export function functionMember(machine: Machine, fn: ClosureValue | BuiltinValue, key: string, node: ts.Node): Value {
  if (fn.kind === 'closure') {
    const assigned = fn.fields.get(key);
    if (assigned !== undefined) return assigned;
  } else if (fn.statics !== undefined) {
    const member = fn.statics.get(key);
    if (member !== undefined) return member;
    throw new Unsupported('unsupported-call', `\`${fn.name}.${key}\``, node);
  }
  switch (key) {
    case 'prototype':
      return fn.kind === 'closure' ? prototypeOf(fn) : undefined;
    case 'call':
      return { kind: 'builtin', name: 'call', call: (m, [self, ...args], at) => m.call(fn, args, at, self) };
    case 'apply':
      return {
        kind: 'builtin',
        name: 'apply',
        call: (m, [self, args], at) =>
          m.call(fn, args === undefined || args === null ? [] : toItems(m, args, at), at, self),
      };
    case 'bind':
      return {
        kind: 'builtin',
        name: 'bind',
        call: (_, [self, ...first]) => ({
          kind: 'builtin',
          name: fn.name,
          call: (m, args, at) => m.call(fn, [...first, ...args], at, self),
        }),
      };
    case 'name':
      return fn.name;
    case 'length':
      return fn.kind === 'closure' ? machine.constant(fn.node.parameters.length) : undefined;
    default:
      return undefined;
  }
}
