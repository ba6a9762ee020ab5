/** @file Which statement of an ES module exports a name, and from which other modules it may pass one on. Syntax only. */
import * as ts from 'typescript';
import type { SourceUnit } from '../../types.ts';
import { hasModifier } from './declarations.ts';

/** Where an exported name comes from. */
export type NamedExport =
  /** A declaration of the module itself, under its name there. */
  | { readonly kind: 'own'; readonly name: string }
  /** `export default` with an expression, a nameless function or a nameless class. */
  | { readonly kind: 'default'; readonly statement: ts.ExportAssignment | ts.FunctionDeclaration | ts.ClassDeclaration }
  /** `export { a as b } from './module'`. */
  | {
      readonly kind: 'passed-on';
      readonly statement: ts.ExportDeclaration;
      readonly from: string;
      readonly name: string;
    }
  /** `export * as a from './module'`. */
  | { readonly kind: 'namespace'; readonly statement: ts.ExportDeclaration; readonly from: string };

/** `export * from './module'`. */
export interface StarExport {
  readonly statement: ts.ExportDeclaration;
  readonly from: string;
}

interface Exports {
  readonly named: ReadonlyMap<string, NamedExport>;
  readonly stars: readonly StarExport[];
}

/** A tree never changes, so its exports are found once. */
const known = new WeakMap<ts.SourceFile, Exports>();

/** What a module exports under a name, `export *` aside; null when no export names it. Declarations are asked of the scope. */
export function namedExport(tree: ts.SourceFile, name: string): NamedExport | null {
  return exportsOf(tree).named.get(name) ?? null;
}

/** The modules all of whose names a module passes on. */
export function starExports(tree: ts.SourceFile): readonly StarExport[] {
  return exportsOf(tree).stars;
}

/**
 * Whether a module may export a name, judged by its text alone: a package's index passes on hundreds of modules, and parsing
 * each of them to find that it knows nothing of the name takes seconds.
 */
export function mayExport(unit: SourceUnit, name: string): boolean {
  return unit.text.includes(name) || /\bexport\s*\*|\bexports\b/.test(unit.text);
}

function exportsOf(tree: ts.SourceFile): Exports {
  let exports = known.get(tree);
  if (exports === undefined) known.set(tree, (exports = find(tree)));
  return exports;
}

function find(tree: ts.SourceFile): Exports {
  const named = new Map<string, NamedExport>();
  const stars: StarExport[] = [];
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement)) {
      if (statement.isExportEquals !== true) named.set('default', { kind: 'default', statement });
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (!hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) continue;
      const own = statement.name?.text;
      named.set('default', own === undefined ? { kind: 'default', statement } : { kind: 'own', name: own });
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause: clause, moduleSpecifier } = statement;
      const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
      if (clause === undefined) {
        if (from !== null) stars.push({ statement, from });
      } else if (ts.isNamespaceExport(clause)) {
        if (from !== null) named.set(clause.name.text, { kind: 'namespace', statement, from });
      } else {
        for (const { name, propertyName } of clause.elements) {
          const local = (propertyName ?? name).text;
          named.set(
            name.text,
            from === null ? { kind: 'own', name: local } : { kind: 'passed-on', statement, from, name: local },
          );
        }
      }
    }
  }
  return { named, stars };
}
