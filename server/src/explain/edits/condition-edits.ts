/** @file Conditions of a gradient that are not those of its value: the places at which the value turns, and what it asks for there. */
import * as ts from 'typescript';
import { signedQuantities } from '../../check/sampling/aim.ts';
import type { Session } from '../../check/sampling/session.ts';
import { thresholdsAlong } from '../../check/sampling/thresholds.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { type Edit, slipCosts } from './edits.ts';
import { bare, isOrder, withParentheses } from '../operands.ts';
import type { Probe } from '../search/probe.ts';
import type { Condition } from './value-conditions.ts';

/** What it costs to take a condition from the value as a whole, and to ask for it where nothing is asked. */
const wholeCondition = 0.6;
const newCondition = 0.3;

/** Edits that make the gradient ask for what the value asks for. */
export function conditionEdits(
  session: Session,
  probes: readonly Probe[],
  nodes: readonly ts.Expression[],
  conditions: readonly Condition[],
): readonly Edit[] {
  return nodes.flatMap((node) => {
    if (isOrder(node)) return [...wholeOrders(node, conditions), ...otherThresholds(session, probes, node)];
    return isFormula(node) ? conditions.flatMap((condition) => onlyWhere(node, condition)) : [];
  });
}

function wholeOrders(node: ts.BinaryExpression, conditions: readonly Condition[]): readonly Edit[] {
  const own = node.getText();
  return conditions
    .flatMap(({ text, opposite }) => [text, opposite])
    .filter((newText) => newText !== own)
    .map((newText): Edit => {
      const isPart = newText.split(/ && | \|\| /).includes(own);
      const [slip, extra] = isPart ? (['missing-condition', 0] as const) : (['comparison', wholeCondition] as const);
      return { slip, node, newText, guilty: node, cost: slipCosts[slip] + extra };
    });
}

/** What is returned, given to an entry or chosen, as a whole. */
function isFormula(node: ts.Expression): boolean {
  const whole = withParentheses(node);
  const { parent } = whole;
  if (bare(node) !== node || ts.isFunctionLike(node) || ts.isArrayLiteralExpression(node)) return false;
  if (ts.isObjectLiteralExpression(node) || ts.isConditionalExpression(node)) return false;
  if (ts.isArrowFunction(parent)) return parent.body === whole && !hasFormulas(node);
  if (ts.isBinaryExpression(parent))
    return parent.right === whole && /^[-+]?=$/.test(parent.operatorToken.getText()) && ts.isStatement(parent.parent);
  return (
    (ts.isReturnStatement(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isConditionalExpression(parent) ||
      ts.isPropertyAssignment(parent)) &&
    !hasFormulas(node)
  );
}

/** Whether the numbers are computed in a callback. */
function hasFormulas(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || node.forEachChild((child) => hasFormulas(child) || undefined) === true;
}

function onlyWhere(node: ts.Expression, { text, opposite }: Condition): readonly Edit[] {
  return [text, opposite].map((condition) => ({
    slip: 'missing-condition',
    node,
    newText: `${condition} ? ${node.getText()} : 0`,
    guilty: node,
    cost: slipCosts['missing-condition'] + newCondition,
  }));
}

/** Samples and inputs along which the value's turns are looked for. */
const mostSamples = 2;
const mostInputs = 2;
const range = [-1000, 1000] as const;
const mostInstructions = 500_000;

/** Numbers with which a comparison would change sides where the value turns. */
function otherThresholds(
  { environment: { graph } }: Session,
  probes: readonly Probe[],
  order: ts.BinaryExpression,
): readonly Edit[] {
  const { left, right } = order;
  const bound = [left, right].find((side) => Number.isFinite(Number(bare(side).getText())));
  if (bound === undefined) return [];
  const found = new Set<string>();
  const work = { left: mostInstructions };
  for (const { judged } of probes.slice(0, mostSamples)) {
    const { sample, comparison } = judged;
    const decision = sample.gradient.path.find((d) => d.node === order);
    if (decision === undefined) continue;
    const compared = bound === right ? decision.lhs : decision.rhs;
    const code = program(graph, [compared]);
    const { kinks, compared: orders } = signedQuantities(graph, [sample.value]);
    const symbols = graph.symbolsOf([compared]);
    for (const input of comparison.inputs.filter((name) => symbols.has(name)).slice(0, mostInputs)) {
      for (const x of thresholdsAlong(graph, kinks, orders, sample.values, input, range, work)) {
        const at = evaluate(code, { get: (name) => (name === input ? x : sample.values.get(name)) }).get(compared)!;
        const number = Number(at.toPrecision(4));
        if (Math.abs(number - at) <= 1e-9 * Math.max(1, Math.abs(at))) found.add(String(number));
      }
    }
  }
  return [...found]
    .filter((newText) => Number(newText) !== Number(bare(bound).getText()))
    .map((newText) => ({ slip: 'threshold', node: bound, newText, guilty: bound, cost: slipCosts.threshold }));
}
