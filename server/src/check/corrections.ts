/** @file Edits that make a refuted gradient right. Proposed here from what is known of the mistake; tried by whoever offers them. */
import ts from 'typescript';
import type { Explanation } from './explain.ts';
import type { Repair } from './repair.ts';

export interface Correction {
  readonly title: string;
  /** Offsets into the gradient's file as it was analysed. */
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Candidates, the smallest first. None is known to be right yet. */
export function proposeCorrections(explanation: Explanation): readonly Correction[] {
  return explanation.repair === null ? [] : repairEdit(explanation.repair);
}

function repairEdit({ node, change }: Repair): readonly Correction[] {
  const text = node.getText();
  const own = (newText: string, title: string): readonly Correction[] => [
    { title, start: node.getStart(), end: node.end, newText },
  ];
  switch (change.kind) {
    case 'negate':
      return [negation(node)];
    case 'multiply':
      return change.by.inScope ? own(`${asFactor(node)} * ${change.by.text}`, `Multiply by ${change.by.text}`) : [];
    case 'divide':
      return change.by.inScope
        ? own(`${asFactor(node)} / ${asDivisor(change.by.text)}`, `Divide by ${change.by.text}`)
        : [];
    case 'add':
      return change.term.inScope ? own(`(${text} + ${change.term.text})`, `Add the term ${change.term.text}`) : [];
    case 'subtract':
      return change.term.inScope ? own(`(${text} - ${change.term.text})`, `Subtract the term ${change.term.text}`) : [];
    case 'replace':
      return change.by.inScope ? own(change.by.text, `Replace ${text} by ${change.by.text}`) : [];
    case 'operator': {
      if (!ts.isBinaryExpression(node)) return [];
      const [a, b] = change.swapped ? [node.right, node.left] : [node.left, node.right];
      return own(`(${a.getText()} ${change.operator} ${b.getText()})`, `Use ${change.operator}`);
    }
    default:
      return change satisfies never;
  }
}

/** The opposite sign: of the operator before a right operand, or of the expression itself. */
function negation(node: ts.Expression): Correction {
  const title = 'Flip the sign';
  let outer: ts.Expression = node;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && parent.right === outer) {
    const operator = parent.operatorToken;
    const flipped = new Map<ts.SyntaxKind, string>([
      [ts.SyntaxKind.PlusToken, '-'],
      [ts.SyntaxKind.MinusToken, '+'],
      [ts.SyntaxKind.PlusEqualsToken, '-='],
      [ts.SyntaxKind.MinusEqualsToken, '+='],
    ]).get(operator.kind);
    if (flipped !== undefined) return { title, start: operator.getStart(), end: operator.end, newText: flipped };
  }
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken) {
    return { title, start: parent.getStart(), end: parent.end, newText: node.getText() };
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return { title, start: node.getStart(), end: node.end, newText: node.operand.getText() };
  }
  return { title, start: node.getStart(), end: node.end, newText: `-${asFactor(node)}` };
}

/** The expression's text, in parentheses unless it is a product or an atom. */
function asFactor(node: ts.Expression): string {
  const text = node.getText();
  const binds =
    ts.isConditionalExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isPrefixUnaryExpression(node) ||
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind !== ts.SyntaxKind.AsteriskToken &&
      node.operatorToken.kind !== ts.SyntaxKind.SlashToken);
  return binds ? `(${text})` : text;
}

function asDivisor(text: string): string {
  return /^[\w$.[\]]+$|^\(.*\)$|^Math\.\w+\([^()]*\)$/.test(text) ? text : `(${text})`;
}
