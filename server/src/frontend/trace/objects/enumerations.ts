/** @file Enumerations: members by name, and names by number. */
import * as ts from 'typescript';
import type { Machine } from '../machine.ts';
import { FrameScope, type Scope } from '../scope.ts';
import { objectOf, type ObjectValue, type Value } from '../value.ts';

/** The object that an `enum` is at run time; a declaration that continues another adds to its members. */
export function enumeration(
  machine: Machine,
  node: ts.EnumDeclaration,
  scope: Scope,
  object: ObjectValue = objectOf(),
): ObjectValue {
  // Members are names to the initialisers of those that follow.
  const inner = new FrameScope(scope);
  for (const [name, value] of object.fields) inner.declare(name, value, true);
  let next = 0;
  for (const member of node.members) {
    const key = ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) ? member.name.text : '';
    const value: Value = member.initializer ? machine.evaluate(member.initializer, inner) : machine.constant(next);
    object.fields.set(key, value);
    inner.declare(key, value, true);
    if (typeof value !== 'object' || value?.kind !== 'number') continue;
    const number = machine.ask(value, (v) => v);
    next = number + 1;
    object.fields.set(String(number), key);
  }
  return object;
}
