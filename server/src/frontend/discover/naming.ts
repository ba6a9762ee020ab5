/**
 * @file The name a function goes by and what it is a member of, from the syntax around it.
 * Names are taken as written; splitting them into words is `words.ts`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode } from '../types.ts';

export interface Naming {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly owner: string | null;
  /** See `FoundFunction.container`. */
  readonly container: ts.Node | string | null;
}

/** Null for a function that nothing in the source names, such as a callback. */
export function nameOf(node: FunctionNode): Naming | null {
  const naming = writtenName(node);
  // Where a name is still to be typed, the parser puts an empty one.
  return naming === null || naming.name === '' ? null : naming;
}

function writtenName(node: FunctionNode): Naming | null {
  if (ts.isFunctionDeclaration(node)) {
    return node.name === undefined ? defaultExport(node) : free(node.name, node);
  }
  if (ts.isConstructorDeclaration(node)) {
    const nameStart = node.getStart();
    return { name: 'constructor', nameStart, nameEnd: nameStart + 'constructor'.length, ...memberOf(node.parent) };
  }
  if (ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node)) {
    return member(node.name, node.parent);
  }
  return nameFromContext(node) ?? (node.name === undefined ? null : free(node.name, node));
}

/** Name of a property, when the source spells it out. */
export function propertyName(name: ts.PropertyName): string | null {
  if (ts.isComputedPropertyName(name)) {
    return ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
  }
  return name.text;
}

/** The outermost of `node` and the parentheses, casts, freezing and extending calls around it, after which it is what it was. */
export function unwrapOutwards(node: ts.Node): ts.Node {
  let outer = node;
  for (let parent = outer.parent; ; outer = parent, parent = outer.parent) {
    const isWrapper =
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isSatisfiesExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isTypeAssertionExpression(parent);
    const isFreeze =
      ts.isCallExpression(parent) && /^Object\.freeze$|(^|\.)customGrad$/.test(parent.expression.getText());
    const isExtended = isObjectAssign(parent) && parent.arguments[0] === outer;
    const isMap = ts.isNewExpression(parent) && parent.expression.getText() === 'Map';
    if (!isWrapper && !isFreeze && !isExtended && !isMap) {
      return outer;
    }
  }
}

function nameFromContext(node: ts.FunctionExpression | ts.ArrowFunction): Naming | null {
  const outer = unwrapOutwards(node);
  const parent = outer.parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    return free(parent.name, parent);
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
    return member(parent.name, parent.parent);
  }
  if (ts.isExportAssignment(parent)) {
    return defaultExport(parent);
  }
  const isAssignment = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssignment) return parent.right === outer ? assigned(parent.left) : null;
  return (
    entryOfMap(node, parent) ??
    setInMap(node, parent) ??
    placeInList(node, parent) ??
    chosenByName(node, parent) ??
    returnedFrom(node, parent) ??
    customGradient(node)
  );
}

/** The callback of `tf.customGrad(…)(x)`, which nothing else names. */
function customGradient(node: ts.Node): Naming | null {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !/(^|\.)customGrad$/.test(parent.expression.getText())) return null;
  const { expression } = parent;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return { name: 'customGrad', nameStart: name.getStart(), nameEnd: name.end, owner: null, container: null };
}

/** `new Map([['sigmoid', (x) => …]])` names its functions by their keys. */
function entryOfMap(node: ts.Node, entry: ts.Node): Naming | null {
  if (!ts.isArrayLiteralExpression(entry) || entry.elements.length !== 2 || entry.elements[1] !== node) return null;
  const [key] = entry.elements;
  const table = entry.parent;
  if (key === undefined || !ts.isStringLiteralLike(key) || !ts.isArrayLiteralExpression(table)) return null;
  const isMap = ts.isNewExpression(table.parent) && table.parent.expression.getText() === 'Map';
  return isMap ? { name: key.text, nameStart: key.getStart(), nameEnd: key.end, ...memberOf(table) } : null;
}

