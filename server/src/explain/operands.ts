/** @file Questions about the syntax around an expression, and its text as an operand, for edits of it. */
import * as ts from 'typescript';
import { bare } from '../frontend/bare.ts';
import type { LocalBinding } from '../frontend/trace/machine.ts';
import { contains } from '../frontend/parse.ts';
import type { FunctionNode } from '../frontend/types.ts';

export { bare };

export const comparisons = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '>'],
  [ts.SyntaxKind.LessThanEqualsToken, '>='],
  [ts.SyntaxKind.GreaterThanToken, '<'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<='],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.EqualsEqualsToken, '!='],
  [ts.SyntaxKind.ExclamationEqualsToken, '=='],
]);

/** How tightly an operator binds; only those that people regroup. */
export const precedence = new Map<ts.SyntaxKind, number>([
  [ts.SyntaxKind.PlusToken, 1],
  [ts.SyntaxKind.MinusToken, 1],
  [ts.SyntaxKind.AsteriskToken, 2],
  [ts.SyntaxKind.SlashToken, 2],
  [ts.SyntaxKind.AsteriskAsteriskToken, 3],
]);

/** Expressions whose value decides what runs, and not what is computed. */
export function isControl(node: ts.Node, root: ts.Node): boolean {
  for (let inner = node; inner !== root && !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind)) return true;
    if ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === inner) return true;
    if ((ts.isForStatement(parent) || ts.isConditionalExpression(parent)) && parent.condition === inner) return true;
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === inner) return true;
    if (isLength(inner) || isBoundOfSlice(inner)) return true;
    if (ts.isStatement(parent)) return false;
  }
  return false;
}

/** Whether an expression says how long a new array is: `new Float64Array(n)`. */
export function isLength(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isNewExpression(parent) || ts.isCallExpression(parent)) &&
    /^\w*Array$/.test(parent.expression.getText()) &&
    parent.arguments?.length === 1 &&
    parent.arguments[0] === node
  );
}

/** Whether an expression says where a part of an array begins or ends: `row.subarray(i * n, (i + 1) * n)`. */
function isBoundOfSlice(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) &&
    parent.expression !== node &&
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(subarray|slice)$/.test(parent.expression.name.text)
  );
}

export function isIndex(node: ts.Node): boolean {
  return ts.isElementAccessExpression(node.parent) && node.parent.argumentExpression === node;
}

/** The product of tensors that a name or number is a factor of, as in `x.mul(2)`, `x.div(n)` and `tf.mul(dy, x)`; null where it is none. */
export function productCall(node: ts.Node): ts.CallExpression | null {
  const { parent } = node;
  if (!ts.isIdentifier(node) && !ts.isNumericLiteral(node)) return null;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return /^(mul|div|neg)$/.test(parent.name.text) && ts.isCallExpression(parent.parent) ? parent.parent : null;
  if (!ts.isCallExpression(parent) || parent.expression === node) return null;
  const isDividend = parent.arguments.length === 2 && parent.arguments[0] === node;
  const name = isDividend ? /\.(mul|multiply|div|divide)$/ : /\.(mul|multiply)$/;
  return name.test(parent.expression.getText()) ? parent : null;
}

/** Whether it is compared by a call, as in `u.greater(0.5)` or `np.less(u, 1)`. */
export function isComparedByCall(node: ts.Node): boolean {
  const { parent } = node;
  const callee = ts.isCallExpression(parent) && parent.expression !== node ? parent.expression : parent;
  return ts.isPropertyAccessExpression(callee) && /^(greater|less)(Equal)?$/.test(callee.name.text);
}

/** Whether it is where a value is put, and no value itself. */
export function isWritten(node: ts.Node): boolean {
  let outer = node;
  while (ts.isNonNullExpression(outer.parent)) outer = outer.parent;
  return (
    ts.isBinaryExpression(outer.parent) &&
    outer.parent.left === outer &&
    /(?<![=!<>])=$/.test(outer.parent.operatorToken.getText())
  );
}

/** The expression with the parentheses around it. */
export function withParentheses(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node.parent) ? withParentheses(node.parent) : node;
}

