/**
 * @file What the closure of an operation of an autograd engine sees, in the names it has there: the numbers of the nodes that the operation
 * was given, of the one that it returned and its gradient, and the operation's own variables.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import type { Judged } from '../../check/attempt.ts';
import type { Session } from '../../check/sampling/session.ts';
import type { Engine, FunctionNode } from '../../frontend/types.ts';

/** The engine whose closure a function is; null for any other. */
export function engineOf(session: Session, root: FunctionNode = session.gradient.node): Engine | null {
  return root === session.gradient.node ? (session.candidate.engine ?? null) : null;
}

/** An input by the closure's name for it, `o.data` for `other.data`; null where it does not see it. */
export function calledInClosure({ names, result }: Engine, path: string): string | null {
  const root = /^[^.[]+/.exec(path)?.[0] ?? path;
  const name = root === result ? root : names.get(root);
  return name === undefined ? null : name + path.slice(root.length);
}

/** Whether a name is that of a gradient which a closure adds to: it starts as anything, and nothing is computed from it. */
export function isOwnGradient(engine: Engine | null, name: string): boolean {
  if (engine === null || engine.grad === '' || !name.endsWith(`.${engine.grad}`)) return false;
  return name !== `${engine.result ?? ''}.${engine.grad}`;
}

/** The single numbers that a closure sees at a sample. */
export function numbersInClosure(session: Session, engine: Engine, { sample }: Judged): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [path, v] of sample.values) {
    const name = path.includes('[') ? null : calledInClosure(engine, path);
    if (name !== null) found.set(name, v);
  }
  const [only, ...others] = sample.value.outputs;
  if (engine.result !== null && only?.key === '' && others.length === 0)
    found.set(`${engine.result}.${engine.data}`, only.v);
  const own = variablesAround(session);
  for (const { name, v } of sample.value.locals) if (own.has(name)) found.set(name, v);
  return found;
}

/** Names that a closure may use: its own parameters, those of the operation, and the operation's variables. */
export function namesAround(session: Session, engine: Engine): ReadonlySet<string> {
  const seen = new Set([...engine.names].filter(([source, name]) => source === name).map(([name]) => name));
  for (const name of variablesAround(session).keys()) seen.add(name);
  if (engine.result !== null) seen.add(engine.result);
  for (const { name } of session.gradient.node.parameters) seen.add(name.getText());
  return seen;
}

/** The variables of the operation that stand before the closure, not within another function or block that it does not stand in. */
function variablesAround({ value, gradient }: Session): ReadonlySet<string> {
  const found = new Set<string>();
  forEachDescendant(value.node, (node) => {
    if (node === gradient.node) return false;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isAround(node, gradient.node))
      found.add(node.name.text);
    return true;
  });
  return found;
}

function isAround(declaration: ts.Node, closure: ts.Node): boolean {
  let block = declaration.parent.parent.parent;
  if (ts.isForStatement(declaration.parent.parent) || ts.isForOfStatement(declaration.parent.parent))
    block = declaration.parent.parent;
  return closure.pos >= block.pos && closure.end <= block.end;
}

/** Where a closure sets the gradient of an input: what is added to it. Null where that is not one place. */
export function addedTo(session: Session, engine: Engine, input: string): ts.Expression | null {
  const place = calledInClosure(engine, input.replace(/(\[\d+\])+$/, ''));
  const field = place === null ? null : place.slice(0, place.lastIndexOf('.')) + `.${engine.grad}`;
  if (engine.locals === true) return null;
  const found: ts.Expression[] = [];
  const all: ts.Expression[] = [];
  forEachDescendant(session.gradient.node, (node) => {
    if (!ts.isBinaryExpression(node) || !/^[-+]?=$/.test(node.operatorToken.getText())) return;
    const left = node.left.getText().replace(/!/g, '');
    if (new RegExp(`\\.${engine.grad.replace(/\$/g, '\\$')}(\\[|$)`).test(left)) all.push(node.right);
    if (field !== null && (left === field || left.startsWith(`${field}[`))) found.push(node.right);
  });
  const [only] = found.length === 0 ? all : found;
  return Math.max(found.length, found.length === 0 ? all.length : 0) === 1 ? only! : null;
}
