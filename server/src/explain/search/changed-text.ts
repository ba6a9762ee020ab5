/** @file A change of an expression written down as code, to be tried. What is offered to the user is worded in `corrections.ts`. */
import * as ts from 'typescript';
import type { Change } from './change.ts';
import { asOperand } from '../operands.ts';
import type { Quantity } from '../quantities/quantities.ts';

/** The changed tensor as code; null where its formula would have to be put into calls first. */
export function changedTensor(node: ts.Expression, change: Change): string | null {
  const method = (name: string, by: Quantity): string | null =>
    by.inScope && /^[\w$.[\]]+$/.test(by.text) ? `${asOperand(node)}.${name}(${by.text})` : null;
  switch (change.kind) {
    case 'multiply':
      return method('mul', change.by);
    case 'divide':
      return method('div', change.by);
    case 'add':
      return method('add', change.term);
    case 'subtract':
      return method('sub', change.term);
    case 'negate':
      return `${asOperand(node)}.mul(-1)`;
    case 'replace':
    case 'edit':
      return changedText(node, change);
    case 'power':
    case 'function':
    case 'operator':
      return null;
    default:
      return change satisfies never;
  }
}

/** The changed expression as code; null where it needs names that the gradient does not have. */
export function changedText(node: ts.Expression, change: Change): string | null {
  const text = node.getText();
  switch (change.kind) {
    case 'negate':
      return `-(${text})`;
    case 'multiply':
      return change.by.inScope ? `(${text}) * (${change.by.text})` : null;
    case 'divide':
      return change.by.inScope ? `(${text}) / (${change.by.text})` : null;
    case 'add':
      return change.term.inScope ? `(${text}) + (${change.term.text})` : null;
    case 'subtract':
      return change.term.inScope ? `(${text}) - (${change.term.text})` : null;
    case 'replace':
      return change.by.inScope ? change.by.text : null;
    case 'power':
      return change.exponent.inScope ? `(${text}) ** (${change.exponent.text})` : null;
    case 'function':
      return ts.isCallExpression(node) ? `Math.${change.name}(${node.arguments[0]!.getText()})` : null;
    case 'operator': {
      if (!ts.isBinaryExpression(node)) return null;
      const [a, b] = change.swapped ? [node.right, node.left] : [node.left, node.right];
      return `(${a.getText()}) ${change.operator} (${b.getText()})`;
    }
    case 'edit':
      return change.edit.newText;
    default:
      return change satisfies never;
  }
}
