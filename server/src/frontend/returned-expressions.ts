/** @file What a function returns, as far as its syntax tells. */
import * as ts from 'typescript';
import { forEachDescendant } from './parse.ts';
import type { FunctionNode } from './types.ts';

/** The expressions that a function returns, those of functions within it left out. */
export function returnedExpressions({ body }: FunctionNode): readonly ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const returned: ts.Expression[] = [];
  forEachDescendant(body, (child) => {
    if (ts.isReturnStatement(child) && child.expression !== undefined) returned.push(child.expression);
    return !ts.isFunctionLike(child);
  });
  return returned;
}
