/**
 * @file Finds the one expression of a wrong gradient that, changed, would make it right, and the change. For each expression the value
 * it would need at every sample is solved for (`needed-values.ts`) and recognised (`change.ts`); the simplest repair wins.
 */
import ts from 'typescript';
import type { Graph } from '../math/expr/graph.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { recogniseChange, type Repair } from './change.ts';
import type { Judged } from './decide.ts';
import { isWithin, labelLimits, labelsVary } from './label-limits.ts';
import { isNear, neededValues, type Probe } from './needed-values.ts';
import { quantities } from './quantities.ts';
import type { Binding, Session } from './session.ts';

const maxProbes = 10;

/**
 * The simplest single change that makes the gradient right at every sample looked at; null when there is none. Code written for
 * some labels alone is wrong at the others whatever is changed, so those that it may be written for are tried by themselves.
 */
export function findRepair(session: Session, binding: Binding, judged: readonly Judged[]): Repair | null {
  const some = labelLimits.flatMap((limit) => {
    const within = judged.filter((j) => isWithin(limit.labels, j));
    return labelsVary(within, limit) ? [within] : [];
  });
  for (const samples of [judged, ...some]) {
    const found = findRepairAt(session, binding, samples);
    if (found !== null) return found;
  }
  return null;
}

function findRepairAt(session: Session, binding: Binding, judged: readonly Judged[]): Repair | null {
  const probes = makeProbes(session.environment.graph, judged);
  if (probes.filter((p) => p.judged.judgement.kind === 'different').length < 3) return null;
  const known = quantities(
    session,
    probes.map((p) => p.judged),
  );
  let best: Repair | null = null;
  for (const node of candidateNodes(session, probes)) {
    const needs = neededValues(session, binding, probes, node);
    if (needs === null) continue;
    const repair = recogniseChange(probes, node, needs, known);
    if (repair !== null && (best === null || repair.cost < best.cost)) best = repair;
  }
  return best === null ? null : widened(session, binding, probes, best);
}

function makeProbes(graph: Graph, judged: readonly Judged[]): Probe[] {
  // Wrong samples first, then right ones: a repair must not break what works.
  const chosen = [
    ...judged.filter((j) => j.judgement.kind === 'different').slice(0, maxProbes - 3),
    ...judged.filter(({ judgement: j }) => j.kind === 'equal' && j.relative === 0).slice(0, 3),
  ];
  return chosen.map((j) => {
    const values = evaluate(program(graph, j.comparison.expected), j.sample.values);
    return { judged: j, expected: j.comparison.expected.map((id) => values.get(id)!) };
  });
}

/** Expressions of the gradient function that had a number in a wrong probe, in source order, outer before inner. */
function candidateNodes(session: Session, probes: readonly Probe[]): ts.Expression[] {
  const { node: root } = session.gradient;
  const found = new Set<ts.Expression>();
  for (const probe of probes) {
    if (probe.judged.judgement.kind !== 'different') continue;
    for (const node of probe.judged.sample.gradient.numbers.keys()) {
      const inside =
        node.getSourceFile() === session.gradient.file.tree && node.pos >= root.pos && node.end <= root.end;
      if (inside && !isTarget(node)) found.add(node as ts.Expression);
    }
  }
  return [...found].sort((a, b) => a.getStart() - b.getStart() || b.end - a.end).slice(0, 120);
}

/** Parenthesised expressions repeat their content, and the left side of an assignment is not a value. */
function isTarget(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) return true;
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** A sign or a factor belongs to the whole product it stands in, so the repair is told of the product. */
function widened(session: Session, binding: Binding, probes: readonly Probe[], repair: Repair): Repair {
  const { change } = repair;
  if (change.kind !== 'negate' && change.kind !== 'multiply' && change.kind !== 'divide') return repair;
  let { node } = repair;
  for (;;) {
    let parent: ts.Node = node.parent;
    while (ts.isParenthesizedExpression(parent)) parent = parent.parent;
    const product =
      ts.isBinaryExpression(parent) &&
      (parent.operatorToken.kind === ts.SyntaxKind.AsteriskToken ||
        (parent.operatorToken.kind === ts.SyntaxKind.SlashToken && contains(parent.left, node)));
    const sign = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken;
    // sin(−x) = −sin(x): the sign is that of the call.
    const odd = ts.isCallExpression(parent) && parent.arguments.length === 1 && change.kind === 'negate';
    if (!product && !sign && !odd) break;
    const needs = neededValues(session, binding, probes, parent as ts.Expression);
    if (needs === null) break;
    if (odd && !needs.every((need) => need === null || isNear(-need.present, need.wanted))) break;
    node = parent as ts.Expression;
  }
  return { ...repair, node };
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}
