/**
 * @file What one part of a wrong gradient lacks, read off the derivative: where no quantity of the code is what is missing, the derivative
 * is solved for an expression, and what that lacks is simplified and written in the names of the code.
 */
import * as ts from 'typescript';
import type { Judged } from '../../check/attempt.ts';
import { gradientLeaves } from '../../check/leaves.ts';
import { type Binding, runGradient, type Session } from '../../check/sampling/session.ts';
import type { Override } from '../../frontend/trace/machine.ts';
import { adjoints } from '../../math/calculus/differentiate.ts';
import { builder } from '../../math/expr/build.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import type { Change, Repair } from '../search/change.ts';
import { termsOf } from '../../math/rewrite/parts.ts';
import { FormulasInScope, namesInScope } from '../in-scope.ts';
import { isFactor, withParentheses } from '../operands.ts';
import type { Quantity } from './quantities.ts';

/** Longer formulas name no mistake. */
const longestPart = 36;
/** Expressions that the derivative is solved for, and repairs of them that are worth trying. */
const mostParts = 16;
const mostTried = 4;
/** Formulas of more nodes take too long to simplify. */
const largestFormula = 250;
/** What the simplest of such repairs costs, and each character of what is lacking. */
const leastCost = 3;
const costOfCharacter = 0.1;
/** What it costs that a factor is a sum of several terms. */
const costOfSum = 2;
/** No name of the code is spelt like this. */
const unknown = '?part';

/**
 * The factors and terms that single expressions lack on the path of a witness, the shortest first. None is known to be right elsewhere.
 * @param solvable expressions of which some value would make the gradient right at every sample, evaluated once.
 */
export function lackingParts(
  session: Session,
  binding: Binding,
  witness: Judged,
  solvable: readonly ts.Expression[],
): readonly Repair[] {
  const parts = solvable
    .filter((node) => node.getText() !== '0' && (!isFactor(withParentheses(node)) || isSum(node)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, mostParts);
  // What was simplified is remembered for the places that know the same names.
  const known = new Map<string, FormulasInScope>();
  const formulasAt = (place: ts.Node): FormulasInScope => {
    const names = namesInScope(session, binding, witness, place);
    const key = [...names.keys()].join();
    let formulas = known.get(key);
    if (formulas === undefined) known.set(key, (formulas = new FormulasInScope(session.environment.graph, names)));
    return formulas;
  };
  return parts
    .flatMap((node) => repairsOf(session, binding, witness, node, formulasAt))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, mostTried);
}

/** A factor of a product lacks what the product lacks, unless it is a sum. */
function isSum(node: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.PlusToken || node.operatorToken.kind === ts.SyntaxKind.MinusToken)
  );
}

/** Whether it is a square that is added to something: it may stand in the place of another one, as z² in the place of tanh(z)². */
function isSquareInSum(node: ts.Expression): boolean {
  const { parent } = withParentheses(node);
  if (!ts.isBinaryExpression(node) || !ts.isBinaryExpression(parent) || !isSum(parent)) return false;
  const [left, right] = [node.left.getText(), node.right.getText()];
  return node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken ? right === '2' : left === right;
}

function isName(node: ts.Node): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);
}

/** Terms are likelier to lack something than whole sums, and names and numbers have been looked at before. */
function rank(node: ts.Expression): number {
  const isLeaf = isName(node) || ts.isNumericLiteral(node);
  return isLeaf ? 2 : isSum(node) ? 1 : 0;
}