/** `table.set('sigmoid', (x) => …)` names it by its key. */
function setInMap(node: ts.Node, call: ts.Node): Naming | null {
  if (!ts.isCallExpression(call) || call.arguments.length !== 2 || call.arguments[1] !== node) return null;
  const { expression } = call;
  const [key] = call.arguments;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'set') return null;
  if (key === undefined || !ts.isStringLiteralLike(key) || !ts.isIdentifier(expression.expression)) return null;
  const owner = expression.expression.text;
  return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container: owner };
}

/** One of two functions in `[f, df]`, or of the functions in `new Activation(f, df)` and `define(f, df)`: named by its place. */
function placeInList(node: ts.Node, list: ts.Node): Naming | null {
  const isPair = ts.isArrayLiteralExpression(list) && list.elements.length === 2;
  const isCall = ts.isNewExpression(list) || ts.isCallExpression(list);
  const items = isPair ? list.elements : isCall ? (list.arguments ?? []) : [];
  const places = items.filter(
    (item) =>
      ts.isIdentifier(item) ||
      ts.isArrowFunction(item) ||
      ts.isFunctionExpression(item) ||
      (ts.isPropertyAccessExpression(item) && item.expression.getText() === 'Math'),
  );
  if (places.length < 2) return null;
  const index = items.findIndex((item) => item === node);
  const parameter = isCall ? parameterOfCallee(list, index) : null;
  // The callbacks of a call have names only where the called function gives them.
  if (parameter === null && ts.isCallExpression(list)) return null;
  const nameStart = node.getStart();
  return { name: parameter ?? String(index), nameStart, nameEnd: headEnd(node), ...memberOf(list) };
}

/** The name of the parameter that an argument is, where the function or class that is called stands in the same file. */
export function parameterOfCallee(call: ts.NewExpression | ts.CallExpression, index: number): string | null {
  if (!ts.isIdentifier(call.expression)) return null;
  const name = call.expression.text;
  for (const statement of call.getSourceFile().statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return parameterText(statement, index);
    if (ts.isVariableStatement(statement)) {
      const declared = statement.declarationList.declarations.find((each) => each.name.getText() === name)?.initializer;
      if (declared === undefined) continue;
      return ts.isArrowFunction(declared) || ts.isFunctionExpression(declared) ? parameterText(declared, index) : null;
    }
    if (!ts.isClassDeclaration(statement) || statement.name?.text !== name) continue;
    const constructor = statement.members.find(
      (member) => ts.isConstructorDeclaration(member) && member.body !== undefined,
    );
    return constructor === undefined ? null : parameterText(constructor as ts.ConstructorDeclaration, index);
  }
  return null;
}

function parameterText(node: ts.SignatureDeclarationBase, index: number): string | null {
  const name = node.parameters[index]?.name;
  return name !== undefined && ts.isIdentifier(name) ? name.text : null;
}

/** Where the parameters of a function without a name end. */
function headEnd(node: ts.Node): number {
  return ts.isArrowFunction(node) ? node.equalsGreaterThanToken.end : node.getStart() + 'function'.length;
}

/**
 * `case 'tanh': return (x) => …` and `if (name === 'tanh') return (x) => …`: of the functions that another function returns, each goes
 * by the key that chooses it.
 */
function chosenByName(node: ts.Node, statement: ts.Node): Naming | null {
  if (!ts.isReturnStatement(statement)) return null;
  const maker = functionAround(statement);
  const key = keyOfReturn(statement) ?? (maker !== null && returnsByKey(maker) ? 'default' : null);
  const naming = key === null || maker === null ? null : nameOf(maker);
  if (key === null || maker === null || naming === null) return null;
  return { name: key, nameStart: node.getStart(), nameEnd: headEnd(node), owner: naming.name, container: maker };
}

