/**
 * @file Arrays as long as a number says, be it a constant of the module: `for (let i = 0; i < HIDDEN; i++) … weights.out[i]`. With more
 * entries than that, which such a gradient leaves alone and a value that goes through all of them does not, nobody calls the two. Syntax
 * only.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { type InputSpec, partOf } from '../../frontend/trace/inputs/input-spec.ts';
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
      noteLength(parameterSpec(session, owner, index), fields, count);
    }
  }
}

function noteLength(spec: InputSpec, [field, ...fields]: Path, count: number): void {
  if (field === undefined) spec.length ??= count;
  else if (field === each) {
    const known = spec.ofEach;
    spec.ofEach = (entry) => {
      known?.(entry);
      noteLength(entry, fields, count);
    };
  } else noteLength(partOf(spec, field), fields, count);
}

/** A parameter's name and the fields that lead to an array. */
type Path = readonly string[];

/** Stands in a path for whichever entry of an array. */
const each = '*';

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
      // Of a buffer with other things behind it a loop to a number takes the first few entries.
      if (counted.isLiteral && isTakenOtherwise(access.expression.getText(), body)) return;
      const known = path === null ? undefined : found.get(path.join('.'));
      if (path !== null && (known?.[1] ?? 0) < counted.count) found.set(path.join('.'), [path, counted.count]);
    });
  });
  return [...found.values()];
}

/** Whether entries of an array are taken at computed places: `w[16 + j]`. */
function isTakenOtherwise(array: string, body: ts.Node): boolean {
  let found = false;
  forEachDescendant(body, (node) => {
    found ||=
      ts.isElementAccessExpression(node) &&
      node.expression.getText() === array &&
      !ts.isIdentifier(node.argumentExpression);
    return !found;
  });
  return found;
}

/** The counter and the end of `for (let i = 0; i < COUNT; i++)`, where that is a number or a constant of the module. */
function countOf({
  initializer,
  condition,
}: ts.ForStatement): { readonly name: string; readonly count: number; readonly isLiteral: boolean } | null {
  const isList = initializer !== undefined && ts.isVariableDeclarationList(initializer);
  const counter = isList ? initializer.declarations[0] : undefined;
  if (counter?.initializer?.getText() !== '0' || condition === undefined || !ts.isBinaryExpression(condition))
    return null;
  const { left, operatorToken, right } = condition;
  const isBelow = operatorToken.kind === ts.SyntaxKind.LessThanToken && left.getText() === counter.name.getText();
  if (!isBelow) return null;
  const isLiteral = ts.isNumericLiteral(right);
  const count = isLiteral ? Number(right.text) : ts.isIdentifier(right) ? constantOf(right) : null;
  return count === null || (isLiteral && count < 2) ? null : { name: counter.name.getText(), count, isLiteral };
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
  const whole = goneThrough(expression, body);
  if (whole !== null) {
    const outer = pathOf(withoutChoice(whole), body);
    return outer === null ? null : [...outer, each];
  }
  let local: ts.Expression | null = null;
  forEachDescendant(body, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === expression.text) local = node.initializer ?? null;
    return local === null;
  });
  if (local === null) return [expression.text];
  return madeOf(local, body);
}

/** The array of which a name is each entry in turn: `for (const sample of samples)`, `samples.forEach((sample) => …)`. */
function goneThrough(name: ts.Identifier, body: ts.Node): ts.Expression | null {
  for (let scope: ts.Node = name.parent; scope !== body; scope = scope.parent) {
    if (ts.isForOfStatement(scope) && ts.isVariableDeclarationList(scope.initializer)) {
      if (scope.initializer.declarations[0]?.name.getText() === name.text) return scope.expression;
    }
    if (!ts.isArrowFunction(scope) && !ts.isFunctionExpression(scope)) continue;
    const index = scope.parameters.findIndex((parameter) => parameter.name.getText() === name.text);
    if (index < 0) continue;
    const { parent } = scope;
    const isCallback = ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression);
    if (!isCallback) return null;
    const { name: method, expression } = parent.expression;
    const place = /^(forEach|map|flatMap|every|some)$/.test(method.text) ? 0 : method.text === 'reduce' ? 1 : -1;
    return index === place ? expression : null;
  }
  return null;
}

/** Some entries of an array, or all in another order, are entries of that. */
function withoutChoice(expression: ts.Expression): ts.Expression {
  const isCall = ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression);
  if (!isCall || !/^(slice|filter|sort|toSorted|reverse|toReversed)$/.test(expression.expression.name.text))
    return expression;
  return withoutChoice(expression.expression.expression);
}

/** The array that a new one is made of, entry by entry. */
function madeOf(initializer: ts.Expression, body: ts.Node): Path | null {
  if (!ts.isCallExpression(initializer) || !ts.isPropertyAccessExpression(initializer.expression)) return null;
  const { name, expression } = initializer.expression;
  return /^(map|slice)$/.test(name.text) && !(name.text === 'slice' && initializer.arguments.length > 0)
    ? pathOf(expression, body)
    : null;
}
