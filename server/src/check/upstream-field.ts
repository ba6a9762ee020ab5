/** @file The upstream gradient as a field of an object that the gradient function takes: `backward({ x, dy })`, `ctx.gradOut`. */
import * as ts from 'typescript';
import { forEachDescendant } from '../frontend/parse.ts';
import type { FunctionUnit } from '../frontend/types.ts';

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

function fieldsOfPattern({ elements }: ts.ObjectBindingPattern): readonly string[] {
  return elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
}
