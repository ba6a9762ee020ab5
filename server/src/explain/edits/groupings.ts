/** @file What is grouped wrongly: parentheses that are missing, too many, or around something else. */
import * as ts from 'typescript';
import type { Add } from './edits.ts';
import { asOperand, bare, precedence } from '../operands.ts';

/** All other groupings of what two operands are part of. */
export function regroup(node: ts.BinaryExpression, add: Add): void {
  regroupOperands(node, add);
  regroupTail(node, add);
  regroupSum(node, add);
  const whole = node.getText();
  if (whole.startsWith('-') && opposites.has(node.operatorToken.kind)) add('grouping', `-(${whole.slice(1)})`, -0.3);
}

/** `a / b * b + c * c` for `a / (b * b + c * c)`: all that follows is the divisor. */
function regroupTail(node: ts.BinaryExpression, add: Add): void {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) return;
  let quotient: ts.Expression = node;
  while (ts.isBinaryExpression(quotient) && quotient.operatorToken.kind !== ts.SyntaxKind.SlashToken)
    quotient = quotient.left;
  if (!ts.isBinaryExpression(quotient) || quotient === node) return;
  const text = node.getText();
  const at = quotient.operatorToken.end - node.getStart();
  if (quotient !== node.left) add('grouping', `${text.slice(0, at)} (${text.slice(at).trim()})`);
  // `a / b + c ** 2` for `a / (b + c) ** 2`
  const power = bare(node.right);
  const isPower = ts.isBinaryExpression(power) && power.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
  if (isPower && quotient === node.left)
    add(
      'grouping',
      `${text.slice(0, at)} (${quotient.right.getText()} ${node.operatorToken.getText()} ${power.left.getText()}) ** ${power.right.getText()}`,
    );
}

/** `a / b * c` for `a / (b * c)`, `a - b ** 2` for `(a - b) ** 2`, and back. */
function regroupOperands(node: ts.BinaryExpression, add: Add): void {
  const operator = node.operatorToken.getText();
  const { left, right } = node;
  const own = precedence.get(node.operatorToken.kind);
  if (own === undefined) return;
  const isSum = own === 1;
  if (ts.isBinaryExpression(left) && precedence.has(left.operatorToken.kind)) {
    // Sums may be summed in any order.
    const changes = !(isSum && precedence.get(left.operatorToken.kind) === 1 && left.operatorToken.getText() === '+');
    if (changes)
      add(
        'grouping',
        `${left.left.getText()} ${left.operatorToken.getText()} (${left.right.getText()} ${operator} ${right.getText()})`,
      );
  }
  if (ts.isBinaryExpression(right) && precedence.has(right.operatorToken.kind) && own < 3)
    // Without parentheses a sum is rarely meant to be a factor.
    add(
      'grouping',
      `(${left.getText()} ${operator} ${right.left.getText()}) ${right.operatorToken.getText()} ${right.right.getText()}`,
      isSum ? 0.5 : 0,
    );
  const [innerLeft, innerRight] = [bare(left), bare(right)];
  // Parentheses that should not be there: the power of a quotient is that of its divisor, as in 4 / π².
  const isQuotient = ts.isBinaryExpression(innerLeft) && innerLeft.operatorToken.kind === ts.SyntaxKind.SlashToken;
  if (innerLeft !== left && ts.isBinaryExpression(innerLeft) && own >= 2)
    add(
      'grouping',
      `${innerLeft.getText()} ${operator} ${right.getText()}`,
      own < 3 ? 0.8 : isQuotient ? powerOfQuotient : 0.2,
    );
  if (innerRight !== right && ts.isBinaryExpression(innerRight) && own < 3)
    add('grouping', `${left.getText()} ${operator} ${innerRight.getText()}`, 0.8);
}

/** What it adds to the cost of a grouping that the whole quotient is raised to a power and not what it is divided by. */
export const powerOfQuotient = -0.6;

const opposites = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
]);

