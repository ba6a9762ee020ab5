/** @file Edits that make a refuted gradient right. Proposed here from what is known of the mistake; tried by whoever offers them. */
import * as ts from 'typescript';
import type { Explanation } from './explain.ts';
import type { Repair } from './search/change.ts';
import { changedTensor } from './search/changed-text.ts';
import { isTensorAt } from './quantities/counts.ts';
import type { Binding, Session } from '../check/sampling/session.ts';
import { FormulasInScope, namesInScope } from './in-scope.ts';
import { factorsOf, withParentheses } from './operands.ts';
import { parseExpression } from './search/trial.ts';

export interface Correction {
  readonly title: string;
  /** Offsets into the gradient's file as it was analysed. */
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Candidates, the smallest first. None is known to be right yet. */
export function proposeCorrections(
  session: Session,
  binding: Binding,
  explanation: Explanation,
): readonly Correction[] {
  const { repair } = explanation;
  const smallest = repairCorrections(session, explanation);
  const derived = derivedEdit(session, binding, explanation);
  const change = repair?.change;
  // A factor too much is better left out than divided by, which is what the derived gradient does.
  const isSuperfluous =
    change?.kind === 'divide' &&
    !/\.length$/.test(change.by.text) &&
    (derived[0]?.newText.length ?? Infinity) <= explanation.returned.getText().length;
  return isSuperfluous ? [...derived, ...smallest] : [...smallest, ...derived];
}

/** What the named cause says to write instead; empty where no code says it in the gradient's own names. */
export function repairCorrections(
  session: Session,
  { repair, witness }: Pick<Explanation, 'repair' | 'witness'>,
): readonly Correction[] {
  if (repair === null) return [];
  return isTensorAt(session, repair.node, [witness]) ? tensorEdit(repair) : repairEdit(repair);
}

/** Longest derived expression that is worth putting into somebody's code. */
const longestDerived = 300;

/**
 * The derived gradient in the place of the returned expression, in terms of the gradient function's own variables. It holds on the
 * path of the witness; whether it holds on all is for the trial to find out.
 */
function derivedEdit(session: Session, binding: Binding, { returned, witness }: Explanation): readonly Correction[] {
  if (witness.judgement.kind !== 'different' || !ts.isExpression(returned)) return [];
  const expected = witness.comparison.expected[witness.judgement.worst.index]!;
  const names = namesInScope(session, binding, witness, returned);
  const formulas = new FormulasInScope(session.environment.graph, names);
  const text = formulas.code(formulas.simplified(expected), longestDerived);
  return text === null
    ? []
    : [{ title: 'Replace with the derived gradient', start: returned.getStart(), end: returned.end, newText: text }];
}

/** The change in the methods of tensors; of slips as they are. */
function tensorEdit(repair: Repair): readonly Correction[] {
  const { node, change } = repair;
  if (change.kind === 'edit' || change.kind === 'replace') return repairEdit(repair);
  const newText = changedTensor(node, change);
  return newText === null
    ? []
    : [{ title: `Write ${oneLine(newText)}`, start: node.getStart(), end: node.end, newText }];
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
      return change.by.inScope
        ? own(`${asFactor(node)} * ${withoutLooseSum(change.by.text)}`, `Multiply by ${change.by.text}`)
        : [];
    case 'divide':
      return change.by.inScope
        ? own(
            withoutFactors(node, change.by.text) ?? `${asFactor(node)} / ${asDivisor(change.by.text)}`,
            `Divide by ${change.by.text}`,
          )
        : [];
    case 'add':
      return change.term.inScope ? own(`(${text} + ${change.term.text})`, `Add the term ${change.term.text}`) : [];
    case 'subtract':
      return change.term.inScope
        ? own(`(${text} - ${withoutLooseSum(change.term.text)})`, `Subtract the term ${change.term.text}`)
        : [];
    case 'power': {
      const isAtom =
        ts.isCallExpression(node) ||
        ts.isIdentifier(node) ||
        ts.isPropertyAccessExpression(node) ||
        ts.isElementAccessExpression(node);
      const base = isAtom ? text : `(${text})`;
      const exponent = change.exponent.text;
      const power = exponent === '-1' ? `(1 / ${base})` : `${base} ** ${exponent}`;
      return change.exponent.inScope ? own(power, `Raise to the power ${exponent}`) : [];
    }
    case 'function': {
      const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
      return argument === undefined ? [] : own(`Math.${change.name}(${argument.getText()})`, `Use Math.${change.name}`);
    }
    case 'replace':
      return change.by.inScope ? own(inPlaceOf(node, change.by.text), `Replace ${text} by ${change.by.text}`) : [];
    case 'operator': {
      if (!ts.isBinaryExpression(node)) return [];
      const [a, b] = change.swapped ? [node.right, node.left] : [node.left, node.right];
      return own(`(${a.getText()} ${change.operator} ${b.getText()})`, `Use ${change.operator}`);
    }
    case 'edit':
      return own(inPlaceOf(node, change.edit.newText), `Write ${oneLine(change.edit.newText)}`);
    default:
      return change satisfies never;
  }
}

/** A product without the factors that it would be divided by; null where it does not have them all. */
function withoutFactors(node: ts.Expression, divisor: string): string | null {
  const product = parseExpression(divisor);
  const isQuotient = (code: ts.Expression): boolean => /\//.test(code.getText());
  if (product === null || isQuotient(node)) return null;
  const left = factorsOf(node).map((factor) => withParentheses(factor).getText());
  for (const factor of factorsOf(product)) {
    const at = left.findIndex((text) => text === withParentheses(factor).getText());
    if (at < 0) return null;
    left.splice(at, 1);
  }
  return left.length === 0 ? '1' : left.join(' * ');
}

/** In parentheses where the surroundings would take the new expression apart. */
function inPlaceOf(node: ts.Expression, newText: string): string {
  const { parent } = node;
  const isStatement = ts.isExpressionStatement(parent);
  const isCondition =
    (ts.isConditionalExpression(parent) && parent.condition === node && !newText.includes('?')) ||
    (ts.isIfStatement(parent) && parent.expression === node);
  const isAlone = isStatement || isCondition || ts.isParenthesizedExpression(parent) || ts.isReturnStatement(parent);
  return isAlone || /^[\w$.]+(\[[^[\]]*\]!?)*$|^\(.*\)$|^[\w$.]+\([^()]*\)$/.test(newText) ? newText : `(${newText})`;
}

function oneLine(code: string): string {
  const text = code.replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
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
  // `-2 * x` is a product that begins with the sign.
  const text = asFactor(node);
  return { title, start: node.getStart(), end: node.end, newText: text.startsWith('-') ? text.slice(1) : `-${text}` };
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

/** In parentheses when it is a sum or a choice at its outermost level. */
function withoutLooseSum(text: string): string {
  let outermost = text;
  for (let before = ''; before !== outermost;) {
    before = outermost;
    outermost = outermost.replace(/[([][^()[\]]*[)\]]/g, '_');
  }
  return /[+\-?]/.test(outermost) ? `(${text})` : text;
}

function asDivisor(text: string): string {
  return /^[\w$.[\]]+$|^\(.*\)$|^Math\.\w+\([^()]*\)$/.test(text) ? text : `(${text})`;
}
