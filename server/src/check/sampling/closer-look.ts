/**
 * @file Further points for a gradient that is nearly right. Around those few where one that is exact elsewhere is inexact, wrong or no
 * number: a term that is small there may be wrong, and is larger not far off; and what is wrong can be told from several points, not from
 * one. And nearer to 0 for one that is inexact everywhere.
 */
import { uniform } from '../../math/numeric/random.ts';
import type { Aim } from './aim.ts';
import type { Judged } from '../attempt.ts';

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

/** How much nearer to 0 the differentiated inputs are put, in turns. */
export const nearnesses = [0.1, 0.01] as const;
const mostNear = 12;
/** Relative, of what is wrong there. */
const clearDifference = 0.05;
/** How much farther off an estimate of a constant difference may seem to be. */
const slack = 1.5;

/**
 * The samples of a gradient that is an approximation at most of them, with what is differentiated nearer to 0: a wrong constant is little
 * beside a large gradient, and much beside a small one, where what approximates the derivative still does.
 */
export function nearZero(judged: readonly Judged[], nearness: number): readonly Aim[] {
  const close = judged.filter(({ judgement }) => judgement.kind === 'close');
  if (close.length <= judged.length / 2) return [];
  return close.slice(0, mostNear).map(({ sample, comparison: { inputs } }) => {
    const moved = inputs.flatMap((input): [string, number][] => {
      const x = sample.values.get(input);
      return x === undefined ? [] : [[input, Number((nearness * x).toPrecision(6))]];
    });
    return { base: sample, overrides: new Map([...sample.overrides, ...moved]) };
  });
}

/**
 * Samples that are clearly wrong, where most of those that say anything are. A wrong constant is no farther off where a sample was made
 * nearer to 0; what smooths a kink is, and does not count.
 * @param near samples of `nearZero`, judged
 * @param judged what they were made of
 */
export function clearlyWrong(near: readonly Judged[], judged: readonly Judged[]): readonly Judged[] {
  const farOff = new Map(judged.map((j) => [j.sample.draw.index, differenceOf(j)]));
  const conclusive = near.filter(({ judgement }) => judgement.kind !== 'inconclusive');
  const wrong = near.filter(
    (j) =>
      j.judgement.kind === 'different' &&
      j.judgement.worst.relative > clearDifference &&
      differenceOf(j) < slack * farOff.get(j.sample.draw.index)!,
  );
  return wrong.length > 3 && wrong.length > (2 / 3) * conclusive.length ? wrong : [];
}

/** Absolute, of the entry that differs most. */
function differenceOf({ judgement }: Judged): number {
  switch (judgement.kind) {
    case 'equal':
    case 'close':
      return judgement.relative * judgement.scale;
    case 'different':
      return Math.abs(judgement.worst.expected - judgement.worst.actual);
    case 'inconclusive':
      return NaN;
    default:
      return judgement satisfies never;
  }
}
