/**
 * @file Members of an enumeration that is imported from a file that is not there: `case Activation.Sigmoid`. Which values they have
 * does not matter where they are only compared, so that each is a text of its own.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import { rememberedIn } from '../../remembered.ts';
import { Unsupported } from '../outcome.ts';

/** The value of `read`, the object that a member is read from; where its import is not found and it is an enumeration, the member's own name. */
export function orImportedConstant<Found>(
  node: ts.PropertyAccessExpression,
  read: () => Found,
): Found | { readonly text: string } {
  try {
    return read();
  } catch (error) {
    const isMissing = error instanceof Unsupported && error.code === 'unresolved-import';
    if (!isMissing || !ts.isIdentifier(node.expression) || !isEnumeration(node.expression.text, node.getSourceFile())) {
      throw error;
    }
    return { text: node.getText() };
  }
}

/** Whether the file takes only constants of it, some of which tell cases apart. */
const isEnumeration = rememberedIn((name, file: ts.SourceFile): boolean => {
  if (!/^[A-Z]/.test(name)) return false;
  let tells = false;
  let isOther = false;
  forEachDescendant(file, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name || ts.isImportSpecifier(child.parent)) return;
    const { parent } = child;
    if (ts.isImportClause(parent) || ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.expression === child;
    const isCalled = isMember && ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
    isOther ||= !isMember || isCalled || !/^[A-Z]/.test(parent.name.text);
    tells ||= isMember && (ts.isCaseClause(parent.parent) || isComparison(parent.parent));
  });
  return tells && !isOther;
});

function isComparison(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && /^[=!]==?$/.test(node.operatorToken.getText());
}
