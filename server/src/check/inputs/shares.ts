/**
 * @file Levels of quantiles: τ of |τ − 1{u < 0}|, as the quantile Huber loss is written (Dabney et al. 2018, eq. 10). Such a number is
 * a share of 1, for which the size of the difference is τ or 1 − τ, and says nothing beyond.
 */
import { builder } from '../../math/expr/build.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { signedQuantities } from '../sampling/aim.ts';
import type { Attempt, Judged } from '../attempt.ts';

/** The attempt without differences where a share of 1, by which it does not differentiate, is none. */
export function withinShares(graph: Graph, attempt: Attempt): Attempt {
  if (!attempt.judged.some(({ judgement }) => judgement.kind === 'different')) return attempt;
  const shares = sharesOf(graph, attempt.judged);
  if (shares.length === 0) return attempt;
  return { ...attempt, judged: attempt.judged.map((judged) => withoutBeyond(judged, shares)) };
}

/** Inputs of which either function takes both |τ| and |τ − 1|, on paths of their own. */
function sharesOf(graph: Graph, judged: readonly Judged[]): readonly string[] {
  const build = builder(graph);
  const differentiated = new Set(judged.flatMap(({ comparison }) => comparison.inputs));
  const traces = judged.flatMap(({ sample }) => [sample.value, sample.gradient]);
  const kinks = new Set(signedQuantities(graph, traces).kinks);
  const names = graph.symbolsOf([...kinks]);
  return [...names].filter((name) => {
    const share = graph.symbol(name);
    const fromOne = build.sub(share, build.num(1));
    return !differentiated.has(name) && kinks.has(share) && (kinks.has(fromOne) || kinks.has(build.neg(fromOne)));
  });
}

function withoutBeyond(judged: Judged, shares: readonly string[]): Judged {
  const { values } = judged.sample;
  const isBeyond = shares.some((name) => Math.abs((values.get(name) ?? 0) - 0.5) > 0.5);
  if (judged.judgement.kind !== 'different' || !isBeyond) return judged;
  return { ...judged, judgement: { kind: 'inconclusive', why: 'beyond-share' } };
}
