/**
 * @file The numbers that a written expression has where the names in it are known, found without running the function it is for. It
 * reads arithmetic over numbers, `Math` and entries of arrays, and leaves everything else to a run.
 */
import * as ts from 'typescript';
import { meanings, operators } from '../arithmetic.ts';
import { bare } from '../operands.ts';

/** What is known without a run. */
export interface Known {
  /** Values of a name at all places in order; null when they are not known. */
  valuesOfName(name: string): readonly number[] | null;
  /** The entry of an array at an index such as `[2]` or `[2][0]`, NaN where there is none; null when it is no array that is known. */
  entry(array: string, indices: string): number | null;
}

const comparisons = new Map<ts.SyntaxKind, (a: number, b: number) => boolean>([
  [ts.SyntaxKind.LessThanToken, (a, b) => a < b],
  [ts.SyntaxKind.LessThanEqualsToken, (a, b) => a <= b],
  [ts.SyntaxKind.GreaterThanToken, (a, b) => a > b],
  [ts.SyntaxKind.GreaterThanEqualsToken, (a, b) => a >= b],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, (a, b) => a === b],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, (a, b) => a !== b],
]);

/** The expression's value at each of `nPlaces` places; null where it holds anything else than arithmetic over known numbers. */
export function writtenValues(expression: ts.Expression, known: Known, nPlaces: number): readonly number[] | null {
  const valuesOf = (node: ts.Expression): readonly number[] | null => {
    const inner = bare(node);
    if (ts.isNumericLiteral(inner)) return new Array<number>(nPlaces).fill(Number(inner.text));
    if (ts.isIdentifier(inner)) return known.valuesOfName(inner.text);
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.MinusToken) {
      return valuesOf(inner.operand)?.map((x) => -x) ?? null;
    }
    if (ts.isBinaryExpression(inner)) {
      const operator = operators.get(inner.operatorToken.kind);
      return operator === undefined ? null : combined([inner.left, inner.right], meanings[operator]);
    }
    if (ts.isConditionalExpression(inner)) return chosen(inner);
    if (ts.isElementAccessExpression(inner)) return entriesOf(inner);
    if (ts.isPropertyAccessExpression(inner)) {
      const constant = ofMath(inner);
      return typeof constant === 'number' ? new Array<number>(nPlaces).fill(constant) : null;
    }
    if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const called = ofMath(inner.expression);
      return typeof called === 'function' ? combined(inner.arguments, called as (...args: number[]) => number) : null;
    }
    return null;
  };
  const combined = (
    operands: readonly ts.Expression[],
    operation: (...values: number[]) => number,
  ): readonly number[] | null => {
    const all: (readonly number[])[] = [];
    for (const operand of operands) {
      const values = valuesOf(operand);
      if (values === null) return null;
      all.push(values);
    }
    return Array.from({ length: nPlaces }, (_, place) => operation(...all.map((values) => values[place]!)));
  };
  const entriesOf = (entry: ts.ElementAccessExpression): readonly number[] | null => {
    const indices: (readonly number[])[] = [];
    let array: ts.Expression = entry;
    while (ts.isElementAccessExpression(array)) {
      const values = valuesOf(array.argumentExpression);
      if (values === null) return null;
      indices.unshift(values);
      array = bare(array.expression);
    }
    const name = array.getText();
    const found = Array.from({ length: nPlaces }, (_, place) =>
      known.entry(name, indices.map((values) => `[${values[place]!}]`).join('')),
    );
    return found.every((v) => v !== null) ? found : null;
  };
  const chosen = ({ condition, whenTrue, whenFalse }: ts.ConditionalExpression): readonly number[] | null => {
    const compared = bare(condition);
    const holds = ts.isBinaryExpression(compared) ? comparisons.get(compared.operatorToken.kind) : undefined;
    if (!ts.isBinaryExpression(compared) || holds === undefined) return null;
    return combined([compared.left, compared.right, whenTrue, whenFalse], (a, b, yes, no) => (holds(a, b) ? yes : no));
  };
  return valuesOf(expression);
}

/** The member of `Math` that an expression names; nothing random has one value. */
function ofMath({ expression, name }: ts.PropertyAccessExpression): unknown {
  const isMember = ts.isIdentifier(expression) && expression.text === 'Math' && Object.hasOwn(Math, name.text);
  return isMember && name.text !== 'random' ? Math[name.text as keyof Math] : undefined;
}
