/** @file Operators: arithmetic, comparisons, equality, bits, logic and assignment. What they assign to is in `patterns.ts`. */
import * as ts from 'typescript';
import type { OpName } from '../../math/expr/ops/registry.ts';
import { settle, toBoolean, toKey, toNumber, toText } from './conversions.ts';
import { looksLikeEpsilon } from './inputs/domains.ts';
import type { Comparison, Machine } from './machine.ts';
import { readField } from './objects/objects.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { assignTo } from './patterns.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';
import { isNullish, type NumberValue, type ObjectValue, typeOf, type Value } from './value.ts';

export function evaluatePrefix(machine: Machine, node: ts.PrefixUnaryExpression, scope: Scope): Value {
  if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) {
    const op = node.operator === ts.SyntaxKind.PlusPlusToken ? 'add' : 'sub';
    const place = placeOf(machine, node.operand, scope);
    const after = machine.apply(op, toNumber(machine, place.get(), node.operand), machine.constant(1));
    place.set(after);
    return after;
  }
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
    default:
      return node.operator satisfies never;
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
  [ts.SyntaxKind.CaretEqualsToken, ts.SyntaxKind.CaretToken],
  [ts.SyntaxKind.LessThanLessThanEqualsToken, ts.SyntaxKind.LessThanLessThanToken],
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanToken],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken],
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

export function evaluateBinary(machine: Machine, node: ts.BinaryExpression, scope: Scope): Value {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.EqualsToken) {
    const value = machine.evaluate(node.right, scope);
    assignTo(machine, node.left, value, scope);
    return value;
  }
  const compoundOperator = compound.get(operator);
  if (compoundOperator !== undefined) {
    const place = placeOf(machine, node.left, scope);
    const before = place.get();
    const after = combine(machine, compoundOperator, before, machine.evaluate(node.right, scope), node);
    place.set(after);
    return after;
  }
  const logical = logicalAssignments.get(operator) ?? operator;
  if (
    logical === ts.SyntaxKind.AmpersandAmpersandToken ||
    logical === ts.SyntaxKind.BarBarToken ||
    logical === ts.SyntaxKind.QuestionQuestionToken
  ) {
    const place = logical === operator ? null : placeOf(machine, node.left, scope);
    const left = place === null ? machine.evaluate(node.left, scope) : place.get();
    // What a text stands in for is a text.
    if (ts.isStringLiteralLike(node.right)) learnTexts(machine, left, [node.right.text]);
    // And what an object or a list does is one.
    const isInput = typeof left === 'object' && left?.kind === 'input';
    if (isInput && ts.isObjectLiteralExpression(node.right)) settle(machine, left, 'object');
    if (isInput && ts.isArrayLiteralExpression(node.right)) settle(machine, left, 'array');
    if (keepsLeft(machine, logical, left, node.left)) return left;
    const right = machine.evaluate(node.right, scope);
    place?.set(right);
    return right;
  }
  if (operator === ts.SyntaxKind.CommaToken) {
    machine.evaluate(node.left, scope);
    return machine.evaluate(node.right, scope);
  }
  const left = machine.evaluate(node.left, scope);
  const right =
    operator === ts.SyntaxKind.InstanceOfKeyword
      ? orUnknownClass(() => machine.evaluate(node.right, scope))
      : machine.evaluate(node.right, scope);
  // A loop over what we took for a number would be passed over, and the value would seem not to depend on it.
  if (right === undefined && ts.isForStatement(node.parent) && isLength(node.right)) {
    throw new Unsupported('unsupported-call', '`length` of a number', node.right);
  }
  return combine(machine, operator, left, right, node);
}

/** A class that is imported from a file that is not there, of which nothing here can be an instance. */
function orUnknownClass(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unsupported && error.code === 'unresolved-import') return undefined;
    throw error;
  }
}

function isLength(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'length';
}

function keepsLeft(machine: Machine, operator: ts.SyntaxKind, left: Value, node: ts.Expression): boolean {
  if (operator === ts.SyntaxKind.QuestionQuestionToken) return !isNullish(left);
  const truth = toBoolean(machine, left, node);
  return operator === ts.SyntaxKind.BarBarToken ? truth : !truth;
}

