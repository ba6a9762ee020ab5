/**
 * @file The small slips of a hand, undone: every edit of one expression that people commonly have to make. Read off the syntax alone;
 * whether an edit makes the gradient right is tried in `trial.ts`, and told in `describe.ts`.
 */
import * as ts from 'typescript';
import { areAlike, functionsOfMath, isOneOff } from './function-families.ts';
import { editIndex, editLength, otherPlaces } from './index-edits.ts';
import { isJoined, joinedOrders } from './joined-orders.ts';
import {
  editFactors,
  editLiteral,
  editName,
  editOrder,
  exchangeNames,
  renameAll,
  renameFields,
  renameTogether,
} from './name-edits.ts';
import {
  asOperand,
  bare,
  comparisons,
  isComparedByCall,
  isControl,
  isIndex,
  isLength,
  isWritten,
  precedence,
} from '../operands.ts';
import { oneMore } from './exponents.ts';
import { powerOfQuotient, regroup, regroupNegation, takeTermOut } from './groupings.ts';
import { areTwins, twinText } from './twins.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What was mistaken for what. */
export type Slip =
  | 'sign'
  | 'operator'
  | 'comparison'
  | 'threshold'
  | 'branches'
  | 'variable'
  | 'exchange'
  | 'index'
  | 'arguments'
  | 'function'
  | 'grouping'
  | 'assignment'
  | 'exponent'
  | 'constant'
  | 'missing-factor'
  | 'missing-term'
  | 'extra-factor'
  | 'extra-term'
  | 'extra-call'
  | 'extra-condition'
  | 'missing-condition'
  | 'order'
  | 'start'
  | 'length'
  | 'square';

/** One expression and what to write in its place. */
export interface Edit {
  readonly slip: Slip;
  readonly node: ts.Expression;
  readonly newText: string;
  /** The part of the expression that is the slip: the whole of it, or the operand that the edit leaves out. */
  readonly guilty: ts.Expression;
  /** How far-fetched the slip is, on the scale of `Repair.cost`. */
  readonly cost: number;
  /** The same slip in an expression that is the same but for its names. */
  readonly twin?: { readonly node: ts.Expression; readonly newText: string };
}

export const slipCosts: { readonly [slip in Slip]: number } = {
  sign: 1.3,
  assignment: 1.4,
  operator: 1.5,
  comparison: 1.5,
  arguments: 1.6,
  branches: 1.6,
  threshold: 1.7,
  index: 1.7,
  grouping: 2,
  exponent: 1.8,
  constant: 1.9,
  variable: 1.9,
  // Few and quickly tried, and what they mend no other name does.
  exchange: 1.8,
  function: 2,
  'missing-factor': 2.4,
  'missing-term': 2.5,
  'extra-factor': 2.3,
  'extra-term': 2.5,
  'extra-call': 2.3,
  'extra-condition': 2.3,
  'missing-condition': 2.3,
  order: 1.6,
  start: 1.3,
  length: 1.7,
  square: 1.8,
};

/** No edit costs less. */
export const cheapestEdit = Math.min(...Object.values(slipCosts));

/**
 * All edits of one expression, the likeliest first.
 * @param isOpen whether to flip signs and change numbers everywhere, and not in conditions alone: elsewhere they are found by the values they need.
 */
export function editsOf(
  node: ts.Expression,
  vocabulary: Vocabulary,
  root: ts.SignatureDeclaration,
  isOpen = false,
): readonly Edit[] {
  const found: Edit[] = [];
  const add: Add = (slip, newText, extra = 0, guilty = node) => {
    // Nobody means to multiply by 1 or to add 0, or to divide a thing by itself.
    if (/^1 \* |\* 1$|\/ 1$|\*\* 1$|^0 [-+] |[-+] 0$|^(.+) \/ \1$|\/ ([\w.]+) \* \2$/.test(newText)) return;
    found.push({ slip, node, newText, guilty: bare(guilty), cost: slipCosts[slip] + extra });
  };
  if (ts.isBinaryExpression(node)) editBinary(node, vocabulary, add, root, isOpen || isControl(node, root));
  else if (ts.isConditionalExpression(node)) {
    const [test, yes, no] = partsOf(node);
    add('branches', `${test} ? ${no} : ${yes}`);
    for (const branch of [yes, no]) add('extra-condition', branch, 1, node.condition);
    const next = bare(node.whenFalse);
    const [other, second, rest] = ts.isConditionalExpression(next) ? partsOf(next) : [null];
    if (other !== null) add('branches', `${test} ? ${second} : ${other} ? ${yes} : ${rest}`);
  } else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) add('comparison', node.operand.getText());
    else if (node.operator === ts.SyntaxKind.MinusToken) regroupNegation(node, add);
  } else if (ts.isCallExpression(node)) editCall(node, vocabulary, add);
  else if (ts.isArrayLiteralExpression(node)) editOrder(node, add);
  else if (ts.isNumericLiteral(node)) editLiteral(node, vocabulary, add, root, isOpen);
  else if (isNamed(node)) editName(node, vocabulary, add);
  if (isIndex(node) && isWritten(node.parent)) {
    for (const { text, extra } of otherPlaces(node, vocabulary)) add('index', text, extra);
  }
  if (isLength(node)) editLength(node, vocabulary, add);
  if (ts.isElementAccessExpression(node)) editIndex(node, vocabulary, add);
  if (isNamed(node) || ts.isNumericLiteral(node)) editFactors(node, vocabulary, add);
  return found.sort((a, b) => a.cost - b.cost);
}

