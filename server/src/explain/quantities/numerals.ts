/** @file The numbers that the value's code has, which a gradient may have forgotten. */
import * as ts from 'typescript';
import type { FunctionNode } from '../../frontend/types.ts';
import { constants } from './forms.ts';

/** More of them are no few constants of a formula. */
const mostNumerals = 16;

/** The numbers that the value's code has, as it writes them, beyond those that are constants of all code. */
export function numeralsOf(value: FunctionNode): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && !constants.some(([, known]) => known === Number(node.text)))
      found.add(node.getText());
    node.forEachChild(visit);
  };
  visit(value);
  return found.size > mostNumerals ? [] : [...found];
}
