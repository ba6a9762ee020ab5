/**
 * @file Convention "custom gradient" of tensor libraries: `tf.customGrad((x, save) => ({ value, gradFunc }))`. The value is the field
 * `value` of what the callback returns, the gradient what `gradFunc` answers for the upstream gradient.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant } from '../parse.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { tagText } from '../tags.ts';

export function pairCustomGradients({ found }: Collection): readonly PairCandidate[] {
  return found.flatMap((gradient): readonly PairCandidate[] => {
    const { unit, scope } = gradient;
    if (!isFunctionNode(scope) || !isCustomGradient(scope) || !isReturnedAsGradient(gradient, scope)) return [];
    const value = found.find((candidate) => candidate.unit.node === scope);
    if (
      value === undefined ||
      [value, gradient].some(({ unit: each }) => tagText(each.tags, 'gradcheck-ignore') !== null)
    )
      return [];
    return [{ kind: 'custom-grad', value: value.unit, gradient: unit, wrt: null, flagIndex: null, declared: true }];
  });
}

/** Whether the function stands in the field `gradFunc` beside a field `value`, itself or by its name. */
function isReturnedAsGradient({ container, unit }: FoundFunction, callback: FunctionNode): boolean {
  if (container !== null) {
    const isField = unit.name === 'gradFunc' && typeof container !== 'string';
    return isField && ts.isObjectLiteralExpression(container) && fieldOf(container, 'value') !== null;
  }
  let isReturned = false;
  if (callback.body !== undefined) {
    forEachDescendant(callback.body, (node) => {
      if (!ts.isObjectLiteralExpression(node) || fieldOf(node, 'value') === null) return;
      const field = fieldOf(node, 'gradFunc');
      if (field === null) return;
      const by = ts.isPropertyAssignment(field) ? field.initializer : field.name;
      isReturned ||= by !== undefined && ts.isIdentifier(by) && by.text === unit.name;
    });
  }
  return isReturned;
}

function fieldOf(literal: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | null {
  return literal.properties.find((property) => property.name?.getText() === name) ?? null;
}

/** Whether a function is the argument of `customGrad`, itself or by its name. */
export function isCustomGradient(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return parent.arguments[0] === node && isCustomGrad(parent);
  const name = ts.isFunctionDeclaration(node) ? node.name : ts.isVariableDeclaration(parent) ? parent.name : undefined;
  return name !== undefined && ts.isIdentifier(name) && handedToCustomGrad(node.getSourceFile()).has(name.text);
}

function isCustomGrad({ expression }: ts.CallExpression): boolean {
  return /(^|\.)customGrad$/.test(expression.getText());
}

const handed = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** Names of the functions that a file hands to `customGrad`. */
function handedToCustomGrad(tree: ts.SourceFile): ReadonlySet<string> {
  const known = handed.get(tree);
  if (known !== undefined) return known;
  const found = new Set<string>();
  if (tree.text.includes('customGrad'))
    forEachDescendant(tree, (node) => {
      if (!ts.isCallExpression(node) || !isCustomGrad(node)) return;
      let [callback]: readonly (ts.Expression | undefined)[] = node.arguments;
      while (callback !== undefined && (ts.isAsExpression(callback) || ts.isParenthesizedExpression(callback)))
        callback = callback.expression;
      if (callback !== undefined && ts.isIdentifier(callback)) found.add(callback.text);
    });
  handed.set(tree, found);
  return found;
}
