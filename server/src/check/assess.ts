/**
 * @file Whether the samples make a reading right, and for which labels: how much evidence is enough, and what would excuse differences.
 * Which samples are drawn, and what is tried, is decided in `decide.ts`.
 */
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { hasMargin } from './sampling/aim.ts';
import type { Attempt, Judged } from './attempt.ts';
import { summands } from './conventions/expected.ts';
import type { Judgement } from './judge.ts';
import { areIndices, type LabelLimit, labelLimits, labelModeOf, labelsVary } from './inputs/label-limits.ts';

/** A reading needs this many samples that say something before it may be called right. */
const enoughEvidence = 5;

/** With labels of one kind this many are needed. */
const enoughLabelled = 4;

export interface Assessment {
  readonly labels: LabelLimit;
  /** Largest relative difference. */
  readonly relative: number;
}

/** Whether the attempt makes the gradient right, and for which labels; null when it does not. */
export function assess(graph: Graph, attempt: Attempt): Assessment | null {
  const right = attempt.judged.filter((j) => j.judgement.kind === 'equal' || j.judgement.kind === 'close');
  const wrong = attempt.judged.filter((j) => j.judgement.kind === 'different');
  // Samples of another shape were not checked at all.
  if (attempt.misfits > 0) return null;
  // Nor was anything where the derivative happens to be 0 at every sample, as beyond the margin of a hinge.
  if (right.every(isZeroByChance)) return null;
  if (wrong.length === 0)
    return right.length >= enoughEvidence ? { labels: null, relative: largestRelative(right) } : null;
  // What is differentiated varies; only an input that is a given of the sample can be a label.
  const differentiated = attempt.judged.flatMap((j) => j.comparison.inputs);
  // A loss is not written in terms of its own value, so that its label is no label.
  if (differentiated.some(looksLikeLabel) || attempt.binding.outputForm) return null;
  for (const limit of labelLimits) {
    const isThere = (j: Judged): boolean => limit.modes.includes(labelModeOf(j));
    const rightThere = right.filter(isThere);
    const sumsToOne = limit.modes.every((mode) => mode === 'one-hot' || mode === 'simplex');
    if (rightThere.length >= enoughLabelled && !wrong.some(isThere) && labelsVary(rightThere, limit)) {
      if (dividesByLabel(graph, right) || (sumsToOne && combinesLabels(graph, rightThere))) continue;
      if (sumsToOne && areIndices(rightThere)) continue;
      if (isFixedByLabel(graph, rightThere)) continue;
      // A margin is one for labels of either sign, and for a label of 0 there is none.
      if (limit.labels === 'labels 0 and 1' && rightThere.some((j) => hasMargin(graph, j.sample.value, differentiated)))
        continue;
      return { labels: limit.labels, relative: largestRelative(rightThere) };
    }
  }
  return null;
}

/** What the value divides by, at all samples. */
function divisorsOf(graph: Graph, judged: readonly Judged[]): readonly ExprId[] {
  return divisorsIn(graph, outputsOf(judged));
}

function outputsOf(judged: readonly Judged[]): readonly ExprId[] {
  return judged.flatMap(({ sample }) => sample.value.outputs.map(({ e }) => e));
}

function divisorsIn(graph: Graph, outputs: readonly ExprId[]): readonly ExprId[] {
  return [...graph.reachable(new Set(outputs))].flatMap((id) => {
    const node = graph.node(id);
    return node.kind === 'apply' && node.op === 'div' ? [node.args[1]!] : [];
  });
}

/** Whether the value puts labels together as nobody does of which one is 1 and the others are 0. */
function combinesLabels(graph: Graph, judged: readonly Judged[]): boolean {
  return dividesByLabels(graph, judged) || multipliesLabels(graph, judged);
}

