/**
 * @file Functions that one object literal, class, prototype, `Map` or call holds, by the names it has for them; also where it only
 * refers to them (`{ f: sigmoid }`, `relu.derivative = slope`). What the names say of each other is asked elsewhere.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { builtinFunction } from './builtin-function.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { memberOf, ownerName, parameterOfCallee, propertyName } from './naming.ts';
import { resolveIdentifier } from './resolve.ts';

export interface Member {
  readonly name: string;
  readonly target: FoundFunction;
}

export interface MemberGroup {
  /** See `FoundFunction.container`. */
  readonly container: ts.Node | string;
  /** What the source calls the object that holds the members. */
  readonly owner: string | null;
  readonly members: readonly Member[];
}

export function memberGroups(collection: Collection): readonly MemberGroup[] {
  const groups = new Map<ts.Node | string, { readonly owner: string | null; readonly members: Member[] }>();
  const add = (container: ts.Node | string, owner: string | null, name: string, target: FoundFunction): void => {
    let group = groups.get(container);
    if (group === undefined) groups.set(container, (group = { owner, members: [] }));
    group.members.push({ name, target });
  };
  for (const found of collection.found) {
    if (found.container !== null) add(found.container, found.unit.owner, found.localName, found);
  }
  const file = collection.found[0]?.unit.file;
  if (file !== undefined) {
    forEachDescendant(file.tree, (node) => {
      const reference = memberReference(node);
      if (reference === null) return;
      const { name, expression, container, owner } = reference;
      const target = ts.isIdentifier(expression)
        ? resolveIdentifier(expression, collection)
        : builtinFunction(expression, name, owner, file);
      if (target !== undefined && target !== null) add(container, owner, name, target);
    });
  }
  return [...groups].map(([container, group]) => ({ container, ...group }));
}

interface Reference {
  readonly name: string;
  readonly expression: ts.Expression;
  readonly container: ts.Node | string;
  readonly owner: string | null;
}

/** `{ f: sigmoid }`, `{ sigmoid }`, `{ f: Math.sin }`, `static f = sigmoid`, `f.derivative = slope`, `new Activation(f, df)`. */
function memberReference(node: ts.Node): Reference | null {
  if (isReference(node)) return placeInList(node);
  if (ts.isShorthandPropertyAssignment(node)) {
    return { name: node.name.text, expression: node.name, ...memberOf(node.parent) };
  }
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    const name = propertyName(node.name);
    return name === null || node.initializer === undefined || !isReference(node.initializer)
      ? null
      : { name, expression: node.initializer, ...memberOf(node.parent) };
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const { left, right } = node;
  if (!ts.isPropertyAccessExpression(left) || !ts.isIdentifier(left.expression) || !isReference(right)) return null;
  const owner = left.expression.text;
  return owner === 'exports' ? null : { name: left.name.text, expression: right, container: owner, owner };
}

/** `[f, df]` and `new Activation(f, df)`, and an entry of a `Map`. */
function placeInList(node: ts.Expression): Reference | null {
  const list = node.parent;
  if (ts.isArrayLiteralExpression(list) && list.elements.length === 2) {
    const [key] = list.elements;
    const isEntry = key !== undefined && ts.isStringLiteralLike(key) && ts.isArrayLiteralExpression(list.parent);
    const container = isEntry ? list.parent : list;
    const name = isEntry ? key.text : String(list.elements.indexOf(node));
    return { name, expression: node, container, owner: ownerName(container) };
  }
  if (!ts.isNewExpression(list) || list.expression === node) return null;
  const index = list.arguments?.indexOf(node) ?? -1;
  const name = parameterOfCallee(list, index) ?? String(index);
  return { name, expression: node, container: list, owner: ownerName(list) };
}

function isReference(node: ts.Node): node is ts.Identifier | ts.PropertyAccessExpression {
  if (ts.isIdentifier(node)) return true;
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Math';
}
