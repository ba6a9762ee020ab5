/** @file Functions that the gradient calls and the value does not: a mistake may lie in them as well as in the gradient itself. */
import * as ts from 'typescript';
import { collectFunctions } from '../../frontend/discover/collect.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import { contains } from '../../frontend/parse.ts';
import type { Session } from '../../check/sampling/session.ts';

/** More of them are not looked through. */
const mostHelpers = 4;

/** Of the gradient's file, in the order of the file. A function that the value calls too is as right as the value. */
export function helpersOf({ gradient, value }: Session): readonly FunctionUnit[] {
  const units = collectFunctions(gradient.file).found.map(({ unit }) => unit);
  const ofValue = value.file === gradient.file ? reachedFrom(value, units) : new Set<FunctionUnit>();
  return [...reachedFrom(gradient, units)]
    .filter((unit) => !unit.broken && !ofValue.has(unit) && unit.node !== value.node)
    .filter((unit) => !contains(gradient.node, unit.node) && !contains(unit.node, gradient.node))
    .sort((a, b) => a.node.pos - b.node.pos)
    .slice(0, mostHelpers);
}

/** What a function mentions by name, and what those mention. */
function reachedFrom(start: FunctionUnit, units: readonly FunctionUnit[]): ReadonlySet<FunctionUnit> {
  const reached = new Set<FunctionUnit>();
  const open = [start];
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    const { variables, members } = namesIn(unit.node);
    for (const other of units) {
      const isNamed = other.owner === null ? variables.has(other.name) : members.has(other.name);
      if (!isNamed || reached.has(other) || other.node === start.node) continue;
      reached.add(other);
      open.push(other);
    }
  }
  return reached;
}

/** The names that code uses, by themselves and after a dot. */
function namesIn(root: ts.Node): { readonly variables: ReadonlySet<string>; readonly members: ReadonlySet<string> } {
  const variables = new Set<string>();
  const members = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) members.add(node.name.text);
    else if (ts.isIdentifier(node)) variables.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { variables, members };
}
