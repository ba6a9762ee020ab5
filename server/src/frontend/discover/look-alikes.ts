/**
 * @file What rules a function out as value or gradient although its name fits: text, pictures, predicates, numerical derivatives.
 * A refusal here costs a pair and is silent; the tracer gives reasons for what only it can see.
 */
import ts from 'typescript';
import { tagText } from '../tags.ts';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { splitWords } from './words.ts';

/** Whether the function may be half of a pair: it is ordinary, returns something numeric, and nobody asked to skip it. */
export function mayBePaired(candidate: FoundFunction): boolean {
  const { node, tags } = candidate.unit;
  const isCallable = !ts.isGetAccessorDeclaration(node) && !ts.isConstructorDeclaration(node);
  return isCallable && tagText(tags, 'gradcheck-ignore') === null && !returnsNoNumber(node) && !countsWhole(node);
}

/** Hashes, tests of divisibility and the like work on whole numbers, where nothing has a derivative: Perlin noise, `isPrime`. */
function countsWhole(node: FunctionNode): boolean {
  let found = false;
  forEachDescendant(node, (child) => {
    if (ts.isBinaryExpression(child)) found ||= isBitwise(child) || isDivisibility(child);
    return !found;
  });
  return found;
}

const bitwise: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.AmpersandEqualsToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.CaretEqualsToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.LessThanLessThanEqualsToken,
]);

function isBitwise({ operatorToken, right }: ts.BinaryExpression): boolean {
  // `x | 0` and `x >> 1` are ways to round and to halve an index.
  return bitwise.has(operatorToken.kind) || (operatorToken.kind === ts.SyntaxKind.BarToken && right.getText() !== '0');
}

const equalities: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** `n % i === 0` */
function isDivisibility({ left, operatorToken, right }: ts.BinaryExpression): boolean {
  return (
    equalities.has(operatorToken.kind) &&
    ts.isBinaryExpression(left) &&
    left.operatorToken.kind === ts.SyntaxKind.PercentToken &&
    ts.isNumericLiteral(right)
  );
}

/** A loss has something to be differentiated by: a parameter, or the state of the object it is a method of. */
export function mayBeValue(candidate: FoundFunction): boolean {
  const { unit, container, parameters } = candidate;
  return (parameters.length > 0 || container !== null) && tagText(unit.tags, 'gradientOf') === null;
}

/** Strings, markup, predicates, promises, generators and procedures, judged by the return type and by what is returned. */
function returnsNoNumber(node: FunctionNode): boolean {
  const isAsync = ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  if (isAsync || (!ts.isArrowFunction(node) && node.asteriskToken !== undefined)) {
    return true;
  }
  if (
    node.type !== undefined &&
    /^(?:string|boolean|Promise\b|JSX\b|React\b|CSS|Canvas|.+\bis\b)/.test(node.type.getText())
  ) {
    return true;
  }
  const returned = returnedExpressions(node);
  return returned.length === 0 ? !writesSomewhere(node) : returned.some(isNoNumber);
}

/** Without a result, a function still has one if it fills an array or a field: an out-parameter, or its object's state. */
function writesSomewhere(node: FunctionNode): boolean {
  let writes = false;
  forEachDescendant(node, (child) => {
    if (ts.isBinaryExpression(child) && isAssignment(child.operatorToken.kind)) {
      writes ||= ts.isElementAccessExpression(child.left) || ts.isPropertyAccessExpression(child.left);
    }
    return !writes;
  });
  return writes;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isNoNumber(expression: ts.Expression): boolean {
  let inner = expression;
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner)) {
    inner = inner.expression;
  }
  return (
    ts.isStringLiteralLike(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isJsxElement(inner) ||
    ts.isJsxSelfClosingElement(inner) ||
    ts.isJsxFragment(inner) ||
    ts.isFunctionLike(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword
  );
}

function returnedExpressions(node: FunctionNode): readonly ts.Expression[] {
  const body = node.body;
  if (body === undefined || !ts.isBlock(body)) {
    return body === undefined ? [] : [body];
  }
  const returned: ts.Expression[] = [];
  forEachDescendant(body, (child) => {
    if (ts.isReturnStatement(child) && child.expression !== undefined) {
      returned.push(child.expression);
    }
    return !ts.isFunctionLike(child);
  });
  return returned;
}

const NUMERIC_WORDS: ReadonlySet<string> = new Set([
  'numeric',
  'numerical',
  'finite',
  'fd',
  'approximated',
  'estimated',
]);

/**
 * A derivative taken by finite differences checks a gradient, it is none. It calls the value, or a function it was given,
 * at least twice and divides by a step that it also adds or subtracts.
 */
export function isFiniteDifference(gradient: FoundFunction, valueName: string): boolean {
  if (splitWords(gradient.localName).some((word) => NUMERIC_WORDS.has(word))) {
    return true;
  }
  const calls = new Map<string, number>();
  const shifted = new Set<string>();
  const divisors = new Set<string>();
  forEachDescendant(gradient.unit.node, (node) => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText().replace(/^.*\./s, '');
      calls.set(callee, (calls.get(callee) ?? 0) + 1);
    } else if (ts.isBinaryExpression(node)) {
      noteStep(node, shifted, divisors);
    }
  });
  const evaluates = [valueName, ...gradient.parameters].some((callee) => (calls.get(callee) ?? 0) > 1);
  return evaluates && [...divisors].some((divisor) => shifted.has(divisor));
}

function noteStep(node: ts.BinaryExpression, shifted: Set<string>, divisors: Set<string>): void {
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
    case ts.SyntaxKind.MinusToken:
    case ts.SyntaxKind.PlusEqualsToken:
    case ts.SyntaxKind.MinusEqualsToken:
      shifted.add(stepName(node.right));
      break;
    case ts.SyntaxKind.SlashToken:
    case ts.SyntaxKind.SlashEqualsToken:
      divisors.add(stepName(node.right));
      break;
  }
}

/** `h`, `2 * h`, `(h * 2)` and `(h + h)` are all steps by `h`. */
function stepName(expression: ts.Expression): string {
  const text = expression.getText().replace(/\s/g, '');
  return /^\(*(?:2(?:\.0*)?\*)?([A-Za-z_$][\w$.]*)(?:\*2(?:\.0*)?|\+\1)?\)*$/.exec(text)?.[1] ?? '';
}
