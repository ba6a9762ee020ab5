/**
 * @file Variables around a traced function of whose values the code says nothing that can be read: `useState(0.5)`, `prompt('Rate')`,
 * `Number(slider.value)`, or an assignment in a case that is not taken. They may be anything, so they are inputs. Two of them may still
 * have to do with each other, which `check/other-state.ts` thinks of.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { namesBound, statementsDeclaring } from './declarations.ts';
import type { Machine } from './machine.ts';
import { Unsupported } from './outcome.ts';
import type { Value } from './value.ts';

/** A free input for a variable; what kept it from being read is told where it is used as what an input cannot be. */
export function openVariable(machine: Machine, place: ts.Node, name: string, cause: Unsupported | null): Value {
  const spec = machine.inputs.specs.get(place, name);
  machine.unread.set(spec, cause);
  return machine.inputs.value(spec);
}

/** What was thrown, where it says that a value comes from outside of the code that is read; null for anything else. */
export function causeOfUnread(error: unknown): Unsupported | null {
  const isOutside = error instanceof Unsupported && /^(unresolved-(name|import)|unsupported-call)$/.test(error.code);
  return isOutside ? error : null;
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