/** The text with which something was compared, or the member of an enumeration, on the way to a `return`; null where none was. */
function keyOfReturn(statement: ts.Node): string | null {
  const holder = ts.isBlock(statement.parent) ? statement.parent.parent : statement.parent;
  if (ts.isDefaultClause(holder)) return 'default';
  if (ts.isCaseClause(holder)) return keyText(holder.expression);
  if (!ts.isIfStatement(holder) || !ts.isBinaryExpression(holder.expression)) return null;
  if (!holder.thenStatement.getText().includes(statement.getText())) return null;
  const { left, operatorToken, right } = holder.expression;
  const isEquality = /^===?$/.test(operatorToken.getText());
  return isEquality ? (keyText(right) ?? keyText(left)) : null;
}

function keyText(expression: ts.Expression): string | null {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  const isMember = ts.isPropertyAccessExpression(expression) && /^[A-Z]\w*$/.test(expression.expression.getText());
  return isMember ? expression.name.text : null;
}

/** Whether one of the functions that it returns is chosen by a key. */
function returnsByKey(maker: FunctionNode): boolean {
  let found = false;
  forEachDescendant(maker.body ?? maker, (child) => {
    if (ts.isReturnStatement(child) && child.expression !== undefined && ts.isFunctionLike(child.expression)) {
      found ||= keyOfReturn(child) !== null;
    }
    return !ts.isFunctionLike(child);
  });
  return found;
}

function functionAround(node: ts.Node): FunctionNode | null {
  let holder = node.parent;
  while (!ts.isSourceFile(holder) && !isFunctionNode(holder)) holder = holder.parent;
  return isFunctionNode(holder) ? holder : null;
}

/** `const leaky = (alpha) => (x) => …`: what a function returns goes by its name. */
function returnedFrom(node: ts.Node, parent: ts.Node): Naming | null {
  // A `return` outside of any function, as in half-typed code, has nothing around it.
  const isInBlock = ts.isReturnStatement(parent) && ts.isBlock(parent.parent);
  const maker = isInBlock ? parent.parent.parent : parent;
  const isBody = ts.isArrowFunction(maker) && maker.body === node;
  const isReturned =
    ts.isReturnStatement(parent) &&
    (ts.isFunctionDeclaration(maker) || ts.isArrowFunction(maker) || ts.isFunctionExpression(maker));
  if (!isBody && !isReturned) return null;
  const naming = nameOf(maker);
  return naming === null ? null : { ...naming, container: null };
}

/** `f = …`, `exports.f = …`, `Owner.f = …`, `Owner.prototype.f = …`, `owner['f'] = …`. */
function assigned(target: ts.Expression): Naming | null {
  if (ts.isIdentifier(target)) {
    return free(target, target);
  }
  const isProperty = ts.isPropertyAccessExpression(target);
  const key = isProperty ? target.name : ts.isElementAccessExpression(target) ? target.argumentExpression : null;
  if (key === null || !(ts.isIdentifier(key) || ts.isStringLiteralLike(key)) || (!isProperty && ts.isIdentifier(key))) {
    return null;
  }
  const receiver = (target as ts.PropertyAccessExpression | ts.ElementAccessExpression).expression;
  if (receiver.kind === ts.SyntaxKind.ThisKeyword) {
    const holder = thisHolder(receiver);
    const [owner, container] = [ownerName(holder), branch(target, holder)];
    return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container };
  }
  const object = receiver.getText();
  if (/^(?:module\.)?exports$/.test(object)) {
    return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner: null, container: null };
  }
  // A function is not the value of what its prototype has.
  const owner = object.replace(/\.prototype$/, '');
  const container = caseAround(target) ?? object;
  return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container };
}

/** The `case` or block in which a constructor sets its methods, as those of another branch belong to another object. */
function branch(node: ts.Node, holder: ts.Node): ts.Node {
  for (let parent = node.parent; parent !== holder && !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isCaseOrDefaultClause(parent)) return parent;
    if (ts.isBlock(parent) && !ts.isFunctionLike(parent.parent)) return parent;
  }
  return holder;
}