function partsOf({ condition, whenTrue, whenFalse }: ts.ConditionalExpression): readonly [string, string, string] {
  return [condition.getText(), whenTrue.getText(), whenFalse.getText()];
}

function isNamed(
  node: ts.Expression,
): node is ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Takes an edit of the expression that is looked at. */
export type Add = (slip: Slip, newText: string, extra?: number, guilty?: ts.Expression) => void;

function editBinary(
  node: ts.BinaryExpression,
  vocabulary: Vocabulary,
  add: Add,
  root: ts.SignatureDeclaration,
  control: boolean,
): void {
  const [a, b] = [node.left.getText(), node.right.getText()];
  const operator = node.operatorToken.kind;
  const opposite = comparisons.get(operator);
  if (opposite !== undefined) {
    add('comparison', `${a} ${opposite} ${b}`);
    // At whole numbers it matters on which side the threshold itself is, as in `level > k`, or up to which entry a loop runs.
    const written = node.operatorToken.getText();
    for (const bound of vocabulary.bounds.get(`${a} ${written}`) ?? [])
      // A number in the place of a number is looked at by itself, as is a name in the place of another.
      if (bound !== b && !isLeaf(node.right)) add('threshold', `${a} ${written} ${bound}`);
    const toggled = (order: string): string => (order.endsWith('=') ? order.slice(0, -1) : `${order}=`);
    if (/^[<>]=?$/.test(written)) {
      // A residual of either sign is small below a bound.
      if (isLeaf(node.left) && !ts.isForStatement(node.parent))
        add('comparison', `Math.abs(${a}) ${written} ${b}`, 0.1);
      add('comparison', `${a} ${toggled(opposite)} ${b}`, 0.05);
      add('comparison', `${a} ${toggled(written)} ${b}`, 0.2);
      // The size of a difference is compared with a threshold that has a name.
      if (ts.isIdentifier(bare(node.left)) && isLeaf(node.right) && !ts.isNumericLiteral(bare(node.right)))
        add('comparison', `Math.abs(${a}) ${written} ${b}`, 0.3);
      // `v > 0` where the value is constant beyond 6 as well.
      if (ts.isNumericLiteral(bare(node.right)))
        for (const bound of vocabulary.numbers)
          if (bound !== b) add('missing-condition', `${a} ${written} ${b} && ${a} ${opposite[0]} ${bound}`);
      if (!isJoined(node))
        for (const other of joinedOrders(root)) add('missing-condition', `${other} && ${a} ${written} ${b}`);
    }
    return;
  }
  switch (operator) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      add('comparison', `${a} ${operator === ts.SyntaxKind.BarBarToken ? '&&' : '||'} ${b}`, 0.3);
      add('extra-condition', a, 0, node.right);
      add('extra-condition', b, 0, node.left);
      return;
    case ts.SyntaxKind.EqualsToken: {
      const target = bare(node.left);
      if (ts.isElementAccessExpression(target) || ts.isIdentifier(target) || ts.isPropertyAccessExpression(target)) {
        add('assignment', `${a} += ${b}`);
        add('assignment', `${a} -= ${b}`, 0.4);
      }
      return;
    }
    case ts.SyntaxKind.PlusEqualsToken:
      add('sign', `${a} -= ${b}`);
      add('assignment', `${a} = ${b}`);
      return;
    case ts.SyntaxKind.MinusEqualsToken:
      add('sign', `${a} += ${b}`);
      return;
    case ts.SyntaxKind.PlusToken:
      if (control) add('sign', `${a} - ${b}`);
      add('operator', `${a} * ${b}`, 0.9);
      break;
    case ts.SyntaxKind.MinusToken:
      if (control) add('sign', `${a} + ${b}`);
      if (control) add('sign', `${b} - ${a}`, 0.3);
      // One gate is taken for the other: `1 - z` for `z`.
      if (a === '1' && isLeaf(node.right)) add('variable', b, -0.3);
      break;
    case ts.SyntaxKind.AsteriskToken:
      add('operator', `${a} / ${b}`);
      if (ts.isNumericLiteral(node.right)) add('operator', `${a} ** ${b}`, 0.2);
      add('operator', `${a} + ${b}`, 1.6);
      add('operator', `${a} - ${b}`, 1.6);
      break;
    case ts.SyntaxKind.SlashToken:
      add('operator', `${a} * ${b}`);
      add('arguments', `${b} / ${asOperand(node.left)}`);
      if (a !== '1') add('extra-factor', `1 / ${b}`, isTwice(node.left) ? costOfTwice : 0, node.left);
      break;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      add('exponent', `${a} ** ${oneMore(node.right, '-')}`, 0, node.right);
      add('exponent', `${a} ** ${oneMore(node.right, '+')}`, 0, node.right);
      add('operator', `${a} * ${b}`);
      add('arguments', `${asOperand(node.right)} ** ${asOperand(node.left)}`);
      break;
    default:
      return;
  }
  regroup(node, add);
  if (precedence.get(operator) === 1) editTwins(node, vocabulary, add, root);
  renameAll(node, vocabulary, add, root);
  renameFields(node, vocabulary, add);
  renameTogether(node, vocabulary, add, root);
  exchangeNames(node, vocabulary, add);
  const isProduct = operator !== ts.SyntaxKind.PlusToken && operator !== ts.SyntaxKind.MinusToken;
  const isPower = operator === ts.SyntaxKind.AsteriskAsteriskToken;
  // A part that is left out is told by its size: the less is dropped, the likelier it is there by mistake.
  const weight = (part: ts.Node): number => Math.min(1, part.getText().length / 40) + (isTwice(part) ? costOfTwice : 0);
  const slip = isPower ? 'exponent' : isProduct ? 'extra-factor' : 'extra-term';
  add(slip, a, weight(node.right), isPower ? node : node.right);
  if (operator === ts.SyntaxKind.AsteriskToken || operator === ts.SyntaxKind.PlusToken)
    add(slip, b, weight(node.left), node.left);
}

