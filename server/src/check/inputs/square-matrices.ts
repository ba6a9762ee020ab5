/**
 * @file Counts that must be equal: a vector that loops read along both sides of a matrix, as in x·A·x, is as long as either, so the
 * matrix is square; and so are rows of which the diagonal is read, or that counters with one bound go through along both sides. Nothing
 * else says so, and with other matrices a right gradient would be wrong. Syntax only.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { type InputSpec, partOf } from '../../frontend/trace/inputs/input-spec.ts';
import { parameterName, parametersOf, parameterSpec, type Session } from '../sampling/session.ts';

/** What only square matrices have, which code for it computes of others as well. */
const ofSquareAlone = /(inverse|determinant|log(abs)?det|cholesky|expm)$|^(inv|det|trace)$/;

/** Makes the second count of each such matrix the first one. */
export function noteSquareMatrices(session: Session): void {
  const { node } = session.value;
  if (node.body === undefined) return;
  const names = parametersOf(session.value).map(parameterName);
  const ofSquare = ofSquareAlone.test(plainName(session.value.name)) ? names.slice(0, 1) : [];
  const ofGradient = session.gradient.node.body;
  const compared = ofGradient === undefined ? [] : squareRows(ofGradient, isCompared);
  for (const name of [...squareRows(node.body), ...compared, ...ofSquare]) {
    const index = names.indexOf(name);
    if (index >= 0) parameterSpec(session, session.value, index).isSquare = true;
  }
  for (const [first, second] of countsOfOneVector(node.body, new Set(names))) {
    const spec = specOf(session, names, first);
    const other = specOf(session, names, second);
    if (spec !== null && other !== null) other.sameAs = spec;
  }
}

/** `A.rows` of an argument, or a count that is an argument itself. */
function specOf(session: Session, names: readonly string[], count: string): InputSpec | null {
  const [owner, name] = parts(count);
  const index = names.indexOf(owner ?? name);
  if (index < 0) return null;
  const spec = parameterSpec(session, session.value, index);
  return owner === null ? spec : partOf(spec, name);
}

/** Pairs of counts, both of one matrix or both arguments, that bound loops over the same argument. */
function countsOfOneVector(body: ts.Node, parameters: ReadonlySet<string>): readonly (readonly [string, string])[] {
  const aliases = new Map<string, string>();
  const bounds = new Map<string, Set<string>>();
  forEachDescendant(body, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      aliases.set(node.name.text, node.initializer.getText());
    }
    if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    const vector = node.expression.text;
    if (!parameters.has(vector) || !ts.isIdentifier(node.argumentExpression)) return;
    const bound = boundAround(node, node.argumentExpression.text);
    if (bound === null) return;
    const known = bounds.get(vector);
    if (known === undefined) bounds.set(vector, new Set([bound]));
    else known.add(bound);
  });
  return [...bounds.values()].flatMap((each): (readonly [string, string])[] => {
    const [first, second, ...others] = new Set([...each].map((bound) => aliases.get(bound) ?? bound));
    return first !== undefined && second !== undefined && others.length === 0 && areSides(first, second)
      ? [[first, second]]
      : [];
  });
}

/** Names of arrays of rows that are read as `m[i][i]`, or as `m[i][j]` with counters up to the same bound. */
function squareRows(
  body: ts.Node,
  mayBe: (body: ts.Node, i: string, j: string) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set<string>();
  forEachDescendant(body, (node) => {
    if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.argumentExpression)) return;
    const row = ts.isNonNullExpression(node.expression) ? node.expression.expression : node.expression;
    if (!ts.isElementAccessExpression(row) || !ts.isIdentifier(row.expression)) return;
    if (!ts.isIdentifier(row.argumentExpression)) return;
    const [i, j] = [row.argumentExpression.text, node.argumentExpression.text];
    const bound = boundAround(node, i);
    if (bound === null || (i !== j && bound !== boundAround(node, j)) || !mayBe(body, i, j)) return;
    found.add(row.expression.text);
  });
  return found;
}

/** Whether rows and columns are told to be the same things, as by `if (j === i) continue`; a gradient may take the one for the other. */
function isCompared(body: ts.Node, i: string, j: string): boolean {
  let found = false;
  forEachDescendant(body, (node) => {
    if (!ts.isBinaryExpression(node) || !/^[!=]==?$/.test(node.operatorToken.getText())) return;
    const sides = [node.left.getText(), node.right.getText()];
    found ||= i !== j && sides.includes(i) && sides.includes(j);
  });
  return found;
}

/** What bounds the counter of the loop around an expression, as written. */
function boundAround(use: ts.Node, counter: string): string | null {
  for (let node = use.parent; node !== undefined && !isNamedFunction(node); node = node.parent) {
    if (ts.isFunctionLike(node)) {
      const array = arrayCountedBy(node, counter);
      if (array !== null) return `${array}.length`;
    }
    if (!ts.isForStatement(node) || node.condition === undefined || !ts.isBinaryExpression(node.condition)) continue;
    const { left, operatorToken, right } = node.condition;
    if (left.getText() === counter && operatorToken.kind === ts.SyntaxKind.LessThanToken) return right.getText();
  }
  return null;
}

/** The array that a callback is called for each entry of, where its counter is the index. */
function arrayCountedBy(callback: ts.SignatureDeclaration, counter: string): string | null {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const at = /^reduce(Right)?$/.test(call.expression.name.text) ? 2 : 1;
  const index = callback.parameters[at]?.name;
  return index?.getText() === counter ? call.expression.expression.getText() : null;
}

function isNamedFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && !ts.isArrowFunction(node) && !ts.isFunctionExpression(node);
}

/** Two fields of one argument, or `rows` and `cols` by themselves. */
function areSides(first: string, second: string): boolean {
  const isSide = (name: string): boolean => /^(rows|cols|columns|height|width|nrows|ncols)$/i.test(name);
  const [owner, side] = parts(first);
  const [otherOwner, otherSide] = parts(second);
  return owner === otherOwner && isSide(side) && isSide(otherSide);
}

/** `A.rows` as `A` and `rows`; a name by itself has no owner. */
function parts(count: string): readonly [string | null, string] {
  const dot = count.indexOf('.');
  return dot < 0 ? [null, count] : [count.slice(0, dot), count.slice(dot + 1)];
}
