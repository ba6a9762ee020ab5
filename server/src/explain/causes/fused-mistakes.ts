/**
 * @file Mistakes in gradients that are meant by what goes into a sigmoid or softmax before the loss, as `p - y` beside a cross-entropy:
 * `y - p`, `p + y`, or `(p - y) * p * (1 - p)`, which has the derivative of the sigmoid once more.
 */
import type * as ts from 'typescript';
import { assess } from '../../check/assess.ts';
import { type Attempt, attemptReading, isRightBesideZero, type Judged } from '../../check/attempt.ts';
import { AdjointCache, type Reading } from '../../check/conventions/expected.ts';
import { judge, type Judgement } from '../../check/judge.ts';
import { valueLeaves } from '../../check/leaves.ts';
import type { Session } from '../../check/sampling/session.ts';
import { builder } from '../../math/expr/build.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { type CauseKind, describe } from '../describe.ts';
import type { Repair } from '../search/change.ts';
import { findRepair, plainRepair } from '../search/repair.ts';

export interface FusedMistake {
  readonly kind: CauseKind;
  readonly cause: string;
  /** Null where the gradient as a whole is meant. */
  readonly node: ts.Node | null;
  readonly repair: Repair | null;
}

const fused: readonly Reading[] = [
  { kind: 'fused-sigmoid' },
  { kind: 'fused-softmax', isMean: false },
  { kind: 'fused-softmax', isMean: true },
];

/** Slips of the hand that are tried in each way: the likely ones. */
const fewTrials = 60;

/** Where nothing else explains a gradient a repair may cost so much. */
const farFetched = 7;

/** The mistake that makes a gradient wrong which is right by no other change, or by a costlier one than `below`. */
export function fusedMistake(session: Session, attempt: Attempt, below: number): FusedMistake | null {
  const { binding, target, reading, judged } = attempt;
  const { graph } = session.environment;
  if (reading.kind !== 'plain' || binding.outputForm || !judged.some((each) => takesLogarithm(graph, each)))
    return null;
  // What is right at some inputs was written for the loss as it is, and what is no number tells nothing.
  if (judged.some((each) => isRightBesideZero(each) || isNoNumber(each.judgement))) return null;
  const samples = judged.map(({ sample }) => sample);
  const ways = fused.flatMap((each) => {
    const found = attemptReading(session, new AdjointCache(), binding, target, each, samples);
    return found === null ? [] : [found];
  });
  const again = ways.find((way) => hasSlopeAgain(graph, way));
  if (again !== undefined) {
    const activation = activationOf(again);
    const cause = `it is the gradient by the logits before a ${activation}, multiplied by the derivative of the ${activation} again`;
    return { kind: 'extra-factor', cause, node: null, repair: null };
  }
  const most = Math.min(below, below === Infinity ? farFetched : plainRepair);
  let best: { readonly way: Attempt; readonly repair: Repair } | null = null;
  for (const way of ways) {
    const repair = findRepair(session, [way], fewTrials)?.repair;
    if (repair !== undefined && repair.cost < (best?.repair.cost ?? most)) best = { way, repair };
  }
  if (best === null) return null;
  const { way, repair } = best;
  const { kind, cause } = describe(repair);
  const node = repair.change.kind === 'edit' ? repair.change.edit.guilty : repair.node;
  return { kind, cause: `as a gradient by the logits before a ${activationOf(way)}, ${cause}`, node, repair };
}

function isNoNumber(judgement: Judgement): boolean {
  return judgement.kind === 'different' && !Number.isFinite(judgement.worst.actual);
}

function activationOf({ reading }: Attempt): 'sigmoid' | 'softmax' {
  return reading.kind === 'fused-sigmoid' ? 'sigmoid' : 'softmax';
}

/** A loss of probabilities takes the logarithm of an input: as it is, from 1, or kept within bounds. */
function takesLogarithm(graph: Graph, { sample, comparison }: Judged): boolean {
  const inputs = new Set(comparison.inputs.map((name) => graph.symbol(name)));
  const isPlain = (id: ExprId): boolean => {
    const node = graph.node(id);
    return node.kind === 'apply' ? /^(add|sub|neg|max|min)$/.test(node.op) && node.args.every(isPlain) : true;
  };
  const outputs = valueLeaves(sample.value.outputs).map(({ e }) => e);
  return [...graph.reachable(new Set(outputs))].some((id) => {
    const node = graph.node(id);
    if (node.kind !== 'apply' || !/^log/.test(node.op)) return false;
    return node.args.every(isPlain) && [...graph.reachable(new Set(node.args))].some((arg) => inputs.has(arg));
  });
}

/** Whether each entry has the factor p(1 − p) besides. */
function hasSlopeAgain(graph: Graph, way: Attempt): boolean {
  const build = builder(graph);
  const withSlope = (d: ExprId, p: ExprId): ExprId => build.mul(d, build.mul(p, build.sub(build.num(1), p)));
  const judged = way.judged.map((each): Judged => {
    const { expected, inputs } = each.comparison;
    const comparison = { ...each.comparison, expected: expected.map((d, i) => withSlope(d, graph.symbol(inputs[i]!))) };
    return { ...each, comparison, judgement: judge(graph, each.sample, comparison) };
  });
  return assess(graph, { ...way, judged }) !== null;
}
