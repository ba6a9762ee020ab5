/** @file Parameters that a function fills: arrays in which the caller wants the result. */
import * as ts from 'typescript';
import { forEachDescendant } from './parse.ts';
import { rememberedOf } from './remembered.ts';
import type { FunctionNode } from './types.ts';

/**
 * `required`: an array that the function fills, or adds to, and does not look at except to return it, or after it has set its
 * entries, as a softmax divides what it wrote. `optional`: one that the function makes itself where it is given none, as in
 * `out = out || [0, 0]`. Null for any other parameter.
 */
export function outParameter(node: FunctionNode, parameter: ts.ParameterDeclaration): 'required' | 'optional' | null {
  const { writes, readsBefore, isOptional, isMasked } = usesOf(node, parameter);
  if (writes === 0 || readsBefore > 0 || isMasked) return null;
  return isOptional ? 'optional' : 'required';
}

/**
 * Whether a function changes each entry of an array, although it may leave some as they were: `delta[i] *= slope(z[i])` where the slope is
 * 1, `z[i] = activate(z[i])` where that is the identity. Of `x[from + i]` those that are left may not be meant.
 */
export function worksInPlace(node: FunctionNode, name: string): boolean {
  return changedInPlace(node).has(name);
}

const changedInPlace = rememberedOf(({ body }: FunctionNode): ReadonlySet<string> => {
  const changed = new Set<string>();
  const filled = new Set<string>();
  if (body === undefined) return changed;
  forEachDescendant(body, (child) => {
    if (!ts.isIdentifier(child) || !isWrite(child)) return;
    const place = child.parent;
    const isEach = ts.isElementAccessExpression(place) && ts.isIdentifier(place.argumentExpression);
    const isChange = isEach && (isScaled(child) || isReplacedByCall(place));
    (isChange ? changed : filled).add(child.text);
  });
  return new Set([...changed].filter((name) => !filled.has(name)));
});

/** `z[i] = activate(z[i])` */
function isReplacedByCall(place: ts.ElementAccessExpression): boolean {
  const { parent } = place;
  if (!ts.isBinaryExpression(parent) || parent.left !== place) return false;
  if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isCallExpression(parent.right)) return false;
  return parent.right.arguments.some((argument) => argument.getText().replace(/!$/, '') === place.getText());
}

interface Uses {
  readonly writes: number;
  /** Reads before the function has set the entries itself. */
  readonly readsBefore: number;
  readonly isOptional: boolean;
  /** Whether it is returned after some of its entries were set to 0, if anything: `if (y[i] <= 0) dy[i] = 0`. */
  readonly isMasked: boolean;
}

function usesOf(node: FunctionNode, parameter: ts.ParameterDeclaration): Uses {
  let writes = 0;
  let readsBefore = 0;
  let isFilled = false;
  let masks = 0;
  let isReturned = false;
  let isOptional = parameter.initializer !== undefined;
  if (ts.isIdentifier(parameter.name) && node.body !== undefined) {
    const name = parameter.name.text;
    forEachDescendant(node.body, (child) => {
      if (!ts.isIdentifier(child) || child.text !== name || isMemberName(child)) return;
      if (isWrite(child)) {
        // `dy[i] *= …` works on what was handed in, as `+=` does not on what is only added to.
        if (writes === 0 && isScaled(child)) readsBefore++;
        if (setsToZeroIf(child)) masks++;
        isFilled ||= writes === 0 && setsEntries(child);
        writes++;
      } else if (isReplaced(child)) isOptional = true;
      else if (ts.isReturnStatement(child.parent)) isReturned = true;
      else if (!isLength(child) && !isGuard(child)) {
        if (!isFilled) readsBefore++;
      }
    });
  }
  return { writes, readsBefore, isOptional, isMasked: isReturned && masks > 0 && masks === writes };
}

/** `out[i] = …` at an index that is no literal, and not in terms of the array itself. */
function setsEntries(identifier: ts.Identifier): boolean {
  const place = identifier.parent;
  const { parent } = place;
  if (!ts.isElementAccessExpression(place) || ts.isNumericLiteral(place.argumentExpression)) return false;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  let readsItself = false;
  forEachDescendant(parent.right, (child) => {
    readsItself ||= ts.isIdentifier(child) && child.text === identifier.text;
    return !readsItself;
  });
  return !readsItself;
}

/** `out = …` as a whole. */
function isReplaced(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === identifier &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** Where it only matters whether there is an array: `if (out)`, `out || …`, `!out`, `out ? …`, `out === undefined`. */
function isGuard(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isIfStatement(parent)) return parent.expression === identifier;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === identifier;
  if (ts.isTypeOfExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== identifier) return false;
  return /^(\|\||\?\?|&&|[!=]==?)$/.test(parent.operatorToken.getText());
}

function isMemberName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === identifier) ||
    (ts.isPropertyAssignment(parent) && parent.name === identifier)
  );
}

/** `out[i] = …`, `out[i]! += …`, `out[i][j] = …`, `out.fill(0)`, `out.set(…)`. */
function isWrite(identifier: ts.Identifier): boolean {
  let place: ts.Expression = identifier;
  while (isEntryOf(place.parent, place)) place = place.parent;
  const { parent } = place;
  if (place !== identifier) {
    return (
      ts.isBinaryExpression(parent) &&
      parent.left === place &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  }
  return (
    ts.isPropertyAccessExpression(parent) &&
    (parent.name.text === 'fill' || parent.name.text === 'set') &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

/** `if (…) out[i] = 0;`, with no other branch. */
function setsToZeroIf(identifier: ts.Identifier): boolean {
  const place = identifier.parent;
  const { parent } = place;
  if (!ts.isElementAccessExpression(place) || !ts.isBinaryExpression(parent) || parent.left !== place) return false;
  if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || parent.right.getText() !== '0') return false;
  const statement = parent.parent;
  const branch =
    ts.isBlock(statement.parent) && statement.parent.statements.length === 1 ? statement.parent : statement;
  return ts.isIfStatement(branch.parent) && branch.parent.elseStatement === undefined;
}

/** `out[i] *= …` and the like, which keep nothing of an entry that is 0. */
function isScaled(identifier: ts.Identifier): boolean {
  let place: ts.Expression = identifier;
  while (isEntryOf(place.parent, place)) place = place.parent;
  const { parent } = place;
  return (
    place !== identifier && ts.isBinaryExpression(parent) && /^(\*|\/|%|\*\*)=$/.test(parent.operatorToken.getText())
  );
}

/** An entry of what an expression gives, or that it is there. */
function isEntryOf(node: ts.Node, place: ts.Expression): node is ts.ElementAccessExpression | ts.NonNullExpression {
  return (ts.isElementAccessExpression(node) || ts.isNonNullExpression(node)) && node.expression === place;
}

function isLength(identifier: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(identifier.parent) && identifier.parent.name.text === 'length';
}