/** Learns from `1 + eps` that an ε is how far something may be from 1, and not what keeps a divisor from 0. */
function noteAddedToOne({ graph, inputs }: Machine, a: NumberValue, b: NumberValue): void {
  const other = a.e === graph.constant(1) ? b : b.e === graph.constant(1) ? a : null;
  const node = other === null ? null : graph.node(other.e);
  if (node?.kind === 'symbol') inputs.noteDistance(node.name);
}

/**
 * Learns from `eps / k` that an ε is shared out among classes, as the smoothing of labels is, and from `x / eps` that it is a scale. A
 * half of it may be anything.
 */
function noteShared({ graph, inputs }: Machine, a: NumberValue, b: NumberValue): void {
  const scale = graph.node(b.e);
  if (scale.kind === 'symbol') inputs.noteDistance(scale.name);
  const node = graph.node(a.e);
  if (node.kind === 'symbol' && Number.isInteger(b.v) && b.v > 2 && graph.symbolsOf([b.e]).size === 0)
    inputs.noteDistance(node.name);
}

/** Learns from `eps * (1 - p)` that an ε weighs a term, where what it is a factor of depends on inputs. */
function noteWeight({ graph, inputs }: Machine, a: NumberValue, b: NumberValue): void {
  const note = (factor: NumberValue, other: NumberValue): void => {
    const node = graph.node(factor.e);
    // Asked first, since what a factor depends on takes a walk through the graph.
    if (node.kind !== 'symbol' || !looksLikeEpsilon(node.name) || factor.e === other.e) return;
    if (graph.symbolsOf([other.e]).size > 0) inputs.noteDistance(node.name);
  };
  note(a, b);
  note(b, a);
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
        return machine.text([toText(machine, a, node.left), toText(machine, b, node.right)], '', node);
      }
    }
    const [a, b] = [toNumber(machine, left, node.left), toNumber(machine, right, node.right)];
    if (op === 'add') noteAddedToOne(machine, a, b);
    if (op === 'div') noteShared(machine, a, b);
    if (op === 'mul') noteWeight(machine, a, b);
    return machine.apply(op, a, b);
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
      if (typeof target === 'object' && target !== null && target.kind === 'object') {
        if (target.fields.has(key) || target.accessors.has(key)) return true;
        return target.missing === null && !isNullish(readField(machine, target, key, node));
      }
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
export function isEqual(machine: Machine, left: Value, right: Value, strict: boolean, node: ts.Node): boolean {
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
    const [first, second] = ts.isBinaryExpression(node) ? [node.left, node.right] : [node, node];
    return machine.compare('===', toNumber(machine, a, first), toNumber(machine, b, second), node);
  }
  return a === b;
}

function isInstance(machine: Machine, left: Value, right: Value): boolean {
  if (right === undefined) return false;
  const value = settle(machine, left, 'array');
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind === 'object' && typeof right === 'object' && right?.kind === 'class') {
    for (let type = value.classValue; type !== null; type = machine.modules.bases.of(machine, type)) {
      if (type === right) return true;
    }
    return false;
  }
  if (value.kind === 'tensor') return typeof right === 'object' && right?.kind === 'builtin' && right.name === 'Tensor';
  if (typeof right === 'object' && right?.kind === 'closure' && value.kind === 'object') {
    const prototype = right.fields.get('prototype');
    for (let proto = value.proto; proto !== null; proto = proto.proto) if (proto === prototype) return true;
    return false;
  }
  if (typeof right === 'object' && right?.kind === 'builtin') {
    if (right.name === 'Object') return true;
    if (right.name === 'Function') return typeOf(value) === 'function';
    if (value.kind === 'collection') return right.name === (value.isSet ? 'Set' : 'Map');
    if (value.kind === 'object') return isError(machine, value, right.name);
  }
  if (value.kind === 'array' && typeof right === 'object' && right?.kind === 'builtin') {
    return value.typed === null ? right.name === 'Array' : right.name === value.typed;
  }
  return false;
}

/** Errors are plain objects with a name; those of a class of the user's are also what it extends. */
function isError(machine: Machine, value: ObjectValue, name: string): boolean {
  const own = value.fields.get('name');
  if (value.classValue !== null) return name === 'Error' && machine.modules.bases.areErrors(value.classValue);
  return typeof own === 'string' && own.endsWith('Error') && (name === 'Error' || name === own);
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
