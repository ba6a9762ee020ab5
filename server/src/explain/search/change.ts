/**
 * @file Reading the values that an expression would need: which change of the expression gives them? The opposite sign, a factor, a
 * term, another variable, operator or function. How a change is told to the user is in `describe.ts`.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { looksLikeEpsilon, looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { meanings, type Operator, operators } from '../arithmetic.ts';
import type { Edit } from '../edits/edits.ts';
import { costOfEpsilon } from '../edits/name-edits.ts';
import { isCount } from '../quantities/counts.ts';
import { areAlike, functionsOfOne, isRare } from '../edits/function-families.ts';
import { isNear, type Needs } from './needed-values.ts';
import { bare, isDivisor, isFactor, isOfDivisor, operation, precedence, withParentheses } from '../operands.ts';
import { isLongSum } from '../quantities/forms.ts';
import type { Quantity } from '../quantities/quantities.ts';
import { costOfSign } from './sign-cost.ts';

/** What to do with the expression so that the gradient is right. */
export type Change =
  | { readonly kind: 'negate' }
  /** Multiply by a quantity, or divide by it. */
  | { readonly kind: 'multiply' | 'divide'; readonly by: Quantity }
  | { readonly kind: 'add' | 'subtract'; readonly term: Quantity }
  | { readonly kind: 'replace'; readonly by: Quantity }
  | { readonly kind: 'power'; readonly exponent: Quantity }
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

