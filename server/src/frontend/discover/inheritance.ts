/**
 * @file Methods that a class takes over from the classes it extends, so that a derivative that a subclass overrides finds the value in the
 * base class. Only classes of the same file are looked at.
 */
import * as ts from 'typescript';
import type { FoundFunction } from './collect.ts';

/** The classes that a class extends, the nearest first; none for what is no class. */
export function basesOf(container: FoundFunction['container']): readonly ts.ClassLikeDeclaration[] {
  const bases: ts.ClassLikeDeclaration[] = [];
  for (let type = container; type !== null && typeof type !== 'string' && ts.isClassLike(type);) {
    const base = baseOf(type);
    // A class that extends itself, in half-typed code, ends there.
    if (base === null || base === container || bases.includes(base)) break;
    bases.push(base);
    type = base;
  }
  return bases;
}

function baseOf(type: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration | null {
  const clause = type.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const expression = clause?.types[0]?.expression;
  if (expression === undefined || !ts.isIdentifier(expression)) return null;
  for (let scope: ts.Node = type.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isModuleBlock(scope) && !ts.isSourceFile(scope)) continue;
    const found = classIn(scope.statements, expression.text);
    if (found !== null) return found;
  }
  return null;
}

function classIn(statements: readonly ts.Statement[], name: string): ts.ClassLikeDeclaration | null {
  for (const statement of statements) {
    if (ts.isClassDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    const declared = statement.declarationList.declarations.find((each) => each.name.getText() === name)?.initializer;
    if (declared !== undefined && ts.isClassExpression(declared)) return declared;
  }
  return null;
}

/** The function as a method of a class that may have taken it over; itself for any other function. */
export function asMethodOf(container: FoundFunction['container'], found: FoundFunction): FoundFunction {
  const isTakenOver = found.container !== container && basesOf(container).some((base) => base === found.container);
  if (!isTakenOver) return found;
  return { ...found, unit: { ...found.unit, receiver: container as ts.ClassLikeDeclaration } };
}
