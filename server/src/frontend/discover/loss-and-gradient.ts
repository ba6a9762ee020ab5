/**
 * @file Convention "loss and gradient": one function returns both, as `{ loss, grad }`, `{ cost, dLogits }` or, where its name says
 * so, `[loss, gradient]`. Which numbers of the result are which is `check/loss-and-gradient.ts`.
 */
import * as ts from 'typescript';
import { commentsOn } from '../comments.ts';
import { forEachDescendant } from '../parse.ts';
import { returnedExpressions } from '../returned-expressions.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import { isFunctionName } from './aliases.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName, isAboutDerivatives } from './evidence.ts';
import { MARKERS } from './gradient-names.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { splitWords, stemKey } from './words.ts';

/** What the loss is called in such a result. */
export const lossField =
  /^(loss|totalLoss|lossValue|cost|error|objective|energy|value|val|output|activation|activated|f|fx|y|J|L)$/;
/** What its gradient is called there. */
export const gradientField =
  /^(grads?|gradients?|derivative|derivate|deriv|der|df|dfdx|fprime|g|d[a-z]\d?|d(logits?|scores?|probs?|preds?|outs?)|d[A-Z_]\w*|(grad|deriv|derivative)[A-Z_]\w*|\w+Grad(ient)?)$/;

/** Whether a field is the gradient: by its name, or as `dscores` beside a parameter `scores`. */
export function isGradientField(key: string, parameters: readonly string[]): boolean {
  return gradientField.test(key) || parameters.some((name) => name.length > 1 && key === `d${name}`);
}

export function pairWithItself(found: FoundFunction): PairCandidate | null {
  const { unit } = found;
  const returned = returnedExpressions(unit.node);
  const returnsBoth = returned.length > 0 && returned.every((expression) => isBoth(expression, found));
  if (!returnsBoth || found.parameters.length === 0) return null;
  if (readsGradient(unit.node) || isFiniteDifference(found, unit.name)) return null;
  return {
    kind: 'loss-and-gradient',
    value: unit,
    gradient: unit,
    wrt: null,
    flagIndex: null,
    declared: true,
  };
}

function isBoth(expression: ts.Expression, found: FoundFunction): boolean {
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
    return isBoth(expression.expression, found);
  }
  if (ts.isConditionalExpression(expression))
    return isBoth(expression.whenTrue, found) && isBoth(expression.whenFalse, found);
  if (ts.isCallExpression(expression)) return handsOnBoth(expression, found);
  if (ts.isObjectLiteralExpression(expression)) {
    const keys = expression.properties.filter(mayBeNumeric).map((property) => property.name?.getText() ?? '');
    const gradients = keys.filter((key) => isGradientField(key, found.parameters));
    const values = keys.filter((key) => lossField.test(key));
    if (gradients.some((key) => isZero(expression, key)) && isParameter(expression, values[0] ?? '', found))
      return false;
    return (
      values.length === 1 &&
      gradients.length > 0 &&
      (gradients.every((key) => isOfParameter(key, found) || isOfResult(key, values[0]!, found)) ||
        ((saysBoth(found) || isNamedGradient(found)) && isByOutput(gradients))) &&
      // A `g` is the gradient of an `f`, and of nothing else.
      (!gradients.includes('g') || /^fx?$/.test(values[0] ?? ''))
    );
  }
  if (!ts.isArrayLiteralExpression(expression) || expression.elements.length < 2) return false;
  const names = expression.elements.map((element) => element.getText());
  return saysBoth(found) || areNamedBoth(names) || areNamedBoth(labelsOf(found));
}

/** Whether what is called returns both, of what this function is itself handed: `return landingCost(position, goal, weight * 0.1)`. */
function handsOnBoth({ expression, arguments: args }: ts.CallExpression, found: FoundFunction): boolean {
  const called = found.unit.file.tree.statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(statement) && statement.name?.text === expression.getText(),
  );
  const isOwn = args.some((argument) => found.parameters.includes(argument.getText()));
  if (called === undefined || called === found.unit.node || !isOwn) return false;
  const parameters = called.parameters.map(({ name }) => name.getText());
  const returned = returnedExpressions(called);
  return (
    returned.length > 0 &&
    returned.every((each) => !ts.isCallExpression(each) && isBoth(each, { ...found, parameters }))
  );
}

