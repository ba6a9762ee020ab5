/** @file Which statements of a scope declare a name. Syntax only; what the declarations are worth is in `modules.ts`. */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';

/** The statements of a scope by the names they may declare; a tree never changes, so this is found once. */
const declarations = new WeakMap<ts.Node, ReadonlyMap<string, readonly ts.Statement[]>>();

export function statementsDeclaring(
  node: ts.Block | ts.ModuleBlock | ts.SourceFile,
  name: string,
): readonly ts.Statement[] {
  let index = declarations.get(node);
  if (index === undefined) {
    const found = new Map<string, ts.Statement[]>();
    for (const statement of node.statements) {
      for (const declared of namesDeclaredBy(statement)) {
        const list = found.get(declared);
        if (list === undefined) found.set(declared, [statement]);
        else list.push(statement);
      }
    }
    declarations.set(node, (index = found));
  }
  return index.get(name) ?? [];
}

function namesDeclaredBy(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((d) => namesBound(d.name));
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    const bindings = clause?.namedBindings;
    const named =
      bindings === undefined
        ? []
        : ts.isNamespaceImport(bindings)
          ? [bindings.name.text]
          : bindings.elements.map((e) => e.name.text);
    return clause?.name === undefined ? named : [clause.name.text, ...named];
  }
  const name = (statement as ts.Statement & { readonly name?: ts.Node }).name;
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

export function namesBound(pattern: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(pattern)) return [pattern.text];
  return pattern.elements.flatMap((e) => (ts.isBindingElement(e) ? namesBound(e.name) : []));
}

export type TypeDeclaration =
  ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | ts.EnumDeclaration;

export function isTypeDeclaration(node: ts.Node): node is TypeDeclaration {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

export function hasModifier(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some((m) => m.kind === kind) ?? false;
}

/** The `var` names of a function's body, which exist from its start; a tree never changes, so they are found once. */
const hoisted = new WeakMap<ts.Block, readonly string[]>();

export function hoistedNames(body: ts.Block): readonly string[] {
  let names = hoisted.get(body);
  if (names === undefined) hoisted.set(body, (names = [...new Set(varNames(body))]));
  return names;
}

function varNames(body: ts.Block): readonly string[] {
  const found: string[] = [];
  forEachDescendant(body, (node) => {
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      for (const { name } of node.declarations) found.push(...namesBound(name));
    }
    return !ts.isFunctionLike(node) && !ts.isClassLike(node);
  });
  return found;
}

/** Whether functions are written inside a loop, so that each round's variables may outlive it. */
const loopsWithFunctions = new WeakMap<ts.Node, boolean>();

export function holdsFunctions(loop: ts.Node): boolean {
  let holds = loopsWithFunctions.get(loop);
  if (holds === undefined) {
    holds = false;
    forEachDescendant(loop, (node) => {
      if (ts.isFunctionLike(node)) holds = true;
      return !holds;
    });
    loopsWithFunctions.set(loop, holds);
  }
  return holds;
}

export function declares(tree: ts.SourceFile, name: string): boolean {
  return statementsDeclaring(tree, name).length > 0;
}
