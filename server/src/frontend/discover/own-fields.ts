/** @file Which fields of its object a function sets, adds to, and reads before it sets them. */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';

export interface FieldUse {
  readonly set: ReadonlySet<string>;
  /** Those of `this.n += 1`, which are neither read nor set here. */
  readonly added: ReadonlySet<string>;
  readonly readFirst: ReadonlySet<string>;
}

export function fieldsOf(root: ts.Node): FieldUse {
  const added = new Set<string>();
  const set = new Map<string, number>();
  const read = new Map<string, number>();
  forEachDescendant(root, (node) => {
    if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
    const { parent } = node;
    const name = node.name.text;
    const operator = ts.isBinaryExpression(parent) && parent.left === node ? parent.operatorToken.kind : null;
    // What stands on the right of an assignment is read before the field has its new value.
    if (operator === ts.SyntaxKind.EqualsToken) note(set, name, parent.end);
    else if (operator !== null && isCompound(operator)) added.add(name);
    else note(read, name, node.getStart());
  });
  const readFirst = [...read].filter(([name, place]) => place < (set.get(name) ?? Infinity)).map(([name]) => name);
  return { set: new Set(set.keys()), added, readFirst: new Set(readFirst) };
}

function note(places: Map<string, number>, name: string, place: number): void {
  if (!places.has(name)) places.set(name, place);
}

function isCompound(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstCompoundAssignment && operator <= ts.SyntaxKind.LastCompoundAssignment;
}
