/**
 * @file A function of `Math` handed on by reference, as in `{ fn: Math.tanh, derivative: … }`: it becomes a function that calls it,
 * so that it can be a half of a pair. It stands where the reference stands.
 */
import * as ts from 'typescript';
import { forEachDescendant, parseSource } from '../parse.ts';
import type { SourceUnit } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { splitWords } from './words.ts';

const DIFFERENTIABLE: ReadonlySet<string> = new Set(
  'sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 sqrt cbrt abs'.split(' '),
);

/** What `const tanh = Math.tanh` at the top of a file names, and members such as `tanh: Math.tanh` that go by the function's own name. */
export function builtinsOf(file: SourceUnit): readonly FoundFunction[] {
  const found: FoundFunction[] = [];
  if (!/[=:]\s*Math\.\w/.test(file.text)) return found;
  forEachDescendant(file.tree, (node) => {
    const named = namedReference(node);
    const builtin = named === null ? null : builtinFunction(named.expression, named.name, null, file);
    if (builtin !== null) found.push(builtin);
  });
  return found;
}

function namedReference(node: ts.Node): { readonly name: string; readonly expression: ts.Expression } | null {
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
    const isAtTop = ts.isSourceFile(node.parent.parent.parent);
    return isAtTop ? { name: node.name.text, expression: node.initializer } : null;
  }
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    return node.initializer === undefined ? null : ownName(node.name.getText(), node.initializer);
  }
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isAssignment && ts.isPropertyAccessExpression(node.left) ? ownName(node.left.name.text, node.right) : null;
}

/** `tanh: Math.tanh`, where the name says which function it is. */
function ownName(name: string, expression: ts.Expression): ReturnType<typeof namedReference> {
  const isOwn = ts.isPropertyAccessExpression(expression) && splitWords(name).join('') === expression.name.text;
  return isOwn ? { name, expression } : null;
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
  // What stands before it, as blanks, gives the function the place of the reference.
  const text = `${file.text.slice(0, start).replace(/[^\r\n]/g, ' ')}(x) => ${expression.getText()}(x)`;
  const unit = parseSource(file.path, text);
  let found: FoundFunction | null = null;
  forEachDescendant(unit.tree, (node) => {
    if (!ts.isArrowFunction(node)) return;
    const place = { file: unit, nameStart: start, nameEnd: expression.end };
    found = {
      unit: { name, node, tags: [], owner, broken: false, isReference: true, ...place },
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
