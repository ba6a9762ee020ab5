/** @file Intermediates that a gradient takes for constants, as the norm of a vector that it divides by: of these the derivative is missing. */
import type { Attempt } from '../../check/attempt.ts';
import { AdjointCache, compareGradients } from '../../check/conventions/expected.ts';
import type { Session } from '../../check/sampling/session.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { agreeEverywhere } from '../search/trial.ts';

/** More intermediates are not tried. */
const mostNames = 12;
const fewestSamples = 3;

/** Of more intermediates, those computed last, no two are tried together. */
const mostPaired = 5;

function pairsOf(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.flatMap((first, i) => names.slice(i + 1).map((second) => [first, second] as const));
}

/** The intermediate of the value, or the two, that makes the gradient right wherever held constant; null where none does. */
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
  const isRightWith = (held: readonly string[]): boolean =>
    [...wrong, ...conclusive].every(({ sample }) => {
      const compared = compareGradients(session, cache, sample, target, { kind: 'stop-gradient', names: held });
      if (compared === null || compared.vanishes) return false;
      const values = evaluate(program(graph, [...compared.expected, ...compared.actual]), sample.values);
      const [expected, actual] = [compared.expected, compared.actual].map((ids) => ids.map((id) => values.get(id)!));
      return agreeEverywhere(expected!, actual!);
    });
  const tried = [...names].slice(0, mostNames);
  const single = tried.find((name) => isRightWith([name]));
  if (single !== undefined) {
    const cause = `it takes \`${single}\` for a constant: the terms of its derivative are missing`;
    return { kind: 'missing-term', cause };
  }
  const both = pairsOf(tried.slice(-mostPaired)).find(isRightWith);
  if (both === undefined) return null;
  const cause = `it takes \`${both[0]}\` and \`${both[1]}\` for constants: the terms of their derivatives are missing`;
  return { kind: 'missing-term', cause };
}