/** The same slip in both operands of a sum that are alike but for their names: `(dx / 2) ** 2 + (dy / 2) ** 2` for `dx / 2 ** 2 + dy / 2 ** 2`. */
function editTwins(
  { left, right, operatorToken }: ts.BinaryExpression,
  vocabulary: Vocabulary,
  add: Add,
  root: ts.SignatureDeclaration,
): void {
  const [one, other] = [bare(left), bare(right)];
  if (!ts.isBinaryExpression(one) || one.operatorToken.kind !== (other as ts.BinaryExpression).operatorToken?.kind)
    return;
  if (!areTwins(one.getText(), other.getText())) return;
  for (const { slip, newText } of editsOf(one, vocabulary, root))
    if (slip === 'grouping' || slip === 'exponent' || slip === 'operator') {
      const twin = twinText(one.getText(), other.getText(), newText);
      if (twin !== null) add(slip, `(${newText}) ${operatorToken.getText()} (${twin})`, 0.3);
    }
}

function isLeaf(node: ts.Expression): boolean {
  const inner = bare(node);
  return ts.isNumericLiteral(inner) || ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner);
}

/** What it costs to leave out twice something. */
const costOfTwice = 2;

/** `2 * d`: the derivative of a square, which nobody multiplies by for nothing. */
function isTwice(part: ts.Node): boolean {
  const inner = ts.isExpression(part) ? bare(part) : part;
  return (
    ts.isBinaryExpression(inner) &&
    inner.operatorToken.kind === ts.SyntaxKind.AsteriskToken &&
    inner.left.getText() === '2'
  );
}

