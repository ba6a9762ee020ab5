/** @file Interpreting expressions. Calls are in `calls.ts`, assignment targets in `patterns.ts`, members in `members.ts`. */
import ts from 'typescript';
import type { OpName } from '../../math/expr/ops/registry.ts';
import { evaluateCall, evaluateNew } from './calls.ts';
import { settle, toBoolean, toItems, toKey, toNumber, toText } from './conversions.ts';
import type { Comparison, Machine } from './machine.ts';
import { getMember } from './members.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { assignTo, evaluateKey } from './patterns.ts';
import { lookup, type Scope } from './scope.ts';
import { arrayOf, type ClosureValue, type NumberValue, objectOf, typeOf, type Value } from './value.ts';
import type { FunctionNode } from '../types.ts';

/** The value of an expression; numbers of the traced function are remembered by their node. */
export function evaluateExpression(machine: Machine, node: ts.Expression, scope: Scope): Value {
  machine.tick(node);
  const value = asKnownScalar(machine, evaluateKind(machine, node, scope));
  if (typeof value !== 'object' || value === null || value.kind !== 'number') return value;
  if (machine.inRoot) machine.numbers.set(node, value);
  return machine.override?.node === node ? machine.override.change(machine.build, value) : value;
}

/** An argument that is known to be a number is one at once, so that also an expression which only hands it on has a number. */
function asKnownScalar(machine: Machine, value: Value): Value {
  const isOpen = typeof value === 'object' && value !== null && value.kind === 'input';
  return isOpen && value.cell.spec.shape === 'scalar' ? settle(machine, value, 'scalar') : value;
}

function evaluateKind(machine: Machine, node: ts.Expression, scope: Scope): Value {
  if (ts.isNumericLiteral(node)) return machine.constant(Number(node.text.replaceAll('_', '')));
  if (ts.isIdentifier(node)) return evaluateIdentifier(machine, node, scope);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    return machine.evaluate(node.expression, scope);
  }
  if (ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node))
    return machine.evaluate(node.expression, scope);
  if (ts.isBinaryExpression(node)) return evaluateBinary(machine, node, scope);
  if (ts.isPrefixUnaryExpression(node)) return evaluatePrefix(machine, node, scope);
  if (ts.isPostfixUnaryExpression(node)) {
    const before = toNumber(machine, machine.evaluate(node.operand, scope), node.operand);
    const op = node.operator === ts.SyntaxKind.PlusPlusToken ? 'add' : 'sub';
    assignTo(machine, node.operand, machine.apply(op, before, machine.constant(1)), scope);
    return before;
  }
  if (ts.isConditionalExpression(node)) {
    const test = toBoolean(machine, machine.evaluate(node.condition, scope), node.condition);
    return machine.evaluate(test ? node.whenTrue : node.whenFalse, scope);
  }
  if (ts.isCallExpression(node)) return evaluateCall(machine, node, scope);
  if (ts.isNewExpression(node)) return evaluateNew(machine, node, scope);
  if (ts.isPropertyAccessExpression(node)) {
    const target = machine.evaluate(node.expression, scope);
    if ((node.questionDotToken || ts.isOptionalChain(node)) && isNullish(target)) return undefined;
    return getMember(machine, target, node.name.text, node);
  }
  if (ts.isElementAccessExpression(node)) {
    const target = machine.evaluate(node.expression, scope);
    if ((node.questionDotToken || ts.isOptionalChain(node)) && isNullish(target)) return undefined;
    return getMember(machine, target, evaluateIndex(machine, target, node.argumentExpression, scope), node);
  }
  if (ts.isArrayLiteralExpression(node)) return evaluateArrayLiteral(machine, node, scope);
  if (ts.isObjectLiteralExpression(node)) return evaluateObjectLiteral(machine, node, scope);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return closure(node, scope);
  if (ts.isClassExpression(node)) {
    return { kind: 'class', name: node.name?.text ?? '(class)', node, scope, statics: new Map() };
  }
  if (ts.isTemplateExpression(node)) {
    let text = node.head.text;
    for (const span of node.templateSpans) {
      text += toText(machine, machine.evaluate(span.expression, scope), span.expression) + span.literal.text;
    }
    return text;
  }
  if (ts.isTypeOfExpression(node)) {
    if (ts.isIdentifier(node.expression) && !isKnown(machine, node.expression, scope)) return 'undefined';
    return typeOf(settle(machine, machine.evaluate(node.expression, scope), 'scalar'));
  }
  if (ts.isVoidExpression(node)) {
    machine.evaluate(node.expression, scope);
    return undefined;
  }
  if (ts.isAwaitExpression(node)) throw new Unsupported('async-code', '`await`', node);
  if (ts.isStringLiteralLike(node)) return node.text;
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return true;
    case ts.SyntaxKind.FalseKeyword:
      return false;
    case ts.SyntaxKind.NullKeyword:
      return null;
    case ts.SyntaxKind.ThisKeyword:
      return lookup(scope, 'this')?.value;
    default:
      throw new Unsupported('unsupported-construct', `\`${constructName(node)}\``, node);
  }
}

