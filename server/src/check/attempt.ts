/**
 * @file One way to call, to differentiate and to read a gradient, tried on samples. Which ways are tried, and what follows, is decided in
 * `decide.ts`.
 */
import { asymptoticTolerance } from '../math/numeric/tolerance.ts';
import { mayBeLabelMatter } from './assess.ts';
import { type AdjointCache, type Comparison, compareGradients, type Reading } from './conventions/expected.ts';
import { type Judgement, judge } from './judge.ts';
import { valueLeaves } from './leaves.ts';
import { type Binding, runDraw, type Sample, type Session } from './sampling/session.ts';
import type { Target } from './conventions/targets.ts';

/** Everything that was tried on one sample under one reading. */
export interface Judged {
  readonly sample: Sample;
  readonly comparison: Comparison;
  readonly judgement: Judgement;
}

export interface Attempt {
  readonly binding: Binding;
  readonly target: Target;
  readonly reading: Reading;
  readonly judged: readonly Judged[];
  /** Samples whose shapes did not fit the target. */
  readonly misfits: number;
}

/** Whether a gradient is right at a sample where it is not 0: where both are 0, chance may have it so. */
export function isRightBesideZero({ judgement }: Pick<Judged, 'judgement'>): boolean {
  return judgement.kind === 'equal' && judgement.scale > 0;
}

/** Whether the first look leaves a reading possible. What is nearly right may turn out to be an approximation. */
export function mayBeRight(look: Attempt): boolean {
  const isNear = ({ judgement }: Judged): boolean =>
    judgement.kind !== 'different' || judgement.worst.relative <= asymptoticTolerance;
  return look.judged.every(isNear) || mayBeLabelMatter(look.judged);
}

/** Judges the samples under one reading; null when no sample has the shape. Stops once a reading is clearly not it. */
export function attemptReading(
  session: Session,
  cache: AdjointCache,
  binding: Binding,
  target: Target,
  reading: Reading,
  samples: readonly Sample[],
): Attempt | null {
  const judged: Judged[] = [];
  let misfits = 0;
  let different = 0;
  for (const sample of samples) {
    const comparison = compareGradients(session, cache, sample, target, reading);
    if (comparison === null) {
      // Where the value does not exist, beyond the last bin of a distribution or the last `case`, the gradient may have any shape.
      const leaves = valueLeaves(sample.value.outputs);
      if (leaves.length > 0 && leaves.every((leaf) => Number.isFinite(leaf.v))) misfits++;
      continue;
    }
    const judgement = judge(session.environment.graph, sample, comparison);
    judged.push({ sample, comparison, judgement });
    if (judgement.kind === 'different') different++;
    // A few differences tell that the reading is not it, and how far off it is.
    if (reading.kind !== 'plain' && different >= 8 && !mayBeLabelMatter(judged)) break;
  }
  if (judged.length === 0 || misfits > judged.length) return null;
  return { binding, target, reading, judged, misfits };
}

/** A sample run anew with some of its inputs set to other numbers, and judged as an attempt judges; null where it cannot be compared. */
export function judgedElsewhere(
  session: Session,
  cache: AdjointCache,
  { binding, target, reading }: Attempt,
  { draw, overrides }: Sample,
  inputs: readonly (readonly [name: string, x: number])[],
): Judged | null {
  const sample = session.specs.withoutLearning(() =>
    runDraw(session, binding, draw, new Map([...overrides, ...inputs])),
  );
  if ('kind' in sample) return null;
  const comparison = compareGradients(session, cache, sample, target, reading);
  return comparison && { sample, comparison, judgement: judge(session.environment.graph, sample, comparison) };
}
