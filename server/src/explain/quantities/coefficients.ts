/**
 * @file Terms and factors with a number before them that no quantity of the code has, as `6 * t` and `x / 3`: where the values that an
 * expression needs are solved for, what is left beside a quantity has to be one number everywhere.
 */
import * as ts from 'typescript';
import { type Change, isLeaf, numeral, type Repair, sizeOf, weights } from '../search/change.ts';
import { isNear, type Needs, type Place } from '../search/needed-values.ts';
import { bare, isFactor, precedence, withParentheses } from '../operands.ts';
import type { Quantity } from './quantities.ts';

/** Costlier quantities are formulas, which have numbers of their own. */
const costliest = 1.2;
/** Nor do people forget what takes longer to write. */
const longestText = 40;
/** What a number before a quantity adds to its cost. */
const costOfCoefficient = 0.5;
/** What is solved for everywhere is no chance, so that long expressions are not much less likely to be guilty. */
const largestSize = 1.4;
/** A term that is forgotten inside a product takes its parentheses with it. */
const costInProduct = 1.4;
const largestNumber = 24;
/** Of fewer values a number may be left by chance. */
const fewestValues = 3;

/**
 * Of names and numbers none are looked for: a number more of them is a factor.
 * @param below changes that cost as much are left out.
 */
export function* changesWithCoefficient(
  node: ts.Expression,
  needs: Needs,
  likeliness: number,
  known: readonly Quantity[],
  below: () => number,
): Iterable<Repair> {
  const { wanted, places } = needs;
  if (wanted === null || isLeaf(node)) return;
  const size = Math.min(sizeOf(node), largestSize) * likeliness;
  const beside = [node, ...summandsOf(node), ...summandsAround(node)]
    .map((summand) => needs.valuesOf(summand) ?? needs.valuesOf(bare(summand)))
    .filter((values) => values !== null);
  for (const quantity of known) {
    if (quantity.cost > costliest || quantity.text.length > longestText) continue;
    if (quantity.isNumber || !quantity.inScope || /^[-\d]/.test(quantity.text)) continue;
    const values = places.map(quantity.at);
    if (new Set(values).size < fewestValues) continue;
    const cost = (kind: keyof typeof weights): number =>
      (weights[kind] + quantity.cost + costOfCoefficient + (kind === 'add' && isFactor(node) ? costInProduct : 0)) *
      size;
    // What the sum has already is too small there, and what a sum lacks one of its terms does.
    const isNew = !isSum(node) && beside.every((own) => !isProportional(own, values));
    const term =
      isNew && cost('add') < below() ? oneNumber(wanted.map((w, i) => (w - places[i]!.present) / values[i]!)) : null;
    if (term !== null) yield { node, change: addition(quantity, term), cost: cost('add') };
    const more = isNew && isProductOfTwo(quantity) && cost('add') < below() ? lastFactor(quantity, known, needs) : null;
    if (more !== null) yield { node, change: more, cost: cost('add') };
    if (cost('multiply') >= below()) continue;
    const factor = oneNumber(wanted.map((w, i) => w / places[i]!.present / values[i]!));
    if (factor !== null)
      yield { node, change: { kind: 'multiply', by: times(quantity, factor) }, cost: cost('multiply') };
    const divisor = oneNumber(wanted.map((w, i) => places[i]!.present / w / values[i]!));
    if (divisor !== null)
      yield { node, change: { kind: 'divide', by: times(quantity, divisor) }, cost: cost('divide') };
  }
}

function isProductOfTwo({ text }: Quantity): boolean {
  return /^[\w$.]+ \* [\w$.]+$/.test(text);
}

/** The term that is a product of two names and a third one, as `dn * r * u`. */
function lastFactor(product: Quantity, known: readonly Quantity[], { wanted, places }: Needs): Change | null {
  const terms = places.map((place, i) => wanted![i]! - place.present);
  const [first] = places;
  for (const name of known) {
    // The cheapest come first, and a name by itself costs nothing.
    if (name.cost > 0 || first === undefined) return null;
    if (!name.inScope || name.isNumber || !/^[A-Za-z_$]/.test(name.text)) continue;
    const at = (place: Place): number => product.at(place) * name.at(place);
    const sign = Math.sign(terms[0]! * at(first));
    if (!places.every((place, i) => isNear(terms[i]!, sign * at(place)))) continue;
    const term: Quantity = { ...product, text: `${product.text} * ${name.text}`, at };
    return sign < 0 ? { kind: 'subtract', term } : { kind: 'add', term };
  }
  return null;
}

function isProportional(values: readonly number[], to: readonly number[]): boolean {
  return values.every((x, i) => isNear(x / to[i]!, values[0]! / to[0]!));
}

/** What is added to an expression, in the sum that it is a term of and in those around that. */
function summandsAround(node: ts.Expression): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  let inner = withParentheses(node);
  while (ts.isBinaryExpression(inner.parent)) {
    const { left, right, operatorToken } = inner.parent;
    if (precedence.get(operatorToken.kind) === 1) found.push(...summandsOf(left === inner ? right : left));
    inner = withParentheses(inner.parent);
  }
  return found;
}

function isSum(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && precedence.get(node.operatorToken.kind) === 1;
}

function summandsOf(node: ts.Expression): readonly ts.Expression[] {
  const inner = bare(node);
  return ts.isBinaryExpression(inner) && isSum(inner) ? [inner.left, inner.right].flatMap(summandsOf) : [inner];
}

/** The number that all of them are, where it is one that people write and that is not looked for without it. */
function oneNumber(values: readonly number[]): number | null {
  const [first] = values;
  if (
    first === undefined ||
    isNear(first, 0) ||
    Math.abs(first) === 1 ||
    !values.every((value) => isNear(value, first))
  )
    return null;
  return !isPlain(first) || isNear(Math.abs(first), 1) ? null : first;
}

/** 3, 1 / 3 or 1.5: what products of exponents and halves give. */
function isPlain(x: number): boolean {
  const size = Math.abs(x);
  return [size, 1 / size, 2 * size].some((each) => each <= largestNumber && isNear(each, Math.round(each)));
}

function addition(quantity: Quantity, coefficient: number): Change {
  return coefficient < 0
    ? { kind: 'subtract', term: times(quantity, -coefficient) }
    : { kind: 'add', term: times(quantity, coefficient) };
}

function times(quantity: Quantity, coefficient: number): Quantity {
  const { at, text } = quantity;
  const reciprocal = Math.round(1 / coefficient);
  const isShare = reciprocal > 1 && isNear(reciprocal * coefficient, 1);
  const product = isShare ? `${text} / ${reciprocal}` : `${numeral(coefficient)!} * ${text}`;
  return { ...quantity, text: `(${product})`, at: (place) => coefficient * at(place), isOne: false };
}