/** What the kinds of changes cost by themselves. */
export const weights = {
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

/** A change with its weight beside what makes it far-fetched. */
interface Found {
  readonly change: Exclude<Change, { kind: 'edit' }>;
  readonly extra: number;
}

/** What the length of an expression multiplies the weights of its changes by: of two that mend the same, the shorter is guilty. */
export function sizeOf(node: ts.Expression): number {
  return 1 + Math.log2(1 + node.getText().length) / 8;
}

/** No change of the expression costs less. */
export function leastCost(node: ts.Expression): number {
  return weights.negate * sizeOf(node);
}

/**
 * Reads the needed values: which changes of the expression, by itself and its operands, give them?
 * @param likeliness what the costs are multiplied by, for what is known of the place.
 */
export function ownChanges(node: ts.Expression, needs: Needs, likeliness: number): readonly Repair[] {
  const size = sizeOf(node) * likeliness;
  return [
    ...signAndPower(node, needs),
    ...literalChange(node, needs),
    ...operatorChange(node, needs),
    ...functionChange(node, needs),
  ].map(({ change, extra }) => ({ node, change, cost: (weights[change.kind] + extra) * size }));
}

function* signAndPower(node: ts.Expression, needs: Needs): Iterable<Found> {
  if (needs.fits(({ present }) => -present)) {
    yield { change: { kind: 'negate' }, extra: costOfSign(node, needs) };
  }
  // Of a variable that is the same number everywhere, such as a length, any factor is some power.
  const isOneNumber = needs.places.every(({ present }) => present === needs.places[0]!.present);
  const isConstant = /^Math\.[A-Z]|^[A-Z][A-Z0-9_]*$/.test(node.getText());
  if (ts.isNumericLiteral(node) || (isOneNumber && !isConstant) || isCount(node.getText())) return;
  // A forgotten root or reciprocal is rarer than a factor too much or too little.
  const ofFactor = ts.isIdentifier(node) && isFactor(node) && !isDivisor(node) ? costOfRepeatedFactor : 0;
  for (const [exponent, extra] of powers) {
    if (needs.fits(({ present }) => present ** exponent)) {
      yield { change: { kind: 'power', exponent: numberNamed(String(exponent)) }, extra: extra + ofFactor };
    }
  }
}

/** What it costs that one factor of a product should stand there twice. */
const costOfRepeatedFactor = 0.3;

function* literalChange(node: ts.Expression, needs: Needs): Iterable<Found> {
  const literal = needs.constant !== null && ts.isNumericLiteral(node) ? numeral(needs.constant) : null;
  if (literal !== null && literal !== node.getText()) {
    yield {
      change: { kind: 'replace', by: numberNamed(literal) },
      extra: 0.3 + costOfFraction(node.getText(), literal),
    };
  }
}

/** Of two factors the one that would still be a whole number is the likelier to be wrong. */
function costOfFraction(written: string, meant: string): number {
  return /^\d+$/.test(written) && /^[\d./ ()]+$/.test(meant) && !/^\d+$/.test(meant) ? 0.4 : 0;
}

/**
 * Reads the needed values: with which quantities does the expression give them?
 * @param likeliness what the costs are multiplied by, for what is known of the place.
 * @param known the cheapest first.
 * @param below changes that cost as much are left out; asked anew after each that was found.
 */
export function* changesByQuantity(
  node: ts.Expression,
  needs: Needs,
  likeliness: number,
  known: readonly Quantity[],
  below: () => number,
): Iterable<Repair> {
  const size = sizeOf(node) * likeliness;
  const isConstant = isConstantFormula(node);
  const uses = isLeaf(node) || isConstant ? [...withOthers, replacement] : withOthers;
  const changed = {
    text: node.getText(),
    isNumeral: ts.isNumericLiteral(node),
    isName: ts.isIdentifier(node),
    isOfDivisor: isOfDivisor(node),
    isFactor: isFactor(node),
    isOfLogarithm: isOfLogarithm(node),
    isInLogarithm: isOfLogarithm(productAround(node)),
    isConstant,
    isReciprocal: isNumeratorOne(node),
    isOnlyUse: isOnlyUse(node),
    isOfExponential: isOfExponential(node),
    isAddedAlone: isAddedAlone(node),
    isComputed: isComputedBefore(node),
  };
  const least = Math.min(...uses.map(({ kind }) => weights[kind]));
  for (const quantity of known) {
    if ((least + quantity.cost) * size >= below()) return;
    if (needs.isOfLastRound === true && !quantity.inScope) continue;
    for (const { kind, of } of uses) {
      if (quantity.isNamesake === true && (kind !== 'replace' || changed.isNumeral)) continue;
      const extra = extraWith(kind, changed, quantity);
      const cost = extra === null ? Infinity : (weights[kind] + extra) * size;
      if (cost >= below()) continue;
      const fits = needs.fits((place) => of(place.present, quantity.at(place)));
      const isTerm = kind === 'add' || kind === 'subtract';
      if (kind === 'replace' && (cancels(node, quantity.text) || isWithin(node, quantity.text))) continue;
      if (isTerm && fits && isItself(quantity, needs)) continue;
      if (fits && standsForSomething(quantity, needs) && !(isTerm && isWholeSum(node, quantity, needs)))
        yield { node, change: changeWith(kind, quantity), cost };
    }
  }
}

/** Where a name was given to a formula, that formula is rather wrong than the use of the name in the place of another one. */
const costOfComputed = 1.7;

/** `u` after `const u = c * (z + k * z ** 3)`. */
function isComputedBefore(node: ts.Expression): boolean {
  if (!ts.isIdentifier(node)) return false;
  for (let block: ts.Node = node.parent; !ts.isSourceFile(block); block = block.parent) {
    if (!ts.isBlock(block)) continue;
    const declared = block.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .find(({ name }) => ts.isIdentifier(name) && name.text === node.text);
    if (declared !== undefined)
      return declared.initializer !== undefined && ts.isBinaryExpression(declared.initializer);
  }
  return false;
}

/** `g[y] -= 1` */
function isAddedAlone(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.right === node && /^[-+]=$/.test(parent.operatorToken.getText());
}

/** Whether an expression replaced by a text would be subtracted from itself. */
function cancels(node: ts.Expression, text: string): boolean {
  const whole = withParentheses(node);
  const { parent } = whole;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  return bare(parent.left === whole ? parent.right : parent.left).getText() === text;
}

/** Whether an expression would be replaced by code that says what it is a part of, as the 2 of `1 + 2 * x` by `1 + 2 * x + y`. */
function isWithin(node: ts.Expression, text: string): boolean {
  for (let outer = node.parent; ts.isExpression(outer) && !ts.isFunctionLike(outer); outer = outer.parent)
    if (text.includes(outer.getText())) return true;
  return false;
}

/** Whether a name is that of a parameter that is used nowhere else: in its place, the parameter would be there for nothing. */
function isOnlyUse(node: ts.Expression): boolean {
  if (!ts.isIdentifier(node)) return false;
  for (let outer: ts.Node = node; !ts.isSourceFile(outer); outer = outer.parent) {
    if (!ts.isFunctionLike(outer) || !outer.parameters.some(({ name }) => name.getText() === node.text)) continue;
    let uses = 0;
    forEachDescendant(outer, (child) => {
      if (ts.isIdentifier(child) && child.text === node.text) uses++;
    });
    return uses === 2;
  }
  return false;
}

/** Whether it is a term of what the exponential function is taken of, where a logarithm more is a factor of the result. */
function isOfExponential(node: ts.Node): boolean {
  let { parent } = withParentheses(node);
  while (
    (ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1) ||
    ts.isPrefixUnaryExpression(parent)
  )
    ({ parent } = withParentheses(parent));
  return ts.isCallExpression(parent) && parent.expression.getText() === 'Math.exp';
}

export function isLeaf(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node)
  );
}

