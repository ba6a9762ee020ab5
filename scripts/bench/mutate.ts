/** @file Small mistakes made on purpose: every edit of a function that a mutation operator offers. What they lead to is not judged here. */
import * as ts from 'typescript';

/** What kind of mistake, in the words of the causes that the checker names. */
export type MutationKind =
  | 'sign'
  | 'operator'
  | 'constant'
  | 'exponent'
  | 'dropped-factor'
  | 'dropped-term'
  | 'variable'
  | 'arguments'
  | 'threshold'
  | 'branch'
  | 'index'
  | 'assignment'
  | 'function';

export interface Mutant {
  readonly kind: MutationKind;
  /** The edit, in offsets of the original text. */
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

const otherOperators = new Map<ts.SyntaxKind, readonly (readonly [MutationKind, string])[]>([
  [ts.SyntaxKind.PlusToken, [['sign', '-']]],
  [ts.SyntaxKind.MinusToken, [['sign', '+']]],
  [ts.SyntaxKind.AsteriskToken, [['operator', '/']]],
  [ts.SyntaxKind.SlashToken, [['operator', '*']]],
  [ts.SyntaxKind.PlusEqualsToken, [['assignment', '=']]],
  [ts.SyntaxKind.MinusEqualsToken, [['sign', '+=']]],
  [ts.SyntaxKind.LessThanToken, [['branch', '>']]],
  [ts.SyntaxKind.LessThanEqualsToken, [['branch', '>']]],
  [ts.SyntaxKind.GreaterThanToken, [['branch', '<']]],
  [ts.SyntaxKind.GreaterThanEqualsToken, [['branch', '<']]],
]);

const otherFunctions: { readonly [name: string]: string } = {
  exp: 'cosh',
  log: 'sqrt',
  sin: 'cos',
  cos: 'sin',
  tanh: 'atan',
  atan: 'tanh',
  sqrt: 'cbrt',
  abs: 'sign',
  sign: 'abs',
  max: 'min',
  min: 'max',
};

/** All single mistakes in a function's body, in source order. */
export function mutantsOf(root: ts.FunctionLikeDeclaration): readonly Mutant[] {
  const found: Mutant[] = [];
  const names = numericNames(root);
  const add = (kind: MutationKind, node: ts.Node, newText: string): void => {
    if (newText !== node.getText()) found.push({ kind, start: node.getStart(), end: node.end, newText });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isBinaryExpression(node)) mutateBinary(node, add);
    else if (
      ts.isPrefixUnaryExpression(node) &&
      node.operator === ts.SyntaxKind.MinusToken &&
      !ts.isNumericLiteral(node.operand)
    ) {
      add('sign', node, node.operand.getText());
    } else if (ts.isNumericLiteral(node)) mutateLiteral(node, add);
    else if (ts.isCallExpression(node)) mutateCall(node, add);
    else if (ts.isConditionalExpression(node)) {
      const text = `${node.condition.getText()} ? ${node.whenFalse.getText()} : ${node.whenTrue.getText()}`;
      add('branch', node, ts.isParenthesizedExpression(node.parent) ? text : `(${text})`);
    } else if (ts.isElementAccessExpression(node) && !isWritten(node)) {
      add('index', node.argumentExpression, `${node.argumentExpression.getText()} + 1`);
    } else if (ts.isIdentifier(node) && isReading(node) && names.includes(node.text)) {
      const other = names[(names.indexOf(node.text) + 1) % names.length]!;
      if (other !== node.text && isDeclaredBefore(root, other, node)) add('variable', node, other);
    }
    ts.forEachChild(node, visit);
  };
  if (root.body !== undefined) visit(root.body);
  return found;
}

function mutateBinary(node: ts.BinaryExpression, add: (kind: MutationKind, node: ts.Node, text: string) => void): void {
  for (const [kind, operator] of otherOperators.get(node.operatorToken.kind) ?? [])
    add(kind, node.operatorToken, operator);
  const [left, right] = [node.left.getText(), node.right.getText()];
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AsteriskToken:
      add('dropped-factor', node, left);
      add('dropped-factor', node, right);
      break;
    case ts.SyntaxKind.SlashToken:
      add('dropped-factor', node, left);
      break;
    case ts.SyntaxKind.PlusToken:
      add('dropped-term', node, left);
      add('dropped-term', node, right);
      break;
    case ts.SyntaxKind.MinusToken:
      add('dropped-term', node, left);
      break;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      add('exponent', node.right, `(${right} + 1)`);
      break;
    default:
      break;
  }
}

function mutateLiteral(node: ts.NumericLiteral, add: (kind: MutationKind, node: ts.Node, text: string) => void): void {
  const { parent } = node;
  // Indices and loop bounds have operators of their own.
  if (ts.isElementAccessExpression(parent) || ts.isVariableDeclaration(parent)) return;
  const value = Number(node.text);
  const isThreshold = ts.isBinaryExpression(parent) && /^[<>]=?$/.test(parent.operatorToken.getText());
  const isPower = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
  if (isPower) return;
  add(
    isThreshold ? 'threshold' : 'constant',
    node,
    String(value === 0 ? 1 : Number.isInteger(value) ? value + 1 : value * 2),
  );
}

function mutateCall(node: ts.CallExpression, add: (kind: MutationKind, node: ts.Node, text: string) => void): void {
  const callee = node.expression;
  const [a, b] = node.arguments;
  if (a !== undefined && b !== undefined && node.arguments.length === 2 && !ts.isArrowFunction(a)) {
    add('arguments', node, `${callee.getText()}(${b.getText()}, ${a.getText()})`);
  }
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Math') return;
  if (callee.name.text === 'pow' && b !== undefined) add('exponent', b, `${b.getText()} + 1`);
  const other = otherFunctions[callee.name.text];
  if (other !== undefined) add('function', callee.name, other);
}

/** Scalars that the function names: parameters annotated as numbers, and constants that are neither arrays nor functions. */
function numericNames(root: ts.FunctionLikeDeclaration): readonly string[] {
  const found: string[] = [];
  for (const p of root.parameters) {
    const isNumber =
      p.type?.kind === ts.SyntaxKind.NumberKeyword ||
      (p.initializer !== undefined && ts.isNumericLiteral(p.initializer));
    if (isNumber && ts.isIdentifier(p.name)) found.push(p.name.text);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node !== root) return;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      const isScalar = ts.isBinaryExpression(node.initializer) || ts.isPrefixUnaryExpression(node.initializer);
      if (isScalar) found.push(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  if (root.body !== undefined) visit(root.body);
  return found;
}

function isReading(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return false;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isCallExpression(parent))
    return !ts.isCallExpression(parent) || parent.expression !== node;
  return !isWritten(node);
}

function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPostfixUnaryExpression(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.left === node && /^[-+*/]?=$/.test(parent.operatorToken.getText());
}

function isDeclaredBefore(root: ts.FunctionLikeDeclaration, name: string, use: ts.Node): boolean {
  if (root.parameters.some((p) => p.name.getText() === name)) return true;
  let declared = false;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.end < use.getStart()) declared = true;
    ts.forEachChild(node, visit);
  };
  visit(root);
  return declared;
}
