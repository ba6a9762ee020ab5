/**
 * @file Convention "boolean flag": `function sigmoid(x, derivate)` is the value when the flag is false, the gradient when true.
 * Only the parameter's name and the way it is used are judged.
 */
import ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName, isAboutDerivatives } from './evidence.ts';
import { splitWords } from './words.ts';

const FLAG_NAMES: ReadonlySet<string> = new Set(
  'derivate derivative derivation derivitive deriviate deriv der prime grad gradient backward backprop'.split(' '),
);

/** Customers and integers are prime, cursors go backward. */
const AMBIGUOUS: ReadonlySet<string> = new Set('prime grad gradient backward backprop der'.split(' '));

const PREFIXES: ReadonlySet<string> = new Set('is as get want return use with'.split(' '));

export function pairByFlag(found: FoundFunction): PairCandidate | null {
  const { node, file, owner } = found.unit;
  const flagIndex = node.parameters.findIndex((parameter) => isFlag(parameter, node));
  const word = flagIndex < 0 ? '' : flagWord(node.parameters[flagIndex]?.name.getText() ?? '');
  const isClear =
    !AMBIGUOUS.has(word ?? '') || [found.localName, owner].some(hasFunctionName) || isAboutDerivatives(file);
  return flagIndex < 0 || !isClear
    ? null
    : { kind: 'boolean-flag', value: found.unit, gradient: found.unit, wrt: null, flagIndex, declared: true };
}

function isFlag(parameter: ts.ParameterDeclaration, node: FunctionNode): boolean {
  if (!ts.isIdentifier(parameter.name) || parameter.dotDotDotToken !== undefined) {
    return false;
  }
  if (flagWord(parameter.name.text) === null || !mayBeBoolean(parameter)) {
    return false;
  }
  const name = parameter.name.text;
  let conditions = 0;
  let otherUses = 0;
  forEachDescendant(node.body ?? node, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name || isPropertyName(child)) {
      return;
    }
    if (isCondition(child)) {
      conditions++;
    } else if (!(ts.isCallExpression(child.parent) && child.parent.expression !== child)) {
      otherUses++;
    }
  });
  // Handing the flag on to another function is fine; indexing, calling or multiplying it is not what a flag is for.
  return conditions > 0 && otherUses === 0;
}

/** The word that makes a parameter's name the name of such a flag: `derivative` of `isDerivative`. */
function flagWord(name: string): string | null {
  const [word, ...others] = splitWords(name).filter((part) => !PREFIXES.has(part));
  return word !== undefined && others.length === 0 && FLAG_NAMES.has(word) ? word : null;
}

function mayBeBoolean(parameter: ts.ParameterDeclaration): boolean {
  const type = parameter.type?.getText() ?? '';
  const initial = parameter.initializer?.getText() ?? '';
  return (
    /^(?:|any|unknown|boolean(?:\s*\|\s*(?:undefined|null))?)$/.test(type) &&
    /^(?:|false|true|0|1|!1|!0)$/.test(initial)
  );
}

function isPropertyName(identifier: ts.Identifier): boolean {
  const parent = identifier.parent;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === identifier) ||
    (ts.isPropertyAssignment(parent) && parent.name === identifier)
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
      return /^(?:true|false|undefined|null)$/.test(other);
    default:
      return false;
  }
}
