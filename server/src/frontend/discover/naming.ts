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
    const isFreeze = ts.isCallExpression(parent) && parent.expression.getText() === 'Object.freeze';
    if (!isWrapper && !isFreeze) {
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
  return isAssignment && parent.right === outer ? assigned(parent.left) : null;
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
    return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, ...memberOf(thisHolder(receiver)) };
  }
  const object = receiver.getText();
  const owner = /^(?:module\.)?exports$/.test(object) ? null : object.replace(/\.prototype$/, '');
  return { name: key.text, nameStart: key.getStart(), nameEnd: key.end, owner, container: owner };
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
function ownerName(node: ts.Node): string | null {
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
    return assigned(parent.left)?.name ?? null;
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
