/**
 * @file Functions that statements set on an object, function or class after its declaration: `losses.mse = …`,
 * `table['relu'] = …`, `relu.derivative = …`. The statements of an open scope never run, so these are found when the name is.
 */
import ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import type { FunctionNode } from '../types.ts';
import { closure } from './expressions.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

type Members = ReadonlyMap<string, FunctionNode>;

const known = new WeakMap<ts.Node, ReadonlyMap<string, Members>>();

/** The functions that statements directly in a scope set on the object of that name, by their keys. */
export function assignedMembers(scope: ts.Node, name: string): Members {
  let byOwner = known.get(scope);
  if (byOwner === undefined) known.set(scope, (byOwner = collect(scope)));
  return byOwner.get(name) ?? new Map<string, FunctionNode>();
}

/** Sets them on the value that the name has. */
export function setAssignedMembers(value: Value, members: Members, scope: Scope): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value.kind === 'class' ? value.statics : 'fields' in value ? value.fields : null;
  for (const [key, node] of members) {
    const method = closure(node, scope, key);
    fields?.set(key, ts.isArrowFunction(node) ? method : { ...method, self: value });
  }
}

function collect(scope: ts.Node): ReadonlyMap<string, Members> {
  const byOwner = new Map<string, Map<string, FunctionNode>>();
  if (!ts.isSourceFile(scope) && !ts.isBlock(scope) && !ts.isModuleBlock(scope)) return byOwner;
  for (const statement of scope.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left, right, operatorToken } = statement.expression;
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isFunctionNode(right)) continue;
    if (!ts.isPropertyAccessExpression(left) && !ts.isElementAccessExpression(left)) continue;
    const key = ts.isPropertyAccessExpression(left) ? left.name : left.argumentExpression;
    if (!ts.isIdentifier(left.expression) || !(ts.isIdentifier(key) || ts.isStringLiteralLike(key))) continue;
    const owner = left.expression.text;
    byOwner.set(owner, (byOwner.get(owner) ?? new Map<string, FunctionNode>()).set(key.text, right));
  }
  return byOwner;
}
