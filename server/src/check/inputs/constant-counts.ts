/**
 * @file Arrays as long as a constant of the module says: `for (let i = 0; i < HIDDEN; i++) … weights.out[i]`. With more entries than that,
 * which such a gradient leaves alone and a value that goes through all of them does not, nobody calls the two. Syntax only.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { partOf } from '../../frontend/trace/inputs/input-spec.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import { parameterName, parametersOf, parameterSpec, type Session } from '../sampling/session.ts';

export function noteConstantCounts(session: Session): void {
  const { value, gradient } = session;
  for (const unit of new Set([value, gradient])) {
    for (const [[name, ...fields], count] of lengthsIn(unit)) {
      // What both take is one input.
      const owner = parametersOf(value).some((parameter, i) => parameterName(parameter, i) === name) ? value : unit;
      const index = parametersOf(owner).findIndex((parameter, i) => parameterName(parameter, i) === name);
      if (index < 0) continue;
      const spec = fields.reduce((outer, field) => partOf(outer, field), parameterSpec(session, owner, index));
      spec.length ??= count;
    }
  }
}

/** A parameter's name and the fields that lead to an array. */
type Path = readonly string[];

/** How many entries the loops of a function that end at a constant take of each array within its arguments. */
function lengthsIn({ node }: FunctionUnit): readonly (readonly [Path, number])[] {
  const { body } = node;
  if (body === undefined) return [];
  const found = new Map<string, readonly [Path, number]>();
  forEachDescendant(body, (loop) => {
    if (!ts.isForStatement(loop)) return;
    const counted = countOf(loop);
    if (counted === null) return;
    forEachDescendant(loop.statement, (access) => {
      if (!ts.isElementAccessExpression(access) || access.argumentExpression.getText() !== counted.name) return;
      const path = pathOf(access.expression, body);
      const known = path === null ? undefined : found.get(path.join('.'));
      if (path !== null && (known?.[1] ?? 0) < counted.count) found.set(path.join('.'), [path, counted.count]);
    });
  });
  return [...found.values()];
}

/** The counter and the end of `for (let i = 0; i < COUNT; i++)`, where that is a constant of the module. */
function countOf({
  initializer,
  condition,
}: ts.ForStatement): { readonly name: string; readonly count: number } | null {
  const isList = initializer !== undefined && ts.isVariableDeclarationList(initializer);
  const counter = isList ? initializer.declarations[0] : undefined;
  if (counter?.initializer?.getText() !== '0' || condition === undefined || !ts.isBinaryExpression(condition))
    return null;
  const { left, operatorToken, right } = condition;
  const isBelow = operatorToken.kind === ts.SyntaxKind.LessThanToken && left.getText() === counter.name.getText();
  const count = isBelow && ts.isIdentifier(right) ? constantOf(right) : null;
  return count === null ? null : { name: counter.name.getText(), count };
}

/** The whole number that a top-level `const` is defined as; null where the name means anything else. */
function constantOf(name: ts.Identifier): number | null {
  for (let outer: ts.Node = name.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionLike(outer) && outer.parameters.some((parameter) => parameter.name.getText() === name.text))
      return null;
    if (ts.isBlock(outer) && declarationOf(outer.statements, name.text) !== undefined) return null;
  }
  const declaration = declarationOf(name.getSourceFile().statements, name.text);
  const { initializer } = declaration ?? {};
  const isConstant = declaration !== undefined && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant && initializer !== undefined && ts.isNumericLiteral(initializer) ? Number(initializer.text) : null;
}

function declarationOf(statements: readonly ts.Statement[], name: string): ts.VariableDeclaration | undefined {
  return statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find((declaration) => declaration.name.getText() === name);
}

/** `weights.out` of what is written so, or of a local that has one entry for each of its entries: `weights.out.map(() => 0)`. */
function pathOf(expression: ts.Expression, body: ts.Node): Path | null {
  if (ts.isNonNullExpression(expression) || ts.isParenthesizedExpression(expression))
    return pathOf(expression.expression, body);
  if (ts.isPropertyAccessExpression(expression)) {
    const outer = pathOf(expression.expression, body);
    return outer === null ? null : [...outer, expression.name.text];
  }
  if (!ts.isIdentifier(expression)) return null;
  let local: ts.Expression | null = null;
  forEachDescendant(body, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === expression.text) local = node.initializer ?? null;
    return local === null;
  });
  if (local === null) return [expression.text];
  return madeOf(local, body);
}

/** The array that a new one is made of, entry by entry. */
function madeOf(initializer: ts.Expression, body: ts.Node): Path | null {
  if (!ts.isCallExpression(initializer) || !ts.isPropertyAccessExpression(initializer.expression)) return null;
  const { name, expression } = initializer.expression;
  return /^(map|slice)$/.test(name.text) && !(name.text === 'slice' && initializer.arguments.length > 0)
    ? pathOf(expression, body)
    : null;
}
