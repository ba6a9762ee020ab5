/**
 * @file Reading the values that an expression would need: which change of the expression gives them? The opposite sign, a factor, a
 * term, another variable, operator or function. How a change is told to the user is in `describe.ts`.
 */
import ts from 'typescript';
import type { Edit } from './edits.ts';
import { areAlike } from './function-families.ts';
import { isNear, type Needs } from './needed-values.ts';
import { bare, isDivisor, withParentheses } from './operands.ts';
import type { Quantity } from './quantities.ts';

/** What to do with the expression so that the gradient is right. */
export type Change =
  | { readonly kind: 'negate' }
  /** Multiply by a quantity, or divide by it. */
  | { readonly kind: 'multiply' | 'divide'; readonly by: Quantity }
  | { readonly kind: 'add' | 'subtract'; readonly term: Quantity }
  | { readonly kind: 'replace'; readonly by: Quantity }
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly swapped: boolean }
  /** Write something else there, as the edit says. */
  | { readonly kind: 'edit'; readonly edit: Edit };

export interface Repair {
  readonly node: ts.Expression;
  readonly change: Change;
  /** Whether it mends the entry that is shown only, and others stay wrong. */
  readonly isPartial?: true;
  /** Smaller is simpler; used to choose, and to prefer saying nothing over saying something far-fetched. */
  readonly cost: number;
}

const weights = {
  negate: 1,
  operator: 2,
  power: 2.2,
  function: 2.3,
  replace: 2.4,
  multiply: 3,
  divide: 3,
  add: 3.6,
  subtract: 3.6,
} as const;

/** Reads the needed values: which changes of the present ones give them? */
export function recogniseChanges(node: ts.Expression, needs: Needs, known: readonly Quantity[]): readonly Repair[] {
  const { places } = needs;
  const size = 1 + Math.log2(1 + node.getText().length) / 8;
  const found: Repair[] = [];
  const add = (change: Exclude<Change, { kind: 'edit' }>, extra = 0): void => {
    found.push({ node, change, cost: (weights[change.kind] + extra) * size });
  };
  if (needs.fits(({ present }) => -present)) add({ kind: 'negate' }, isExponent(node) ? 1.5 : 0);
  if (!ts.isNumericLiteral(node)) {
    // A forgotten root or reciprocal is rarer than a factor too much or too little.
    for (const [exponent, extra] of powers)
      if (needs.fits(({ present }) => present ** exponent)) add({ kind: 'power', exponent }, extra);
  }
  const literal = needs.constant !== null && ts.isNumericLiteral(node) ? numeral(needs.constant) : null;
  if (literal !== null && literal !== node.getText()) add({ kind: 'replace', by: numberNamed(literal) }, 0.3);
  operatorChange(node, needs, add);
  functionChange(node, needs, add);
  const isLeaf =
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node);
  for (const quantity of known) {
    const { at } = quantity;
    const isZero = places.every((place) => at(place) === 0);
    const isDefined = places.every((place) => Number.isFinite(at(place)));
    // What vanishes at these samples, as y·(1 − y) does for hard labels, stands for nothing that was meant.
    if (!isDefined || (isZero && quantity.text !== '0')) continue;
    // A name is mistaken for another name; one that belongs nowhere is a factor or a term too much.
    const isAlike = ts.isNumericLiteral(node) || quantity.text === '0' || !/^[\d.]/.test(quantity.text);
    if (isLeaf && isAlike && needs.fits(at)) {
      // A name stands in the place of another name rather than of a whole formula.
      const isFormula = quantity.cost >= 0.8;
      add({ kind: 'replace', by: quantity }, quantity.cost + (isFormula ? (ts.isNumericLiteral(node) ? 1 : 1.5) : 0));
    }
    if (quantity.isOne || isZero || quantity.text === node.getText()) continue;
    const isForeign = ts.isNumericLiteral(node) && !quantity.isNumber;
    const factorCost = quantity.cost + (isDivisor(node) ? 1 : 0);
    // A number may lack a factor; one that lacks a divisor is rather a term that lacks it, and what is divided by is mostly a name.
    const divisorCost = isForeign ? 4 : quantity.cost > 0.2 && !quantity.isNumber ? 0.25 : 0;
    if (needs.fits((place) => place.present * at(place)))
      add({ kind: 'multiply', by: quantity }, factorCost + (isForeign ? 1.1 : 0));
    if (needs.fits((place) => place.present / at(place)))
      add({ kind: 'divide', by: quantity }, factorCost + divisorCost);
    if (needs.fits((place) => place.present + at(place))) add({ kind: 'add', term: quantity }, quantity.cost);
    if (needs.fits((place) => place.present - at(place))) add({ kind: 'subtract', term: quantity }, quantity.cost);
  }
  return found;
}

