/**
 * @file Variables around a traced function of whose values the code says nothing that can be read: `useState(0.5)`, `prompt('Rate')`,
 * `Number(slider.value)`, or an assignment in a case that is not taken. They may be anything, so they are inputs. Two of them may still
 * have to do with each other, which `check/other-state.ts` thinks of.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import { rememberedIn } from '../../remembered.ts';
import { namesBound, statementsDeclaring } from './declarations.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { unseenFunction } from '../libraries/unseen-functions.ts';
import { unseenClass } from '../tensor/unseen.ts';
import type { Value } from '../value.ts';

/** A free input for a variable; what kept it from being read is told where it is used as what an input cannot be. */
export function openVariable(machine: Machine, place: ts.Node, name: string, cause: Unsupported | null): Value {
  const unseen = cause === null || !isFromElsewhere(place) ? null : unseenExport(name, place.getSourceFile());
  if (unseen !== null) return unseen;
  const spec = machine.inputs.specs.get(place, name);
  machine.unread.set(spec, cause);
  return machine.inputs.value(spec);
}

/** What was thrown, where it says that a value comes from outside of the code that is read; null for anything else. */
export function causeOfUnread(error: unknown): Unsupported | null {
  const isOutside = error instanceof Unsupported && /^(unresolved-(name|import)|unsupported-call)$/.test(error.code);
  return isOutside ? error : null;
}

/** What an import gives; where its file was not found the name may be that of a well-known function or of a class of matrices. */
export function orUnseenExport(name: string, tree: ts.SourceFile, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const unseen = causeOfUnread(error)?.code === 'unresolved-import' ? unseenExport(name, tree) : null;
    if (unseen === null) throw error;
    return unseen;
  }
}

/** What a name stands for that comes from where nothing was found, judged by itself; null where it tells nothing. */
export function unseenExport(name: string, tree: ts.SourceFile): Value | null {
  return unseenClass(name) ?? unseenFunction(name, tree);
}

/** Whether a name is bound to what another file gives, or not declared at all. */
function isFromElsewhere(place: ts.Node): boolean {
  if (ts.isSourceFile(place)) return true;
  let node = place;
  while (!ts.isVariableDeclaration(node) && node.parent !== undefined) node = node.parent;
  const initializer = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  return initializer !== undefined && /^\(?(await )?(require|import)\b/.test(initializer.getText());
}

/** The name within the pattern or variable that a declaration binds. */
export function placeOf(declaration: ts.VariableDeclaration | ts.BindingElement, name: string): ts.Node {
  const bound = declaration.name;
  if (ts.isIdentifier(bound)) return declaration;
  for (const element of bound.elements) {
    if (ts.isBindingElement(element) && namesBound(element.name).includes(name)) return placeOf(element, name);
  }
  return declaration;
}

/** The declaration without a value of a variable that the same function assigns somewhere; null where there is none. */
export function assignedLater(scope: ts.Node, name: string): ts.VariableDeclaration | null {
  if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isModuleBlock(scope)) return null;
  const declaration = statementsDeclaring(scope, name)
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find((each) => each.initializer === undefined && ts.isIdentifier(each.name) && each.name.text === name);
  return declaration !== undefined && assignmentTo(scope, name, false) !== null ? declaration : null;
}

/** An assignment of a number, as far as its form tells, to a variable. */
export function assignmentTo(scope: ts.Node, name: string, isAnywhere: boolean): ts.BinaryExpression | null {
  let found: ts.BinaryExpression | null = null;
  forEachDescendant(scope, (node) => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const isTo = ts.isIdentifier(node.left) && node.left.text === name;
      if (isTo && mayBeNumber(node.right)) found ??= node;
    }
    return found === null && (isAnywhere || !ts.isFunctionLike(node));
  });
  return found;
}

/** Each run asks it of every variable, and the answer takes a walk through the file. */
const setByFunctions = new WeakMap<ts.VariableDeclaration, boolean>();

/**
 * Whether a variable starts as 0 and some function sets it to what else: `let skew = 0` that a slider moves. As 0 it would take terms
 * away from the value and from the gradient alike, and hide what is wrong with them; and so would an empty array that some procedure fills.
 */
