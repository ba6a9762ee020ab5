/**
 * @file Names that scripts of a page use without declaring them: objects that another script makes and this one fills
 * (`net.activations = { … }`), variables assigned without a keyword, and the functions of p5.js.
 */
import * as ts from 'typescript';
import { type Effect, effectsOn, isMemberPut } from './effects.ts';
import { objectOf, type Value } from '../value.ts';

/** What an undeclared name of a file holds before the file's own statements change it; null where none does. */
export function undeclaredStart(tree: ts.SourceFile, name: string): { readonly value: Value } | null {
  const first = effectsOn(tree, name).find(isExpressionStatement)?.expression;
  if (first === undefined || !ts.isBinaryExpression(first)) return null;
  if (first.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  if (ts.isIdentifier(first.left)) return { value: undefined };
  return ts.isPropertyAccessExpression(first.left) ? { value: objectOf([]) } : null;
}

const mathOfSketches: ReadonlySet<string> = new Set(
  'abs ceil exp floor log max min pow round sqrt acos asin atan atan2 cos sin tan PI'.split(' '),
);

/** p5.js puts the functions of `Math` on the page under their own names; in a module such a name is an error. */
export function sketchName(
  tree: ts.SourceFile,
  name: string,
  math: (member: string) => Value | undefined,
): Value | undefined {
  return mathOfSketches.has(name) && !ts.isExternalModule(tree) ? math(name) : undefined;
}

function isExpressionStatement(effect: Effect): effect is ts.ExpressionStatement {
  return !isMemberPut(effect) && ts.isExpressionStatement(effect);
}
