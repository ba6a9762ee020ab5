/** @file Assertions: `assert` of Node.js and of pages that have such a function, and the packages of which it is the only export. */
import type * as ts from 'typescript';
import { toBoolean } from '../conversions.ts';
import { constructName } from '../expressions.ts';
import type { Machine } from '../machine.ts';
import { isEqual } from '../operators.ts';
import { UserThrow } from '../outcome.ts';
import type { BuiltinValue, Value } from '../value.ts';

const specifiers = /^((node:)?assert(\/strict)?|power-assert|tiny-invariant|invariant|ts-invariant)$/;

/** What the import specifier names when that is a function that asserts something. */
export function assertionPackage(specifier: string): BuiltinValue | null {
  return specifiers.test(specifier) ? assertion : null;
}

/** Whether the arguments are as they should be. */
interface Check {
  readonly holds: (machine: Machine, args: readonly Value[], node: ts.Node) => boolean;
  /** Arguments before the message. */
  readonly takes: number;
}

const isTrue: Check = { holds: (machine, [condition], node) => toBoolean(machine, condition, node), takes: 1 };
const areEqual: Check = { holds: (machine, [lhs, rhs], node) => isEqual(machine, lhs, rhs, true, node), takes: 2 };
const areUnequal: Check = { holds: (machine, args, node) => !areEqual.holds(machine, args, node), takes: 2 };
const never: Check = { holds: () => false, takes: 0 };

const members: readonly (readonly [name: string, check: Check])[] = [
  ['ok', isTrue],
  ['equal', areEqual],
  ['strictEqual', areEqual],
  ['notEqual', areUnequal],
  ['notStrictEqual', areUnequal],
  ['fail', never],
];

function asserting(name: string, { holds, takes }: Check): BuiltinValue {
  return {
    kind: 'builtin',
    name,
    takes,
    call: (machine, args, node) => {
      if (!holds(machine, args, node)) throw new UserThrow(`\`${constructName(node)}\``, undefined, node, true);
      return undefined;
    },
  };
}

const statics = new Map<string, BuiltinValue>(
  members.map(([name, check]) => [name, asserting(`assert.${name}`, check)]),
);

/** `assert(x > 0)`, `assert.equal(a.length, b.length)`, `import { strict as assert, ok } from 'node:assert'`. */
export const assertion: BuiltinValue = { ...asserting('assert', isTrue), statics };
for (const name of ['strict', 'assert', 'invariant']) statics.set(name, assertion);