/** The last terms of a sum: `s + p - 1` for `s + 1 - p`, `s + a * (1 - b)` for `s + a * 1 - b` and powers alike, `√(a + b²)` for `√a + b`. */
function regroupSum({ left, right, operatorToken }: ts.BinaryExpression, add: Add): void {
  const opposite = opposites.get(operatorToken.kind);
  if (opposite === undefined) return;
  if (ts.isBinaryExpression(left) && opposites.has(left.operatorToken.kind)) {
    const [first, last] = [left.left.getText(), left.right];
    add(
      'sign',
      `${first} ${opposites.get(left.operatorToken.kind)!} ${last.getText()} ${opposite} ${right.getText()}`,
      0.4,
    );
    if (ts.isBinaryExpression(last) && (precedence.get(last.operatorToken.kind) ?? 0) >= 2) {
      const inner = `(${last.right.getText()} ${operatorToken.getText()} ${right.getText()})`;
      add(
        'grouping',
        `${first} ${left.operatorToken.getText()} ${last.left.getText()} ${last.operatorToken.getText()} ${inner}`,
      );
    }
  }
  // `a / (b * c + d)` for `a / b * c + d`.
  const product = productsOf(left);
  const slash = product.findIndex(({ operator }) => operator === '/');
  if (slash > 0 && slash < product.length - 1) {
    const text = (parts: readonly Operand[]): string =>
      parts.map(({ operator, node }, i) => (i === 0 ? '' : ` ${operator} `) + node.getText()).join('');
    const divisor = `${text(product.slice(slash))} ${operatorToken.getText()} ${right.getText()}`;
    add('grouping', `${text(product.slice(0, slash))} / (${divisor})`);
  }
  const call = bare(left);
  if (!isOfOneArgument(call)) return;
  const [callee, argument, added] = [call.expression.getText(), call.arguments[0].getText(), asOperand(right)];
  for (const term of callee === 'Math.sqrt' ? [added, `${added} ** 2`] : [added])
    add('grouping', `${callee}(${argument} ${operatorToken.getText()} ${term})`, 0.2);
}

/** `Math.exp(x) - 1` for `Math.exp(x - 1)`. */
export function takeTermOut(call: ts.CallExpression, add: Add): void {
  if (!isOfOneArgument(call)) return;
  const sum = bare(call.arguments[0]);
  if (!ts.isBinaryExpression(sum) || !opposites.has(sum.operatorToken.kind)) return;
  add(
    'grouping',
    `${call.expression.getText()}(${sum.left.getText()}) ${sum.operatorToken.getText()} ${asOperand(sum.right)}`,
    0.2,
  );
}

/** A function of `Math` of one argument. */
function isOfOneArgument(
  node: ts.Expression,
): node is ts.CallExpression & { readonly arguments: readonly [ts.Expression] } {
  return ts.isCallExpression(node) && node.arguments.length === 1 && /^Math\.\w+$/.test(node.expression.getText());
}

interface Operand {
  readonly operator: string;
  readonly node: ts.Expression;
}

/** What is multiplied and divided one after the other: the operands of `a / b * c`, each with the operator before it. */
function productsOf(whole: ts.Expression): readonly Operand[] {
  const node = bare(whole);
  if (!ts.isBinaryExpression(node) || precedence.get(node.operatorToken.kind) !== 2)
    return [{ operator: '*', node: whole }];
  return [...productsOf(node.left), { operator: node.operatorToken.getText(), node: node.right }];
}

/** `-a + b` for `-(a + b)`, and the other way round. */
export function regroupNegation(node: ts.PrefixUnaryExpression, add: Add): void {
  const inner = bare(node.operand);
  if (inner !== node.operand && ts.isBinaryExpression(inner) && precedence.get(inner.operatorToken.kind) === 1)
    add('grouping', `-${asOperand(inner.left)} ${inner.operatorToken.getText()} ${inner.right.getText()}`);
}