/** A construct's name as its author would write it. */
export function constructName(node: ts.Node): string {
  const text = node.getText().split('\n', 1)[0]!.trim();
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function isNullish(value: Value): boolean {
  return value === undefined || value === null;
}

function isKnown(machine: Machine, node: ts.Identifier, scope: Scope): boolean {
  return lookup(scope, node.text) !== undefined || machine.modules.global(node.text) !== undefined;
}

function evaluateIdentifier(machine: Machine, node: ts.Identifier, scope: Scope): Value {
  const name = node.text;
  const binding = lookup(scope, name);
  if (binding !== undefined) {
    const value = binding.value;
    // An argument already settled elsewhere reads as what it turned out to be.
    return typeof value === 'object' && value !== null && value.kind === 'input' && value.cell.spec.shape !== 'text'
      ? (value.cell.settled ?? value)
      : value;
  }
  if (name === 'undefined') return undefined;
  const global = machine.modules.global(name);
  if (global !== undefined) return global;
  throw new Unsupported('unresolved-name', `the name \`${name}\`, which is not defined here`, node);
}

/** A function value. Arrow functions take `this` from where they are written. */
export function closure(node: FunctionNode, scope: Scope, name?: string): ClosureValue {
  const ownName = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
  const self = ts.isArrowFunction(node) ? lookup(scope, 'this')?.value : undefined;
  return { kind: 'closure', name: ownName ?? name ?? '(function)', node, scope, self, fields: new Map() };
}

function evaluateIndex(machine: Machine, target: Value, node: ts.Expression, scope: Scope): number | string {
  const index = machine.evaluate(node, scope);
  noteSelector(machine, target, index);
  const key = toKey(machine, index, node);
  machine.inputs.noteIndex(target, key, ts.isNumericLiteral(node));
  const isCounter =
    typeof index === 'object' && index?.kind === 'number' && machine.graph.constantValue(index.e) !== null;
  if (isCounter && Number.isInteger(key) && !ts.isNumericLiteral(node)) noteReach(machine, target, Number(key));
  return key;
}

/** A loop that runs beyond the end of an argument tells how long the argument must be. */
function noteReach(machine: Machine, target: Value, index: number): void {
  const array = settle(machine, target, 'array');
  if (typeof array !== 'object' || array?.kind !== 'array' || array.input === null) return;
  if (index >= array.items.length) machine.inputs.noteReach(array, index);
}

/** An input that picks an array element must be drawn from the array's indices. */
export function noteSelector(machine: Machine, target: Value, index: Value): void {
  const array = settle(machine, target, 'array');
  if (typeof array !== 'object' || array?.kind !== 'array') return;
  const settled = settle(machine, index, 'scalar');
  if (typeof settled !== 'object' || settled?.kind !== 'number' || machine.graph.constantValue(settled.e) !== null)
    return;
  machine.inputs.noteSelector(machine.graph.symbolsOf([settled.e]), array.items.length);
}

function evaluateArrayLiteral(machine: Machine, node: ts.ArrayLiteralExpression, scope: Scope): Value {
  const items: Value[] = [];
  for (const element of node.elements) {
    if (ts.isSpreadElement(element))
      items.push(...toItems(machine, machine.evaluate(element.expression, scope), element));
    else items.push(ts.isOmittedExpression(element) ? undefined : machine.evaluate(element, scope));
  }
  machine.allocate(items.length, node);
  return arrayOf(items);
}

function evaluateObjectLiteral(machine: Machine, node: ts.ObjectLiteralExpression, scope: Scope): Value {
  const object = objectOf();
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property)) {
      const key = String(evaluateKey(machine, property.name, scope));
      const value = ts.isFunctionLike(property.initializer)
        ? withSelf(closure(property.initializer as FunctionNode, scope, key), object)
        : machine.evaluate(property.initializer, scope);
      object.fields.set(key, value);
    } else if (ts.isShorthandPropertyAssignment(property)) {
      object.fields.set(property.name.text, evaluateIdentifier(machine, property.name, scope));
    } else if (ts.isMethodDeclaration(property)) {
      const key = String(evaluateKey(machine, property.name, scope));
      object.fields.set(key, withSelf(closure(property, scope, key), object));
    } else if (ts.isSpreadAssignment(property)) {
      const source = settle(machine, machine.evaluate(property.expression, scope), 'object');
      if (typeof source === 'object' && source !== null && source.kind === 'object') {
        for (const [key, value] of source.fields) object.fields.set(key, value);
      }
    } else {
      throw new Unsupported('unsupported-construct', 'a getter or setter in an object literal', property);
    }
  }
  return object;
}