/** What the type of a result calls its entries: `[value: number, gradient: number]`. */
function labelsOf({ unit: { node } }: FoundFunction): readonly string[] {
  const { type } = node;
  if (type === undefined) return labelsInComment(node);
  if (!ts.isTupleTypeNode(type)) return [];
  return type.elements.map((element) => (ts.isNamedTupleMember(element) ? element.name.text : ''));
}

/** What a comment on the function, or at the top of the file, calls the two entries: `returns [cost, gradient]`. */
function labelsInComment(node: FunctionNode): readonly string[] {
  const file = node.getSourceFile();
  const atTop = file.statements[0]?.getFullText().slice(0, file.statements[0].getLeadingTriviaWidth()) ?? '';
  const [, value, gradient] =
    /\[\s*(loss|cost|value)\s*,\s*(?:the |its )?(grads?|gradients?)\b[^\]]*\]/i.exec(`${commentsOn(node)} ${atTop}`) ??
    [];
  return value === undefined || gradient === undefined ? [] : [value.toLowerCase(), gradient.toLowerCase()];
}

/** `{ value, grad: 0 }` of a `value` that is handed in makes a node of a graph, which has no gradient yet. */
function isZero(literal: ts.ObjectLiteralExpression, key: string): boolean {
  return literal.properties.some(
    (each) => ts.isPropertyAssignment(each) && each.name.getText() === key && each.initializer.getText() === '0',
  );
}

function isParameter(literal: ts.ObjectLiteralExpression, key: string, { parameters }: FoundFunction): boolean {
  return literal.properties.some((each) => {
    if (each.name?.getText() !== key) return false;
    const value = ts.isPropertyAssignment(each) ? each.initializer.getText() : key;
    return parameters.includes(value);
  });
}

/** `return [loss, grad]`. */
function areNamedBoth([value = '', gradient = '', ...others]: readonly string[]): boolean {
  return (
    others.length === 0 && /^(loss|cost|value)$/.test(value) && /^(grads?|gradients?|d(loss|cost))$/i.test(gradient)
  );
}

/** `gradOutput`, of a function whose name says that it gives the gradient: by what a model put out, which is the one input that has its shape. */
function isByOutput([key = '', ...others]: readonly string[]): boolean {
  return (
    others.length === 0 && /^(grad|gradient|d)_?(outputs?|out|preds?|predictions?|logits?|scores?|inputs?)$/i.test(key)
  );
}

/** `crossEntropyGrad`, which returns the loss as well. */
function isNamedGradient({ localName }: FoundFunction): boolean {
  const words = splitWords(localName);
  return MARKERS.has(words.at(-1) ?? '') && isFunctionName(stemKey(words.slice(0, -1)));
}

/** `lossAndGrad`, `costWithItsGradient`; but `ridgeWithOffsetGrad` is the gradient of `ridgeWithOffset`. */
function saysBoth({ localName, unit }: FoundFunction): boolean {
  const words = splitWords(localName);
  const joint = words.findIndex((word) => word === 'and' || word === 'with');
  const marker = words.findIndex((word, i) => i > joint && MARKERS.has(word));
  if (joint < 1 || marker < 0) return false;
  const stem = localName.slice(0, localName.toLowerCase().lastIndexOf(words[marker]!)).replace(/_$/, '');
  if (new RegExp(`(?<![\\w$.])${stem.replace(/\$/g, '\\$')}(?![\\w$])`).test(unit.file.tree.text)) return false;
  return marker === joint + 1 || words.some((word, i) => (i < joint ? VALUES : FILLERS).has(word));
}

/** What a value is called, and what stands before the word for its gradient. */
const VALUES: ReadonlySet<string> = new Set(
  'loss cost error value val objective energy f fx likelihood nll'.split(' '),
);
const FILLERS: ReadonlySet<string> = new Set('its the'.split(' '));

