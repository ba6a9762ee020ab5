/** @file Interpreting expressions. Operators are in `operators.ts`, literals in `literals.ts`, calls in `calls.ts`, members in `members.ts`. */
import * as ts from 'typescript';
import { evaluateCall, evaluateNew } from './calls.ts';
import { classValue, superMember } from './objects/classes.ts';
import { settle, toBoolean, toKey, toNumber, toText } from './conversions.ts';
import { isCounter, noteIndexing, noteStart, startOf, strideExpressions } from './inputs/counts.ts';
import { evaluateArrayLiteral, evaluateObjectLiteral } from './literals.ts';
import { evaluateYield } from './generators.ts';
import type { Machine } from './machine.ts';
import { deleteMember, getMember } from './objects/members.ts';
import { orImportedConstant } from './modules/imported-constants.ts';
import { evaluateBinary, evaluatePrefix } from './operators.ts';
import { learnKeys } from './inputs/table-keys.ts';
import { isOfOtherScript, openVariable, unseenExport } from './modules/open-variables.ts';
import { Unsupported } from './outcome.ts';
import { placeOf } from './places.ts';
import { FrameScope, lookup, type Scope } from './scope.ts';
import { type CallableNode, type ClosureValue, isNullish, type TensorValue, typeOf, type Value } from './value.ts';

/** The value of an expression; numbers of the traced function are remembered by their node. */
export function evaluateExpression(machine: Machine, node: ts.Expression, scope: Scope): Value {
  machine.tick(node);
  const { override } = machine;
  if (override !== null && 'expression' in override) {
    const { twin } = override;
    if (override.node === node) return evaluateExpression(machine, override.expression, scope);
    if (twin?.node === node) return evaluateExpression(machine, twin.expression, scope);
  }
  return remember(machine, node, evaluateKind(machine, node, scope));
}

/** Keeps the number that an expression has, and puts another in its place where the run is asked to. */
export function remember(machine: Machine, node: ts.Expression, evaluated: Value): Value {
  const { override } = machine;
  const value = asKnown(machine, evaluated);
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'tensor') return noteEntries(machine, node, value);
  if (value.kind !== 'number') return value;
  if (machine.inRoot) machine.numbers.set(node, value);
  const isChanged = override !== null && 'change' in override && override.nodes.has(node);
  return isChanged ? override.change(machine, value, node) : value;
}

/** A tensor's entries are like the rounds of a loop: the last one is remembered, and what changes an expression changes each. */
function noteEntries(machine: Machine, node: ts.Expression, tensor: TensorValue): TensorValue {
  const last = tensor.items.at(-1);
  if (machine.inRoot && last !== undefined) machine.lastEntries.set(node, last);
  const { override } = machine;
  if (override === null || !('change' in override) || !override.nodes.has(node)) return tensor;
  return { ...tensor, items: tensor.items.map((entry) => override.change(machine, entry, node)) };
}

/**
 * An argument that is known to be a number is one at once, so that also an expression which only hands it on has a number. In a run that
 * changes expressions the inputs are known, so that a tensor is one as well.
 */
