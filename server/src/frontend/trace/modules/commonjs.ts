/** @file What a CommonJS file exports: assignments to `module.exports`, `exports.name` and their kin at its top level. Syntax only. */
import * as ts from 'typescript';

interface CommonJsExports {
  /** The right side of `module.exports = …`. */
  readonly whole: ts.Expression | null;
  readonly named: ReadonlyMap<string, ts.Expression>;
}

/** A tree never changes, so its exports are found once. */
const known = new WeakMap<ts.SourceFile, CommonJsExports>();

export function commonJsExports(tree: ts.SourceFile): CommonJsExports {
  let exports = known.get(tree);
  if (exports === undefined) known.set(tree, (exports = find(tree)));
  return exports;
}

function find(tree: ts.SourceFile): CommonJsExports {
  let whole: ts.Expression | null = null;
  const named = new Map<string, ts.Expression>();
  for (const statement of tree.statements) {
    if (!ts.isExpressionStatement(statement)) continue;
    const targets: ts.Expression[] = [];
    let value: ts.Expression = statement.expression;
    // `exports = module.exports = f` and `exports.a = exports.b = f` name one value twice.
    while (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      targets.push(value.left);
      value = value.right;
    }
    // `exports.a = exports.b = void 0` only announces names.
    if (ts.isVoidExpression(value)) continue;
    for (const target of targets) {
      if (isModuleExports(target)) whole = isExports(value) ? whole : value;
      else {
        const name = exportedName(target);
        if (name !== null) named.set(name, value);
      }
    }
  }
  return { whole, named };
}

function isModuleExports(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  );
}

function isExports(node: ts.Expression): boolean {
  return isModuleExports(node) || (ts.isIdentifier(node) && node.text === 'exports');
}

function exportedName(node: ts.Expression): string | null {
  if (ts.isPropertyAccessExpression(node) && isExports(node.expression)) return node.name.text;
  const isElement = ts.isElementAccessExpression(node) && isExports(node.expression);
  return isElement && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null;
}