/** Methods of an object literal see it as `this`; arrow functions keep theirs. */
function withSelf(method: ClosureValue, self: Value): ClosureValue {
  return ts.isArrowFunction(method.node) ? method : { ...method, self };
}

function evaluatePrefix(machine: Machine, node: ts.PrefixUnaryExpression, scope: Scope): Value {
  const operand = machine.evaluate(node.operand, scope);
  switch (node.operator) {
    case ts.SyntaxKind.ExclamationToken:
      return !toBoolean(machine, operand, node.operand);
    case ts.SyntaxKind.MinusToken:
      return machine.apply('neg', toNumber(machine, operand, node.operand));
    case ts.SyntaxKind.PlusToken:
      return toNumber(machine, operand, node.operand);
    case ts.SyntaxKind.TildeToken:
      return bitwise(machine, toNumber(machine, operand, node), machine.constant(0), (a) => ~a, node);
    default: {
      const op = node.operator === ts.SyntaxKind.PlusPlusToken ? 'add' : 'sub';
      const after = machine.apply(op, toNumber(machine, operand, node.operand), machine.constant(1));
      assignTo(machine, node.operand, after, scope);
      return after;
    }
  }
}

const arithmetic = new Map<ts.SyntaxKind, OpName>([
  [ts.SyntaxKind.PlusToken, 'add'],
  [ts.SyntaxKind.MinusToken, 'sub'],
  [ts.SyntaxKind.AsteriskToken, 'mul'],
  [ts.SyntaxKind.SlashToken, 'div'],
  [ts.SyntaxKind.PercentToken, 'mod'],
  [ts.SyntaxKind.AsteriskAsteriskToken, 'pow'],
]);

const compound = new Map<ts.SyntaxKind, ts.SyntaxKind>([
  [ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.PlusToken],
  [ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.MinusToken],
  [ts.SyntaxKind.AsteriskEqualsToken, ts.SyntaxKind.AsteriskToken],
  [ts.SyntaxKind.SlashEqualsToken, ts.SyntaxKind.SlashToken],
  [ts.SyntaxKind.PercentEqualsToken, ts.SyntaxKind.PercentToken],
  [ts.SyntaxKind.AsteriskAsteriskEqualsToken, ts.SyntaxKind.AsteriskAsteriskToken],
  [ts.SyntaxKind.BarEqualsToken, ts.SyntaxKind.BarToken],
  [ts.SyntaxKind.AmpersandEqualsToken, ts.SyntaxKind.AmpersandToken],
]);

const logicalAssignments = new Map<ts.SyntaxKind, ts.SyntaxKind>([
  [ts.SyntaxKind.BarBarEqualsToken, ts.SyntaxKind.BarBarToken],
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken, ts.SyntaxKind.AmpersandAmpersandToken],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.QuestionQuestionToken],
]);

const comparisons = new Map<ts.SyntaxKind, Comparison>([
  [ts.SyntaxKind.LessThanToken, '<'],
  [ts.SyntaxKind.LessThanEqualsToken, '<='],
  [ts.SyntaxKind.GreaterThanToken, '>'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>='],
]);

const bits = new Map<ts.SyntaxKind, (a: number, b: number) => number>([
  [ts.SyntaxKind.BarToken, (a, b) => a | b],
  [ts.SyntaxKind.AmpersandToken, (a, b) => a & b],
  [ts.SyntaxKind.CaretToken, (a, b) => a ^ b],
  [ts.SyntaxKind.LessThanLessThanToken, (a, b) => a << b],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, (a, b) => a >> b],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken, (a, b) => a >>> b],
]);

function evaluateBinary(machine: Machine, node: ts.BinaryExpression, scope: Scope): Value {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.EqualsToken) {
    const value = machine.evaluate(node.right, scope);
    assignTo(machine, node.left, value, scope);
    return value;
  }
  const compoundOperator = compound.get(operator);
  if (compoundOperator !== undefined) {
    const before = machine.evaluate(node.left, scope);
    const after = combine(machine, compoundOperator, before, machine.evaluate(node.right, scope), node);
    assignTo(machine, node.left, after, scope);
    return after;
  }
  const logical = logicalAssignments.get(operator) ?? operator;
  if (
    logical === ts.SyntaxKind.AmpersandAmpersandToken ||
    logical === ts.SyntaxKind.BarBarToken ||
    logical === ts.SyntaxKind.QuestionQuestionToken
  ) {
    const left = machine.evaluate(node.left, scope);
    if (keepsLeft(machine, logical, left, node.left)) return left;
    const right = machine.evaluate(node.right, scope);
    if (logical !== operator) assignTo(machine, node.left, right, scope);
    return right;
  }
  if (operator === ts.SyntaxKind.CommaToken) {
    machine.evaluate(node.left, scope);
    return machine.evaluate(node.right, scope);
  }
  return combine(machine, operator, machine.evaluate(node.left, scope), machine.evaluate(node.right, scope), node);
}

