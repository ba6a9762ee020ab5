/** @file Labels between the classes: where a gradient that is right for hard labels alone differs from the derivative. */
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { adjoints } from '../../math/calculus/differentiate.ts';
import type { Graph } from '../../math/expr/graph.ts';
import type { Judged } from '../attempt.ts';
import type { CheckedPair } from '../decision.ts';
import { valueLeaves } from '../leaves.ts';

/**
 * A sample with soft labels at which the gradient is wrong although the value means something there. Null unless that is beyond doubt:
 * the value must weigh its terms with the labels, as a cross-entropy does, and neither function may ask which class a label is.
 */
export function softLabelWitness({ decision, session }: CheckedPair): Judged | null {
  if (decision.kind !== 'agrees') return null;
  // Labels of −1 and 1 are signs, and labels that sum to one are as soft as can be.
  if (decision.labels !== 'labels 0 and 1' && decision.labels !== 'one-hot labels') return null;
  const { graph } = session.environment;
  if (decision.attempt.judged.some((judged) => decidesByLabel(graph, judged))) return null;
  const isWitness = (judged: Judged): boolean =>
    judged.judgement.kind === 'different' && hasSoftLabels(judged) && weighsByLabels(graph, judged);
  return decision.attempt.judged.find(isWitness) ?? null;
}

/** Entries of a distribution, or single labels between 0 and 1. */
function hasSoftLabels({ sample }: Judged): boolean {
  const labels = [...sample.values].filter(([name]) => looksLikeLabel(name));
  if (sample.draw.labels !== 'simplex' && labels.some(([name]) => name.includes('['))) return false;
  return labels.some(([, v]) => v > 0 && v < 1) && labels.every(([, v]) => v >= 0 && v <= 1);
}

function decidesByLabel(graph: Graph, { sample }: Judged): boolean {
  return [...sample.value.path, ...sample.gradient.path].some(({ lhs, rhs }) =>
    [...graph.symbolsOf([lhs, rhs])].some(looksLikeLabel),
  );
}

/** Whether the value is linear in its labels. Where it is not, nobody can tell what it should be between the classes. */
function weighsByLabels(graph: Graph, { sample }: Judged): boolean {
  const labels = [...sample.values.keys()].filter(looksLikeLabel);
  return valueLeaves(sample.value.outputs).every(({ e }) => {
    const found = adjoints(graph, e, new Set());
    const slopes = labels.map((name) => found.of(graph.symbol(name)));
    return ![...graph.symbolsOf(slopes)].some(looksLikeLabel);
  });
}
