/** @file Parameters that a function only writes to: arrays in which the caller wants the result. */
import ts from 'typescript';
import { forEachDescendant } from '../frontend/parse.ts';
import type { FunctionNode } from '../frontend/types.ts';

/** Whether the parameter is an array that the function fills, or adds to, and does not look at except to return it. */
export function isOutParameter(node: FunctionNode, parameter: ts.ParameterDeclaration): boolean {
  if (!ts.isIdentifier(parameter.name) || node.body === undefined) return false;
  const name = parameter.name.text;
  let writes = 0;
  let reads = 0;
  forEachDescendant(node.body, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name || isMemberName(child)) return;
    if (isWrite(child)) writes++;
    else if (!isLength(child) && !ts.isReturnStatement(child.parent)) reads++;
  });
  return writes > 0 && reads === 0;
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
