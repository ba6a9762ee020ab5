/**
 * @file Which collected function an identifier means, by the lexical rules that matter for pairing.
 * Imports are `imports.ts`; values that are not functions resolve to nothing.
 */
import * as ts from 'typescript';
import { namesBound } from '../trace/modules/declarations.ts';
import type { Collection, FoundFunction } from './collect.ts';

/** Undefined when the nearest declaration of the name is not a collected function. */
export function resolveIdentifier(identifier: ts.Identifier, collection: Collection): FoundFunction | undefined {
  for (let scope: ts.Node | undefined = identifier.parent; scope !== undefined; scope = scope.parent) {
    const declaration = declarationsOf(scope)?.get(identifier.text);
    if (declaration !== undefined) {
      return freeFunctionAt(declaration, collection);
    }
  }
  return undefined;
}

/** The names that each scope of a tree declares, and what collected function stands where: bundles ask for thousands of names. */
const declarations = new WeakMap<ts.Node, ReadonlyMap<string, ts.Node>>();
const freeFunctions = new WeakMap<Collection, FreeFunctions>();

interface FreeFunctions {
  readonly byNode: ReadonlyMap<ts.Node, FoundFunction>;
  readonly byNameStart: ReadonlyMap<number, FoundFunction>;
}

/** What a scope declares by name, the first declaration of each; null for a node that is no scope. */
function declarationsOf(scope: ts.Node): ReadonlyMap<string, ts.Node> | null {
  const isBody = ts.isBlock(scope) || ts.isModuleBlock(scope) || ts.isSourceFile(scope);
  if (!isBody && !ts.isFunctionLike(scope)) return null;
  const known = declarations.get(scope);
  if (known !== undefined) return known;
  const found = new Map<string, ts.Node>();
  const add = (name: string, node: ts.Node): void => {
    if (!found.has(name)) found.set(name, node);
  };
  if (!isBody) {
    for (const parameter of scope.parameters) namesBound(parameter.name).forEach((name) => add(name, parameter));
  } else {
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined) {
        add(statement.name.text, statement);
      } else if (ts.isVariableStatement(statement)) {
        for (const declaration of statement.declarationList.declarations) {
          namesBound(declaration.name).forEach((name) => add(name, declaration));
        }
      }
    }
  }
  declarations.set(scope, found);
  return found;
}

function freeFunctionAt(declaration: ts.Node, collection: Collection): FoundFunction | undefined {
  const { byNode, byNameStart } = freeFunctionsOf(collection);
  return (
    byNode.get(declaration) ??
    (ts.isVariableDeclaration(declaration) ? byNameStart.get(declaration.name.getStart()) : undefined)
  );
}

function freeFunctionsOf(collection: Collection): FreeFunctions {
  const known = freeFunctions.get(collection);
  if (known !== undefined) return known;
  const byNode = new Map<ts.Node, FoundFunction>();
  const byNameStart = new Map<number, FoundFunction>();
  for (const found of collection.found) {
    if (found.container !== null) continue;
    byNode.set(found.unit.node, found);
    if (!byNameStart.has(found.unit.nameStart)) byNameStart.set(found.unit.nameStart, found);
  }
  const index = { byNode, byNameStart };
  freeFunctions.set(collection, index);
  return index;
}
