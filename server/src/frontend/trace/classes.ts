/** @file Classes of the user: construction, inheritance, methods, static members, and the open `this` of a method traced alone. */
import ts from 'typescript';
import type { FunctionNode } from '../types.ts';
import { evaluateArguments, runBody } from './calls.ts';
import { closure } from './expressions.ts';
import { budgets, type Machine } from './machine.ts';
import { Unsupported } from './outcome.ts';
import { bindPattern } from './patterns.ts';
import { FrameScope } from './scope.ts';
import { executeBlock } from './statements.ts';
import type { ClassValue, ObjectValue, Value } from './value.ts';

type Member = ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.PropertyDeclaration;

function isStatic(node: ts.ClassElement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.StaticKeyword);
}

function findMember(type: ClassValue, name: string, statically: boolean): Member | undefined {
  return type.node.members.find((m): m is Member => {
    if (!ts.isMethodDeclaration(m) && !ts.isGetAccessorDeclaration(m) && !ts.isPropertyDeclaration(m)) return false;
    if (ts.isMethodDeclaration(m) && m.body === undefined) return false;
    return (
      isStatic(m) === statically && (ts.isIdentifier(m.name) || ts.isPrivateIdentifier(m.name)) && m.name.text === name
    );
  });
}

/** A static member, the class's own or an inherited one. */
export function classMember(machine: Machine, type: ClassValue, name: string): Value {
  for (let c: ClassValue | null = type; c !== null; c = machine.modules.baseClass(machine, c)) {
    const assigned = c.statics.get(name);
    if (assigned !== undefined) return assigned;
    const member = findMember(c, name, true);
    if (member === undefined) continue;
    const value = memberValue(machine, c, member, type, name);
    if (!ts.isGetAccessorDeclaration(member)) c.statics.set(name, value);
    return value;
  }
  return undefined;
}

/** A method or getter of an instance; fields were set by the constructor. */
export function instanceMember(machine: Machine, object: ObjectValue, name: string): Value {
  for (let c = object.classValue; c !== null; c = machine.modules.baseClass(machine, c)) {
    const member = findMember(c, name, false);
    if (member !== undefined && !ts.isPropertyDeclaration(member)) return memberValue(machine, c, member, object, name);
  }
  return undefined;
}

function memberValue(machine: Machine, owner: ClassValue, member: Member, self: Value, name: string): Value {
  if (ts.isMethodDeclaration(member)) return { ...closure(member, owner.scope, name), self };
  if (ts.isGetAccessorDeclaration(member)) return runNested(machine, member, [], owner, self);
  if (member.initializer === undefined) return undefined;
  const scope = new FrameScope(owner.scope);
  scope.declare('this', self, true);
  return machine.evaluate(member.initializer, scope);
}

function runNested(
  machine: Machine,
  node: FunctionNode,
  args: readonly Value[],
  owner: ClassValue,
  self: Value,
): Value {
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested calls (endless recursion?)`, node);
  }
  const wasInRoot = machine.inRoot;
  machine.depth++;
  machine.inRoot = false;
  try {
    return runBody(machine, node, args, owner.scope, self);
  } finally {
    machine.depth--;
    machine.inRoot = wasInRoot;
  }
}

/** `new C(…)`. */
export function construct(machine: Machine, type: ClassValue, args: readonly Value[], node: ts.Node): ObjectValue {
  const object: ObjectValue = { kind: 'object', fields: new Map(), classValue: type, missing: null };
  initialise(machine, type, object, args, node);
  return object;
}

function initialise(
  machine: Machine,
  type: ClassValue,
  self: ObjectValue,
  args: readonly Value[],
  node: ts.Node,
): void {
  machine.tick(node);
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested constructors`, node);
  }
  const base = machine.modules.baseClass(machine, type);
  const own = type.node.members.find(
    (m): m is ts.ConstructorDeclaration => ts.isConstructorDeclaration(m) && m.body !== undefined,
  );
  machine.depth++;
  try {
    if (own === undefined) {
      if (base !== null) initialise(machine, base, self, args, node);
      initialiseFields(machine, type, self);
      return;
    }
    const frame = new FrameScope(type.scope);
    frame.declare('this', self, true);
    own.parameters.forEach((parameter, i) => {
      let value: Value = args[i];
      if (value === undefined && parameter.initializer !== undefined)
        value = machine.evaluate(parameter.initializer, frame);
      bindPattern(machine, parameter.name, value, frame, { declare: true, constant: false });
      const isProperty = (ts.getModifiers(parameter) ?? []).length > 0;
      if (isProperty && ts.isIdentifier(parameter.name)) self.fields.set(parameter.name.text, value);
    });
    const statements = [...own.body!.statements];
    const call = statements.findIndex(isSuperCall);
    if (base !== null && call >= 0) {
      const { expression } = statements[call] as ts.ExpressionStatement;
      const superArgs = evaluateArguments(machine, (expression as ts.CallExpression).arguments, frame);
      initialise(machine, base, self, superArgs, node);
      statements.splice(call, 1);
    }
    initialiseFields(machine, type, self);
    executeBlock(machine, statements, frame);
  } finally {
    machine.depth--;
  }
}

function isSuperCall(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword
  );
}

function initialiseFields(machine: Machine, type: ClassValue, self: ObjectValue): void {
  const scope = new FrameScope(type.scope);
  scope.declare('this', self, true);
  for (const member of type.node.members) {
    if (!ts.isPropertyDeclaration(member) || isStatic(member) || !ts.isIdentifier(member.name)) continue;
    const value = member.initializer === undefined ? undefined : machine.evaluate(member.initializer, scope);
    self.fields.set(member.name.text, value);
  }
}

/**
 * The `this` of a method that is traced by itself: fields with an initialiser have its value, methods are found,
 * and any other field is a free input named `this.field`.
 */
export function openInstance(machine: Machine, type: ClassValue): ObjectValue {
  const object: ObjectValue = {
    kind: 'object',
    fields: new Map(),
    classValue: type,
    missing: (name) => {
      const value = machine.inputs.value(machine.inputs.specs.get(type.node, `this.${name}`));
      object.fields.set(name, value);
      return value;
    },
  };
  const scope = new FrameScope(type.scope);
  scope.declare('this', object, true);
  for (let c: ClassValue | null = type; c !== null; c = machine.modules.baseClass(machine, c)) {
    for (const member of c.node.members) {
      if (!ts.isPropertyDeclaration(member) || isStatic(member) || !ts.isIdentifier(member.name)) continue;
      if (member.initializer !== undefined && !object.fields.has(member.name.text)) {
        object.fields.set(member.name.text, machine.evaluate(member.initializer, scope));
      }
    }
  }
  return object;
}
