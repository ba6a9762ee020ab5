/** @file The place in the value function that a wrong gradient has to do with: the term whose derivative accounts for the difference. */
import * as ts from 'typescript';
import { adjoints } from '../math/calculus/differentiate.ts';
import { builder } from '../math/expr/build.ts';
import type { ExprId } from '../math/expr/graph.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Judged } from '../check/attempt.ts';
import { heldBy, type Reading } from '../check/conventions/expected.ts';
import { isNear } from './search/needed-values.ts';
import { expressionsIn, precedence } from './operands.ts';
import { contains } from '../frontend/parse.ts';
import type { Session } from '../check/sampling/session.ts';
import { valueLeaves } from '../check/leaves.ts';

/** Failing samples that are looked at; a ratio that is the same at so many is no chance. */
const mostSamples = 6;
const fewestRatios = 3;

/**
 * The term T of a sum in the value function for which expected − written = c · ∂L/∂T · ∂T/∂x in every wrong entry, with the
 * same c everywhere: 1 when the gradient forgot the term, 2 when it has the wrong sign. Null when there is none, or more than one,
 * or when the value is no number.
 */
export function correspondingTerm(
  session: Session,
  reading: Reading,
  witness: Judged,
  failing: readonly Judged[],
): ts.Expression | null {
  const [output, ...others] = valueLeaves(witness.sample.value.outputs);
  if (output === undefined || others.length > 0 || witness.sample.upstream.length > 0) return null;
  const alike = failing.filter(({ sample }) => valueLeaves(sample.value.outputs)[0]?.e === output.e);
  const samples = [witness, ...alike.filter((judged) => judged !== witness)].slice(0, mostSamples);
  // An input by itself is a term as well, but everything depends on it.
  const terms = termsOf(session).filter((term) => {
    const number = witness.sample.value.numbers.get(term);
    return number !== undefined && session.environment.graph.node(number.e).kind === 'apply';
  });
  const found = terms.filter((term) => accountsFor(session, reading, term, samples));
  const { graph } = session.environment;
  const idOf = (term: ts.Expression): ExprId => witness.sample.value.numbers.get(term)!.e;
  // What a term is computed from, in another statement, accounts for as much.
  const isPartOf = (term: ts.Expression, other: ts.Expression): boolean =>
    contains(other, term) || (idOf(other) !== idOf(term) && graph.contains(idOf(other), idOf(term)));
  const outermost = found.filter((term) => !found.some((other) => other !== term && isPartOf(term, other)));
  if (outermost.length !== 1) return null;
  // Of a sum the summand alone; what a function in it is applied to is not a term of the value.
  const summands = found.filter((term) => isSummandOf(term, outermost[0]!));
  const smallest = summands.filter((term) => !summands.some((other) => other !== term && contains(term, other)));
  return smallest.length === 1 ? asWritten(witness, smallest[0]!) : null;
}

/** What stands for a name that a callback gives to it, as `b` in `(a, b) => a + b`: nobody knows that. */
function asWritten({ sample }: Judged, term: ts.Expression): ts.Expression {
  const { numbers } = sample.value;
  if (!ts.isIdentifier(term)) return term;
  const number = numbers.get(term);
  for (const [node, { e }] of numbers)
    if (e === number?.e && ts.isExpression(node) && !ts.isIdentifier(node)) return node;
  return term;
}

function isSummandOf(inner: ts.Node, outer: ts.Node): boolean {
  if (inner === outer) return true;
  const { parent } = inner;
  const isSum =
    ts.isParenthesizedExpression(parent) ||
    (ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1);
  return isSum && isSummandOf(parent, outer);
}

function accountsFor(session: Session, reading: Reading, term: ts.Expression, samples: readonly Judged[]): boolean {
  const { graph } = session.environment;
  const { sample, comparison } = samples[0]!;
  const output = valueLeaves(sample.value.outputs)[0]!.e;
  const node = sample.value.numbers.get(term)!.e;
  return graph.scratch(() => {
    const build = builder(graph);
    const held = new Set(heldBy(reading, sample));
    const weight = adjoints(graph, output, held).of(node);
    const slopes = adjoints(graph, node, held);
    const through = comparison.inputs.map((name) => build.mul(weight, slopes.of(graph.symbol(name))));
    // The gradient may branch where the value does not.
    const compared = samples.flatMap((judged) => [...judged.comparison.expected, ...judged.comparison.actual]);
    const code = program(graph, [...new Set([...compared, ...through])]);
    const ratios: number[] = [];
    const slopesSeen = new Set<number>();
    for (const {
      sample: at,
      judgement,
      comparison: { expected, actual },
    } of samples) {
      const values = evaluate(code, at.values);
      for (const k of judgement.kind === 'different' ? judgement.wrong : []) {
        const slope = through[k] === undefined ? NaN : values.get(through[k])!;
        // In a loop, the expression as it was in the last round concerns that round's entry alone.
        if (slope === 0 && isInLoop(term, session)) continue;
        slopesSeen.add(slope);
        ratios.push((values.get(expected[k]!)! - values.get(actual[k]!)!) / slope);
      }
    }
    // Slopes that never change, as those of a plain sum, fit any constant.
    const isTelling = ratios.length >= fewestRatios && slopesSeen.size > 1;
    return isTelling && ratios.every((ratio) => isNear(ratio, ratios[0]!));
  });
}

/** Operands of sums in the value function, and what is added to a total. */
function termsOf({ value }: Session): readonly ts.Expression[] {
  return expressionsIn(value.node).filter((node) => {
    let outer: ts.Node = node;
    while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
    const { parent } = outer;
    if (!ts.isBinaryExpression(parent) || ts.isParenthesizedExpression(node)) return false;
    const operator = parent.operatorToken.kind;
    if (operator === ts.SyntaxKind.PlusToken || operator === ts.SyntaxKind.MinusToken) return true;
    const isTotal = operator === ts.SyntaxKind.PlusEqualsToken || operator === ts.SyntaxKind.MinusEqualsToken;
    return isTotal && parent.right === outer;
  });
}

function isInLoop(node: ts.Node, { value }: Session): boolean {
  for (let outer = node.parent; outer !== value.node; outer = outer.parent)
    if (ts.isIterationStatement(outer, false) || ts.isFunctionLike(outer)) return true;
  return false;
}
