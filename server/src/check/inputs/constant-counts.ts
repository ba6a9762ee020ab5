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
  const ofValue = lengthsIn(value);
  for (const unit of new Set([value, gradient])) {
    for (const { path, count, isLiteral } of unit === value ? ofValue : lengthsIn(unit)) {
      const [name, ...fields] = path;
      // What both take is one input.
      const owner = parametersOf(value).some((parameter, i) => parameterName(parameter, i) === name) ? value : unit;
      const index = parametersOf(owner).findIndex((parameter, i) => parameterName(parameter, i) === name);
      // A value that counts the first few entries and takes the others as well is not of these alone.
      const counted = value === gradient ? undefined : ofValue.find((each) => each.path.join() === path.join());
      const goesOn = counted?.isUsedOtherwise === true;
      if (index < 0) noteInTuple(session, owner, [name!, ...fields], count);
      if (index < 0 || goesOn || (isLiteral && ![value, gradient].some(hasLayout))) continue;
      noteLength(parameterSpec(session, owner, index), fields, count);
    }
  }
}

/** Of a tuple that is taken apart, `([p0, p1, p2], k) => …`, the points are as long as the loop over them says. */
function noteInTuple(session: Session, owner: FunctionUnit, [name, ...fields]: Path, count: number): void {
  parametersOf(owner).forEach((parameter, i) => {
    if (!ts.isArrayBindingPattern(parameter.name)) return;
    const place = parameter.name.elements.findIndex((e) => ts.isBindingElement(e) && e.name.getText() === name);
    if (place < 0) return;
    const spec = parameterSpec(session, owner, i);
    if (spec.shape === 'unknown') spec.shape = 'array';
    if (spec.shape === 'array') noteLength(partOf(spec, String(place)), fields, count);
  });
}

/** Whether a function writes out where things lie in an array, `w[3]` or `w[16 + j]`, so that it is not for any number of them. */
function hasLayout({ node }: FunctionUnit): boolean {
  return /\[\s*\d+\s*(\]|\+)|\+\s*\d+\s*\]/.test(node.body?.getText() ?? '');
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

/** How long an array is, as far as the loops of a function say. */
interface CountedArray {
  readonly path: Path;
  readonly count: number;
  readonly isLiteral: boolean;
  /** Whether it is used in other ways than by these loops. */
  readonly isUsedOtherwise: boolean;
}

/** How many entries the loops of a function that end at a constant take of each array within its arguments. */
function lengthsIn({ node }: FunctionUnit): readonly CountedArray[] {
  const { body } = node;
  if (body === undefined) return [];
  const found = new Map<string, CountedArray>();
  forEachDescendant(body, (loop) => {
    if (!ts.isForStatement(loop)) return;
    const counted = countOf(loop);
    if (counted === null) return;
    forEachDescendant(loop.statement, (access) => {
      if (!ts.isElementAccessExpression(access) || access.argumentExpression.getText() !== counted.name) return;
      const path = pathOf(access.expression, body);
      const { entries, others, isCut } = usesOf(access.expression.getText(), body);
      // Of a buffer with other things behind it such a loop takes the first few entries.
      if (path === null || isCut || !entries.every((each) => isOfCount(each, counted.count))) return;
      const known = found.get(path.join('.'));
      if ((known?.count ?? 0) < counted.count)
        found.set(path.join('.'), { path, ...counted, isUsedOtherwise: others > 0 });
    });
  });
  return [...found.values()];
}

interface UsesOfArray {
  readonly entries: readonly ts.ElementAccessExpression[];
  /** How often it is read in other ways than entry by entry. */
  readonly others: number;
  /** Whether some of the entries are taken apart, as `x.slice(2)`. */
  readonly isCut: boolean;
}

function usesOf(array: string, body: ts.Node): UsesOfArray {
  const entries: ts.ElementAccessExpression[] = [];
  let others = 0;
  let isCut = false;
  forEachDescendant(body, (node) => {
    if (!ts.isExpression(node) || node.getText() !== array) return;
    const { parent } = node;
    if (ts.isElementAccessExpression(parent) && parent.expression === node) entries.push(parent);
    else if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) others++;
    isCut ||= ts.isPropertyAccessExpression(parent) && /^(slice|subarray|splice)$/.test(parent.name.text);
  });
  return { entries, others, isCut };
}

/** Whether an entry is taken by the counter of a loop to that count, or by its number. */
function isOfCount({ argumentExpression: index }: ts.ElementAccessExpression, count: number): boolean {
  if (ts.isNumericLiteral(index)) return Number(index.text) < count;
  if (!ts.isIdentifier(index)) return false;
  for (let outer: ts.Node = index.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (!ts.isForStatement(outer)) continue;
    const list = outer.initializer;
    const declares = list !== undefined && ts.isVariableDeclarationList(list) ? list.declarations : [];
    if (declares.some(({ name }) => name.getText() === index.text)) return countOf(outer)?.count === count;
  }
  // The index of a callback goes through all of them.
  return true;
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
