/**
 * @file Points around those few where a gradient that is exact elsewhere is nearly right, wrong or no number. A term that is small there may be wrong,
 * and is larger not far off; and what is wrong can be told from several points, not from one.
 */
import { uniform } from '../math/numeric/random.ts';
import type { Aim } from './aim.ts';
import type { Judged } from './decide.ts';

const mostBases = 3;
const pointsEach = 12;
/** How far every input is moved at most, relative to its size, in turns: a condition may soon lead elsewhere. */
const reaches = [0.05, 0.1, 0.2, 0.4] as const;

/**
 * Empty where the gradient is inexact at many samples: it is an approximation then, or wrong anyway.
 * @param broken samples at which it is no number although the derivative is
 */
export function closerLook(judged: readonly Judged[], broken: readonly Judged[]): readonly Aim[] {
  const inexact = judged.filter(({ judgement }) => judgement.kind === 'close' || judgement.kind === 'different');
  if (inexact.length > judged.length / 8) return [];
  return [...inexact, ...broken].slice(0, mostBases).flatMap(({ sample, comparison: { inputs } }) =>
    Array.from({ length: pointsEach }, (_, i) => {
      const moved = inputs.flatMap((input): [string, number][] => {
        const x = sample.values.get(input);
        const share = reaches[i % reaches.length]! * (2 * uniform(i, `around ${input}`) - 1);
        return x === undefined ? [] : [[input, Number((x * (1 + share)).toPrecision(6))]];
      });
      return { base: sample, overrides: new Map([...sample.overrides, ...moved]) };
    }),
  );
}
