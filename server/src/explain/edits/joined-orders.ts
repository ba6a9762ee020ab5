/** @file Orders that one condition of a function has and another may have forgotten. */
import * as ts from 'typescript';
import type { FunctionNode } from '../../frontend/types.ts';
import { expressionsIn, withParentheses } from '../operands.ts';

/** More conditions are not taken over from one to another. */
const mostJoined = 6;

/** Orders that conditions of the function join to others, and their opposites: what `adv < 0 && r < lo` asks, `r > hi` should ask as well. */
export function joinedOrders(root: ts.SignatureDeclaration): readonly string[] {
  const found = expressionsIn(root as FunctionNode).flatMap((node): readonly string[] => {
    const order = ts.isBinaryExpression(node) ? /^[<>]=?$/.exec(node.operatorToken.getText())?.[0] : undefined;
    if (order === undefined || !ts.isBinaryExpression(node) || !isJoined(node)) return [];
    const [a, b] = [node.left.getText(), node.right.getText()];
    return [`${a} ${order} ${b}`, `${a} ${order.startsWith('<') ? '>' : '<'} ${b}`];
  });
  return [...new Set(found)].slice(0, mostJoined);
}

/** Whether a condition is one of several that must all hold. */
export function isJoined(node: ts.Expression): boolean {
  const { parent } = withParentheses(node);
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}
