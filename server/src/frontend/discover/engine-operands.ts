/** @file What the parameters of an operation of an autograd engine are, told by whose gradients its closure sets. */
import * as ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant, mentions } from '../parse.ts';
import { asksForGradients } from '../gradient-flags.ts';
import type { Engine, FunctionNode } from '../types.ts';

/** A gradient that a closure sets: `other.grad`, of `other`. */
export interface Write {
  readonly field: string;
  /** The variable at the bottom, or `this`. */
  readonly root: string;
  /** The node whose field it is, and where it is set. */
  readonly object: ts.Expression;
  readonly at: ts.Node;
}

/** The variable at the bottom of `xs[i].grad`, or `this`. */
export function rootOf(expression: ts.Expression): string | null {
  let inner: ts.Expression = expression;
  for (;;) {
    if (inner.kind === ts.SyntaxKind.ThisKeyword) return 'this';
    if (ts.isIdentifier(inner)) return inner.text;
    if (
      ts.isPropertyAccessExpression(inner) ||
      ts.isElementAccessExpression(inner) ||
      ts.isNonNullExpression(inner) ||
      ts.isParenthesizedExpression(inner) ||
      ts.isAsExpression(inner)
    ) {
      inner = inner.expression;
    } else return null;
  }
}

export interface Operands {
  readonly kinds: Engine['operands'];
  readonly written: Engine['written'];
  readonly names: Engine['names'];
  /** What the closure sets gradients of: parameters, and `this`. */
  readonly sources: readonly string[];
}

export function operandsOf(
  operation: FunctionNode,
  closure: FunctionNode,
  writes: readonly Write[],
  data: string,
): Operands {
  const names = operation.parameters
    .map(({ name }) => name)
    .filter((name) => name.getText() !== 'this')
    .map((name) => (ts.isIdentifier(name) ? name.text : null));
  const kinds = new Map<string, 'node' | 'nodes'>();
  const written = new Set<string>();
  const sources = new Set<string>();
  const called = new Map<string, string>();
  for (const write of writes) {
    const { root, object } = write;
    const source = sourceOf(operation, root, names, 0);
    if (source === null) continue;
    sources.add(source.name);
    if (!source.isEntry) called.set(source.name, root);
    const isListed = source.isEntry || isEntryOf(object);
    if (source.name !== 'this') kinds.set(source.name, isListed ? 'nodes' : 'node');
    if (source.isSame && isAlwaysSet(write, closure)) written.add(source.name);
  }
  const isArrow = ts.isArrowFunction(closure);
  for (const name of isArrow ? ['this', ...names] : names) {
    if (name !== null && !called.has(name)) called.set(name, name);
  }
  for (const name of names) {
    if (name !== null && !kinds.has(name) && readsField(operation, name, data)) kinds.set(name, 'node');
  }
  return {
    kinds: names.map((name) => (name === null ? null : (kinds.get(name) ?? null))),
    written: [...written],
    names: called,
    sources: [...sources],
  };
}

function isEntryOf(object: ts.Node): boolean {
  let inner = object;
  while (ts.isNonNullExpression(inner) || ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner))
    inner = inner.expression;
  return ts.isElementAccessExpression(inner);
}

interface Source {
  readonly name: string;
  /** Whether the variable is one of several that the parameter holds. */
  readonly isEntry: boolean;
  /** Whether it is the very node; what a call makes of it, as `broadcast(a, shape)`, may be another one. */
  readonly isSame: boolean;
}

/** The parameter, or `this`, that a variable stands for: `other`, `o` of `const o = wrap(other)`, `x` of `for (const x of xs)`. */
function sourceOf(
  operation: FunctionNode,
  root: string,
  names: readonly (string | null)[],
  depth: number,
): Source | null {
  const isOwn = (name: string): boolean => name === 'this' || names.includes(name);
  if (depth > 3) return null;
  if (isOwn(root)) return { name: root, isEntry: false, isSame: true };
  let found: Source | null = null;
  const from = (expression: ts.Node | undefined, isEntry: boolean): void => {
    if (expression === undefined || found !== null) return;
    const mentioned = [...names, 'this'].find((name) => name !== null && mentionsName(expression, name));
    const isList = isEntry || isEntryOf(expression);
    const isSame = !ts.isCallExpression(expression);
    if (mentioned !== undefined && mentioned !== null) found = { name: mentioned, isEntry: isList, isSame };
    else if (ts.isIdentifier(expression)) {
      const behind = sourceOf(operation, expression.text, names, depth + 1);
      if (behind !== null) found = { ...behind, isEntry: behind.isEntry || isEntry };
    }
  };
  forEachDescendant(operation, (node) => {
    if (found !== null) return false;
    if (ts.isVariableDeclaration(node) && node.name.getText() === root) {
      const list = node.parent.parent;
      if (ts.isForOfStatement(list)) from(list.expression, true);
      else from(node.initializer, false);
    }
    // `const [a, b] = this.alike(other)`, `const [a, b] = [this, other]`
    if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name) && node.initializer !== undefined) {
      const at = node.name.elements.findIndex((each) => ts.isBindingElement(each) && each.name.getText() === root);
      const taken = mentionedIn(node.initializer, names)[at];
      if (at >= 0 && taken !== undefined) found ??= { name: taken, isEntry: false, isSame: false };
    }
    // `xs.forEach((x) => …)`
    if (ts.isParameter(node) && node.name.getText() === root && isFunctionNode(node.parent)) {
      const call = node.parent.parent;
      if (ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression))
        from(call.expression.expression, true);
    }
    return true;
  });
  return found;
}

/** The operands that an expression names, in order. */
function mentionedIn(expression: ts.Node, names: readonly (string | null)[]): readonly string[] {
  const found = new Set<string>();
  forEachDescendant(expression, (node) => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) found.add('this');
    if (ts.isIdentifier(node) && names.includes(node.text)) found.add(node.text);
  });
  return [...found];
}

function mentionsName(expression: ts.Node, name: string): boolean {
  if (name !== 'this') return mentions(expression, name) || (ts.isIdentifier(expression) && expression.text === name);
  if (expression.kind === ts.SyntaxKind.ThisKeyword) return true;
  let found = false;
  forEachDescendant(expression, (node) => {
    found ||= node.kind === ts.SyntaxKind.ThisKeyword;
  });
  return found;
}

/** Whether no condition decides that a gradient is set, or one that holds where gradients matter: it compares numbers, or asks for a gradient. */
function isAlwaysSet({ at, field }: Write, closure: FunctionNode): boolean {
  const holds = (condition: ts.Node): boolean =>
    /[<>]/.test(condition.getText()) || mentions(condition, field) || asksForGradients.test(condition.getText());
  for (let n = at; n !== closure; n = n.parent) {
    const { parent } = n;
    if (ts.isIfStatement(parent) && n !== parent.expression && !holds(parent.expression)) return false;
    const isJoined = ts.isBinaryExpression(parent) && /^(&&|\|\||\?\?)$/.test(parent.operatorToken.getText());
    if (isJoined && n === parent.right && !holds(parent.left)) return false;
  }
  return true;
}

/** Whether it reads `name.field` itself, and not of an entry. */
function readsField(operation: FunctionNode, name: string, field: string): boolean {
  let found = false;
  forEachDescendant(operation, (node) => {
    found ||=
      ts.isPropertyAccessExpression(node) &&
      node.name.text === field &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === name;
  });
  return found;
}
