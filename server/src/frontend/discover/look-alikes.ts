/**
 * @file What rules a function out as value or gradient although its name fits: text, pictures, predicates, controllers, symbolic
 * derivatives, training steps. A refusal here costs a pair and is silent; the tracer gives reasons for what only it can see.
 * Derivatives by differences are `finite-difference.ts`, words with other meanings `other-meanings.ts`.
 */
import * as ts from 'typescript';
import { tagText } from '../tags.ts';
import { forEachDescendant } from '../parse.ts';
import { returnedExpressions } from '../returned-expressions.ts';
import type { FunctionNode } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { derivesText, evaluatesText } from './computer-algebra.ts';
import { countsWhole } from './whole-numbers.ts';
import { splitWords } from './words.ts';

/** Whether the function may be half of a pair: it is ordinary, returns something numeric, and nobody asked to skip it. */
export function mayBePaired(candidate: FoundFunction): boolean {
  const { node, tags } = candidate.unit;
  const isCallable = !ts.isGetAccessorDeclaration(node) && !ts.isConstructorDeclaration(node);
  const isIgnored = tagText(tags, 'gradcheck-ignore') !== null;
  return (
    isCallable &&
    !isIgnored &&
    !isUpkeep(candidate) &&
    !handsOn(candidate) &&
    !isInDegrees(candidate) &&
    isNumeric(node)
  );
}

/** Each function is asked about under many names and beside many others, and its syntax answers the same every time. */
const numeric = new WeakMap<FunctionNode, boolean>();

function isNumeric(node: FunctionNode): boolean {
  let known = numeric.get(node);
  if (known === undefined)
    numeric.set(
      node,
      (known = !returnsNoNumber(node) && !countsWhole(node) && !evaluatesText(node) && !derivesText(node)),
    );
  return known;
}

/** Words that start the names of what stores gradients, or of what uses them: `setGrad`, `applyGradients`, `zero_grad`. */
const UPKEEP: ReadonlySet<string> = new Set(['set', 'zero', 'reset', 'clear', 'apply', 'accumulate', 'update']);

/** A method that keeps gradients in its object, or descends along them, computes none. */
function isUpkeep({ unit, container, localName }: FoundFunction): boolean {
  const words = splitWords(localName);
  if (container === null || words.length !== 2 || !/^grads?$|^gradients?$/.test(words[1]!)) return false;
  const isStored = words[0] === 'add' && returnedExpressions(unit.node).length === 0;
  return isStored || UPKEEP.has(words[0]!);
}

/**
 * Whether the function keeps a memory of its own calls, as the derivative term of a controller does: it reads a field of its
 * object and then sets it. A layer's `backward` sets fields that it does not read before, or adds to them.
 */
export function hasMemory({ unit }: FoundFunction): boolean {
  const set = new Map<string, number>();
  const firstRead = new Map<string, number>();
  forEachDescendant(unit.node, (node) => {
    if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
    const { parent } = node;
    const isSet =
      ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    const places = isSet ? set : firstRead;
    if (!places.has(node.name.text)) places.set(node.name.text, node.getStart());
  });
  return [...set].some(([name, place]) => (firstRead.get(name) ?? Infinity) < place);
}

/** `dsin` that is the sine of an angle in degrees, as on calculators. */
function isInDegrees({ unit: { node }, localName }: FoundFunction): boolean {
  const [, name] = /^d(a?(?:sin|cos|tan|sec|csc|cot)h?)$/i.exec(localName) ?? [];
  const body = node.body?.getText() ?? '';
  if (name === undefined || !/\bPI\b/.test(body) || !/\b180\b/.test(body)) return false;
  return !/sin|cos|tan/i.test(name) || body.includes(`Math.${name.toLowerCase()}(`);
}

/** A loss has something to be differentiated by: a parameter, or the state of the object it is a method of. */
export function mayBeValue(candidate: FoundFunction): boolean {
  const { unit, container, parameters } = candidate;
  const hasArguments = parameters.length > 0 || container !== null;
  return hasArguments && tagText(unit.tags, 'gradientOf') === null && !isConstructorFunction(unit.node);
}

/** `function Loss(type) { this.type = type; }` makes objects and computes nothing. */
function isConstructorFunction(node: FunctionNode): boolean {
  const isNamedSo = ts.isFunctionDeclaration(node) && /^[A-Z]/.test(node.name?.text ?? '');
  if (!isNamedSo || returnedExpressions(node).length > 0) return false;
  return node.body !== undefined && /\bthis\.\w+\s*=[^=]/.test(node.body.getText());
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
  const returned = returnedExpressions(node).filter((each) => !isOfArgument(each, node));
  return returned.length === 0
    ? !writesSomewhere(node) && returnedExpressions(node).length === 0
    : returned.some(isNoNumber);
}

/** `new Frame(…)` of a function of a `Frame`: its gradient has the same fields. */
function isOfArgument(returned: ts.Expression, { parameters }: FunctionNode): boolean {
  if (!ts.isNewExpression(returned)) return false;
  const name = returned.expression.getText();
  return parameters.some(({ type }) => type?.getText() === name);
}

/** `this.cells.map((cell) => cell.forward())`: what the layers of a network, or the cells of a layer, do, whatever they are. */
function handsOn({ unit: { node }, localName }: FoundFunction): boolean {
  if (!/^(forward|backward|fwd|bwd|backprop\w*)$/i.test(localName)) return false;
  let found = false;
  let computes = false;
  forEachDescendant(node, (child) => {
    computes ||= ts.isBinaryExpression(child) && /^[-+*/]=?$/.test(child.operatorToken.getText());
    if (!ts.isArrowFunction(child)) return;
    const each = child.parameters[0]?.name.getText() ?? '';
    found ||= calls(child.body, each, localName);
  });
  return found && !computes;
}

function calls(body: ts.Node, object: string, method: string): boolean {
  let found = false;
  forEachDescendant(body, (node) => {
    const isCall = ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent);
    found ||= isCall && node.name.text === method && node.expression.getText() === object;
    return !found;
  });
  return found;
}

/**
 * Without a result, a function still has one if it fills an array or a field: an out-parameter, or its object's state. One that only
 * moves its object's state on, as `this.w -= …`, is a step.
 */
function writesSomewhere(node: FunctionNode): boolean {
  let writes = false;
  forEachDescendant(node, (child) => {
    if (ts.isBinaryExpression(child) && isAssignment(child.operatorToken.kind)) {
      const place = ts.isNonNullExpression(child.left) ? child.left.expression : child.left;
      const isField = ts.isPropertyAccessExpression(place);
      writes ||= ts.isElementAccessExpression(place);
      writes ||= isField && child.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      writes ||= isField && child.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && isGradientOfNode(place);
    }
    return !writes;
  });
  return writes;
}

/** `this.u0.grad`, of a node that the object keeps. */
function isGradientOfNode({ name, expression }: ts.PropertyAccessExpression): boolean {
  return /grad/i.test(name.text) && expression.kind !== ts.SyntaxKind.ThisKeyword;
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
    isSymbolic(inner) ||
    isJoined(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword
  );
}

/** `stops.join(', ')` is a text. */
function isJoined(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'join'
  );
}

/** `new Product(…)` is an expression of a computer algebra, `new Float64Array(…)` and `new Matrix(…)` are numbers. */
function isSymbolic(node: ts.Expression): boolean {
  return (
    ts.isNewExpression(node) &&
    !/(array|vector|matrix|tensor|vec|mat|point|vol|volume|grid)\d?d?$/i.test(node.expression.getText())
  );
}
