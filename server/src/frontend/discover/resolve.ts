/**
 * @file Which collected function an identifier means, by the lexical rules that matter for pairing.
 * Imports are `imports.ts`; values that are not functions resolve to nothing.
 */
import ts from 'typescript';
import type { Collection, FoundFunction } from './collect.ts';

/** Undefined when the nearest declaration of the name is not a collected function. */
export function resolveIdentifier(identifier: ts.Identifier, collection: Collection): FoundFunction | undefined {
  for (let scope: ts.Node | undefined = identifier.parent; scope !== undefined; scope = scope.parent) {
    const declaration = ts.isFunctionLike(scope)
      ? scope.parameters.find((parameter) => binds(parameter.name, identifier.text))
      : ts.isBlock(scope) || ts.isModuleBlock(scope) || ts.isSourceFile(scope)
        ? declarationIn(scope.statements, identifier.text)
        : undefined;
    if (declaration !== undefined) {
      return collection.found.find((found) => found.container === null && isDeclaredBy(found, declaration));
    }
  }
  return undefined;
}

function declarationIn(statements: readonly ts.Statement[], name: string): ts.Node | undefined {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name && statement.body !== undefined) {
      return statement;
    }
    if (ts.isVariableStatement(statement)) {
      const declaration = statement.declarationList.declarations.find((candidate) => binds(candidate.name, name));
      if (declaration !== undefined) {
        return declaration;
      }
    }
  }
  return undefined;
}

function binds(pattern: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(pattern)) {
    return pattern.text === name;
  }
  return pattern.elements.some((element) => ts.isBindingElement(element) && binds(element.name, name));
}

function isDeclaredBy(found: FoundFunction, declaration: ts.Node): boolean {
  if (found.unit.node === declaration) {
    return true;
  }
  return ts.isVariableDeclaration(declaration) && declaration.name.getStart() === found.unit.nameStart;
}
