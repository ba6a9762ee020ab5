/** @file Intermediates that a gradient takes for constants, as the norm of a vector that it divides by: of these the derivative is missing. */
import type { Attempt } from '../../check/attempt.ts';
import { AdjointCache, compareGradients } from '../../check/conventions/expected.ts';
import type { Session } from '../../check/sampling/session.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { agreeEverywhere } from '../search/trial.ts';

/** More intermediates are not tried. */
const mostNames = 12;
const fewestSamples = 3;

/** The intermediate of the value that makes the gradient right wherever it is held constant; null where none does. */
export function heldConstant(
  session: Session,
  { target, reading, judged }: Attempt,
): { readonly kind: 'missing-term'; readonly cause: string } | null {
  const { graph } = session.environment;
  const conclusive = judged.filter(({ judgement: { kind } }) => kind === 'different' || kind === 'equal');
  const wrong = conclusive.filter(({ judgement }) => judgement.kind === 'different');
  if (reading.kind !== 'plain' || wrong.length < fewestSamples) return null;
  const [first] = wrong;
  const outputs = new Set(first!.sample.value.outputs.map(({ e }) => e));
  const names = new Set(
    first!.sample.value.locals
      .filter(({ own, isEntry, e }) => own && !isEntry && graph.node(e).kind === 'apply' && !outputs.has(e))
      .map(({ name }) => name),
  );
  const cache = new AdjointCache();
  const found = [...names].slice(0, mostNames).find((name) =>
    [...wrong, ...conclusive].every(({ sample }) => {
      const held = compareGradients(session, cache, sample, target, { kind: 'stop-gradient', names: [name] });
      if (held === null || held.vanishes) return false;
      const values = evaluate(program(graph, [...held.expected, ...held.actual]), sample.values);
      const [expected, actual] = [held.expected, held.actual].map((ids) => ids.map((id) => values.get(id)!));
      return agreeEverywhere(expected!, actual!);
    }),
  );
  if (found === undefined) return null;
  return {
    kind: 'missing-term',
    cause: `it takes \`${found}\` for a constant: the terms of its derivative are missing`,
  };
}