/** The `case` of the same function that a statement stands in. */
function caseAround(node: ts.Node): ts.Node | null {
  let around = node.parent;
  while (!ts.isSourceFile(around) && !ts.isFunctionLike(around) && !ts.isCaseOrDefaultClause(around))
    around = around.parent;
  return ts.isCaseOrDefaultClause(around) ? around : null;
}

/** The class or constructor function whose instances `this` means. */
function thisHolder(node: ts.Node): ts.Node {
  let holder = node.parent;
  while (!ts.isSourceFile(holder) && (ts.isArrowFunction(holder) || !ts.isFunctionLike(holder))) {
    holder = holder.parent;
  }
  return ts.isClassLike(holder.parent) ? holder.parent : holder;
}

function free(name: ts.Identifier, node: ts.Node): Naming {
  return {
    name: name.text,
    nameStart: name.getStart(),
    nameEnd: name.end,
    owner: enclosingNamespace(node),
    container: null,
  };
}

function member(name: ts.PropertyName, parent: ts.Node): Naming | null {
  const text = propertyName(name);
  return text === null ? null : { name: text, nameStart: name.getStart(), nameEnd: name.end, ...memberOf(parent) };
}

/** What a literal, class or list is called and what holds its members. */
export function memberOf(parent: ts.Node): { readonly owner: string | null; readonly container: ts.Node | string } {
  const extended = extendedObject(parent);
  return extended === null
    ? { owner: ownerName(parent), container: parent }
    : { owner: extended.replace(/\.prototype$/, ''), container: extended };
}

/** In `Object.assign(relu, { derivative: … })` the members are those of `relu`. */
function extendedObject(literal: ts.Node): string | null {
  const call = literal.parent;
  if (call === undefined || !ts.isObjectLiteralExpression(literal) || !isObjectAssign(call)) return null;
  const [target] = call.arguments;
  if (target === undefined || target === literal) return null;
  if (ts.isIdentifier(target)) return target.text;
  if (ts.isPropertyAccessExpression(target)) return target.name.text === 'exports' ? null : target.getText();
  let inner: ts.Expression = target;
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner)) inner = inner.expression;
  return isFunctionNode(inner) ? (nameOf(inner)?.name ?? null) : null;
}

function isObjectAssign(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'Object.assign';
}

/** A default export has no name of its own: its place is the word `default`, or the start of the statement without one. */
function defaultExport(statement: ts.Node): Naming {
  const start = statement.getStart();
  const offset = /\bdefault\b/.exec(statement.getText())?.index;
  const nameStart = start + (offset ?? 0);
  const nameEnd = offset === undefined ? nameStart : nameStart + 'default'.length;
  return { name: 'default', nameStart, nameEnd, owner: null, container: null };
}

/** Name of a class, constructor or object literal: its own, or that of the variable or property that holds it. */
export function ownerName(node: ts.Node): string | null {
  if (ts.isSourceFile(node)) {
    return null;
  }
  if ((ts.isClassLike(node) || ts.isFunctionDeclaration(node)) && node.name !== undefined) {
    return node.name.text;
  }
  const parent = unwrapOutwards(node).parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    return parent.name.text;
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
    return propertyName(parent.name);
  }
  if (ts.isReturnStatement(parent)) return keyOfReturn(parent);
  // `table.set('bent', [f, df])` and `['bent', [f, df]]`
  const beside = ts.isCallExpression(parent)
    ? parent.arguments
    : ts.isArrayLiteralExpression(parent)
      ? parent.elements
      : [];
  const [key] = beside;
  if (beside.length === 2 && key !== undefined && key !== node && ts.isStringLiteralLike(key)) return key.text;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const naming = assigned(parent.left);
    return naming?.name === 'prototype' ? naming.owner : (naming?.name ?? null);
  }
  return null;
}

function enclosingNamespace(node: ts.Node): string | null {
  for (let parent = node.parent; parent !== undefined && !isScopeEnd(parent); parent = parent.parent) {
    if (ts.isModuleDeclaration(parent)) {
      return parent.name.text;
    }
  }
  return null;
}

function isScopeEnd(node: ts.Node): boolean {
  return ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isClassLike(node);
}
