/** @file Causes in the form of a gradient: a list of the wrong length, signs that are lost. Others that lie in it as a whole are `whole-causes.ts`. */
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Attempt, Judged } from '../../check/attempt.ts';
import { gradientCount, inputSpecs } from '../../check/conventions/gradient-list.ts';
import { isNear } from '../search/needed-values.ts';
import type { Session } from '../../check/sampling/session.ts';

/** The list that `gradFunc` returns has fewer gradients than there are inputs. */
export function listCause(
  { candidate }: Session,
  { binding, judged: [first] }: Attempt,
): { readonly kind: 'list-length'; readonly cause: string } | null {
  if (candidate.kind !== 'custom-grad' || first === undefined) return null;
  const specs = inputSpecs(binding);
  const count = gradientCount(first.sample.gradient.result, specs.length);
  const without = specs.slice(count).map(({ path }) => `\`${path}\``);
  if (without.length === 0) return null;
  const gradients = count === 1 ? '1 gradient' : `${count} gradients`;
  return {
    kind: 'list-length',
    cause: `it returns ${gradients} for ${specs.length} inputs: there is none for ${without.join(' and ')}`,
  };
}

/** A gradient whose size is right, or right but for one factor, and whose sign is not everywhere: |x| in the place of x. */
export function lostSign(session: Session, failing: readonly Judged[]): string | null {
  const { graph } = session.environment;
  const signs = new Map<string, Set<number>>();
  const ratios = failing.flatMap(({ comparison: { expected, actual, keys }, sample }) => {
    const values = evaluate(program(graph, [...expected, ...actual]), sample.values);
    return actual.flatMap((id, i) => {
      if (values.get(expected[i]!) === 0) return [];
      const ratio = values.get(id)! / values.get(expected[i]!)!;
      signs.set(keys[i]!, (signs.get(keys[i]!) ?? new Set()).add(Math.sign(ratio)));
      return [ratio];
    });
  });
  const size = Math.abs(ratios[0] ?? NaN);
  // Of 0 no sign is lost.
  const isSame = size > 0 && ratios.length >= fewestRatios && ratios.every((ratio) => isNear(Math.abs(ratio), size));
  // Of an entry that has the opposite sign everywhere it is not lost.
  if (!isSame || [...signs.values()].every((each) => each.size === 1)) return null;
  const factor = isNear(size, 1)
    ? ''
    : `, and it is ${Number(Math.max(size, 1 / size).toPrecision(6))} times too ${size > 1 ? 'large' : 'small'}`;
  return `its sign is lost at some inputs, as by an absolute value${factor}`;
}

/** Fewer do not tell a lost sign from chance. */
const fewestRatios = 8;

/** The side of 0 on which the gradient is wrong, when it is right on the other: `x` where a mask or a sign is forgotten. */
export function wrongSide(judged: readonly Judged[]): string | null {
  const at = (kind: 'different' | 'equal', name: string): readonly number[] =>
    judged.flatMap(({ judgement, sample }) => (judgement.kind === kind ? [sample.values.get(name) ?? NaN] : []));
  const [first] = judged;
  for (const name of first?.comparison.inputs ?? []) {
    const [wrong, right] = [at('different', name), at('equal', name)];
    if (wrong.length === 0 || right.length < fewestRight) continue;
    const isBelow = wrong.every((x) => x < 0) && right.every((x) => x > 0);
    const isAbove = wrong.every((x) => x > 0) && right.every((x) => x < 0);
    if (isBelow || isAbove)
      return `it is wrong where \`${name}\` is ${isBelow ? 'negative' : 'positive'}, and right elsewhere`;
  }
  return null;
}

const fewestRight = 3;
