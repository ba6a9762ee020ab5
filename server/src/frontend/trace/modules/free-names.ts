/**
 * @file Names around a traced function that may stand for anything, since the code that binds them never runs: parameters of the functions
 * around it, taken apart or not, and the variables of loops around it.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../../function-node.ts';
import { namesBound } from './declarations.ts';

/** A node whose names are free in the functions written in it. */
export type FreeScope = ts.SignatureDeclaration | ts.ForStatement | ts.ForOfStatement | ts.ForInStatement;

export function isFreeScope(node: ts.Node): node is FreeScope {
  return isFunctionNode(node) || ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node);
}

/** What binds the name: the parameter or the variable, or the element of a pattern; null where nothing of the scope does. */
export function freeBinding(
  scope: FreeScope,
  name: string,
): ts.ParameterDeclaration | ts.VariableDeclaration | ts.BindingElement | null {
  const bindings = 'parameters' in scope ? scope.parameters : variablesOf(scope);
  for (const binding of bindings) {
    if (!namesBound(binding.name).includes(name)) continue;
    return ts.isIdentifier(binding.name) ? binding : elementOf(binding.name, name);
  }
  return null;
}

/** What a parameter is called with where its function is called as it is written: `jStat` of `(function (j) { … })(jStat)`. */
export function argumentCalledWith(binding: ts.Node): ts.Expression | null {
  if (!ts.isParameter(binding) || binding.dotDotDotToken !== undefined) return null;
  let called: ts.Node = binding.parent;
  if (!ts.isFunctionExpression(called) && !ts.isArrowFunction(called)) return null;
  const at = called.parameters.indexOf(binding);
  while (ts.isParenthesizedExpression(called.parent)) called = called.parent;
  const { parent } = called;
  return ts.isCallExpression(parent) && parent.expression === called ? (parent.arguments[at] ?? null) : null;
}

function variablesOf({ initializer }: Exclude<FreeScope, ts.SignatureDeclaration>): readonly ts.VariableDeclaration[] {
  return initializer !== undefined && ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
}

function elementOf(pattern: ts.BindingPattern, name: string): ts.BindingElement | null {
  for (const element of pattern.elements) {
    if (!ts.isBindingElement(element) || !namesBound(element.name).includes(name)) continue;
    return ts.isIdentifier(element.name) ? element : elementOf(element.name, name);
  }
  return null;
}
