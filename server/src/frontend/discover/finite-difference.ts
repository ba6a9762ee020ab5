/**
 * @file Derivatives taken by differences: they check a gradient, or measure one, and are none. A function is recognised that
 * evaluates the value at shifted arguments, subtracts neighbours of a grid, or divides by a time step.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { plainName } from '../plain-name.ts';
import type { FoundFunction } from './collect.ts';
import { isNamedAsLoss } from './evidence.ts';
import { splitWords } from './words.ts';

const NUMERIC_WORDS: ReadonlySet<string> = new Set([
  'numeric',
  'numerical',
  'finite',
  'fd',
  'approximated',
  'estimated',
]);

/** Whether the gradient is formed by differences of the value, or of what the value reads. */
export function isFiniteDifference(gradient: FoundFunction, value: FoundFunction | string): boolean {
  if (splitWords(gradient.localName).some((word) => NUMERIC_WORDS.has(word))) return true;
  const valueName = typeof value === 'string' ? value : value.localName;
  const callables = new Set([valueName, ...gradient.parameters]);
  const calls = new Map<string, number>();
  const shifted = new Set<string>();
  const divisors = new Set<string>();
  let subtracts = false;
  let neighbours = false;
  forEachDescendant(gradient.unit.node, (node) => {
    if (ts.isCallExpression(node)) {
      const callee = calleeName(node);
      calls.set(callee, (calls.get(callee) ?? 0) + 1);
    } else if (ts.isBinaryExpression(node)) {
      noteStep(node, shifted, divisors);
      if (node.operatorToken.kind !== ts.SyntaxKind.MinusToken) return;
      const left = calledName(node.left);
      subtracts ||= left !== null && left === calledName(node.right) && (callables.has(left) || isQuotient(node));
      neighbours ||= areNeighbours(node.left, node.right);
    }
  });
  const isMeasured = (divisor: string): boolean => isTimeStep(divisor) && !isWidthOf(gradient, divisor, value);
  if (subtracts || [...divisors].some(isMeasured)) return true;
  // A loss of differences between neighbours, as total variation, has a gradient of the same kind.
  const mayDiffer = (of: FoundFunction): boolean =>
    hasNeighbours(of) || areWeighed(of, gradient) || (isNamedAsLoss(of.localName) && takesTheSame(of, gradient));
  if (neighbours && (typeof value === 'string' || !mayDiffer(value))) return true;
  const evaluates = [...callables].some((callee) => (calls.get(callee) ?? 0) > 1);
  return evaluates && [...divisors].some((divisor) => shifted.has(divisor));
}

function calleeName(node: ts.CallExpression): string {
  return node.expression.getText().replace(/^.*\./s, '');
}

/** `(at(x + h) - at(x - h)) / step`: the difference of whatever function, at arguments apart by a step, over the step. */
function isQuotient(difference: ts.BinaryExpression): boolean {
  let outer: ts.Node = difference;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  const isDivided = ts.isBinaryExpression(parent) && parent.left === outer && parent.operatorToken.getText() === '/';
  const text = difference.getText();
  if (!isDivided || /\bMath\./.test(text)) return false;
  return (
    areApart(difference.left.getText(), difference.right.getText(), parent.right.getText()) ||
    /\((\w+)\s*\+[^()]*\)[^()]*-[^()]*\(\1\s*(-[^()]*)?\)/.test(text)
  );
}

