/** @file Which fields of nodes hold gradients and numbers, and where code sets a gradient. */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode } from '../types.ts';
import { rootOf, type Write } from './engine-operands.ts';

/** Fields that hold the gradient of a node. */
const gradientField =
  /^[#_]*(grads?|gradients?|g|dw|dx|dv|d|adj|adjoint|delta|derivative|(grad|d)_?(data|values?|w|x))_*$/i;

/** Fields that hold its numbers, the likeliest first. */
const dataFields: readonly RegExp[] = [
  /^[#_]*data$/i,
  /^[#_]*(values?|vals?)$/i,
  /^[#_]*(w|weights?)$/i,
  /^[#_]*(x|v|arr|array|elements|buffer|num|number|scalar)$/i,
  /^[#_]*(input|output|val|content)$/i,
];

/** Without parentheses and casts. */
export function plain(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isNonNullExpression(inner))
    inner = inner.expression;
  return inner;
}

/**
 * Where a closure sets a field that may hold gradients, of other nodes than the one that the operation returns: itself, by a variable that
 * holds the field's array, or by a function that adds to it.
 */
export function writesOf({ body }: FunctionNode, result: string | null): readonly Write[] {
  const writes: Write[] = [];
  const held = new Map<string, ts.PropertyAccessExpression>();
  let read: string | null = null;
  const add = (field: string, object: ts.Expression, at: ts.Node): void => {
    const root = rootOf(object);
    if (root !== null && root !== result) writes.push({ field, root, object, at });
  };
  forEachDescendant(body!, (node) => {
    if (ts.isPropertyAccessExpression(node) && gradientField.test(node.name.text)) read ??= node.name.text;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      const place = fieldBelow(node.initializer);
      if (place !== null && place === plain(node.initializer)) held.set(node.name.text, place);
    }
    if (ts.isCallExpression(node)) {
      const [object] = addedTo(node);
      if (object !== undefined) add(read ?? 'grad', object, node);
    }
    if (!ts.isBinaryExpression(node) || !isAssignment(node.operatorToken.kind)) return;
    const place =
      fieldBelow(node.left) ?? (ts.isElementAccessExpression(plain(node.left)) ? heldIn(node.left, held) : null);
    if (place !== null) add(place.name.text, place.expression, node);
  });
  return writes;
}

/** `m.dw` where `dw[i]` is set after `const dw = m.dw`. */
function heldIn(
  left: ts.Expression,
  held: ReadonlyMap<string, ts.PropertyAccessExpression>,
): ts.PropertyAccessExpression | null {
  const root = rootOf(left);
  return (root === null ? undefined : held.get(root)) ?? null;
}

/** The node to whose gradient a call adds: `this.accumulateGrad(g)`, `accumulate(a, g)`. */
function addedTo({ expression, arguments: args }: ts.CallExpression): readonly ts.Expression[] {
  const called = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  if (!/accum\w*|^_*(add|acc|update|increment|send|propagate)_?\w*grad/i.test(called)) return [];
  if (args.length > 1 && args[0] !== undefined && rootOf(args[0]) !== null) return [args[0]];
  return ts.isPropertyAccessExpression(expression) ? [expression.expression] : [];
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `m.dw` of `m.dw[i]`, `a.grad` of `a.grad!.data[i][j]`. */
function fieldBelow(left: ts.Expression): ts.PropertyAccessExpression | null {
  let inner = plain(left);
  for (;;) {
    if (ts.isElementAccessExpression(inner)) inner = plain(inner.expression);
    else if (!ts.isPropertyAccessExpression(inner)) return null;
    else if (gradientField.test(inner.name.text)) return inner;
    else inner = plain(inner.expression);
  }
}

export function mostOften(names: readonly string[]): string | null {
  const count = (name: string): number => names.filter((each) => each === name).length;
  return names.reduce<string | null>((best, name) => (best === null || count(name) > count(best) ? name : best), null);
}

/** The field of the numbers beside that of the gradient: `w` beside `dw`, or a usual name that the operation reads or sets. */
export function dataFieldOf(operation: FunctionNode, grad: string, roots: readonly string[]): string | null {
  const names = new Set<string>();
  forEachDescendant(operation, (node) => {
    if (!ts.isPropertyAccessExpression(node)) return;
    const root = rootOf(node.expression);
    if (root !== null && roots.includes(root) && node.name.text !== grad) names.add(node.name.text);
  });
  const stem = grad.replace(/^[#_]*(grad|d)_?/i, '');
  if (stem !== '' && names.has(stem)) return stem;
  for (const usual of dataFields) {
    const found = [...names].find((name) => usual.test(name));
    if (found !== undefined) return found;
  }
  return null;
}
