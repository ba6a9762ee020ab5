/** @file A function too many or too few: the sigmoid of what has been through one, or what goes into it in the place of what comes out. */
import * as ts from 'typescript';
import type { FunctionNode } from '../../frontend/types.ts';
import { type Edit, slipCosts } from './edits.ts';
import { bare, expressionsIn, operation } from '../operands.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a formula costs in the place of its argument, beside one name in the place of another. */
const costOfFormula = 0.6;

/** @param value the function in which the formulas stand that one may have forgotten. */
export function activationEdits(
  nodes: readonly ts.Expression[],
  value: FunctionNode,
  vocabulary: Vocabulary,
): readonly Edit[] {
  const applied = expressionsIn(value).flatMap((node) => {
    const argument = sigmoidArgument(node) ?? (isFunctionOfNumber(node) ? onlyArgument(node) : null);
    return argument === null || isLeaf(argument) ? [] : [{ node, argument: argument.getText() }];
  });
  return nodes.flatMap((node): readonly Edit[] => {
    const inner = sigmoidArgument(node) ?? sameCallWithin(node);
    const twice: readonly Edit[] =
      inner === null
        ? []
        : [{ slip: 'extra-call', node, newText: inner.getText(), guilty: node, cost: slipCosts['extra-call'] }];
    const ofSigmoid = slopeOfSigmoid(node);
    const slope: readonly Edit[] =
      ofSigmoid === null
        ? []
        : [{ slip: 'function', node, newText: ofSigmoid, guilty: node, cost: slipCosts.function }];
    const text = node.getText();
    const forgotten = applied
      .filter(({ argument, node: whole }) => argument === text && vocabulary.sees(node, whole))
      .map(({ node: whole }): Edit => {
        const cost = slipCosts.variable + costOfFormula;
        return { slip: 'variable', node, newText: `(${whole.getText()})`, guilty: node, cost };
      });
    return [...twice, ...slope, ...forgotten];
  });
}

/** `softmax(z, n)` of `softmax(softmax(z, n), n)`; null of anything else. */
function sameCallWithin(node: ts.Expression): ts.Expression | null {
  if (!ts.isCallExpression(node)) return null;
  const [first, ...others] = node.arguments;
  const within = first === undefined ? null : bare(first);
  if (within === null || !ts.isCallExpression(within) || others.length === 0) return null;
  const isSame =
    within.expression.getText() === node.expression.getText() &&
    within.arguments
      .slice(1)
      .map((each) => each.getText())
      .join() === others.map((each) => each.getText()).join();
  return isSame ? within : null;
}

/** What is that of the hyperbolic tangent, `a * (1 - y * y)`, where `a * y * (1 - y)` is that of the sigmoid; null of anything else. */
function slopeOfSigmoid(node: ts.Expression): string | null {
  const product = operation(node, ts.SyntaxKind.AsteriskToken);
  const rest = product === null ? null : operation(bare(product.right), ts.SyntaxKind.MinusToken);
  if (product === null || rest === null || rest.left.getText() !== '1') return null;
  const y = rest.right.getText();
  const before = operation(product.left, ts.SyntaxKind.AsteriskToken);
  return before !== null && bare(before.right).getText() === y ? `${before.left.getText()} * (1 - ${y} * ${y})` : null;
}

/** x of `1 / (1 + Math.exp(-x))`; null of anything else. */
function sigmoidArgument(node: ts.Expression): ts.Expression | null {
  const quotient = operation(node, ts.SyntaxKind.SlashToken);
  const sum = quotient === null ? null : operation(bare(quotient.right), ts.SyntaxKind.PlusToken);
  if (quotient === null || sum === null || bare(quotient.left).getText() !== '1') return null;
  const [one, other] = [bare(sum.left), bare(sum.right)];
  const power = one.getText() === '1' ? other : other.getText() === '1' ? one : null;
  const exponent = power === null ? null : onlyArgument(power);
  if (power === null || exponent === null || !power.getText().startsWith('Math.exp(')) return null;
  const isNegative = ts.isPrefixUnaryExpression(exponent) && exponent.operator === ts.SyntaxKind.MinusToken;
  return isNegative ? bare(exponent.operand) : null;
}

/** A call of `Math` or of a function by its name: what a library's reduction gives is no other form of what goes into it. */
function isFunctionOfNumber(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && /^(Math\.)?\w+$/.test(node.expression.getText());
}

function onlyArgument(node: ts.Expression): ts.Expression | null {
  return ts.isCallExpression(node) && node.arguments.length === 1 ? bare(node.arguments[0]!) : null;
}

/** Names and their entries are looked at with all that the value computes. */
function isLeaf(node: ts.Expression): boolean {
  return /^[\w$.]+$/.test(node.getText());
}