export function isSetByFunctions(declaration: ts.VariableDeclaration): boolean {
  let isSet = setByFunctions.get(declaration);
  if (isSet === undefined) setByFunctions.set(declaration, (isSet = findSetting(declaration)));
  return isSet;
}

function findSetting(declaration: ts.VariableDeclaration): boolean {
  const { name, initializer, parent } = declaration;
  if (initializer !== undefined && ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0)
    return isFilledByProcedures(declaration);
  if (!ts.isIdentifier(name) || initializer === undefined || (parent.flags & ts.NodeFlags.Const) !== 0) return false;
  if (!isZero(initializer)) return false;
  let isSet = false;
  forEachDescendant(parent.parent.parent, (node) => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    const { left, right } = node;
    const isTo = ts.isIdentifier(left) && left.text === name.text;
    isSet ||=
      isTo &&
      !isZero(right) &&
      (mayBeNumber(right) || ts.isIdentifier(right)) &&
      functionAround(node) !== functionAround(parent);
  });
  return isSet;
}

/**
 * `const weights = []` at the top of a file that an `init` fills, which gives nothing back: what computes with it meets it full. One that a
 * function fills which has a result is that function's own record.
 */
function isFilledByProcedures({ name, parent }: ts.VariableDeclaration): boolean {
  if (!ts.isIdentifier(name) || !ts.isSourceFile(parent.parent.parent)) return false;
  let isFilled = false;
  let isRecord = false;
  forEachDescendant(parent.parent.parent, (node) => {
    if (!ts.isIdentifier(node) || node.text !== name.text || !isFilling(node)) return;
    const around = functionAround(node);
    if (ts.isSourceFile(around) || returnsSomething(around)) isRecord = true;
    else isFilled = true;
  });
  return isFilled && !isRecord;
}

/** `weights[i] = …`, `weights[i][j] = …`, `weights.push(…)`, `weights = …`. */
function isFilling(name: ts.Identifier): boolean {
  let place: ts.Expression = name;
  while (ts.isElementAccessExpression(place.parent) && place.parent.expression === place) place = place.parent;
  const { parent } = place;
  if (ts.isBinaryExpression(parent))
    return parent.left === place && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'push' && ts.isCallExpression(parent.parent);
}

function returnsSomething(around: ts.Node): boolean {
  let found = ts.isArrowFunction(around) && !ts.isBlock(around.body);
  forEachDescendant(around, (node) => {
    found ||= ts.isReturnStatement(node) && node.expression !== undefined && functionAround(node) === around;
    return !found;
  });
  return found;
}

function isZero(node: ts.Expression): boolean {
  return ts.isNumericLiteral(node) && Number(node.text) === 0;
}

function mayBeNumber(node: ts.Expression): boolean {
  return !(
    ts.isFunctionLike(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isIdentifier(node) ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

/**
 * Whether a name that nothing declares may be a number or an array that another script of the page sets, as the data of a plot: several
 * functions read it, and it is nothing but read. A name that stands in one place alone may be a slip.
 */
export const isOfOtherScript = rememberedIn((name, file: ts.SourceFile) => !isModule(file) && isSharedData(name, file));

function isModule(file: ts.SourceFile): boolean {
  return (
    /\brequire\(|\bexports\b/.test(file.text) ||
    file.statements.some(
      (statement) =>
        ts.isImportDeclaration(statement) ||
        ts.isExportDeclaration(statement) ||
        ts.isExportAssignment(statement) ||
        (ts.canHaveModifiers(statement) &&
          ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true),
    )
  );
}

function isSharedData(name: string, file: ts.SourceFile): boolean {
  const readers = new Set<ts.Node>();
  let isOther = false;
  forEachDescendant(file, (node) => {
    if (!ts.isIdentifier(node) || node.text !== name || isPropertyName(node)) return;
    if (isData(node)) readers.add(functionAround(node));
    else isOther = true;
  });
  return readers.size > 1 && !isOther;
}

/** Read as a whole, by entries or for its length; what is called, or has methods, is an object of a library. */
function isData(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'length';
  const isCalled = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
  const isWritten = ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.getText() === '=';
  return !isCalled && !isWritten && !ts.isTypeNode(parent);
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

function functionAround(node: ts.Node): ts.Node {
  let around = node.parent;
  while (!ts.isSourceFile(around) && !ts.isFunctionLike(around)) around = around.parent;
  return around;
}
