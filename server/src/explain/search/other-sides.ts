/**
 * @file Samples where the gradient is wrong, on the other side of a kink at 0 of the value: what is called like a size is drawn above 0, where
 * |w| has the slope 1, and only below tells that its sign is meant.
 */
import { type Attempt, type Judged, judgedElsewhere } from '../../check/attempt.ts';
import { signedQuantities } from '../../check/sampling/aim.ts';
import { AdjointCache } from '../../check/conventions/expected.ts';
import type { Session } from '../../check/sampling/session.ts';

/** More samples are not run anew. */
const mostSamples = 2;

/** Empty where the samples lie on both sides as it is, or no kink is at 0. */
export function onOtherSides(session: Session, attempt: Attempt, judged: readonly Judged[]): readonly Judged[] {
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different').slice(0, mostSamples);
  const { graph } = session.environment;
  const cache = new AdjointCache();
  return wrong.flatMap(({ sample, comparison: { inputs } }, turn): readonly Judged[] => {
    const { kinks } = signedQuantities(graph, [sample.value]);
    const isOneSided = (name: string): boolean => judged.every((each) => (each.sample.values.get(name) ?? 1) > 0);
    const movable = inputs.filter((name) => kinks.includes(graph.symbol(name)) && isOneSided(name));
    // Not all of an array's entries have the sign of the first.
    const moved = movable.filter((_, i) => movable.length === 1 || i % 2 === turn % 2);
    if (moved.length === 0) return [];
    const flipped = moved.map((name): [string, number] => [name, -(sample.values.get(name) ?? 1)]);
    const other = judgedElsewhere(session, cache, attempt, sample, flipped);
    return other === null ? [] : [other];
  });
}
