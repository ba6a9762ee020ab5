/**
 * @file Names that scripts of a page use without declaring them: objects that another script makes and this one fills
 * (`net.activations = { … }`), variables assigned without a keyword, and the functions of p5.js.
 */
import * as ts from 'typescript';
import { type Effect, effectsOn, isMemberPut } from './effects.ts';
import { toNumber } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { type BuiltinValue, objectOf, type Value } from '../value.ts';

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

/** What p5.js has beside them: `sq(x)`, `constrain(x, low, high)`, `mag(x, y)`. */
const ownOfSketches: ReadonlyMap<string, BuiltinValue['call']> = new Map([
  [
    'sq',
    (m: Machine, [x]: readonly Value[], node: ts.Node): Value => {
      const root = toNumber(m, x, node);
      return m.apply('mul', root, root);
    },
  ],
  [
    'constrain',
    (m: Machine, [x, low, high]: readonly Value[], node: ts.Node): Value =>
      m.apply('max', m.apply('min', toNumber(m, x, node), toNumber(m, high, node)), toNumber(m, low, node)),
  ],
  [
    'mag',
    (m: Machine, [x, y]: readonly Value[], node: ts.Node): Value =>
      m.apply('hypot', toNumber(m, x, node), toNumber(m, y, node)),
  ],
]);

/** p5.js puts the functions of `Math` on the page under their own names, and some more; in a module such a name is an error. */
export function sketchName(
  tree: ts.SourceFile,
  name: string,
  math: (member: string) => Value | undefined,
): Value | undefined {
  if (ts.isExternalModule(tree)) return undefined;
  const call = ownOfSketches.get(name);
  if (call !== undefined) return { kind: 'builtin', name, call };
  return mathOfSketches.has(name) ? math(name) : undefined;
}

function isExpressionStatement(effect: Effect): effect is ts.ExpressionStatement {
  return !isMemberPut(effect) && ts.isExpressionStatement(effect);
}
