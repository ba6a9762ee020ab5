/** @file Array and object literals. */
import * as ts from 'typescript';
import type { FunctionNode } from '../types.ts';
import { toItems } from './conversions.ts';
import { closure, evaluateIdentifier } from './expressions.ts';
import type { Machine } from './machine.ts';
import { ownEntries } from './objects/objects.ts';
import { evaluateKey } from './patterns.ts';
import type { Scope } from './scope.ts';
import { arrayOf, type ClosureValue, isNullish, objectOf, type Value } from './value.ts';

export function evaluateArrayLiteral(machine: Machine, node: ts.ArrayLiteralExpression, scope: Scope): Value {
  const items: Value[] = [];
  for (const element of node.elements) {
    if (ts.isSpreadElement(element))
      items.push(...toItems(machine, machine.evaluate(element.expression, scope), element));
    else items.push(ts.isOmittedExpression(element) ? undefined : machine.evaluate(element, scope));
  }
  machine.allocate(items.length, node);
  return arrayOf(items);
}

export function evaluateObjectLiteral(machine: Machine, node: ts.ObjectLiteralExpression, scope: Scope): Value {
  const object = objectOf();
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property)) {
      const key = String(evaluateKey(machine, property.name, scope));
      const value = ts.isFunctionLike(property.initializer)
        ? machine.made(withSelf(closure(property.initializer as FunctionNode, scope, key), object))
        : machine.evaluate(property.initializer, scope);
      object.fields.set(key, value);
    } else if (ts.isShorthandPropertyAssignment(property)) {
      object.fields.set(property.name.text, evaluateIdentifier(machine, property.name, scope));
    } else if (ts.isMethodDeclaration(property)) {
      const key = String(evaluateKey(machine, property.name, scope));
      object.fields.set(key, machine.made(withSelf(closure(property, scope, key), object)));
    } else if (ts.isSpreadAssignment(property)) {
      const source = machine.evaluate(property.expression, scope);
      if (isNullish(source)) continue;
      for (const [key, value] of ownEntries(machine, source, property)) object.fields.set(key, value);
    } else {
      const key = String(evaluateKey(machine, property.name, scope));
      const known = object.accessors.get(key);
      const self = withSelf(closure(property, scope, key), object);
      object.fields.delete(key);
      object.accessors.set(key, {
        get: ts.isGetAccessorDeclaration(property) ? self : known?.get,
        set: ts.isSetAccessorDeclaration(property) ? self : known?.set,
      });
    }
  }
  return object;
}

/** Methods of an object literal see it as `this`; arrow functions keep theirs. */
function withSelf(method: ClosureValue, self: Value): ClosureValue {
  return ts.isArrowFunction(method.node) ? method : { ...method, self };
}
