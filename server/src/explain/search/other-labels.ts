/**
 * @file Samples where the gradient is wrong, with other labels: where it is wrong for one label alone, `p - 1` mends as much as `p - y`
 * does, and only another label tells which is meant. And samples with labels of one kind alone.
 */
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { type Attempt, type Judged, judgedElsewhere } from '../../check/attempt.ts';
import { AdjointCache } from '../../check/conventions/expected.ts';
import { isWithin, labelLimits, labelsVary } from '../../check/inputs/label-limits.ts';
import type { Session } from '../../check/sampling/session.ts';

/** More samples are not run anew. */
const mostSamples = 3;

/** Empty where the labels of the samples differ as it is. */
export function withOtherLabels(session: Session, attempt: Attempt, judged: readonly Judged[]): readonly Judged[] {
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
  const [first] = wrong;
  if (first === undefined) return [];
  const cache = new AdjointCache();
  const fixed = [...first.sample.values].filter(
    ([name, v]) =>
      looksLikeLabel(name) &&
      (v === 0 || v === 1) &&
      !first.comparison.inputs.includes(name) &&
      wrong.every(({ sample }) => sample.values.get(name) === v),
  );
  return fixed.flatMap(([name, label]) =>
    wrong
      .slice(0, mostSamples)
      .flatMap(({ sample }) => judgedElsewhere(session, cache, attempt, sample, [[name, 1 - label]]) ?? []),
  );
}

/**
 * The samples with labels of one kind, for each kind that a gradient may be written for. What is right in a mode that none of them has is
 * wrong in the other mode, and not with the other labels.
 */
export function withinLimits({ judged }: Attempt): readonly (readonly Judged[])[] {
  const modeOf = ({ sample }: Judged): string => [...sample.options].join();
  return labelLimits.flatMap((limit) => {
    const within = judged.filter((j) => isWithin(limit.labels, j));
    const modes = new Set(within.filter(({ judgement }) => judgement.kind !== 'inconclusive').map(modeOf));
    const isOfMode = judged.some((j) => j.judgement.kind === 'equal' && !modes.has(modeOf(j)));
    return labelsVary(within.filter(isTelling), limit) && within.length < judged.length && !isOfMode ? [within] : [];
  });
}

/** Whether the derivative is a number and not what rounding left of 0, of which no change can be seen to be right. */
function isTelling({ judgement }: Judged): boolean {
  if (judgement.kind !== 'different') return true;
  const [expected, actual] = [Math.abs(judgement.worst.expected), Math.abs(judgement.worst.actual)];
  return expected === 0 || expected > equalityTolerance * actual;
}