/** The operation that a node is, where it is that one. */
export function operation(node: ts.Node, operator: ts.SyntaxKind): ts.BinaryExpression | null {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === operator ? node : null;
}

export function isDivisor(node: ts.Node): boolean {
  const operand = withParentheses(node);
  const { parent } = operand;
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.SlashToken && parent.right === operand
  );
}

/** Whether it is a divisor, or a factor of one: `b` in `a / (b * c)`. */
export function isOfDivisor(node: ts.Node): boolean {
  const { parent } = withParentheses(node);
  return isDivisor(node) || (operation(parent, ts.SyntaxKind.AsteriskToken) !== null && isOfDivisor(parent));
}

/** Whether it is multiplied by something, or divided by it, without parentheses of its own. */
export function isFactor({ parent }: ts.Node): boolean {
  return (
    (ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 2) ||
    (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken)
  );
}

/** Whether a name was bound by a function's own code, callbacks included. */
export function isLocalOf(root: FunctionNode, { node }: LocalBinding): boolean {
  return node.getSourceFile() === root.getSourceFile() && contains(root, node);
}

/** Whether it names a member, what is declared, or `Math`, and has no value of its own. */
function isMereName(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || ts.isShorthandPropertyAssignment(node.parent)) return false;
  const parent: ts.Node & { readonly name?: ts.Node; readonly propertyName?: ts.Node } = node.parent;
  const isMath = node.text === 'Math' && ts.isPropertyAccessExpression(parent);
  return isMath || parent.name === node || parent.propertyName === node;
}

/** The expressions of a function's body that have values, in source order, outer before inner. */
export function expressionsIn({ body }: FunctionNode): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isExpression(node) && !isMereName(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (body !== undefined) visit(body);
  return found;
}

/** In parentheses unless it is an atom. */
export function asOperand(node: ts.Expression): string {
  const isAtom =
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isNonNullExpression(node);
  return isAtom ? node.getText() : `(${node.getText()})`;
}

/**
 * Whether it is a variable on the right of what sets it anew, as in `carry = carry + x`, or all that another one is set to, as in `dh = da`:
 * in a loop what it is in one round changes all later ones.
 */
export function isCarried(node: ts.Node): boolean {
  if (!ts.isIdentifier(node)) return false;
  let outer: ts.Node = node;
  while (ts.isExpression(outer.parent) && !ts.isFunctionLike(outer.parent)) {
    const { parent } = outer;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return parent.right === outer && (parent.left.getText() === node.text || outer === node);
    outer = parent;
  }
  return false;
}

/** The factors of a product, through parentheses and what is divided. */
export function factorsOf(node: ts.Expression): readonly ts.Expression[] {
  const inner = bare(node);
  if (!ts.isBinaryExpression(inner)) return [inner];
  if (inner.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return [inner.left, inner.right].flatMap(factorsOf);
  return inner.operatorToken.kind === ts.SyntaxKind.SlashToken ? factorsOf(inner.left) : [inner];
}

/** Parenthesised expressions repeat their content, and the left side of an assignment is not a value. */
export function isTarget(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) return true;
  let outer = node;
  while (ts.isNonNullExpression(outer.parent)) outer = outer.parent;
  return isAssignment(outer.parent) && outer.parent.left === outer;
}

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** `a < b` and its like, but not `===`, which may be true of labels alone, and of a count for no small array. */
export function isOrder(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && /^[<>]=?$/.test(node.operatorToken.getText());
}

/** Whether an expression is part of what says how long a new array is. */
export function isOfLength(node: ts.Expression): boolean {
  for (let inner: ts.Node = node; ts.isExpression(inner); inner = inner.parent) if (isLength(inner)) return true;
  return false;
}

/** Whether a condition asks of what something is divided by whether it is positive: `den > 0 ? num / den : 0`, with a sum of weights. */
export function guardsDivisor(node: ts.Node): boolean {
  const condition = withParentheses(node);
  if (!ts.isBinaryExpression(node) || !isOrder(node) || node.right.getText() !== '0') return false;
  const { parent } = condition;
  return parent.getText().replaceAll(/\s/g, '').includes(`/${node.left.getText()}`);
}
