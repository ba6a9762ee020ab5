/** @file Whether an attempt that agrees at every sample is an identity on each path and smooth piece that the samples saw. */
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { ops } from '../math/expr/ops/registry.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { proveEqual } from '../math/proof/prove.ts';
import { replaceNodes } from '../math/rewrite/replace.ts';
import type { Attempt, Judged } from './attempt.ts';
import { isWithin, type LabelLimit } from './inputs/label-limits.ts';

/** More pieces than this are left at "agrees": a proof of each would take too long to keep up with typing. */
const mostPieces = 96;

/** Samples of a piece on which a proof is tried: where one saturates, signs cannot be told and nothing is proved. */
const mostTries = 3;

/** Proves every piece; one that cannot be proved leaves the whole unproved. */
export function isProved(graph: Graph, attempt: Attempt, labels: LabelLimit): boolean {
  const relevant = attempt.judged.filter(
    (j) => j.judgement.kind !== 'inconclusive' && (labels === null || isWithin(labels, j)),
  );
  if (relevant.length === 0 || relevant.some(({ judgement }) => judgement.kind !== 'equal')) return false;
  const proved = new Set<string>();
  const tries = new Map<string, number>();
  for (const judged of relevant) {
    const { expected, actual } = withKnownInputs(graph, judged, labels);
    const key = `${expected.join()}=${actual.join()} ${pieces(graph, [...expected, ...actual], judged)}`;
    const tried = tries.get(key) ?? 0;
    if (proved.has(key) || tried >= mostTries) continue;
    tries.set(key, tried + 1);
    if (tries.size > mostPieces) return false;
    if (proveEqual(graph, expected, actual, judged.sample.values) === 'equal') proved.add(key);
    else if (tried + 1 === mostTries) return false;
  }
  return proved.size === tries.size;
}

/**
 * Both sides with inputs at the values that the path pins them to (`y === 1` was true), and under a label limit with the labels at
 * theirs, since the identity is claimed for those alone.
 */
function withKnownInputs(
  graph: Graph,
  { comparison, sample }: Judged,
  labels: LabelLimit,
): { expected: readonly ExprId[]; actual: readonly ExprId[] } {
  const known = new Map<ExprId, ExprId>();
  for (const { comparison: operator, taken, lhs, rhs } of [...sample.value.path, ...sample.gradient.path]) {
    if ((operator === '===') !== taken || (operator !== '===' && operator !== '!==')) continue;
    for (const [input, value] of [
      [lhs, rhs],
      [rhs, lhs],
    ] as const) {
      if (graph.node(input).kind === 'symbol' && graph.constantValue(value) !== null) known.set(input, value);
    }
  }
  if (labels !== null) {
    for (const [name, v] of sample.values) {
      if (looksLikeLabel(name)) known.set(graph.symbol(name), graph.constant(v));
    }
  }
  if (known.size === 0) return comparison;
  const replaced = (ids: readonly ExprId[]): readonly ExprId[] => ids.map((id) => replaceNodes(graph, id, known));
  return { expected: replaced(comparison.expected), actual: replaced(comparison.actual) };
}

/** Which piece each piecewise operation is on. */
function pieces(graph: Graph, roots: readonly ExprId[], { sample }: Judged): string {
  const code = program(graph, roots);
  const isPiecewise = (id: ExprId): boolean => {
    const node = graph.node(id);
    return node.kind === 'apply' && ops[node.op].isPiecewise;
  };
  const piecewise = code.order.filter(isPiecewise);
  if (piecewise.length === 0) return '';
  const values = evaluate(code, sample.values);
  return piecewise
    .map((id) => {
      const node = graph.node(id);
      if (node.kind !== 'apply') return '';
      const [a, b] = node.args;
      return ops[node.op].piece(values.get(a!)!, b === undefined ? NaN : values.get(b)!);
    })
    .join();
}
