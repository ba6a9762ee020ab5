/**
 * @file Operands that the value has and the gradient left out where it computes the same again: `1` for the `1 + Math.exp(-v)` of the value,
 * `x` for its `x - w / 2`, `4` for its `4 / Math.PI ** 2`.
 */
import * as ts from 'typescript';
import type { FunctionNode } from '../../frontend/types.ts';
import { isCount } from '../quantities/counts.ts';
import { type Edit, type Slip, slipCosts } from './edits.ts';
import { asOperand, bare, expressionsIn, isOrder, operation, precedence, withParentheses } from '../operands.ts';
import type { Vocabulary } from './vocabulary.ts';

/** More of them are not tried. */
const mostEdits = 160;
/** Longer formulas are no operands that anybody leaves out by mistake. */
const longest = 60;

/** What the numbers that an expression would need tell is said first, but for how many there are: other arrays may be as long by chance. */
const extra = 1.6;
/** A number such as 0.05 is no chance. */
const extraOfDecimal = 0.4;

function extraFor(whole: ts.BinaryExpression): number {
  const isDecimal = [whole.left, whole.right].some((operand) => /^\d*\.\d+$|e-\d/.test(bare(operand).getText()));
  return isDecimal && precedence.get(whole.operatorToken.kind) === 1 ? extraOfDecimal : extra;
}

/** @param nodes expressions of the gradient, or of a function that it calls. */
export function valueCodeEdits(
  nodes: readonly ts.Expression[],
  value: FunctionNode,
  vocabulary: Vocabulary,
): readonly Edit[] {
  const operations = expressionsIn(value).filter(
    (node): node is ts.BinaryExpression =>
      ts.isBinaryExpression(node) && isArithmetic(node) && node.getText().length <= longest,
  );
  return nodes
    .flatMap((node): readonly Edit[] => {
      const own = textOf(node);
      const around = withParentheses(node).parent;
      return operations.flatMap((whole): readonly Edit[] => {
        const isLeft = textOf(whole.left) === own;
        if (!isLeft && textOf(whole.right) !== own) return [];
        if (ts.isBinaryExpression(around) && textOf(around) === textOf(whole)) return [];
        if (!vocabulary.sees(node, whole)) return [];
        const edit = (slip: Slip, newText: string): readonly Edit[] => [
          { slip, node, newText, guilty: node, cost: slipCosts[slip] + (isCount(own) ? 0 : extraFor(whole)) },
        ];
        if (isCompared(node) && !ts.isNumericLiteral(node)) return bound(node, textOf(whole));
        const [left, right] = [whole.left, whole.right].map((operand) => plainText(asOperand(operand)));
        switch (whole.operatorToken.kind) {
          case ts.SyntaxKind.PlusToken:
            return edit('missing-term', `${node.getText()} + ${(isLeft ? right : left)!}`);
          case ts.SyntaxKind.MinusToken:
            return edit('missing-term', isLeft ? `${node.getText()} - ${right!}` : textOf(whole));
          case ts.SyntaxKind.AsteriskToken:
            return edit('missing-factor', `${node.getText()} * ${(isLeft ? right : left)!}`);
          case ts.SyntaxKind.SlashToken:
            // What is divided already lacks part of its divisor.
            // A 1 is anywhere.
            return isLeft && own !== '1' && !isDividend(node)
              ? edit('missing-factor', `${node.getText()} / ${right!}`)
              : [];
          default:
            return [];
        }
      });
    })
    .slice(0, mostEdits);
}

/** `ratio > eps` for `ratio > 1 - eps`, where the bound is wrong, and `x < 1` for `y * x < 1`, where it is not. */
function bound(node: ts.Expression, newText: string): readonly Edit[] {
  const order = withParentheses(node).parent;
  if (isOrder(order) && bare(order.left) === node) {
    const whole = `${newText} ${order.operatorToken.getText()} ${order.right.getText()}`;
    return [{ slip: 'comparison', node: order, newText: whole, guilty: order, cost: slipCosts.threshold + 0.1 }];
  }
  return [{ slip: 'threshold', node, newText, guilty: node, cost: slipCosts.threshold + 0.1 }];
}

function isCompared(node: ts.Node): boolean {
  const { parent } = withParentheses(node);
  return isOrder(parent);
}

function isDividend(node: ts.Node): boolean {
  const whole = withParentheses(node);
  return operation(whole.parent, ts.SyntaxKind.SlashToken)?.left === whole;
}

function isArithmetic({ operatorToken }: ts.BinaryExpression): boolean {
  return precedence.has(operatorToken.kind);
}

/** Without what is said of types, which the other function may say otherwise. */
function textOf(node: ts.Node): string {
  return plainText((ts.isExpression(node) ? bare(node) : node).getText());
}

function plainText(text: string): string {
  return text.replaceAll(/(?<=[\w\])])!/g, '');
}
