/**
 * @file Classes of the user: their members, inheritance, accessors, static members. Making instances is in `construction.ts`; the open
 * `this` of a method that is traced alone is in `open-instance.ts`.
 */
import * as ts from 'typescript';
import { runNested } from './construction.ts';
import { closure } from '../expressions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { keyText } from '../patterns.ts';
import { FrameScope, lookup, type Scope } from '../scope.ts';
import { executeBlock } from '../statements.ts';
import { type ClassValue, objectOf, type ObjectValue, type Value } from '../value.ts';

type Member = ts.MethodDeclaration | ts.AccessorDeclaration | ts.PropertyDeclaration;

export function classValue(
  node: ts.ClassLikeDeclaration,
  scope: Scope,
  name = node.name?.text ?? '(class)',
): ClassValue {
  return { kind: 'class', name, node, scope, statics: new Map() };
}

/** What a class declaration declares: the class, or a kind of array of the language where it only gives that another name. */
export function declaredClass(machine: Machine, node: ts.ClassDeclaration, scope: Scope, name: string): Value {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const isArray = node.members.length === 0 && base !== undefined && /^([A-Z]\w+)?Array$/.test(base.getText());
  const named = isArray ? machine.evaluate(base, scope) : undefined;
  return typeof named === 'object' && named?.kind === 'builtin' ? named : classValue(node, scope, name);
}

export function isStatic(node: ts.ClassElement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.StaticKeyword);
}

/** Whether an instance has its own copy of a field, as opposed to one that is only declared for the type checker. */
export function isField(member: ts.ClassElement): member is ts.PropertyDeclaration {
  if (!ts.isPropertyDeclaration(member) || isStatic(member)) return false;
  const modifiers = ts.getModifiers(member) ?? [];
  return !modifiers.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword || m.kind === ts.SyntaxKind.AbstractKeyword);
}

function findMember(
  machine: Machine,
  type: ClassValue,
  name: string,
  statically: boolean,
  isWritten = false,
): Member | undefined {
  return type.node.members.find((m): m is Member => {
    if (ts.isMethodDeclaration(m)) {
      if (isWritten || m.body === undefined) return false;
    } else if (ts.isGetAccessorDeclaration(m)) {
      if (isWritten) return false;
    } else if (ts.isSetAccessorDeclaration(m)) {
      if (!isWritten) return false;
    } else if (!ts.isPropertyDeclaration(m) || isWritten) return false;
    return isStatic(m) === statically && keyText(machine, m.name, type.scope) === name;
  });
}

/** The class and those it extends, nearest first. */
function* lineage(machine: Machine, type: ClassValue | null, isOpen = false): Generator<ClassValue> {
  const base = (c: ClassValue): ClassValue | null =>
    isOpen ? machine.modules.bases.readable(machine, c) : machine.modules.bases.of(machine, c);
  for (let c = type; c !== null; c = base(c)) yield c;
}

/** A static member, the class's own or an inherited one. */
export function classMember(machine: Machine, type: ClassValue, name: string, self: ClassValue = type): Value {
  for (const c of lineage(machine, type)) {
    runStaticBlocks(machine, c);
    const assigned = c.statics.get(name);
    if (assigned !== undefined) return assigned;
    const member = findMember(machine, c, name, true);
    if (member === undefined) continue;
    const value = memberValue(machine, c, member, self, name);
    if (!ts.isAccessor(member)) c.statics.set(name, value);
    return value;
  }
  if (name === 'prototype') {
    const prototype = objectOf([['constructor', type]], { classValue: type });
    type.statics.set(name, prototype);
    return prototype;
  }
  return name === 'name' ? type.name : undefined;
}

export function setClassMember(machine: Machine, type: ClassValue, name: string, value: Value): void {
  for (const c of lineage(machine, type)) {
    const setter = findMember(machine, c, name, true, true);
    if (setter === undefined || !ts.isSetAccessorDeclaration(setter)) continue;
    runNested(machine, setter, [value], c, type);
    return;
  }
  type.statics.set(name, value);
}

/** Static blocks run once, after the static fields above them; which are evaluated when they are asked for. */
const blocksRun = new WeakSet<ClassValue>();

function runStaticBlocks(machine: Machine, type: ClassValue): void {
  if (blocksRun.has(type)) return;
  blocksRun.add(type);
  for (const member of type.node.members) {
    if (!ts.isClassStaticBlockDeclaration(member)) continue;
    const frame = new FrameScope(type.scope, true);
    frame.declare('this', type, true);
    executeBlock(machine, member.body.statements, frame);
  }
}

/** A method or getter of an instance; fields were set by the constructor. Of an open instance a base class may be unknown. */
export function instanceMember(
  machine: Machine,
  type: ClassValue | null,
  name: string,
  self: Value,
  isOpen = false,
): Value {
  for (const c of lineage(machine, type, isOpen)) {
    const assigned = c.statics.get('prototype');
    if (typeof assigned === 'object' && assigned?.kind === 'object' && assigned.fields.has(name)) {
      return assigned.fields.get(name);
    }
    const member = findMember(machine, c, name, false);
    if (member !== undefined && !ts.isPropertyDeclaration(member)) return memberValue(machine, c, member, self, name);
  }
  return undefined;
}

/** Runs the setter of an instance; false when the class has none of that name. */
export function runSetter(machine: Machine, self: ObjectValue, name: string, value: Value): boolean {
  for (const c of lineage(machine, self.classValue, self.missing !== null)) {
    const setter = findMember(machine, c, name, false, true);
    if (setter === undefined || !ts.isSetAccessorDeclaration(setter)) continue;
    runNested(machine, setter, [value], c, self);
    return true;
  }
  return false;
}

function memberValue(machine: Machine, owner: ClassValue, member: Member, self: Value, name: string): Value {
  if (ts.isMethodDeclaration(member)) return { ...closure(member, owner.scope, name), self, home: owner };
  if (ts.isAccessor(member)) return runNested(machine, member, [], owner, self);
  if (member.initializer === undefined) return undefined;
  return machine.evaluate(member.initializer, memberScope(owner, self));
}

/** The scope of a field's initialiser. */
export function memberScope(owner: ClassValue, self: Value): Scope {
  const scope = new FrameScope(owner.scope, true);
  scope.declare('this', self, true);
  scope.declare('super', owner, true);
  return scope;
}

/** `super.key`: the member of the class that the method's own class extends, for the present `this`. */
export function superMember(machine: Machine, scope: Scope, key: string | number, node: ts.Node): Value {
  const home = lookup(scope, 'super')?.value;
  const self = lookup(scope, 'this')?.value;
  const base = typeof home === 'object' && home?.kind === 'class' ? machine.modules.bases.of(machine, home) : null;
  if (base === null) throw new Unsupported('unsupported-construct', '`super` without a class that can be read', node);
  if (typeof self === 'object' && self?.kind === 'class') return classMember(machine, base, String(key), self);
  return instanceMember(machine, base, String(key), self);
}
