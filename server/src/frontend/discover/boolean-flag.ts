/**
 * @file Convention "boolean flag": `function sigmoid(x, derivate)` is the value when the flag is false, the gradient when true;
 * also where the flag is a field of an options object. Only its name and the way it is used are judged.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName, isAboutDerivatives } from './evidence.ts';
import { propertyName } from './naming.ts';
import { splitWords } from './words.ts';

const FLAG_NAMES: ReadonlySet<string> = new Set(
  (
    'derive derivate derivative derivation derivitive deriviate deriv der prime grad gradient backward backprop ' +
    'd dx df diff order depth'
  ).split(' '),
);

/** Customers and integers are prime, cursors go backward. */
const AMBIGUOUS: ReadonlySet<string> = new Set('prime grad gradient backward backprop der d dx df diff'.split(' '));

/** Short ones are distances and differences as well, unless a function chooses by them. */
const SHORT: ReadonlySet<string> = new Set('d dx df diff'.split(' '));

/** Words for how often to differentiate, and for other things. */
const ORDERS: ReadonlySet<string> = new Set('order depth'.split(' '));

const PREFIXES: ReadonlySet<string> = new Set('is as get want return use with'.split(' '));

export function pairByFlag(found: FoundFunction): PairCandidate | null {
  const { node, file, owner } = found.unit;
  const [flag] = node.parameters.flatMap((parameter, index) =>
    flagOf(parameter, node).map((each) => ({ ...each, index })),
  );
  if (flag === undefined) return null;
  // A field may say of a licence, or of a picture, what it is.
  const mayMeanOther = flag.field !== null || AMBIGUOUS.has(flag.word);
  const isNamed = [found.localName, owner].some(hasFunctionName);
  if (ORDERS.has(flag.word) && !(flag.isOrder && isNamed)) return null;
  const isClear = !mayMeanOther || (flag.isOrder && !AMBIGUOUS.has(flag.word)) || isNamed || isAboutDerivatives(file);
  if (!isClear) return null;
  const pair = { kind: 'boolean-flag', value: found.unit, gradient: found.unit, wrt: null, declared: true } as const;
  return {
    ...pair,
    flagIndex: flag.index,
    ...(flag.field !== null && { flagField: flag.field }),
    ...(flag.isOrder && { flagIsOrder: true }),
  };
}

interface Flag {
  readonly word: string;
  /** The field of an options object; null where the parameter itself is the flag. */
  readonly field: string | null;
  /** Whether it says how often to differentiate, as it is compared with 0 or 1. */
  readonly isOrder: boolean;
}

/** `derivative`, `{ derivative = false }`, and `options` where `options.derivative` decides. */
function flagOf(parameter: ts.ParameterDeclaration, node: FunctionNode): readonly Flag[] {
  if (parameter.dotDotDotToken !== undefined) return [];
  const { name } = parameter;
  if (ts.isObjectBindingPattern(name))
    return name.elements.length + node.parameters.length > 2 ? flagsIn(name, node) : [];
  if (!ts.isIdentifier(name)) return [];
  const word = flagWord(name.text);
  if (word !== null) {
    const uses = usesOf(node, name.text);
    // One that combines others hands it on to them, and asks for nothing itself.
    const isHandedOn =
      !AMBIGUOUS.has(word) && parameter.initializer !== undefined && uses.length > 0 && uses.every(isArgument);
    const isOrder = isComparedWithNumber(uses);
    const mayBeFlag = mayBeBoolean(parameter) || (isOrder && /^number\b/.test(parameter.type?.getText() ?? ''));
    if (SHORT.has(word) && !uses.every(isChosenBy)) return [];
    return mayBeFlag && (isHandedOn || isOnlyAsked(uses)) ? [{ word, field: null, isOrder }] : [];
  }
  // What comes first is what the function is of: a licence may be that of a derivative.
  return parameter === node.parameters[0] ? [] : flagInOptions(name.text, node);
}

/** Fields that a pattern takes out of an options object. */
function flagsIn({ elements }: ts.ObjectBindingPattern, node: FunctionNode): readonly Flag[] {
  return elements.flatMap(({ propertyName: property, name, initializer, dotDotDotToken }): readonly Flag[] => {
    if (!ts.isIdentifier(name) || dotDotDotToken !== undefined) return [];
    const field = property === undefined ? name.text : (propertyName(property) ?? '');
    const word = flagWord(field);
    if (word === null || !isTruthValue(initializer)) return [];
    const uses = usesOf(node, name.text);
    return isOnlyAsked(uses) ? [{ word, field, isOrder: isComparedWithNumber(uses) }] : [];
  });
}

