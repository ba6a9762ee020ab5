/**
 * @file Functions that a file imports from its neighbours, so that `focalGrad` finds `focal` in `./focal`; as modules of the
 * language and as CommonJS. Reading the neighbours is the host's business; packages are never looked into.
 */
import * as ts from 'typescript';
import type { SourceUnit } from '../types.ts';
import { collectFunctions, type FoundFunction } from './collect.ts';
import { propertyName } from './naming.ts';

/** How discovery reaches neighbouring files. Answers null for what cannot be read. */
export interface SiblingFiles {
  resolveImport(path: string, specifier: string): SourceUnit | null;
}

/** Re-exports are followed this far: an index file, and one more behind it. */
const MAX_REEXPORTS = 3;

/** An index that passes on more modules than this is a library's, not a neighbour's; reading all of them would take seconds. */
const MAX_PASSED_ON = 30;

/** The imported functions under their local names. */
export function importedFunctions(file: SourceUnit, siblings: SiblingFiles): readonly FoundFunction[] {
  return file.tree.statements.flatMap((statement): readonly FoundFunction[] => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap((each) => required(each, file, siblings));
    }
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) {
      return [];
    }
    const source = sourceOf(file, statement.moduleSpecifier, siblings);
    if (source === null) {
      return [];
    }
    const exported = exportsOf(source, siblings);
    const { name, namedBindings } = statement.importClause;
    const imported: FoundFunction[] = [];
    const add = (key: string, localName: string): void => {
      const found = exported.get(key);
      if (found !== undefined) {
        imported.push({ ...found, localName });
      }
    };
    if (name !== undefined) {
      add('default', name.text);
    }
    if (namedBindings !== undefined && ts.isNamedImports(namedBindings)) {
      for (const element of namedBindings.elements) {
        add((element.propertyName ?? element.name).text, element.name.text);
      }
    } else if (namedBindings !== undefined) {
      imported.push(...exported.values());
    }
    return imported;
  });
}

/** `const { mse } = require('./loss')`, `const loss = require('./loss')`. */
function required(
  { name, initializer }: ts.VariableDeclaration,
  file: SourceUnit,
  siblings: SiblingFiles,
): readonly FoundFunction[] {
  if (initializer === undefined || !ts.isCallExpression(initializer)) return [];
  if (initializer.expression.getText() !== 'require') return [];
  const source = sourceOf(file, initializer.arguments[0], siblings);
  if (source === null) return [];
  const exported = exportsOf(source, siblings);
  if (ts.isIdentifier(name)) {
    const whole = exported.get('default');
    return whole === undefined ? [...exported.values()] : [{ ...whole, localName: name.text }];
  }
  return name.elements.flatMap((element): readonly FoundFunction[] => {
    if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) return [];
    const found = exported.get(element.propertyName?.getText() ?? element.name.text);
    return found === undefined ? [] : [{ ...found, localName: element.name.text }];
  });
}

function sourceOf(file: SourceUnit, specifier: ts.Expression | undefined, siblings: SiblingFiles): SourceUnit | null {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) {
    return null;
  }
  return siblings.resolveImport(file.path, specifier.text);
}

/** Top-level functions by the name they are exported under. */
export function exportsOf(
  file: SourceUnit,
  siblings: SiblingFiles,
  depth: number = MAX_REEXPORTS,
): ReadonlyMap<string, FoundFunction> {
  const { found: all } = collectFunctions(file);
  const passedOn = file.tree.statements.filter(
    (each) => ts.isExportDeclaration(each) && each.moduleSpecifier !== undefined,
  );
  const followed = passedOn.length > MAX_PASSED_ON ? 0 : depth;
  const free = new Map(
    all
      .filter((found) => found.container === null && found.scope === file.tree)
      .map((found) => [found.unit.name, found]),
  );
  const exported = new Map<string, FoundFunction>();
  const add = (key: string, found: FoundFunction | undefined): void => {
    if (found !== undefined && !exported.has(key)) {
      exported.set(key, { ...found, localName: key, container: null });
    }
  };
  for (const statement of file.tree.statements) {
    const isExported = ts.canHaveModifiers(statement)
      ? (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (ts.isFunctionDeclaration(statement) && isExported) {
      const name = statement.name?.text ?? 'default';
      add(name, free.get(name));
      add(isDefault(statement) ? 'default' : name, free.get(name));
    } else if (ts.isVariableStatement(statement) && isExported) {
      for (const declaration of statement.declarationList.declarations) {
        add(declaration.name.getText(), free.get(declaration.name.getText()));
      }
    } else if (ts.isExportAssignment(statement)) {
      add('default', free.get(statement.expression.getText()) ?? free.get('default'));
    } else if (ts.isExpressionStatement(statement)) {
      commonJsExports(statement, all, free).forEach((found, key) => add(key, found));
    } else if (ts.isExportDeclaration(statement)) {
      const source = followed > 0 ? sourceOf(file, statement.moduleSpecifier, siblings) : null;
      const available =
        statement.moduleSpecifier === undefined
          ? free
          : source === null
            ? new Map<string, FoundFunction>()
            : exportsOf(source, siblings, followed - 1);
      if (statement.exportClause === undefined) {
        available.forEach((found, key) => add(key, found));
      } else if (ts.isNamedExports(statement.exportClause)) {
        for (const element of statement.exportClause.elements) {
          add(element.name.text, available.get((element.propertyName ?? element.name).text));
        }
      }
    }
  }
  return exported;
}

/** `exports.mse = …`, `module.exports = mse`, `module.exports = { mse, mae: … }`. */
function commonJsExports(
  { expression }: ts.ExpressionStatement,
  all: readonly FoundFunction[],
  free: ReadonlyMap<string, FoundFunction>,
): ReadonlyMap<string, FoundFunction | undefined> {
  const exported = new Map<string, FoundFunction | undefined>();
  if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) return exported;
  const { left, right } = expression;
  const valueOf = (node: ts.Expression): FoundFunction | undefined =>
    ts.isIdentifier(node) ? free.get(node.text) : all.find((found) => found.unit.node === node);
  if (left.getText() !== 'module.exports') {
    if (/^(?:module\.)?exports$/.test(left.expression.getText())) exported.set(left.name.text, valueOf(right));
  } else if (ts.isObjectLiteralExpression(right)) {
    for (const property of right.properties) {
      const name = property.name === undefined ? null : propertyName(property.name);
      if (name === null) continue;
      if (ts.isShorthandPropertyAssignment(property)) exported.set(name, free.get(name));
      else if (ts.isPropertyAssignment(property)) exported.set(name, valueOf(property.initializer));
      else
        exported.set(
          name,
          all.find((found) => found.unit.node === property),
        );
    }
  } else exported.set('default', valueOf(right));
  return exported;
}

function isDefault(statement: ts.FunctionDeclaration): boolean {
  return ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
