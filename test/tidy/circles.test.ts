/**
 * @file Modules that build their tables while they are loaded are in no circle of imports: which of a circle is loaded first depends on
 * who asks, and a table would then be built from another that is not there yet.
 */
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import * as ts from 'typescript';
import { sourceFiles } from '../harness/source-files.ts';

const tables = 'server/src/frontend/trace/tensor/';

/** What each file loads: imports of types alone load nothing. */
const loads = new Map(sourceFiles().map(({ path, text }) => [path, loadedBy(path, text)] as const));

function loadedBy(path: string, text: string): readonly string[] {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const clause = statement.importClause;
    const names = clause?.namedBindings;
    const isOfTypes =
      clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      (names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly));
    const { text: specifier } = statement.moduleSpecifier;
    return isOfTypes || !specifier.startsWith('.') ? [] : [posix.join(posix.dirname(path), specifier)];
  });
}

function reachableFrom(path: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const next of loads.get(path) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachableFrom(next, seen);
  }
  return seen;
}

describe('circles of imports', () => {
  it('pass by no table of tensor operations', () => {
    const paths = [...loads.keys()].filter((path) => path.startsWith(tables));
    assert.ok(paths.length > 10);
    assert.deepEqual(
      paths.filter((path) => reachableFrom(path).has(path)),
      [],
    );
  });
});
