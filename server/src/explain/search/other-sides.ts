/**
 * @file Samples beyond what was sampled of a wrong gradient, which show what a change of it would do there: on the other side of a kink at 0 of
 * the value, since what is called like a size is drawn above 0, where |w| has the slope 1; and beyond thresholds such as the 6 of `x <= 6`.
 */
import { type Attempt, type Judged, judgedElsewhere } from '../../check/attempt.ts';
import { signedQuantities } from '../../check/sampling/aim.ts';
import { AdjointCache } from '../../check/conventions/expected.ts';
import type { Session } from '../../check/sampling/session.ts';

/** More samples are not run anew. */
const mostSamples = 2;
const mostThresholds = 4;

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

/** Samples on sides of comparisons with numbers that no sample so far was on; what is compared are inputs that are differentiated. */
export function beyondThresholds(session: Session, attempt: Attempt, judged: readonly Judged[]): readonly Judged[] {
  const { graph } = session.environment;
  const sides = new Map<string, Threshold>();
  for (const each of judged) {
    for (const { node, lhs, rhs, comparison, taken } of [...each.sample.value.path, ...each.sample.gradient.path]) {
      const [input, other] = graph.node(lhs).kind === 'symbol' ? [graph.node(lhs), rhs] : [graph.node(rhs), lhs];
      const bound = graph.constantValue(other);
      if (input.kind !== 'symbol' || bound === null || !/^[<>]/.test(comparison)) continue;
      if (!each.comparison.inputs.includes(input.name)) continue;
      const key = `${node.pos} ${node.getSourceFile().fileName}`;
      const known = sides.get(key);
      if (known === undefined) sides.set(key, { judged: each, input: input.name, bound, taken: new Set([taken]) });
      else known.taken.add(taken);
    }
  }
  const cache = new AdjointCache();
  return [...sides.values()]
    .filter(({ taken }) => taken.size === 1)
    .slice(0, mostThresholds)
    .flatMap(({ judged: { sample }, input, bound }): readonly Judged[] => {
      const isAbove = (sample.values.get(input) ?? 0) > bound;
      const beyond = bound + (isAbove ? -1 : 1) * Math.max(0.5, Math.abs(bound) / 4);
      const other = judgedElsewhere(session, cache, attempt, sample, [[input, beyond]]);
      return other === null ? [] : [other];
    });
}

/** A comparison of an input with a number, a sample that made it, and the answers it had. */
interface Threshold {
  readonly judged: Judged;
  readonly input: string;
  readonly bound: number;
  readonly taken: Set<boolean>;
}
