/**
 * @file The open `this` of functions of the time before classes: those of a prototype (`F.prototype.f = …`, `F.prototype = { … }`,
 * `Class.create({ … })`) and those that a constructor sets (`this.f = …`). Classes are `classes.ts`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../../function-node.ts';
import { forEachDescendant } from '../../parse.ts';
import type { FunctionNode } from '../../types.ts';
import { closure } from '../expressions.ts';
import type { Machine } from '../machine.ts';
import { objectOf, type ObjectValue, type Value } from '../value.ts';

/** What makes the objects that a function belongs to. */
interface Maker {
  /** The same node for all functions of one kind of object. */
  readonly node: ts.Node;
  /** The function of that name which such an object has, the one set beside `from` by preference. */
  method(name: string, from: ts.Node): FunctionNode | null;
}

/** An object of which nothing is known but its functions: any other field is a free input named `this.field`. Null without a maker. */
export function openObject(machine: Machine, node: ts.Node): ObjectValue | null {
  const maker = makerOf(node);
  if (maker === null) return null;
  const object: ObjectValue = objectOf([], {
    missing: (name) => {
      const method = maker.method(name, node);
      const value: Value =
        method === null
          ? machine.inputs.value(machine.inputs.specs.get(maker.node, `this.${name}`))
          : { ...closure(method, machine.modules.scopeAround(method), name), self: object };
      object.fields.set(name, value);
      return value;
    },
  });
  return object;
}

/** Whether two functions are called on the same objects, so that one sees what the other leaves in them. */
export function shareObject(a: ts.Node, b: ts.Node): boolean {
  if (a.parent === b.parent && (ts.isClassLike(a.parent) || ts.isObjectLiteralExpression(a.parent))) return true;
  const maker = makerOf(a)?.node ?? literalOf(a);
  return maker !== null && maker === (makerOf(b)?.node ?? literalOf(b));
}

function literalOf(node: ts.Node): ts.Node | null {
  const literal = ts.isMethodDeclaration(node) ? node.parent : node.parent?.parent;
  return literal !== undefined && ts.isObjectLiteralExpression(literal) ? literal : null;
}

function makerOf(node: ts.Node): Maker | null {
  const { parent } = node;
  const isAssigned =
    ts.isBinaryExpression(parent) && parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssigned && ts.isPropertyAccessExpression(parent.left)) {
    const receiver = parent.left.expression;
    return receiver.kind === ts.SyntaxKind.ThisKeyword ? constructorAround(node) : prototypeNamed(receiver);
  }
  const literal = literalOf(node);
  if (literal === null || ts.isArrowFunction(node)) return null;
  return isPrototype(literal) ? { node: literal, method: (name) => inLiteral(literal, name) } : null;
}

/** `F.prototype = { … }`, `Object.assign(F.prototype, { … })`, `Class.create({ … })`. */
function isPrototype(literal: ts.Node): boolean {
  const { parent } = literal;
  if (ts.isBinaryExpression(parent)) return /\.prototype$/.test(parent.left.getText());
  if (!ts.isCallExpression(parent)) return false;
  return (
    /(^|\.)(Class\.create|Class\.extend|createClass)$/.test(parent.expression.getText()) ||
    /\.prototype$/.test(parent.arguments[0]?.getText() ?? '')
  );
}

function inLiteral(literal: ts.Node, name: string): FunctionNode | null {
  if (!ts.isObjectLiteralExpression(literal)) return null;
  for (const property of literal.properties) {
    if (property.name?.getText() !== name) continue;
    const method = ts.isPropertyAssignment(property) ? property.initializer : property;
    if (isFunctionNode(method)) return method;
  }
  return null;
}

/** `F.prototype`, or a variable that was set to it. */
function prototypeNamed(receiver: ts.Expression): Maker | null {
  const tree = receiver.getSourceFile();
  const names = prototypesOf(tree);
  const own = names.get(receiver.getText());
  if (own === undefined) return null;
  return {
    node: own,
    method: (name) => {
      let found: FunctionNode | null = null;
      forEachDescendant(tree, (child) => {
        if (found !== null || !isSetField(child) || child.left.name.text !== name) return;
        if (names.get(child.left.expression.getText()) === own && isFunctionNode(child.right)) found = child.right;
      });
      return found ?? inLiteral(own, name);
    },
  };
}

type SetField = ts.BinaryExpression & { readonly left: ts.PropertyAccessExpression };

function isSetField(node: ts.Node): node is SetField {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left)
  );
}

const prototypes = new WeakMap<ts.SourceFile, ReadonlyMap<string, ts.Node>>();

/** The ways to write each prototype of a file; a node stands for all of one. */
function prototypesOf(tree: ts.SourceFile): ReadonlyMap<string, ts.Node> {
  const known = prototypes.get(tree);
  if (known !== undefined) return known;
  const found = new Map<string, ts.Node>();
  forEachDescendant(tree, (node) => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'prototype') return;
    const text = node.getText();
    const first = found.get(text) ?? node;
    found.set(text, first);
    if (ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)) {
      found.set(node.parent.name.text, first);
    }
  });
  prototypes.set(tree, found);
  return found;
}

/** The constructor, a function or that of a class, in which `this.f = …` stands. */
function constructorAround(node: ts.Node): Maker | null {
  let maker: ts.Node | undefined = node.parent;
  while (maker !== undefined && (ts.isArrowFunction(maker) || !isFunctionNode(maker))) maker = maker.parent;
  if (maker === undefined) return null;
  const whole = maker;
  return { node: whole, method: (name, from) => setIn(branchAround(from, whole), name) ?? setIn(whole, name) };
}

function branchAround(node: ts.Node, maker: ts.Node): ts.Node {
  for (let parent = node.parent; parent !== maker && !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isCaseOrDefaultClause(parent) || ts.isBlock(parent)) return parent;
  }
  return maker;
}

function setIn(scope: ts.Node, name: string): FunctionNode | null {
  let found: FunctionNode | null = null;
  forEachDescendant(scope, (node) => {
    if (found !== null || !isSetField(node) || node.left.name.text !== name) return;
    if (node.left.expression.kind === ts.SyntaxKind.ThisKeyword && isFunctionNode(node.right)) found = node.right;
  });
  return found;
}