function editCall(node: ts.CallExpression, vocabulary: Vocabulary, add: Add): void {
  const callee = node.expression;
  const args = node.arguments.map((argument) => argument.getText());
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'reduce' && args.length === 1)
    add('start', `${callee.getText()}(${args[0]}, 0)`);
  if (node.arguments.some((argument) => ts.isSpreadElement(argument) || ts.isFunctionLike(argument))) return;
  const name = callee.getText();
  if (args.length === 0 && ts.isPropertyAccessExpression(callee) && unary.test(callee.name.text))
    add('extra-call', callee.expression.getText());
  const held = heldWithin(node);
  if (held !== null) add('extra-call', held.getText(), -0.4);
  if (/(^|\.)where$/.test(name) && args.length === 3) {
    add('branches', `${name}(${args[0]}, ${args[2]}, ${args[1]})`);
    for (const branch of [args[1]!, args[2]!]) add('extra-condition', `(${branch})`, 0.3, node.arguments[0]);
  }
  if (args.length === 2) add('arguments', `${name}(${args[1]}, ${args[0]})`);
  takeTermOut(node, add);
  if (ts.isPropertyAccessExpression(callee) && callee.expression.getText() === 'Math') {
    const own = callee.name.text;
    if (own === 'pow' && args.length === 2) {
      add('exponent', `Math.pow(${args[0]}, ${oneMore(node.arguments[1]!, '-', true)})`, 0, node.arguments[1]);
      add('exponent', `Math.pow(${args[0]}, ${oneMore(node.arguments[1]!, '+', true)})`, 0, node.arguments[1]);
      add('extra-call', `(${args[0]})`);
      const base = bare(node.arguments[0]!);
      if (ts.isBinaryExpression(base) && precedence.get(base.operatorToken.kind) === 2)
        add(
          'grouping',
          `${base.left.getText()} ${base.operatorToken.getText()} Math.pow(${base.right.getText()}, ${args[1]})`,
          powerOfQuotient,
        );
    }
    for (const other of functionsOfMath) {
      const fits = args.length === 1 ? !/^m(ax|in)$/.test(other) : args.length === 2 && /^m(ax|in)$/.test(other);
      if (fits && other !== own)
        add(
          'function',
          `Math.${other}(${args.join(', ')})`,
          (areAlike(own, other) ? 0 : 0.6) + (isOneOff(other) ? 0.9 : 0),
        );
    }
    if (args.length === 2 && /^m(ax|in)$/.test(own)) for (const arg of args) add('extra-call', `(${arg})`, 0.3);
  } else if (ts.isPropertyAccessExpression(callee) && unary.test(callee.name.text) && !isComparedByCall(node)) {
    // Functions and methods of tensors.
    for (const other of functionsOfMath)
      if (areAlike(callee.name.text, other))
        add('function', `${callee.expression.getText()}.${other}(${args.join(', ')})`, isOneOff(other) ? 0.9 : 0);
  } else if (ts.isIdentifier(callee)) {
    for (const other of vocabulary.functions(args.length))
      if (other !== name) add('function', `${other}(${args.join(', ')})`);
  }
  if (args.length === 1 && !isComparedByCall(node.arguments[0]!)) {
    add('extra-call', `(${args[0]})`);
    add('sign', `${name}(-(${args[0]}))`, 0.6);
  }
}

/** Methods of tensors that are applied once too often. */
const unary = /^(abs|neg|sign|square|sqrt|exp|log|sigmoid|tanh|softmax|logSoftmax|relu)$/;

/** What a call keeps within bounds: `m` of `clip(m, -2, 2)`, `x.clipByValue(0, 1)` and `Math.min(Math.max(m, -2), 2)`; null for others. */
function heldWithin(node: ts.CallExpression): ts.Expression | null {
  const callee = node.expression;
  const name = callee.getText().replace(/^.*\./, '');
  const args = node.arguments;
  if (/^(clip|clamp|limit|bound)/i.test(name) && args.length > 0)
    return args.length === 3 || !ts.isPropertyAccessExpression(callee) ? args[0]! : callee.expression;
  if (!/^m(ax|in)$/.test(name) || args.length !== 2) return null;
  // Two minima keep nothing within bounds: one of them was to be a maximum.
  const other = name === 'max' ? /\bMath\.min$/ : /\bMath\.max$/;
  const inner = args.map(bare).find((arg) => ts.isCallExpression(arg) && other.test(arg.expression.getText()));
  if (inner === undefined || !ts.isCallExpression(inner) || inner.arguments.length !== 2) return null;
  const computed = inner.arguments.filter((arg) => Number.isNaN(Number(arg.getText())));
  return computed.length === 1 ? computed[0]! : null;
}