/** `options.derivative` in a condition, and `const { derivative } = options`. */
function flagInOptions(options: string, node: FunctionNode): readonly Flag[] {
  const accesses = new Map<string, ts.PropertyAccessExpression[]>();
  const flags: Flag[] = [];
  for (const use of usesOf(node, options)) {
    const parent = aroundDefault(use);
    if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
      flags.push(...flagsIn(parent.name, node));
    } else if (ts.isPropertyAccessExpression(parent)) {
      accesses.set(parent.name.text, [...(accesses.get(parent.name.text) ?? []), parent]);
    }
  }
  for (const [field, uses] of accesses) {
    const word = flagWord(field);
    if (word !== null && isOnlyAsked(uses)) flags.push({ word, field, isOrder: isComparedWithNumber(uses) });
  }
  return flags;
}

/** What an expression stands in, beyond `?? {}` and parentheses. */
function aroundDefault({ parent }: ts.Node): ts.Node {
  const isDefault =
    ts.isParenthesizedExpression(parent) ||
    (ts.isBinaryExpression(parent) && /^(\?\?|\|\|)$/.test(parent.operatorToken.getText()));
  return isDefault ? aroundDefault(parent) : parent;
}

/** Where a name is used in a function, other than as the name of a property. */
function usesOf(node: FunctionNode, name: string): readonly ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  forEachDescendant(node.body ?? node, (child) => {
    if (ts.isIdentifier(child) && child.text === name && !isPropertyName(child)) uses.push(child);
  });
  return uses;
}

/**
 * Whether only its truth is asked for, at least once. Handing the flag on to another function is fine; indexing, calling or
 * multiplying it is not what a flag is for.
 */
function isOnlyAsked(uses: readonly ts.Expression[]): boolean {
  const isHandedOn = (use: ts.Expression): boolean => isArgument(use) || ts.isShorthandPropertyAssignment(use.parent);
  return uses.some(isCondition) && uses.every((use) => isCondition(use) || isHandedOn(use));
}

/** `if (d) …` and `d ? … : …`, and no `d || 1`, which gives a number its default. */
function isChosenBy({ parent }: ts.Expression): boolean {
  return ts.isIfStatement(parent) || ts.isConditionalExpression(parent);
}

/** `derivative === 1`. */
function isComparedWithNumber(uses: readonly ts.Expression[]): boolean {
  return uses.some(({ parent }) => ts.isBinaryExpression(parent) && /[=!]==?\s*[01]$/.test(parent.getText()));
}

function isArgument(use: ts.Expression): boolean {
  return ts.isCallExpression(use.parent) && use.parent.expression !== use;
}

/** The word that makes a name the name of such a flag: `derivative` of `isDerivative`. */
function flagWord(name: string): string | null {
  const [word, ...others] = splitWords(name).filter((part) => !PREFIXES.has(part));
  return word !== undefined && others.length === 0 && FLAG_NAMES.has(word) ? word : null;
}

function mayBeBoolean({ type, initializer }: ts.ParameterDeclaration): boolean {
  return (
    /^(?:|any|unknown|boolean(?:\s*\|\s*(?:undefined|null))?)$/.test(type?.getText() ?? '') && isTruthValue(initializer)
  );
}

/** Whether the default, where there is one, is that of a flag. */
function isTruthValue(initializer: ts.Expression | undefined): boolean {
  return /^(?:|false|true|0|1|!1|!0)$/.test(initializer?.getText() ?? '');
}

function isPropertyName(identifier: ts.Identifier): boolean {
  const parent = identifier.parent;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === identifier) ||
    (ts.isPropertyAssignment(parent) && parent.name === identifier) ||
    (ts.isBindingElement(parent) && parent.initializer !== identifier)
  );
}

/** Whether only the truth of the expression matters where it stands. */
function isCondition(node: ts.Expression): boolean {
  const parent = node.parent;
  if (ts.isIfStatement(parent)) {
    return parent.expression === node;
  }
  if (ts.isConditionalExpression(parent)) {
    return parent.condition === node;
  }
  if (ts.isPrefixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.ExclamationToken;
  }
  if (ts.isParenthesizedExpression(parent)) {
    return isCondition(parent);
  }
  if (!ts.isBinaryExpression(parent)) {
    return false;
  }
  const other = (parent.left === node ? parent.right : parent.left).getText();
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      return parent.left === node || isCondition(parent);
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return /^(?:true|false|undefined|null|0|1)$/.test(other);
    default:
      return false;
  }
}