/** A number that people write: few digits, or a fraction of small numbers. Null for others. */
function numeral(x: number): string | null {
  const rounded = Number(x.toPrecision(4));
  if (isNear(rounded, x)) return String(rounded);
  for (let denominator = 2; denominator <= 16; denominator++) {
    const numerator = Math.round(x * denominator);
    if (Math.abs(numerator) <= 100 && isNear(numerator / denominator, x)) return `${numerator} / ${denominator}`;
  }
  return null;
}

function numberNamed(text: string): Quantity {
  const [numerator, denominator = '1'] = text.split(' / ');
  const value = Number(numerator) / Number(denominator);
  return {
    text: text.includes(' ') ? `(${text})` : text,
    at: () => value,
    cost: 0,
    isOne: value === 1,
    isNumber: true,
    inScope: true,
  };
}

const powers: readonly (readonly [exponent: number, extra: number])[] = [
  [2, 0],
  [3, 0],
  [0.5, 0.5],
  [-1, 1.5],
];

function isExponent(node: ts.Node): boolean {
  const operand = withParentheses(node);
  const { parent } = operand;
  if (ts.isCallExpression(parent)) return parent.expression.getText() === 'Math.pow' && parent.arguments[1] === operand;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken &&
    parent.right === operand
  );
}

type Add = (change: Exclude<Change, { kind: 'edit' }>, extra?: number) => void;

const operators = new Map<ts.SyntaxKind, Operator>([
  [ts.SyntaxKind.PlusToken, '+'],
  [ts.SyntaxKind.MinusToken, '-'],
  [ts.SyntaxKind.AsteriskToken, '*'],
  [ts.SyntaxKind.SlashToken, '/'],
  [ts.SyntaxKind.AsteriskAsteriskToken, '**'],
]);
const meanings = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
} as const;

type Operator = '+' | '-' | '*' | '/' | '**';

/** What an operator is taken for. That `1 / p` happens to be what `1 - p` should have been explains nothing. */
const confusable: { readonly [written in Operator]: readonly Operator[] } = {
  '+': ['+', '-', '*'],
  '-': ['-', '+'],
  '*': ['*', '/', '+', '**'],
  '/': ['/', '*'],
  '**': ['**', '*'],
};

const functions = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'cbrt',
  'abs',
  'sign',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sinh',
  'cosh',
  'atan',
] as const;

/** That they are what was meant is less likely than that their value is what happens to be missing, as 1 is in e⁻ˣ − 1. */
const rare: ReadonlySet<string> = new Set(['log1p', 'expm1', 'cbrt', 'sinh', 'cosh', 'tan', 'atan']);

/** Another function of `Math` of the same argument. */
function functionChange(node: ts.Expression, needs: Needs, add: Add): void {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return;
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Math') return;
  const args = needs.valuesOf(bare(node.arguments[0]!));
  if (args === null) return;
  const name = functions.find((candidate) => needs.fits(({ index }) => Math[candidate](args[index]!)));
  if (name === undefined) return;
  add({ kind: 'function', name }, (rare.has(name) ? 1.5 : 0) + (areAlike(name, callee.name.text) ? 0 : 0.6));
}

/** Another operator between the same operands, or the operands the other way round. */
function operatorChange(node: ts.Expression, needs: Needs, add: Add): void {
  const written = ts.isBinaryExpression(node) ? operators.get(node.operatorToken.kind) : undefined;
  if (!ts.isBinaryExpression(node) || written === undefined) return;
  const left = needs.valuesOf(bare(node.left));
  const right = needs.valuesOf(bare(node.right));
  if (left === null || right === null) return;
  for (const operator of confusable[written]) {
    const meaning = meanings[operator];
    for (const swapped of [false, true]) {
      const fits = needs.fits(({ index }) =>
        swapped ? meaning(right[index]!, left[index]!) : meaning(left[index]!, right[index]!),
      );
      if (!fits) continue;
      const isInverse = /^[-+]{2}$|^[*/]{2}$/.test(written + operator);
      add({ kind: 'operator', operator, swapped }, (swapped ? 1 : 0) + (isInverse ? 0 : 2.5));
      return;
    }
  }
}
