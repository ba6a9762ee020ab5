/**
 * @file Convention "the one function beside it": `gradient(x, y)` with one entry per argument, `jacobian(x, y)` with one row per entry,
 * `derivada(x)`, and functions that a branch assigns with their `derivative`, belong to the only function there that takes the very same arguments,
 * whatever it is called.
 */
import * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { branchOf } from './module-roles.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { splitWords } from './words.ts';

export function pairBareDerivative(gradient: FoundFunction, { found }: Collection): PairCandidate | null {
  if (gradient.container !== null || gradient.parameters.length === 0) return null;
  const fits = fitOf(gradient);
  if (fits === null) return null;
  const beside = found.filter(
    (candidate) =>
      candidate.container === null &&
      candidate.scope === gradient.scope &&
      branchOf(candidate) === branchOf(gradient) &&
      candidate.unit.node !== gradient.unit.node &&
      candidate.parameters.join() === gradient.parameters.join() &&
      suffixReadings(candidate.localName).length + prefixReadings(candidate.localName).length === 0 &&
      mayBePaired(candidate) &&
      mayBeValue(candidate),
  );
  const [value, ...others] = beside.filter(fits);
  if (value === undefined || others.length > 0 || isFiniteDifference(gradient, value)) return null;
  const pair = { kind: 'object-members', value: value.unit, gradient: gradient.unit, flagIndex: null } as const;
  return { ...pair, wrt: null, declared: false };
}

/** Which functions the derivative may be of, by its name and the form of what it returns; null where it is none. */
function fitOf(gradient: FoundFunction): ((value: FoundFunction) => boolean) | null {
  const name = splitWords(gradient.localName).join('');
  const count = gradient.parameters.length;
  if (name === 'derivative' && isAssignedInBranch(gradient)) return () => true;
  // In other languages the word means this and nothing else.
  if (FOREIGN.test(name)) return () => true;
  const entries = entriesOf(gradient);
  if (entries === null) return null;
  // The Jacobian of what takes its inputs as one array or object, parameters of the field perhaps after it.
  if (name === 'jacobian' && areRowsOfOneLength(entries)) return (value) => entriesOf(value)?.length === entries.length;
  if (count < 2 || entries.length !== count) return null;
  const areRows = entries.every((entry) => ts.isArrayLiteralExpression(entry) && entry.elements.length === count);
  if (name === 'gradient' || name === 'grad') return areRows ? null : (value) => entriesOf(value) === null;
  return null;
}

const FOREIGN = /^(derivada|derivata|d[eé]riv[eé]e|ableitung)$/;

/** One row for each entry of the value. */
function areRowsOfOneLength(entries: readonly ts.Expression[]): boolean {
  const lengths = entries.map((entry) => (ts.isArrayLiteralExpression(entry) ? entry.elements.length : 0));
  return lengths.length > 0 && lengths.every((length) => length > 1 && length === lengths[0]);
}

/** `if (…) { f = (x) => …; derivative = (x) => …; }`. */
function isAssignedInBranch({ unit: { node } }: FoundFunction): boolean {
  const assignment = node.parent;
  if (!ts.isBinaryExpression(assignment) || !ts.isExpressionStatement(assignment.parent)) return false;
  const block = assignment.parent.parent;
  return ts.isBlock(block) && ts.isIfStatement(block.parent);
}

/** The entries of the array, or of the fields of the object, that the function returns in its last statement; null for anything else. */
export function entriesOf({ unit: { node } }: FoundFunction): readonly ts.Expression[] | null {
  const { body } = node;
  const last = body !== undefined && ts.isBlock(body) ? body.statements.at(-1) : body;
  let result: ts.Node | undefined = last !== undefined && ts.isReturnStatement(last) ? last.expression : last;
  while (result !== undefined && (ts.isParenthesizedExpression(result) || ts.isAsExpression(result)))
    result = result.expression;
  if (result === undefined) return null;
  if (ts.isArrayLiteralExpression(result)) return result.elements;
  if (!ts.isObjectLiteralExpression(result)) return null;
  return result.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? [property.initializer] : []));
}
