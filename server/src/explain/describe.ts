/** @file Repairs in words: the kind of the mistake, and the part of a sentence that names it. Which repair is told of is decided in `explain.ts`. */
import * as ts from 'typescript';
import type { Change, Repair } from './search/change.ts';
import { isCount } from './quantities/counts.ts';
import type { Edit } from './edits/edits.ts';
import { bare, isDivisor, precedence, withParentheses } from './operands.ts';
import type { WholeCause } from './causes/whole-causes.ts';

export type CauseKind =
  | 'sign'
  | 'constant-factor'
  | 'reduction'
  | 'missing-factor'
  | 'extra-factor'
  | 'missing-term'
  | 'wrong-variable'
  | 'wrong-constant'
  | 'wrong-exponent'
  | 'operator'
  | 'not-finite'
  | 'wrong-function'
  | 'extra-term'
  | 'grouping'
  | 'index'
  | 'arguments'
  | 'assignment'
  | 'threshold'
  | 'branch'
  | 'list-length'
  | WholeCause['kind'];

/** The cause that a repair tells of, as a part of a sentence. */
export function describe({ node, change }: Repair): { kind: CauseKind; cause: string } {
  const text = shortText(node);
  switch (change.kind) {
    case 'negate':
      return { kind: 'sign', cause: `\`${text}\` has the opposite sign` };
    case 'operator':
      return {
        kind: 'operator',
        cause: change.swapped
          ? `the operands of \`${text}\` are ${isSameOperator(node, change) ? 'swapped' : `swapped and need \`${change.operator}\``}`
          : `\`${text}\` needs \`${change.operator}\` where it has \`${operatorOf(node)}\``,
      };
    case 'power': {
      const { text: exponent, isNumber } = change.exponent;
      const power = isNumber ? exponent : `\`${exponent}\``;
      return { kind: 'wrong-exponent', cause: `\`${text}\` should be raised to the power ${power}` };
    }
    case 'function':
      return { kind: 'wrong-function', cause: `\`${text}\` should be \`Math.${change.name}\` of the same argument` };
    case 'replace': {
      const meant = withoutParentheses(change.by.text);
      // What the gradient does not have under that name.
      if (!change.by.inScope && change.by.formula === undefined)
        return { kind: 'wrong-variable', cause: `\`${text}\` stands where the value has \`${meant}\`` };
      if (ts.isElementAccessExpression(node) && change.by.text.startsWith(`${node.expression.getText()}[`))
        return { kind: 'index', cause: `the index is wrong: \`${text}\` should be \`${change.by.text}\`` };
      return ts.isNumericLiteral(node)
        ? { kind: 'wrong-constant', cause: `\`${text}\` should be \`${meant}\`` }
        : { kind: 'wrong-variable', cause: `\`${text}\` stands where \`${meant}\` belongs` };
    }
    case 'multiply':
    case 'divide':
      return describeFactor(node, text, change);
    case 'add':
      return {
        kind: 'missing-term',
        cause: `\`${text}\` lacks the term \`+ ${asTerm(change.term.text)}\``,
      };
    case 'subtract': {
      const product = asTerm(change.term.text);
      const term = / [-+] /.test(withoutInner(product)) ? `(${product})` : product;
      return { kind: 'missing-term', cause: `\`${text}\` lacks the term \`- ${term}\`` };
    }
    case 'edit':
      return describeEdit(change.edit);
    default:
      return change satisfies never;
  }
}

/** Parentheses around all of it say nothing, unless it is a choice. */
function asTerm(text: string): string {
  return text.includes(' ? ') ? text : withoutParentheses(text);
}

/** A slip of the hand, by what is written and what should be. */
function describeEdit(edit: Edit): { kind: CauseKind; cause: string } {
  const { kind, cause } = describeSlip(edit);
  return edit.twin === undefined
    ? { kind, cause }
    : { kind, cause: `${cause}, and likewise \`${shortText(edit.twin.node)}\`` };
}

