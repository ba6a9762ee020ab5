/** @file The files that one run reads: what its imports mean, and which statements in them its result depends on. */
import * as ts from 'typescript';
import type { SourceUnit } from '../../types.ts';
import { isTypeDeclaration, type TypeDeclaration } from './declarations.ts';
import { mayExport, namedExport, starExports } from './exports.ts';
import { isOfVectors, vectorsOf } from '../libraries/three.ts';
import { Unsupported } from '../outcome.ts';

/** Finds the file that an import names; null when there is none that we may read. */
export type ImportResolver = (fromPath: string, specifier: string) => SourceUnit | null;

/** A declaration that a trace looked at. */
export interface Dependency {
  readonly path: string;
  readonly text: string;
}

export class ReadModules {
  readonly #resolveImport: ImportResolver;
  readonly #units = new Map<ts.SourceFile, SourceUnit>();
  readonly dependencies = new Map<ts.Node, Dependency>();

  constructor(resolveImport: ImportResolver) {
    this.#resolveImport = resolveImport;
  }

  /** The tree of a file, from which its imports can be followed from now on. */
  treeOf(unit: SourceUnit): ts.SourceFile {
    if (!isOfVectors(unit)) this.#units.set(unit.tree, unit);
    return unit.tree;
  }

  /** The file that a specifier in the file of `node` means, not parsed yet; null when it was not found or is not read. */
  unitBehind(node: ts.Node, specifier: string): SourceUnit | null {
    const from = this.#units.get(node.getSourceFile());
    return from === undefined ? null : (this.#resolveImport(from.path, specifier) ?? vectorsOf(specifier));
  }

  /** Like {@link unitBehind}, as a tree. @throws Unsupported where there is none. */
  moduleBehind(node: ts.Node, specifier: string): ts.SourceFile {
    const unit = this.unitBehind(node, specifier);
    if (unit === null) throw notRead(node, specifier);
    return this.treeOf(unit);
  }

  /** Remembers that the result depends on a declaration. */
  note(node: ts.Node): void {
    const unit = this.#units.get(node.getSourceFile());
    if (unit !== undefined) this.dependencies.set(node, { path: unit.path, text: node.getText() });
  }

  /** The declaration of a type name, for annotations: in the same file, or in the file it is imported from. */
  typeDeclaration(node: ts.Node, name: string): TypeDeclaration | null {
    const tree = node.getSourceFile();
    const own = declarationIn(tree, name);
    if (own !== null) return own;
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const clause = statement.importClause;
      const from = statement.moduleSpecifier.text;
      if (clause?.name?.text === name) return this.#exportedType(statement, from, 'default', new Set());
      const bindings = clause?.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
      const element = bindings.elements.find((e) => e.name.text === name);
      if (element !== undefined) {
        return this.#exportedType(statement, from, (element.propertyName ?? element.name).text, new Set());
      }
    }
    return null;
  }

  /** Types are passed on by the same exports as values; `seen` ends cycles. */
  #exportedType(node: ts.Node, from: string, name: string, seen: Set<SourceUnit>): TypeDeclaration | null {
    const unit = this.unitBehind(node, from);
    if (unit === null || seen.has(unit) || !mayExport(unit, name)) return null;
    seen.add(unit);
    const tree = this.treeOf(unit);
    const found = namedExport(tree, name);
    if (found?.kind === 'passed-on') return this.#exportedType(found.statement, found.from, found.name, seen);
    const own = declarationIn(tree, found?.kind === 'own' ? found.name : name);
    if (own !== null) {
      this.note(own);
      return own;
    }
    for (const star of starExports(tree)) {
      const passedOn = this.#exportedType(star.statement, star.from, name, seen);
      if (passedOn !== null) return passedOn;
    }
    return null;
  }
}

export function notRead(node: ts.Node, specifier: string): Unsupported {
  return new Unsupported('unresolved-import', `the import of '${specifier}', which was not found or is not read`, node);
}

function declarationIn(tree: ts.SourceFile, name: string): TypeDeclaration | null {
  return tree.statements.find((s): s is TypeDeclaration => isTypeDeclaration(s) && s.name?.text === name) ?? null;
}