/** Not a text, a picture's gradient for example, and not a function: an object of functions is a factory's. */
function mayBeNumeric(property: ts.ObjectLiteralElementLike): boolean {
  if (ts.isPropertyAssignment(property)) {
    const { initializer } = property;
    if (ts.isIdentifier(initializer)) return !declaresFunction(property, initializer.text);
    return !ts.isStringLiteralLike(initializer) && !ts.isFunctionLike(initializer);
  }
  return ts.isShorthandPropertyAssignment(property) && !declaresFunction(property, property.name.text);
}

function declaresFunction(node: ts.Node, name: string): boolean {
  for (let scope = node.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return true;
      if (!ts.isVariableStatement(statement)) continue;
      const declaration = statement.declarationList.declarations.find((each) => each.name.getText() === name);
      if (declaration !== undefined)
        return declaration.initializer !== undefined && ts.isFunctionLike(declaration.initializer);
    }
  }
  return false;
}

/** `dz` beside a loss of `x` is the gradient by an intermediate result, which is no input that could be varied. */
function isOfParameter(key: string, found: FoundFunction): boolean {
  const { parameters, unit } = found;
  const field = key.replace(/^(dLoss_?d|dL_?d|derivative|deriv|d(?!f$)|grads?(ients?)?)_?|_?Grad(ient)?$/gi, '');
  const name = field.toLowerCase();
  if (name === '' || /^(df|dfdx|fprime|g|der[a-z]*)$/.test(key)) return true;
  return parameters.some((parameter) => {
    const own = parameter.replace(/_/g, '').toLowerCase();
    return (
      own === name ||
      readsField(unit.node, parameter, name) ||
      (saysBoth(found) && readsExactly(unit.node, parameter, field)) ||
      (name.length > 2 && own.length > 2 && (own.startsWith(name) || name.startsWith(own)))
    );
  });
}

/** `cache.logits` or `const { logits } = cache`, of which `dLogits` is the gradient. */
function readsField(node: FunctionNode, parameter: string, name: string): boolean {
  let reads = false;
  forEachDescendant(node, (child) => {
    reads ||=
      ts.isPropertyAccessExpression(child) &&
      child.expression.getText() === parameter &&
      child.name.text.toLowerCase() === name;
    reads ||=
      ts.isVariableDeclaration(child) &&
      ts.isObjectBindingPattern(child.name) &&
      child.initializer?.getText() === parameter &&
      child.name.elements.some((element) => (element.propertyName ?? element.name).getText().toLowerCase() === name);
    return !reads;
  });
  return name.length > 2 && reads;
}

/** `model.W`, of which `dW` is the gradient, where the function's name says that it gives one. */
function readsExactly(node: FunctionNode, parameter: string, field: string): boolean {
  return new RegExp(`(?<![\\w$.])${parameter}\\.${field}(?![\\w$])`).test(node.getText());
}

/**
 * `dy` beside `y` is the derivative of that by the one argument, where names speak of such functions: a motion has `y` and `dy`, too,
 * and there the one is a step of the other.
 */
function isOfResult(key: string, value: string, { parameters, localName, unit }: FoundFunction): boolean {
  if (key.replace(/_/g, '').toLowerCase() !== `d${value.toLowerCase()}`) return false;
  const words = splitWords(localName);
  if (hasFunctionName(localName) || words.some((word) => isFunctionName(word) || MARKERS.has(word))) return true;
  return parameters.length === 1 && words.some((word) => EVALUATES.has(word)) && isAboutDerivatives(unit.file);
}

/** Verbs and nouns of what computes a function, and of nothing that moves. */
const EVALUATES: ReadonlySet<string> = new Set(
  'activate activation forward evaluate eval apply squash transfer'.split(' '),
);

/** Dual numbers and tapes carry gradients in their arguments; their results are no gradient with respect to these. */
function readsGradient(node: FunctionNode): boolean {
  let reads = false;
  forEachDescendant(node, (child) => {
    reads ||= ts.isPropertyAccessExpression(child) && gradientField.test(child.name.text);
    return !reads;
  });
  return reads;
}