function keepsLeft(machine: Machine, operator: ts.SyntaxKind, left: Value, node: ts.Expression): boolean {
  if (operator === ts.SyntaxKind.QuestionQuestionToken) return !isNullish(left);
  const truth = toBoolean(machine, left, node);
  return operator === ts.SyntaxKind.BarBarToken ? truth : !truth;
}

/** A binary operator on two values that are already there. */
function combine(
  machine: Machine,
  operator: ts.SyntaxKind,
  left: Value,
  right: Value,
  node: ts.BinaryExpression,
): Value {
  const op = arithmetic.get(operator);
  if (op !== undefined) {
    if (op === 'add') {
      const a = settle(machine, left, 'scalar');
      const b = settle(machine, right, 'scalar');
      if (typeof a === 'string' || typeof b === 'string') {
        return toText(machine, a, node.left) + toText(machine, b, node.right);
      }
    }
    return machine.apply(op, toNumber(machine, left, node.left), toNumber(machine, right, node.right));
  }
  const comparison = comparisons.get(operator);
  if (comparison !== undefined) {
    return machine.compare(comparison, toNumber(machine, left, node.left), toNumber(machine, right, node.right), node);
  }
  const bit = bits.get(operator);
  if (bit !== undefined) {
    return bitwise(machine, toNumber(machine, left, node.left), toNumber(machine, right, node.right), bit, node);
  }
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return isEqual(machine, left, right, true, node);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return !isEqual(machine, left, right, true, node);
    case ts.SyntaxKind.EqualsEqualsToken:
      return isEqual(machine, left, right, false, node);
    case ts.SyntaxKind.ExclamationEqualsToken:
      return !isEqual(machine, left, right, false, node);
    case ts.SyntaxKind.InKeyword: {
      const target = settle(machine, right, 'object');
      const key = String(toKey(machine, left, node.left));
      if (typeof target === 'object' && target !== null && target.kind === 'object') return target.fields.has(key);
      if (typeof target === 'object' && target !== null && target.kind === 'array')
        return Number(key) < target.items.length;
      throw new UserThrow('the right side of `in` is not an object', undefined, node);
    }
    case ts.SyntaxKind.InstanceOfKeyword:
      return isInstance(machine, left, right);
    default:
      throw new Unsupported('unsupported-construct', `the operator \`${node.operatorToken.getText()}\``, node);
  }
}

/** An argument that is compared with texts is one of them, or another. */
export function learnTexts(machine: Machine, value: Value, others: readonly Value[]): void {
  const texts = others.filter((other) => typeof other === 'string');
  if (typeof value !== 'object' || value?.kind !== 'input' || texts.length === 0) return;
  machine.inputs.noteTexts(value.cell, texts);
}

/** `===` and `==`. Comparing with null or undefined asks whether there is a value at all, and an argument is always there. */
function isEqual(machine: Machine, left: Value, right: Value, strict: boolean, node: ts.BinaryExpression): boolean {
  if (isNullish(left) || isNullish(right)) {
    return strict ? left === right : isNullish(left) && isNullish(right);
  }
  learnTexts(machine, left, [right]);
  learnTexts(machine, right, [left]);
  const a = settle(machine, left, 'scalar');
  const b = settle(machine, right, 'scalar');
  const isNumber = (x: Value): x is NumberValue => typeof x === 'object' && x !== null && x.kind === 'number';
  if (isNumber(a) && isNumber(b)) return machine.compare('===', a, b, node);
  if (!strict && (isNumber(a) || isNumber(b)) && typeof a !== 'string' && typeof b !== 'string') {
    return machine.compare('===', toNumber(machine, a, node.left), toNumber(machine, b, node.right), node);
  }
  return a === b;
}

function isInstance(machine: Machine, left: Value, right: Value): boolean {
  const value = settle(machine, left, 'array');
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind === 'object' && typeof right === 'object' && right?.kind === 'class') {
    for (let type = value.classValue; type !== null; type = machine.modules.baseClass(machine, type)) {
      if (type === right) return true;
    }
    return false;
  }
  if (value.kind === 'array' && typeof right === 'object' && right?.kind === 'builtin') {
    return value.typed === null ? right.name === 'Array' : right.name === value.typed;
  }
  return false;
}

/** Bit operations take integers to integers; the result has no derivative, so its operands become part of the path. */
function bitwise(
  machine: Machine,
  a: NumberValue,
  b: NumberValue,
  f: (a: number, b: number) => number,
  node: ts.Node,
): NumberValue {
  return machine.constant(f(machine.concretise(a, node), machine.concretise(b, node)));
}