function repairsOf(
  session: Session,
  binding: Binding,
  witness: Judged,
  node: ts.Expression,
  formulasAt: (place: ts.Node) => FormulasInScope,
): readonly Repair[] {
  const { graph } = session.environment;
  const build = builder(graph);
  const present = witness.sample.gradient.numbers.get(node)?.e;
  const lacking = present === undefined ? null : termLacking(session, binding, witness, node);
  if (present === undefined || lacking === null || graph.reachable([lacking]).length > largestFormula) return [];
  const formulas = formulasAt(node);
  const term = formulas.simplified(lacking);
  // What is as short without the expression replaces it, and is nothing that it lacks.
  const instead = formulas.code(formulas.simplified(build.add(present, term)), 3 * longestPart);
  const needed = instead?.length ?? Infinity;
  const repair = (formula: ExprId, change: (quantity: Quantity) => Change): readonly Repair[] => {
    const text = formulas.code(formula, longestPart);
    if (text === null || text.length >= needed) return [];
    const made = change(quantityOf(text));
    // A sum is forgotten as terms rather than as a factor.
    const isProduct = made.kind === 'multiply' || made.kind === 'divide';
    // What one name would have to be multiplied with that has names beside it is no factor that anybody forgot.
    if (isProduct && / [-+] .*\/|\/.* [-+] /.test(text) && isName(node)) return [];
    const isSumOfFactor = isProduct && / [-+] .* [-+] /.test(text);
    const cost = leastCost + text.length * costOfCharacter + (isSumOfFactor ? costOfSum : 0);
    return [{ node, change: made, cost }];
  };
  const asWhole: readonly Repair[] =
    instead !== null &&
    needed <= longestPart &&
    isSquareInSum(node) &&
    /^[^-+]*(\([^()]*\)[^-+]*)* \*\* 2$/.test(instead)
      ? [{ node, change: { kind: 'replace', by: quantityOf(instead) }, cost: leastCost + needed * costOfCharacter }]
      : [];
  // Twice the expression, or nothing of it, is a factor, and no term beside it.
  const isItself = termsOf(graph, term).some(({ id }) => id === present);
  const isNegative = formulas.code(term, longestPart)?.startsWith('-') === true;
  const asTerm = isItself
    ? []
    : isNegative
      ? repair(formulas.simplified(build.neg(term)), (quantity) => ({ kind: 'subtract', term: quantity }))
      : repair(term, (quantity) => ({ kind: 'add', term: quantity }));
  // A number with a factor is no longer the number that was meant, and what makes a long term makes no short factor.
  if (ts.isNumericLiteral(node) || formulas.code(term, 3 * longestPart) === null) return [...asWhole, ...asTerm];
  const factor = formulas.simplified(build.add(build.num(1), build.div(term, present)));
  const isReciprocal = formulas.code(factor, longestPart)?.startsWith('1 / ') === true;
  const asProduct = isReciprocal
    ? repair(formulas.simplified(build.div(build.num(1), factor)), (by) => ({ kind: 'divide', by }))
    : repair(factor, (by) => ({ kind: 'multiply', by }));
  return [...asWhole, ...asTerm, ...asProduct];
}

function quantityOf(code: string): Quantity {
  const isNumber = /^[\d.]+$/.test(code);
  const text = /^[\w.$]+$|^Math\.\w+\([^()]*\)$/.test(code) ? code : `(${code})`;
  return { text, at: () => NaN, cost: 0, isOne: false, isNumber, inScope: true };
}

/** What would have to be added to an expression; null where the gradient is not linear in it, or it is evaluated in a loop. */
function termLacking(session: Session, binding: Binding, witness: Judged, node: ts.Expression): ExprId | null {
  const { sample, comparison, judgement } = witness;
  if (judgement.kind !== 'different') return null;
  const { graph } = session.environment;
  const build = builder(graph);
  const symbol = graph.symbol(unknown);
  let rounds = 0;
  const override: Override = {
    nodes: new Set([node]),
    change: (_, value) => {
      rounds++;
      return { ...value, e: build.add(value.e, symbol) };
    },
  };
  const { trace } = runGradient(session, binding, sample.draw, sample.value, override, sample.overrides);
  if (trace.kind !== 'traced' || rounds !== 1) return null;
  const leaves = gradientLeaves(trace.outputs);
  if (leaves.length !== comparison.actual.length) return null;
  const { index } = judgement.worst;
  const slope = adjoints(graph, leaves[index]!.e).of(symbol);
  const isLinear = !graph.symbolsOf([slope]).has(unknown);
  if (!isLinear || slope === build.num(0)) return null;
  return build.div(build.sub(comparison.expected[index]!, comparison.actual[index]!), slope);
}