function describeSlip({ slip, node, newText, guilty }: Edit): { kind: CauseKind; cause: string } {
  const text = shortText(node);
  const should = `\`${text}\` should be \`${shortened(newText)}\``;
  switch (slip) {
    case 'sign':
      return { kind: 'sign', cause: `a sign is wrong: ${should}` };
    case 'operator':
      return { kind: 'operator', cause: should };
    case 'comparison':
      return { kind: 'branch', cause: `the condition is wrong: ${should}` };
    case 'threshold':
      return { kind: 'threshold', cause: `the threshold is wrong: ${should}` };
    case 'branches':
      return { kind: 'branch', cause: `the two branches of \`${text}\` are swapped` };
    case 'variable':
      return { kind: 'wrong-variable', cause: `\`${text}\` stands where \`${shortened(newText)}\` belongs` };
    case 'exchange':
      return { kind: 'wrong-variable', cause: `two names have changed places: ${should}` };
    case 'index':
      return { kind: 'index', cause: `the index is wrong: ${should}` };
    case 'length':
      return { kind: 'index', cause: `the array has the wrong length: ${should}` };
    case 'arguments':
      return { kind: 'arguments', cause: `the operands of \`${text}\` are swapped` };
    case 'function':
      return { kind: 'wrong-function', cause: should };
    case 'grouping':
      return { kind: 'grouping', cause: `it is grouped wrongly: ${should}` };
    case 'assignment':
      return {
        kind: 'assignment',
        cause: /[^-+=]=(?!=)/.test(node.getText())
          ? `\`${text}\` assigns where it should add: \`${shortened(newText)}\``
          : `\`${text}\` adds where it should assign: \`${shortened(newText)}\``,
      };
    case 'square':
      return { kind: 'wrong-exponent', cause: `\`${text}\` should be raised to the power 2` };
    case 'exponent':
      return { kind: 'wrong-exponent', cause: `the exponent is wrong: ${should}` };
    case 'constant':
      return { kind: 'wrong-constant', cause: should };
    case 'missing-factor':
      if (newText.startsWith(`${node.getText()} / `)) {
        const divisor = withoutParentheses(newText.slice(node.getText().length + ' / '.length));
        return { kind: 'missing-factor', cause: `\`${text}\` must be divided by \`${shortened(divisor)}\`` };
      }
      return {
        kind: 'missing-factor',
        cause: `\`${text}\` is missing the factor \`${shortened(newText.slice(node.getText().length + ' * '.length))}\``,
      };
    case 'missing-term': {
      const [, sign, term] = newText.startsWith(`${node.getText()} `)
        ? (/^([-+]) (.+)$/.exec(newText.slice(node.getText().length + 1)) ?? [])
        : [];
      const cause =
        sign === undefined || term === undefined
          ? `a term is missing: ${should}`
          : `\`${text}\` lacks the term \`${sign} ${shortened(term)}\``;
      return { kind: 'missing-term', cause };
    }
    case 'extra-factor': {
      if (isDivisor(guilty) && isCount(guilty.getText())) return wronglyDivided(text, guilty.getText());
      const what = isDivisor(guilty) ? 'divisor' : 'factor';
      return { kind: 'extra-factor', cause: `the ${what} \`${shortText(guilty)}\` is too much in \`${text}\`` };
    }
    case 'extra-term':
      return { kind: 'extra-term', cause: `the term \`${shortText(guilty)}\` is too much in \`${text}\`` };
    case 'extra-condition':
      return { kind: 'branch', cause: `the condition \`${shortText(guilty)}\` is too much: ${should}` };
    case 'missing-condition':
      return { kind: 'branch', cause: `a condition is missing: ${should}` };
    case 'order':
      return { kind: 'arguments', cause: `two entries have changed places: ${should}` };
    case 'start':
      return { kind: 'missing-term', cause: `\`reduce\` has no start value: ${should}` };
    case 'extra-call':
      return { kind: 'extra-factor', cause: should };
    default:
      return slip satisfies never;
  }
}

function wronglyDivided(text: string, count: string): { kind: CauseKind; cause: string } {
  const cause = `it is \`${count}\` times too small: the gradient \`${text}\` is divided by the number of elements, the value is not`;
  return { kind: 'reduction', cause };
}