/** `2 / Math.PI`: a formula of numbers, which stands for one as a name does. */
function isConstantFormula(node: ts.Node): boolean {
  const isNumber = (part: ts.Node): boolean =>
    ts.isNumericLiteral(part) ||
    (ts.isPropertyAccessExpression(part) && /^Math\.[A-Z]/.test(part.getText())) ||
    (ts.isParenthesizedExpression(part) && isNumber(part.expression)) ||
    isConstantFormula(part);
  return ts.isBinaryExpression(node) && isNumber(node.left) && isNumber(node.right);
}

interface Use {
  readonly kind: 'replace' | 'multiply' | 'divide' | 'add' | 'subtract' | 'power';
  /** What an expression becomes with the quantity. */
  readonly of: (present: number, quantity: number) => number;
}

const replacement: Use = { kind: 'replace', of: (_, x) => x };
const withOthers: readonly Use[] = [
  { kind: 'multiply', of: (present, x) => present * x },
  { kind: 'divide', of: (present, x) => present / x },
  { kind: 'add', of: (present, x) => present + x },
  { kind: 'subtract', of: (present, x) => present - x },
  { kind: 'power', of: (present, x) => present ** x },
];

function changeWith(kind: Use['kind'], quantity: Quantity): Change {
  if (kind === 'power') return { kind, exponent: quantity };
  return kind === 'add' || kind === 'subtract' ? { kind, term: quantity } : { kind, by: quantity };
}

