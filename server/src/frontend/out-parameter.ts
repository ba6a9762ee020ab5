/** @file Parameters that a function only writes to: arrays in which the caller wants the result. */
import ts from 'typescript';
import { forEachDescendant } from './parse.ts';
import type { FunctionNode } from './types.ts';

/**
 * `required`: an array that the function fills, or adds to, and does not look at except to return it. `optional`: one that the
 * function makes itself where it is given none, as in `out = out || [0, 0]`. Null for any other parameter.
 */
export function outParameter(node: FunctionNode, parameter: ts.ParameterDeclaration): 'required' | 'optional' | null {
  if (!ts.isIdentifier(parameter.name) || node.body === undefined) return null;
  const name = parameter.name.text;
  let writes = 0;
  let reads = 0;
  let isOptional = parameter.initializer !== undefined;
  forEachDescendant(node.body, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name || isMemberName(child)) return;
    if (isWrite(child)) writes++;
    else if (isReplaced(child)) isOptional = true;
    else if (!isLength(child) && !isGuard(child) && !ts.isReturnStatement(child.parent)) reads++;
  });
  if (writes === 0 || reads > 0) return null;
  return isOptional ? 'optional' : 'required';
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

/** Where it only matters whether there is an array: `out || …`, `!out`, `out ? …`, `out === undefined`. */
function isGuard(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === identifier;
  if (ts.isTypeOfExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== identifier) return false;
  return /^(\|\||\?\?|[!=]==?)$/.test(parent.operatorToken.getText());
}

function isMemberName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === identifier) ||
    (ts.isPropertyAssignment(parent) && parent.name === identifier)
  );
}

/** `out[i] = …`, `out[i] += …`, `out[i][j] = …`, `out.fill(0)`, `out.set(…)`. */
function isWrite(identifier: ts.Identifier): boolean {
  let place: ts.Expression = identifier;
  while (ts.isElementAccessExpression(place.parent) && place.parent.expression === place) place = place.parent;
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

function isLength(identifier: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(identifier.parent) && identifier.parent.name.text === 'length';
}
