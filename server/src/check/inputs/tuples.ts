/**
 * @file Arrays with as many entries as the gradient has: loops go through them, but the value also takes each entry by its number, and the
 * gradient returns as many numbers one by one. Syntax only.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { returnedExpressions } from '../../frontend/returned-expressions.ts';
import { parameterName, parametersOf, parameterSpec, type Session } from '../sampling/session.ts';

export function noteTuples(session: Session): void {
  const { value, gradient } = session;
  const returned = returnedExpressions(gradient.node);
  const [count, ...others] = new Set(returned.map(entriesOf));
  if (count === undefined || count === null || count < 2 || others.length > 0 || value.node.body === undefined) return;
  const taken = entriesTaken(value.node.body);
  parametersOf(value).forEach((parameter, i) => {
    if (taken.get(parameterName(parameter, i)) === count) parameterSpec(session, value, i).length ??= count;
  });
}

/** The number of entries of an array literal; null for anything else. */
function entriesOf(expression: ts.Expression): number | null {
  if (!ts.isArrayLiteralExpression(expression) || expression.elements.some(ts.isSpreadElement)) return null;
  return expression.elements.length;
}

/** How many entries of each name are taken by their numbers: two of `box` in `box[0] * box[1]`. */
function entriesTaken(body: ts.Node): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  forEachDescendant(body, (node) => {
    if (!ts.isElementAccessExpression(node) || !ts.isNumericLiteral(node.argumentExpression)) return;
    const name = node.expression.getText();
    found.set(name, Math.max(found.get(name) ?? 0, Number(node.argumentExpression.text) + 1));
  });
  return found;
}
