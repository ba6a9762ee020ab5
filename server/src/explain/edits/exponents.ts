/** @file Exponents that are off by one, as those of a derivative often are. */
import * as ts from 'typescript';
import { asOperand, bare, precedence } from '../operands.ts';

/** The exponent, one more or less, in parentheses where it is a sum and does not stand alone; numbers are computed. */
export function oneMore(exponent: ts.Expression, sign: '+' | '-', isAlone = false): string {
  const text = shifted(exponent, sign);
  return isAlone && /^\([^()]*\)$/.test(text) ? text.slice(1, -1) : text;
}

function shifted(exponent: ts.Expression, sign: '+' | '-'): string {
  const inner = bare(exponent);
  if (ts.isNumericLiteral(inner)) return String(Number(inner.text) + (sign === '+' ? 1 : -1));
  // `(gamma - 1)` and one more is `gamma`, `(k - 2)` and one more is `(k - 1)`.
  if (
    ts.isBinaryExpression(inner) &&
    precedence.get(inner.operatorToken.kind) === 1 &&
    ts.isNumericLiteral(inner.right)
  ) {
    const offset = Number(inner.right.text) * (inner.operatorToken.kind === ts.SyntaxKind.PlusToken ? 1 : -1);
    const next = offset + (sign === '+' ? 1 : -1);
    return next === 0 ? asOperand(inner.left) : `(${inner.left.getText()} ${next < 0 ? '-' : '+'} ${Math.abs(next)})`;
  }
  // `1 - p` and one more is `2 - p`.
  if (
    ts.isBinaryExpression(inner) &&
    precedence.get(inner.operatorToken.kind) === 1 &&
    ts.isNumericLiteral(inner.left)
  ) {
    const first = Number(inner.left.text) + (sign === '+' ? 1 : -1);
    const isSum = inner.operatorToken.kind === ts.SyntaxKind.PlusToken;
    const shown = first === 0 ? (isSum ? '' : '-') : `${first} ${inner.operatorToken.getText()} `;
    return `(${shown}${asOperand(inner.right)})`;
  }
  return `(${inner.getText()} ${sign} 1)`;
}
