/** @file The `this` that a function is traced with when it is traced by itself. */
import * as ts from 'typescript';
import { isFunctionNode } from '../../function-node.ts';
import { prototypeOf } from '../calls.ts';
import { classOf } from './class-of.ts';
import { isStatic } from './classes.ts';
import type { Machine } from '../machine.ts';
import { openAround, openConstructed, openInstance } from './open-instance.ts';
import { openObject } from './prototypes.ts';
import { lookup } from '../scope.ts';
import type { FunctionNode, FunctionUnit } from '../../types.ts';
import type { ClassValue, Value } from '../value.ts';

interface Receiver {
  readonly self: Value;
  /** The class in which the function is a method, for `super`. */
  readonly home: ClassValue | null;
}

/** No `this`. */
export const none: Receiver = { self: undefined, home: null };

export function receiverOf(machine: Machine, { node, receiver }: Pick<FunctionUnit, 'node' | 'receiver'>): Receiver {
  const found = written(machine, node, receiver);
  if (found.self !== undefined || !/\bthis\b/.test(node.getText())) return found;
  return { self: openObject(machine, node) ?? undefined, home: null };
}

function written(machine: Machine, node: ts.Node, receiver?: ts.ClassLikeDeclaration): Receiver {
  for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent) {
    if (n !== node && ts.isClassLike(n)) return inClass(machine, n, memberWithin(n, node), receiver);
    // An arrow function has the `this` of what the literal stands in.
    const isIn = n === node.parent || n === node.parent?.parent;
    if (isIn && ts.isObjectLiteralExpression(n) && !ts.isArrowFunction(node)) {
      return { self: literalOf(machine, n, node), home: null };
    }
    if (n === node && (ts.isFunctionExpression(n) || ts.isArrowFunction(n))) {
      const found = assignedTo(machine, n);
      if (found !== undefined) return found;
    }
    if (n !== node && ts.isFunctionLike(n) && !ts.isArrowFunction(n) && !ts.isConstructorDeclaration(n)) return none;
  }
  return none;
}

/** @param receiver the class whose instance it is called on, where that is another than the one it is written in. */
function inClass(
  machine: Machine,
  node: ts.ClassLikeDeclaration,
  member: ts.ClassElement | undefined,
  receiver: ts.ClassLikeDeclaration = node,
): Receiver {
  const type = classOf(machine, receiver);
  const self = member !== undefined && isStatic(member) ? type : openInstance(machine, type);
  return { self, home: receiver === node ? type : classOf(machine, node) };
}

function memberWithin(node: ts.ClassLikeDeclaration, inner: ts.Node): ts.ClassElement | undefined {
  return node.members.find((member) => member.pos <= inner.pos && inner.end <= member.end);
}

/** The object in whose literal a method is written. */
function literalOf(machine: Machine, literal: ts.ObjectLiteralExpression, node: ts.Node): Value {
  if (!/\bthis\b/.test(node.getText())) return undefined;
  // `Foo.prototype = { forward() {…} }`: the methods of what the constructor function makes.
  const owner = ts.isBinaryExpression(literal.parent) ? ownerOfPrototype(literal.parent.left) : null;
  if (owner !== null) return instanceOf(machine, owner, node);
  const open = openObject(machine, node);
  if (open !== null) return open;
  machine.depth++;
  try {
    return machine.evaluate(literal, machine.modules.scopeAround(literal));
  } finally {
    machine.depth--;
  }
}

/** The `this` of a function that is assigned to a member: of a prototype, of what a constructor makes, or of another function. */
function assignedTo(machine: Machine, node: ts.FunctionExpression | ts.ArrowFunction): Receiver | undefined {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && !ts.isArrowFunction(node)) {
    return keptBy(machine, parent.name, node);
  }
  if (!ts.isBinaryExpression(parent) || parent.right !== node || !ts.isPropertyAccessExpression(parent.left))
    return undefined;
  const target = parent.left.expression;
  const owner = ownerOfPrototype(target);
  if (owner !== null) {
    return ts.isArrowFunction(node) ? undefined : { self: instanceOf(machine, owner, node), home: null };
  }
  if (ts.isIdentifier(target) && !ts.isArrowFunction(node)) return keptBy(machine, target, node);
  if (target.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const constructor = enclosingFunction(parent);
  if (constructor === null) return undefined;
  if (!ts.isConstructorDeclaration(constructor)) {
    return { self: openAround(machine, node, constructor, null), home: null };
  }
  const type = classOf(machine, constructor.parent);
  return { self: openAround(machine, node, constructor, type), home: type };
}

/** `elu` and `elu.derivative = function …`, of which both read `this.params` where there is an `elu.params`. */
function keptBy(machine: Machine, owner: ts.Identifier, node: ts.Node): Receiver | undefined {
  const names = Array.from(node.getText().matchAll(/\bthis\.([\w$]+)/g), (match) => match[1]!);
  if (names.length === 0) return undefined;
  const made = lookup(machine.modules.scopeAround(owner), owner.text)?.value;
  const isKept = typeof made === 'object' && made?.kind === 'closure' && names.every((name) => made.fields.has(name));
  return isKept ? { self: made, home: null } : undefined;
}

/** The name in `Name.prototype`. */
function ownerOfPrototype(target: ts.Expression): ts.Identifier | null {
  return ts.isPropertyAccessExpression(target) && target.name.text === 'prototype' && ts.isIdentifier(target.expression)
    ? target.expression
    : null;
}

function instanceOf(machine: Machine, owner: ts.Identifier, node: ts.Node): Value {
  const made = lookup(machine.modules.scopeAround(owner), owner.text)?.value;
  if (typeof made !== 'object' || made === null) return undefined;
  if (made.kind === 'class') return openInstance(machine, made);
  return made.kind === 'closure' && isFunctionNode(made.node)
    ? openConstructed(machine, node, made.node, prototypeOf(made))
    : undefined;
}

/** What two functions have in common when they see the same `this`: their class, literal, or prototype. Null for a free function. */
export function receiverOwner({ node, receiver }: Pick<FunctionUnit, 'node' | 'receiver'>): ts.Node | string | null {
  if (receiver !== undefined) return receiver;
  for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent) {
    if (n !== node && (ts.isClassLike(n) || ts.isObjectLiteralExpression(n))) return n;
    if (ts.isBinaryExpression(n) && ts.isPropertyAccessExpression(n.left) && n.right === node) {
      const target = n.left.expression;
      const owner = ownerOfPrototype(target);
      if (owner !== null) return `${owner.text}.prototype`;
      if (target.kind === ts.SyntaxKind.ThisKeyword) return enclosingFunction(n);
    }
    if (n !== node && ts.isFunctionLike(n) && !ts.isArrowFunction(n)) return null;
  }
  return null;
}

function enclosingFunction(node: ts.Node): FunctionNode | null {
  for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent) {
    if (isFunctionNode(n) && !ts.isArrowFunction(n)) return n;
  }
  return null;
}