function asKnown(machine: Machine, value: Value): Value {
  if (typeof value !== 'object' || value?.kind !== 'input') return value;
  const { shape } = value.cell.spec;
  if (shape === 'scalar') return settle(machine, value, shape);
  return shape === 'tensor' && machine.override !== null ? settle(machine, value, shape) : value;
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
    const place = placeOf(machine, node.operand, scope);
    const before = toNumber(machine, place.get(), node.operand);
    const op = node.operator === ts.SyntaxKind.PlusPlusToken ? 'add' : 'sub';
    place.set(machine.apply(op, before, machine.constant(1)));
    return before;
  }
  if (ts.isConditionalExpression(node)) {
    const test = toBoolean(machine, machine.evaluate(node.condition, scope), node.condition);
    return machine.evaluate(test ? node.whenTrue : node.whenFalse, scope);
  }
  if (ts.isCallExpression(node)) return evaluateCall(machine, node, scope);
  if (ts.isNewExpression(node)) return evaluateNew(machine, node, scope);
  if (ts.isPropertyAccessExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return superMember(machine, scope, node.name.text, node);
    const read = orImportedConstant(node, () => ({ target: machine.evaluate(node.expression, scope) }));
    if ('text' in read) return read.text;
    const { target } = read;
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
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return machine.made(closure(node, scope));
  if (ts.isClassExpression(node)) {
    return classValue(node, scope);
  }
  if (ts.isTemplateExpression(node)) {
    const parts = [node.head.text];
    for (const span of node.templateSpans) {
      parts.push(toText(machine, machine.evaluate(span.expression, scope), span.expression), span.literal.text);
    }
    return machine.text(parts, '', node);
  }
  if (ts.isTypeOfExpression(node)) {
    if (ts.isIdentifier(node.expression) && !isKnown(machine, node.expression, scope)) return 'undefined';
    return typeOf(settle(machine, machine.evaluate(node.expression, scope), 'scalar'));
  }
  if (ts.isVoidExpression(node)) {
    machine.evaluate(node.expression, scope);
    return undefined;
  }
  if (ts.isYieldExpression(node)) return evaluateYield(machine, node, scope);
  if (ts.isDeleteExpression(node)) return deleteMember(machine, node.expression, scope);
  if (ts.isTaggedTemplateExpression(node)) {
    throw new Unsupported('unsupported-construct', 'a template with a tag', node);
  }
  if (ts.isBigIntLiteral(node)) throw new Unsupported('unsupported-construct', `the BigInt \`${node.text}\``, node);
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

function isKnown(machine: Machine, node: ts.Identifier, scope: Scope): boolean {
  return lookup(scope, node.text) !== undefined || machine.modules.global(node.text) !== undefined;
}

export function evaluateIdentifier(machine: Machine, node: ts.Identifier, scope: Scope): Value {
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
  const file = fileOf(machine, node);
  const unseen = unseenExport(name, file);
  if (unseen !== null) return unseen;
  const unknown = new Unsupported('unresolved-name', `the name \`${name}\`, which is not defined here`, node);
  if (isOfOtherScript(name, file)) return openVariable(machine, file, name, unknown);
  throw unknown;
}

/** The file that an expression stands in, also where it is tried in the place of one of that file. */
function fileOf({ override }: Machine, node: ts.Node): ts.SourceFile {
  const file = node.getSourceFile();
  const isTried = override !== null && 'expression' in override && override.expression.getSourceFile() === file;
  return isTried ? override.node.getSourceFile() : file;
}

/** A function value. Arrow functions take `this` from where they are written. */
export function closure(node: CallableNode, scope: Scope, name?: string): ClosureValue {
  const ownName = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
  const self = ts.isArrowFunction(node) ? lookup(scope, 'this')?.value : undefined;
  const inner = ts.isFunctionExpression(node) && ownName !== undefined ? new FrameScope(scope) : scope;
  const value: ClosureValue = {
    kind: 'closure',
    name: ownName ?? name ?? '(function)',
    node,
    scope: inner,
    self,
    home: null,
    fields: new Map(),
  };
  // A function expression knows itself by its name.
  if (inner !== scope && ownName !== undefined) inner.declare(ownName, value, false);
  return value;
}

export function evaluateIndex(machine: Machine, target: Value, node: ts.Expression, scope: Scope): number | string {
  const index = machine.evaluate(node, scope);
  const strides = machine.inputs.specs.learns ? strideExpressions(node) : [];
  const start = machine.inputs.specs.learns ? startOf(node) : null;
  if (start !== null) noteStart(machine, machine.evaluate(start, scope));
  noteIndexing(
    machine,
    target,
    index,
    strides.map((stride) => machine.evaluate(stride, scope)),
  );
  learnKeys(machine, target, index);
  const key = toKey(machine, index, node);
  const isLiteral = ts.isNumericLiteral(node);
  machine.inputs.noteIndex(target, key, isLiteral);
  if (typeof key === 'number' && !isLiteral) noteReach(machine, target, key, isCounter(machine, index));
  return key;
}

/** A loop that runs over an argument, and maybe beyond its end, tells how long the argument must be. */
function noteReach(machine: Machine, target: Value, index: number, isCounted: boolean): void {
  const array = settle(machine, target, 'array');
  if (typeof array !== 'object' || array?.kind !== 'array') return;
  const { input, cutFrom } = array;
  if (input !== null) machine.inputs.noteReach(array, index, isCounted);
  // Beyond the end of `theta.slice(1, -1)` there would be an entry if `theta` had one more.
  else if (cutFrom !== undefined && index >= array.items.length && index >= 0) {
    const [before, behind] = cutFrom.beside;
    machine.inputs.noteReach(cutFrom.array, before + index + behind, isCounted);
  }
}
