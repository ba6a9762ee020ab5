/**
 * @file The name a function goes by and what it is a member of, from the syntax around it.
 * Names are taken as written; splitting them into words is `words.ts`.
 */
import ts from 'typescript';
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

/** The outermost of `node` and the parentheses, casts and freezing calls around it, which change nothing of its meaning. */
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
    const isMap = ts.isNewExpression(parent) && parent.expression.getText() === 'Map';
    if (!isWrapper && !isFreeze && !isMap) {
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
    (item) => ts.isIdentifier(item) || ts.isArrowFunction(item) || ts.isFunctionExpression(item),
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

/** `const leaky = (alpha) => (x) => …`: what a function returns goes by its name. */
function returnedFrom(node: ts.Node, parent: ts.Node): Naming | null {
  const maker = ts.isReturnStatement(parent) ? parent.parent.parent : parent;
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
    const { owner, container } = memberOf(thisHolder(receiver));
    return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container: branch(target, container) };
  }
  const object = receiver.getText();
  if (/^(?:module\.)?exports$/.test(object)) {
    return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner: null, container: null };
  }
  // A function is not the value of what its prototype has.
  const owner = object.replace(/\.prototype$/, '');
  return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container: object };
}

/** The `case` or block in which a constructor sets its methods, as those of another branch belong to another object. */
function branch(node: ts.Node, holder: ts.Node): ts.Node {
  for (let parent = node.parent; parent !== holder && !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isCaseOrDefaultClause(parent)) return parent;
    if (ts.isBlock(parent) && !ts.isFunctionLike(parent.parent)) return parent;
  }
  return holder;
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

function memberOf(parent: ts.Node): { readonly owner: string | null; readonly container: ts.Node } {
  return { owner: ownerName(parent), container: parent };
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
