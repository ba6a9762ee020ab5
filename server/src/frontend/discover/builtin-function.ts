/**
 * @file A function of `Math` handed on by reference, as in `{ fn: Math.tanh, derivative: … }`: it becomes a function that calls it,
 * so that it can be the value of a pair. It stands where the reference stands.
 */
import * as ts from 'typescript';
import { forEachDescendant, parseSource } from '../parse.ts';
import type { SourceUnit } from '../types.ts';
import type { FoundFunction } from './collect.ts';

const DIFFERENTIABLE: ReadonlySet<string> = new Set(
  'sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 sqrt cbrt abs'.split(' '),
);

/** What `const tanh = Math.tanh` at the top of a file names. */
export function builtinsOf(file: SourceUnit): readonly FoundFunction[] {
  return file.tree.statements.flatMap((statement) =>
    !ts.isVariableStatement(statement)
      ? []
      : statement.declarationList.declarations.flatMap(({ name, initializer }) => {
          if (initializer === undefined || !ts.isIdentifier(name)) return [];
          return builtinFunction(initializer, name.text, null, file) ?? [];
        }),
  );
}

/** Null for any other expression. */
export function builtinFunction(
  expression: ts.Expression,
  name: string,
  owner: string | null,
  file: SourceUnit,
): FoundFunction | null {
  if (!ts.isPropertyAccessExpression(expression) || expression.expression.getText() !== 'Math') return null;
  if (!DIFFERENTIABLE.has(expression.name.text)) return null;
  const start = expression.getStart();
  // Blanks before it give the function the offset of the reference.
  const text = `${' '.repeat(start)}(x) => ${expression.getText()}(x)`;
  const unit = parseSource(file.path, text);
  let found: FoundFunction | null = null;
  forEachDescendant(unit.tree, (node) => {
    if (!ts.isArrowFunction(node)) return;
    const place = { file: unit, nameStart: start, nameEnd: expression.end };
    found = {
      unit: { name, node, tags: [], owner, broken: false, ...place },
      scope: unit.tree,
      container: null,
      localName: name,
      parameters: ['x'],
      factory: null,
    };
    return false;
  });
  return found;
}