/** How far-fetched it is that the quantity is what the expression lacks in this way; null where that would be no change. */
function extraWith(
  kind: Use['kind'],
  changed: {
    readonly text: string;
    readonly isNumeral: boolean;
    readonly isName: boolean;
    readonly isOfDivisor: boolean;
    readonly isFactor: boolean;
    readonly isOfLogarithm: boolean;
    readonly isInLogarithm: boolean;
    readonly isConstant: boolean;
    readonly isReciprocal: boolean;
    readonly isOnlyUse: boolean;
    readonly isOfExponential: boolean;
    readonly isAddedAlone: boolean;
    readonly isComputed: boolean;
  },
  { text, cost, isNumber, isOne }: Quantity,
): number | null {
  const { isNumeral } = changed;
  if (kind === 'replace') {
    // The opposite of itself is a sign.
    if (text === changed.text || text === `-${changed.text}`) return null;
    // A name is mistaken for another name; one that belongs nowhere is a factor or a term too much.
    if (!isNumeral && text !== '0' && /^[\d.]/.test(text)) return null;
    // A name stands in the place of another name rather than of a whole formula, and a number in that of a number.
    const isFormula = cost >= 0.8 || (isNumeral && !isNumber && cost > 0);
    const fraction = costOfFraction(changed.text, text);
    // Beside a constant with a name, a formula of numbers is rather the one that is wrong than what it is multiplied with.
    if (changed.isConstant) return /^[A-Z][A-Z0-9_]+$/.test(text) ? -0.4 : 1.5 + cost;
    // What a reciprocal is multiplied by is a factor of the product that it stands in.
    const ofReciprocal = changed.isReciprocal && !isNumber ? 0.9 : 0;
    return (
      cost +
      fraction +
      ofReciprocal +
      (changed.isOnlyUse && text !== '0' ? costOfUnused : 0) +
      (changed.isComputed && / [-+*/] .* [-+*/] /.test(text) ? costOfComputed : 0) +
      (isEpsilon(changed.text) === isEpsilon(text) ? 0 : costOfEpsilon) +
      (changed.isOfExponential && /\bMath\.log\b/.test(text) ? costOfLogarithm : 0) +
      (changed.text === '0' ? (cost >= 0.8 ? 1 : 0) : isFormula ? (isNumeral ? 1 : 1.5) : 0)
    );
  }
  const isAdded = kind === 'add' || kind === 'subtract';
  if ((isOne && !(isAdded && text === '1')) || text === '0') return null;
  // Nothing is multiplied by itself or its opposite, or has it added.
  if (text === changed.text || text === `-${changed.text}`) return null;
  const isForeign = isNumeral && !isNumber;
  const ofLog = changed.isInLogarithm && text.startsWith('Math.exp(') ? costOfLogarithm : 0;
  switch (kind) {
    case 'multiply':
      if (isLongSum(text)) return null;
      return cost + ofLog + (changed.isOfDivisor ? 1 : 0) + (isForeign ? 1.1 : 0);
    case 'divide':
      // A number that lacks a divisor is rather a term that lacks it, unless it is all of what is added, as in `g[y] -= 1`, and what is divided by is mostly a name.
      // Nor is a number divided by the name of a constant.
      return (
        cost +
        ofLog +
        (changed.isOfDivisor ? 1 : 0) +
        (isForeign ? (changed.isAddedAlone ? 1.1 : 4) : cost > 0.2 && !isNumber ? 0.25 : 0) +
        (isNumeral && /^[A-Z_]{2}/.test(text) ? 1 : 0)
      );
    case 'add':
    case 'subtract':
      // What is forgotten of a sum inside a product takes its parentheses with it.
      return (
        cost +
        (isForeign ? 0.8 : 0) +
        costOfOtherObject(changed.text, text) +
        (changed.isComputed && text.includes(' * ') ? costOfComputed : 0) +
        (changed.isName && / [-+] /.test(text) && hasName(text, changed.text) ? costOfItself : 0) +
        (changed.isOfExponential && /^\(?Math\.log/.test(text) ? costOfLogarithm : 0) +
        (changed.isFactor && cost >= 0.8 && /[a-z]/i.test(text) ? 1.4 : 0)
      );
    case 'power':
      // Numbers are among the powers that an expression is tried with by itself, and formulas are seldom exponents.
      // Of labels that are 0 and 1 many a formula is right.
      if (isNumeral || isNumber || cost > 0.6 || [text, changed.text].some(isOfLabel)) return null;
      // The exponent within a logarithm is a factor of it.
      return cost + (changed.isOfLogarithm ? 2.5 : 0.3);
    default:
      return kind satisfies never;
  }
}

function isEpsilon(text: string): boolean {
  return /^[\w$.]+$/.test(text) && looksLikeEpsilon(text);
}

/** What it costs that a parameter should not be used at all. */
const costOfUnused = 1.6;

/** What it costs that what is added to a name is computed of it. */
const costOfItself = 1.5;

function hasName(text: string, name: string): boolean {
  return text.split(/[^\w$.]+/).includes(name);
}

/** What it costs to say a factor of an exponential as a term of its exponent, or a term of a logarithm as a factor. */
const costOfLogarithm = 1.5;

/** A field is added to what is computed from the same object, as `box.x` to `box.w / 2`, rather than to what is not. */
function costOfOtherObject(written: string, term: string): number {
  const object = /^([A-Za-z_$][\w$]*)\.[\w$]+$/.exec(term)?.[1];
  return object === undefined || object === 'this' || written.includes(`${object}.`) ? 0 : 0.6;
}

/** Whether what would be added is the expression itself, or its opposite: a factor of 2 is lacking then, or all of it is too much. */
function isItself({ at }: Quantity, { places }: Needs): boolean {
  return places.every((place) => isNear(Math.abs(at(place)), Math.abs(place.present)));
}

/** Whether a term is the very sum that it would be added to, which lacks a factor 2 then and no term. */
function isWholeSum(node: ts.Expression, { at }: Quantity, needs: Needs): boolean {
  let { parent } = withParentheses(node);
  while (ts.isNonNullExpression(parent)) ({ parent } = withParentheses(parent));
  const isSum = ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1;
  const sums = isSum ? needs.valuesOf(parent) : null;
  return sums !== null && needs.places.every((place, i) => isNear(Math.abs(at(place)), Math.abs(sums[i]!)));
}

/** The 1 of `1 / x`. */
function isNumeratorOne(node: ts.Node): boolean {
  const quotient = operation(withParentheses(node).parent, ts.SyntaxKind.SlashToken);
  return quotient !== null && bare(quotient.left) === node && node.getText() === '1';
}

/** Whether code is a label, or an entry of several. */
function isOfLabel(text: string): boolean {
  return looksLikeLabel(text.replace(/\[.*$/, ''));
}

/** What vanishes at these samples, as y·(1 − y) does for hard labels, stands for nothing that was meant. */
function standsForSomething({ at, text }: Quantity, { places }: Needs): boolean {
  const isDefined = places.every((place) => Number.isFinite(at(place)));
  return isDefined && (text === '0' || places.some((place) => at(place) !== 0));
}

/** A number that people write: few digits, or a fraction of small numbers. Null for others. */
export function numeral(x: number): string | null {
  // What is left of rounding is 0.
  const rounded = Math.abs(x) < 1e-12 ? 0 : Number(x.toPrecision(4));
  if (rounded === 0 || isNear(rounded, x)) return String(rounded);
  for (let denominator = 2; denominator <= 16; denominator++) {
    const numerator = Math.round(x * denominator);
    if (Math.abs(numerator) <= 16 && isNear(numerator / denominator, x)) return `${numerator} / ${denominator}`;
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

/** The whole product that an expression is a factor of. */
function productAround(node: ts.Expression): ts.Expression {
  const { parent } = withParentheses(node);
  const isProduct = ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 2;
  return isProduct || ts.isNonNullExpression(parent) ? productAround(parent) : node;
}

function isOfLogarithm(node: ts.Node): boolean {
  const { parent } = withParentheses(node);
  return ts.isCallExpression(parent) && /^Math\.log(2|10)?$/.test(parent.expression.getText());
}

/** What an operator is taken for. That `1 / p` happens to be what `1 - p` should have been explains nothing. */
const confusable: { readonly [written in Operator]: readonly Operator[] } = {
  '+': ['+', '-', '*'],
  '-': ['-', '+'],
  '*': ['*', '/', '+', '**'],
  '/': ['/', '*'],
  '**': ['**', '*'],
};

/** Another function of `Math` of the same argument. */
function* functionChange(node: ts.Expression, needs: Needs): Iterable<Found> {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return;
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Math') return;
  const args = needs.valuesOf(bare(node.arguments[0]!));
  if (args === null) return;
  const name = functionsOfOne.find((candidate) => needs.fits(({ index }) => Math[candidate](args[index]!)));
  if (name === undefined) return;
  const extra = (isRare(name) ? 1.8 : 0) + (areAlike(name, callee.name.text) ? 0 : 0.6);
  yield { change: { kind: 'function', name }, extra };
}

/** Another operator between the same operands, or the operands the other way round. */
function* operatorChange(node: ts.Expression, needs: Needs): Iterable<Found> {
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
      yield { change: { kind: 'operator', operator, swapped }, extra: (swapped ? 1 : 0) + (isInverse ? 0 : 2.5) };
      return;
    }
  }
}
