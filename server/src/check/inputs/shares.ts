/**
 * @file Levels of quantiles: τ of |τ − 1{u < 0}|, as the quantile Huber loss is written (Dabney et al. 2018, eq. 10). Such a number is
 * a share of 1, for which the size of the difference is τ or 1 − τ, and says nothing beyond. And options: what the value only compares
 * with a few numbers, as `outcome === 0.5`, is one of these or 0, and nothing between them.
 */
import { builder } from '../../math/expr/build.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { signedQuantities } from '../sampling/aim.ts';
import type { Attempt, Judged } from '../attempt.ts';

/** The attempt without differences where a share of 1, by which it does not differentiate, is none. */
export function withinShares(graph: Graph, attempt: Attempt): Attempt {
  if (!attempt.judged.some(({ judgement }) => judgement.kind === 'different')) return attempt;
  const shares = sharesOf(graph, attempt.judged);
  const options = optionsOf(graph, attempt.judged);
  if (shares.length === 0 && options.size === 0) return attempt;
  return { ...attempt, judged: attempt.judged.map((judged) => withoutBeyond(judged, shares, options)) };
}

/** Inputs that the value asks whether they are one of several numbers and nothing else, with these numbers. */
function optionsOf(graph: Graph, judged: readonly Judged[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  const others = new Set(judged.flatMap(({ comparison }) => comparison.inputs));
  const read = judged.flatMap(({ sample }) => sample.value.outputs.map(({ e }) => e));
  for (const { lhs, rhs, comparison } of judged.flatMap(({ sample }) => sample.value.path)) {
    const symbol = graph.node(lhs);
    const asked = graph.constantValue(rhs);
    if (/^[!=]==$/.test(comparison) && symbol.kind === 'symbol' && asked !== null) {
      const known = found.get(symbol.name);
      if (known === undefined) found.set(symbol.name, new Set([0, asked]));
      else known.add(asked);
    } else read.push(lhs, rhs);
  }
  for (const name of graph.symbolsOf(read)) others.add(name);
  const isOption = ([name, numbers]: readonly [string, ReadonlySet<number>]): boolean =>
    !others.has(name) && [...numbers].some((x) => !Number.isInteger(x));
  return new Map([...found].filter(isOption));
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

function withoutBeyond(
  judged: Judged,
  shares: readonly string[],
  options: ReadonlyMap<string, ReadonlySet<number>>,
): Judged {
  const { values } = judged.sample;
  const isBeyond =
    shares.some((name) => Math.abs((values.get(name) ?? 0) - 0.5) > 0.5) ||
    [...options].some(([name, numbers]) => !numbers.has(values.get(name) ?? 0));
  if (judged.judgement.kind !== 'different' || !isBeyond) return judged;
  return { ...judged, judgement: { kind: 'inconclusive', why: 'beyond-share' } };
}