/** Whether the value multiplies two entries of an array of labels, as a quadratic form does: the product would always be 0. */
function multipliesLabels(graph: Graph, judged: readonly Judged[]): boolean {
  const labelsIn = new Map<ExprId, ReadonlySet<string>>();
  for (const id of graph.reachable(new Set(outputsOf(judged)))) {
    const node = graph.node(id);
    const isLabel = node.kind === 'symbol' && node.name.endsWith(']') && looksLikeLabel(node.name);
    const isProduct = node.kind === 'apply' && node.op === 'mul';
    const found = isLabel ? [node.name] : isProduct ? node.args.flatMap((arg) => [...(labelsIn.get(arg) ?? [])]) : [];
    labelsIn.set(id, new Set(found));
  }
  return [...labelsIn.values()].some((labels) => labels.size > 1);
}

/** Whether the value divides by the sum of an array of labels, as by the number of positives: code that asks for it expects more than 1. */
function dividesByLabels(graph: Graph, judged: readonly Judged[]): boolean {
  return [...graph.reachable(divisorsOf(graph, judged))].some((id) => {
    const terms = summands(graph, id).map((term) => graph.node(term));
    const names = terms.flatMap((term) => (term.kind === 'symbol' ? [term.name] : []));
    return (
      names.length > 1 &&
      names.length === terms.length &&
      names.every((name) => name.endsWith(']') && looksLikeLabel(name))
    );
  });
}

/**
 * Whether the value or the gradient divides by what is called like a label, as by a temperature `t`: of ±1 alone, a factor and a divisor are
 * the same.
 */
function dividesByLabel(graph: Graph, judged: readonly Judged[]): boolean {
  const isLabel = (id: ExprId): boolean => {
    const node = graph.node(id);
    if (node.kind === 'symbol') return looksLikeLabel(node.name);
    return node.kind === 'apply' && /^(mul|neg|pow|abs|sqrt)$/.test(node.op) && node.args.some(isLabel);
  };
  const written = judged.flatMap(({ comparison }) => comparison.actual);
  return [...divisorsOf(graph, judged), ...divisorsIn(graph, written)].some(isLabel);
}

/**
 * Whether the derivative is the same for each of two labels, as that of `x ** y` for 0 and 1, or that of a curve by its points at its two
 * ends: whatever gives these numbers would be right.
 */
function isFixedByLabel(graph: Graph, judged: readonly Judged[]): boolean {
  const found = new Set<string>();
  for (const { comparison, sample } of judged) {
    const { expected } = comparison;
    const values = evaluate(program(graph, expected), sample.values);
    found.add(expected.map((id) => values.get(id)!).join());
    if (found.size > 2) return false;
  }
  return true;
}

function largestRelative(judged: readonly Judged[]): number {
  return Math.max(0, ...judged.map((j) => ('relative' in j.judgement ? j.judgement.relative : 0)));
}

function isZeroByChance({ judgement, comparison }: Judged): boolean {
  return 'scale' in judgement && judgement.scale === 0 && !comparison.vanishes;
}

/** Labels for which alone the gradient may be right, as far as the few samples with such labels tell. */
export function scarceLabels({ judged, misfits }: Attempt, examined: ReadonlySet<LabelLimit>): LabelLimit {
  if (misfits > 0 || judged.flatMap((j) => j.comparison.inputs).some(looksLikeLabel)) return null;
  const found = labelLimits.find(({ labels, modes }) => {
    const there = judged.filter((j) => modes.includes(labelModeOf(j)));
    const count = (kind: Judgement['kind']): number => there.filter(({ judgement }) => judgement.kind === kind).length;
    const right = count('equal') + count('close');
    return !examined.has(labels) && count('different') === 0 && right > 0 && right < enoughLabelled;
  });
  return found?.labels ?? null;
}

/** Whether all differences so far lie outside some kind of labels. */
export function mayBeLabelMatter(judged: readonly Judged[]): boolean {
  const wrongModes = new Set(judged.filter((j) => j.judgement.kind === 'different').map(labelModeOf));
  return labelLimits.some(({ modes }) => modes.every((mode) => !wrongModes.has(mode)));
}