/** `at({ x: p.x + h, y })` and `at({ x: p.x - h, y })`: the same but for a step that the divisor is made of. */
function areApart(left: string, right: string, divisor: string): boolean {
  const steps = new Set(
    Array.from(`${left} ${right}`.matchAll(/[+-]\s*([A-Za-z_]\w*)(?![\w.([])/g), (match) => match[1]!),
  );
  return [...steps].some((step) => {
    const [plain, other] = [left, right].map((text) => text.replace(new RegExp(`\\s*[+-]\\s*${step}\\b`), ''));
    return plain === other && left !== right && new RegExp(`\\b${step}\\b`).test(divisor);
  });
}

/** The function that an operand calls with a shifted argument. */
function calledName(operand: ts.Expression): string | null {
  let inner = operand;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (!ts.isCallExpression(inner)) return null;
  const isShifted = inner.arguments.some(
    (argument) => ts.isBinaryExpression(argument) && /^[+-]$/.test(argument.operatorToken.getText()),
  );
  return isShifted || inner.arguments.length > 0 ? calleeName(inner) : null;
}

/** `data[i + 1] - data[i - 1]`, `img[y][x + 1] - img[y][x]`. */
function areNeighbours(left: ts.Expression, right: ts.Expression): boolean {
  if (!ts.isElementAccessExpression(left) || !ts.isElementAccessExpression(right)) return false;
  const texts = [left, right].map((node) => node.getText().replace(/\s/g, ''));
  const [a = '', b = ''] = texts.map((text) => text.replace(/[+-]1(?=\])/g, ''));
  return a === b && texts.some((text) => /[+-]1\]/.test(text)) && texts[0] !== texts[1];
}

function takesTheSame({ parameters }: FoundFunction, gradient: FoundFunction): boolean {
  return parameters.join() === gradient.parameters.join();
}

function hasNeighbours({ unit }: FoundFunction): boolean {
  return /\[[^\]]*[+-]\s*1\]/.test(unit.node.getText());
}

/** Neighbours among the control points of a curve, which both weigh by powers of their argument, are those of Bézier's derivative. */
function areWeighed(value: FoundFunction, gradient: FoundFunction): boolean {
  const [argument = ''] = gradient.parameters;
  const hasPowers = ({ unit }: FoundFunction): boolean => /\bMath\.pow\(|\*\*/.test(unit.node.getText());
  return argument === value.parameters[0] && hasPowers(value) && hasPowers(gradient);
}

/** `const dt = end - start`, where the value divides by the same: how wide something is, and no step. */
function isWidthOf(gradient: FoundFunction, name: string, value: FoundFunction | string): boolean {
  if (typeof value === 'string') return false;
  let width: string | null = null;
  forEachDescendant(gradient.unit.node, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) width = node.initializer?.getText() ?? null;
    return width === null;
  });
  return width !== null && value.unit.node.getText().includes(width);
}

/** A rate of change over time is measured, not derived. */
function isTimeStep(name: string): boolean {
  return /^(dt|deltat|deltatime|timedelta|elapsed|timestep|sampletime|interval)$/.test(plainName(name));
}

function noteStep(node: ts.BinaryExpression, shifted: Set<string>, divisors: Set<string>): void {
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
    case ts.SyntaxKind.MinusToken:
    case ts.SyntaxKind.PlusEqualsToken:
    case ts.SyntaxKind.MinusEqualsToken:
      noteName(shifted, node.right);
      break;
    case ts.SyntaxKind.SlashToken:
    case ts.SyntaxKind.SlashEqualsToken:
      noteName(divisors, node.right);
      break;
  }
}

function noteName(names: Set<string>, expression: ts.Expression): void {
  const name = stepName(expression);
  if (name !== null) names.add(name);
}

/**
 * `h`, `2 * h`, `(h * 2)`, `(h + h)` and, of second differences, `h * h` are all steps by `h`, and so are `h[i]` and `1e-6`; what a function returns is none:
 * `sigmoid(x) / (1 - sigmoid(x))` is no difference quotient, if wrong.
 */
function stepName(expression: ts.Expression): string | null {
  const text = expression.getText().replace(/\s/g, '');
  const name =
    /^\(*(?:2(?:\.0*)?\*)?([A-Za-z_$][\w$.]*(?:\[\w+\])?|\d*\.?\d+e-\d+|0?\.0\d+)(?:\*2(?:\.0*)?|\*\*2|[+*]\1)?\)*$/.exec(
      text,
    );
  return name?.[1] ?? null;
}
