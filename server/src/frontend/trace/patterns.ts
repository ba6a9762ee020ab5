/** @file Binding values to names, destructuring patterns and assignment targets. */
import * as ts from 'typescript';
import { settle, toItems, toKey } from './conversions.ts';
import { constructName, evaluateIndex } from './expressions.ts';
import type { Machine } from './machine.ts';
import { getMember, setMember } from './objects/members.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { lookup, type Scope } from './scope.ts';
import { arrayOf, objectOf, type Value } from './value.ts';

export interface BindingMode {
  /** True for declarations and parameters, false for assignments to what exists. */
  readonly declare: boolean;
  readonly constant: boolean;
}

/** Binds a value to an identifier or destructures it into a pattern. */
export function bindPattern(
  machine: Machine,
  target: ts.BindingName | ts.Expression,
  value: Value,
  scope: Scope,
  mode: BindingMode,
): void {
  if (ts.isIdentifier(target)) {
    machine.recordLocal(target.text, value, target);
    if (mode.declare) scope.declare(target.text, value, mode.constant);
    else assignName(target, value, scope);
  } else if (ts.isArrayBindingPattern(target)) {
    const elements = target.elements;
    const hasRest = elements.some((e) => ts.isBindingElement(e) && e.dotDotDotToken !== undefined);
    noteTuple(machine, value, elements.length, hasRest);
    const items = toItems(machine, value, target, hasRest ? Infinity : elements.length);
    elements.forEach((element, i) => {
      if (ts.isOmittedExpression(element)) return;
      const item = element.dotDotDotToken ? arrayOf(items.slice(i)) : items[i];
      bindPattern(machine, element.name, withDefault(machine, item, element.initializer, scope), scope, mode);
    });
  } else if (ts.isObjectBindingPattern(target)) {
    const taken = new Set<string>();
    for (const element of target.elements) {
      if (element.dotDotDotToken) {
        bindPattern(machine, element.name, restOf(machine, value, taken, element), scope, mode);
        continue;
      }
      const key = element.propertyName ?? (element.name as ts.Identifier);
      const name = evaluateKey(machine, key, scope);
      taken.add(String(name));
      const item = getMember(machine, value, name, element);
      bindPattern(machine, element.name, withDefault(machine, item, element.initializer, scope), scope, mode);
    }
  } else assignTo(machine, target as ts.Expression, value, scope);
}

function restOf(machine: Machine, value: Value, taken: ReadonlySet<string>, node: ts.Node): Value {
  const source = settle(machine, value, 'object');
  if (typeof source !== 'object' || source === null || source.kind !== 'object') {
    throw new Unsupported('unsupported-construct', 'a rest pattern on something that is not an object', node);
  }
  return objectOf([...source.fields].filter(([key]) => !taken.has(key)));
}

/** A pattern of k elements on an argument of unknown length says that it is a tuple of k. */
function noteTuple(machine: Machine, value: Value, length: number, hasRest: boolean): void {
  if (!hasRest) machine.inputs.noteTuple(value, length);
}

function withDefault(machine: Machine, value: Value, initializer: ts.Expression | undefined, scope: Scope): Value {
  return value === undefined && initializer !== undefined ? machine.evaluate(initializer, scope) : value;
}

/** The key that a property name denotes. */
export function evaluateKey(machine: Machine, name: ts.PropertyName | ts.BindingName, scope: Scope): string | number {
  if (ts.isComputedPropertyName(name)) return toKey(machine, machine.evaluate(name.expression, scope), name);
  if (ts.isNumericLiteral(name)) return Number(name.text);
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  throw new Unsupported('unsupported-construct', `the key \`${constructName(name)}\``, name);
}

/** The key that a member's name denotes, as a text. */
export function keyText(machine: Machine, name: ts.PropertyName, scope: Scope): string {
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? name.text : String(evaluateKey(machine, name, scope));
}

/** Assigns to a variable, a member, an element, or a destructuring assignment pattern. */
export function assignTo(machine: Machine, target: ts.Expression, value: Value, scope: Scope): void {
  if (ts.isIdentifier(target)) {
    machine.recordLocal(target.text, value, target);
    assignName(target, value, scope);
  } else if (ts.isPropertyAccessExpression(target)) {
    setMember(machine, machine.evaluate(target.expression, scope), target.name.text, value, target);
  } else if (ts.isElementAccessExpression(target)) {
    const object = machine.evaluate(target.expression, scope);
    const key = evaluateIndex(machine, object, target.argumentExpression, scope);
    setMember(machine, object, key, value, target);
  } else if (
    ts.isParenthesizedExpression(target) ||
    ts.isNonNullExpression(target) ||
    ts.isAsExpression(target) ||
    ts.isSatisfiesExpression(target) ||
    ts.isTypeAssertionExpression(target)
  ) {
    assignTo(machine, target.expression, value, scope);
  } else if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    assignTo(machine, target.left, withDefault(machine, value, target.right, scope), scope);
  } else if (ts.isArrayLiteralExpression(target)) {
    const hasRest = target.elements.some(ts.isSpreadElement);
    noteTuple(machine, value, target.elements.length, hasRest);
    // A copy, since `[a[0], a[1]] = [a[1], a[0]]` reads all before it writes any.
    const items = [...toItems(machine, value, target, hasRest ? Infinity : target.elements.length)];
    target.elements.forEach((element, i) => {
      if (ts.isSpreadElement(element)) assignTo(machine, element.expression, arrayOf(items.slice(i)), scope);
      else if (!ts.isOmittedExpression(element)) assignTo(machine, element, items[i], scope);
    });
  } else if (ts.isObjectLiteralExpression(target)) {
    const taken = new Set<string>();
    for (const property of target.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        taken.add(property.name.text);
        const item = getMember(machine, value, property.name.text, property);
        const given = withDefault(machine, item, property.objectAssignmentInitializer, scope);
        assignTo(machine, property.name, given, scope);
      } else if (ts.isSpreadAssignment(property)) {
        assignTo(machine, property.expression, restOf(machine, value, taken, property), scope);
      } else if (ts.isPropertyAssignment(property)) {
        const key = evaluateKey(machine, property.name, scope);
        taken.add(String(key));
        assignTo(machine, property.initializer, getMember(machine, value, key, property), scope);
      } else throw new Unsupported('unsupported-construct', `\`${constructName(target)}\``, target);
    }
  } else throw new Unsupported('unsupported-construct', `assignment to \`${constructName(target)}\``, target);
}

function assignName(target: ts.Identifier, value: Value, scope: Scope): void {
  const binding = lookup(scope, target.text);
  if (binding === undefined) {
    throw new Unsupported('unresolved-name', `the name \`${target.text}\`, which is not defined here`, target);
  }
  if (binding.constant) throw new UserThrow(`assignment to the constant \`${target.text}\``, undefined, target);
  binding.value = value;
}
