/** @file Entries of arrays in the code: what is written to, and in whose index something stands. */
import * as ts from 'typescript';
import { bare, isWritten } from './operands.ts';

/** What is to stand in the place of an index, as what is to stand in that of the entry: its numbers are known, and an index has none. */
export function withinEntry(node: ts.Expression, text: string): readonly [node: ts.Expression, text: string] {
  const entry = entryAround(node);
  if (entry === null || isWritten(entry)) return [node, text];
  const [before, after] = [node.getStart() - entry.getStart(), node.end - entry.getStart()];
  const whole = entry.getText();
  return [entry, `${whole.slice(0, before)}(${text})${whole.slice(after)}`];
}

/** The entry in whose index an expression stands. */
export function entryAround(node: ts.Expression): ts.ElementAccessExpression | null {
  let inner: ts.Node = node;
  for (; ts.isExpression(inner.parent); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === inner) return parent;
  }
  return null;
}

/** An entry of an array that is assigned to. */
export function isWrittenEntry(node: ts.Expression): node is ts.ElementAccessExpression {
  return ts.isElementAccessExpression(node) && isWritten(node);
}

/** The name of the array that an entry is of. */
export function arrayOf(entry: ts.ElementAccessExpression): string {
  const array = bare(entry.expression);
  return ts.isElementAccessExpression(array) ? arrayOf(array) : array.getText();
}
