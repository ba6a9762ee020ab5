/** @file Functions that another function makes and returns: `const huber = (delta) => (r) => …`. */
import * as ts from 'typescript';
import { isFunctionNode } from './function-node.ts';
import { forEachDescendant } from './parse.ts';
import type { FunctionNode } from './types.ts';

/** The function that returns this one, and no other; null for a function that is not made so. */
export function factoryOf(node: ts.Node): FunctionNode | null {
  let outer = node;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if (ts.isArrowFunction(parent)) return parent.body === outer ? parent : null;
  if (!ts.isReturnStatement(parent) || !ts.isBlock(parent.parent)) return null;
  const factory = parent.parent.parent;
  if (!isFunctionNode(factory)) return null;
  let returns = 0;
  forEachDescendant(parent.parent, (child) => {
    if (ts.isReturnStatement(child)) returns++;
    return !ts.isFunctionLike(child);
  });
  return returns === 1 ? factory : null;
}