function describeFactor(
  node: ts.Expression,
  text: string,
  change: Extract<Change, { kind: 'multiply' | 'divide' }>,
): { kind: CauseKind; cause: string } {
  const factor = withoutParentheses(change.by.text);
  if (isCount(factor)) {
    // One term of a sum lacks what the others have, and the number of rows that of columns.
    if (change.kind === 'multiply')
      return isSummand(node) || isCount(text)
        ? { kind: 'missing-factor', cause: `\`${text}\` is missing the factor \`${factor}\`` }
        : wronglyDivided(text, factor);
    const cause = `it is \`${factor}\` times too large: the value is a mean, the gradient \`${text}\` is not`;
    return { kind: 'reduction', cause };
  }
  // What is 0.48 times too small is too large.
  if (/^[1-9][\d.]*$|^Math\.[A-Z]/.test(factor)) {
    const size = change.kind === 'divide' ? 'large' : 'small';
    return { kind: 'constant-factor', cause: `\`${text}\` is ${factor} times too ${size}` };
  }
  if (change.kind === 'divide' && factor.startsWith('-'))
    return {
      kind: 'missing-factor',
      cause: `\`${text}\` has the opposite sign and must be divided by \`${withoutParentheses(factor.slice(1))}\``,
    };
  if (change.kind === 'multiply')
    return { kind: 'missing-factor', cause: `\`${text}\` is missing the factor ${asSlope(factor)}` };
  // What is not written there cannot be too much.
  return hasFactor(node, factor)
    ? { kind: 'extra-factor', cause: `\`${text}\` has the factor \`${factor}\` too much` }
    : { kind: 'missing-factor', cause: `\`${text}\` must be divided by \`${factor}\`` };
}

/** A factor as code; the slope of a long formula p as p · (1 − p). */
function asSlope(factor: string): string {
  const formula = /^\((.+)\) \* \(1 - \1\)$/.exec(factor)?.[1];
  return formula === undefined ? `\`${factor}\`` : `\`p * (1 - p)\`, where p is \`${formula}\``;
}

function isSummand(node: ts.Expression): boolean {
  const { parent } = withParentheses(node);
  return ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1;
}

/** Whether a factor is written in an expression, and not in a sum within a product, of one term of which it is a factor. */
function hasFactor(node: ts.Expression, factor: string): boolean {
  const inner = bare(node);
  const isProduct = ts.isBinaryExpression(inner) && precedence.get(inner.operatorToken.kind) === 2;
  if (!isProduct || !/^[\w$.]+$/.test(factor)) return isWrittenIn(factor, node.getText());
  return [inner.left, inner.right].some((part) => !isSum(part) && hasFactor(part, factor));
}

function isSum(node: ts.Expression): boolean {
  const inner = bare(node);
  return ts.isBinaryExpression(inner) && precedence.get(inner.operatorToken.kind) === 1;
}

/** Whether a text has the code of a factor, and not only its letters: `Math` has no `t`. */
function isWrittenIn(factor: string, text: string): boolean {
  const at = text.indexOf(factor);
  const isApart = (i: number): boolean =>
    !/[\w$]/.test(text[i - 1] ?? '') && !/[\w$]/.test(text[i + factor.length] ?? '');
  return at >= 0 && (isApart(at) || isWrittenIn(factor, text.slice(at + 1)));
}

function operatorOf(node: ts.Expression): string {
  return ts.isBinaryExpression(node) ? node.operatorToken.getText() : '';
}

function isSameOperator(node: ts.Expression, change: Extract<Change, { kind: 'operator' }>): boolean {
  return operatorOf(node) === change.operator;
}

/** Source text on one line, shortened to what fits in a message. */
export function shortText(node: ts.Node): string {
  return shortened(node.getText());
}

function shortened(code: string): string {
  const text = withoutParentheses(code.replace(/\s+/g, ' '));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The text without what stands in parentheses. */
function withoutInner(text: string): string {
  const outer = text.replace(/\([^()]*\)/g, '');
  return outer === text ? text : withoutInner(outer);
}

/** Parentheses around all of it say nothing. */
export function withoutParentheses(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}
