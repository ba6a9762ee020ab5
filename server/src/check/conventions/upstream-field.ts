/** @file The upstream gradient as a field of an object that the gradient function takes: `backward({ x, dy })`, `ctx.gradOut`. */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import type { FunctionUnit } from '../../frontend/types.ts';

/** The field with such a name of the gradient's parameter, where the value reads no field of that name; null when there is none. */
export function upstreamField(
  value: FunctionUnit,
  gradient: FunctionUnit,
  parameter: ts.ParameterDeclaration,
  isUpstreamName: (name: string) => boolean,
): string | null {
  const ofValue = new Set(value.node.parameters.flatMap((own) => fieldsRead(value, own)));
  return fieldsRead(gradient, parameter).find((name) => isUpstreamName(name) && !ofValue.has(name)) ?? null;
}

/** Fields of a parameter that a function takes out of it: by destructuring, there or in the body, or one by one. */
export function fieldsRead({ node }: FunctionUnit, { name }: ts.ParameterDeclaration): readonly string[] {
  if (ts.isObjectBindingPattern(name)) return fieldsOfPattern(name);
  if (!ts.isIdentifier(name) || node.body === undefined) return [];
  const isParameter = (expression: ts.Node | undefined): boolean =>
    expression !== undefined && ts.isIdentifier(expression) && expression.text === name.text;
  const found: string[] = [];
  forEachDescendant(node.body, (child) => {
    if (ts.isPropertyAccessExpression(child) && isParameter(child.expression)) found.push(child.name.text);
    const isTakenApart =
      ts.isVariableDeclaration(child) && ts.isObjectBindingPattern(child.name) && isParameter(child.initializer);
    if (isTakenApart) found.push(...fieldsOfPattern(child.name));
  });
  return found;
}

/** Fields of a parameter in which a function sets the entries of an array: `A.w[i] = …`, `A.w.data[i] = …`. */
export function fieldsFilled({ node }: FunctionUnit, { name }: ts.ParameterDeclaration): readonly string[] {
  if (!ts.isIdentifier(name) || node.body === undefined) return [];
  const found = new Set<string>();
  forEachDescendant(node.body, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name.text) return;
    const field = child.parent;
    if (!ts.isPropertyAccessExpression(field) || field.expression !== child) return;
    let place: ts.Node = field;
    let isEntry = false;
    for (; isAccessOf(place.parent, place); place = place.parent)
      isEntry ||= ts.isElementAccessExpression(place.parent);
    const { parent } = place;
    const isSet = ts.isBinaryExpression(parent) && parent.left === place;
    if (isEntry && isSet && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) found.add(field.name.text);
  });
  return [...found];
}

function isAccessOf(node: ts.Node, object: ts.Node): boolean {
  const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  return isAccess && node.expression === object;
}

function fieldsOfPattern({ elements }: ts.ObjectBindingPattern): readonly string[] {
  return elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
}
