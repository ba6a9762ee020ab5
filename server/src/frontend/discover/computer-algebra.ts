/** @file Functions that work on formulas given as text, by a computer algebra: they are evaluated or derived there, and not by hand. */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode } from '../types.ts';

/** What is computed of a formula that is given as text: `evaluate(formula, { x })` of mathjs, and `compiled.evaluate({ x })`. */
export function evaluatesText(node: FunctionNode): boolean {
  const file = node.getSourceFile();
  let found = false;
  forEachDescendant(node, (child) => {
    if (!ts.isCallExpression(child) || !/(^|\.)evaluate$/.test(child.expression.getText())) return !found;
    const scope = child.arguments.at(-1);
    if (scope === undefined || !ts.isObjectLiteralExpression(scope)) return !found;
    const { expression } = child;
    const receiver = ts.isPropertyAccessExpression(expression) ? expression.expression.getText() : null;
    found ||=
      child.arguments.length === 2 ? isOfMathjs(receiver, file) : receiver !== null && isCompiled(receiver, file);
    return !found;
  });
  return found;
}

/** What a computer algebra derives: `math.derivative(parsed, 'x')`, `this.derivative('x').evaluate(scope)`. */
export function derivesText(node: FunctionNode): boolean {
  let found = false;
  forEachDescendant(node, (child) => {
    if (ts.isCallExpression(child)) {
      const callee = child.expression.getText();
      found ||= /(^|\.)(math|mathjs|nerdamer|algebrite)\.(derivative|diff)$/i.test(callee);
      found ||= /[dD]erivative\([^()]*\)\.evaluate$/.test(callee);
    }
    return !found;
  });
  return found;
}

function isOfMathjs(receiver: string | null, { text }: ts.SourceFile): boolean {
  return receiver === null ? /\bevaluate\b[^;]*['"]mathjs['"]/.test(text) : receiver === 'math';
}

/** Whether a variable is what a parser made of a text. */
function isCompiled(name: string, { text }: ts.SourceFile): boolean {
  return /^\w+$/.test(name) && new RegExp(`\\b${name}\\s*=[^;\\n]*\\b(compile|parse)\\(`).test(text);
}
