/** @file Gradients that are an approximation everywhere, told by the typical size of the gradient and not by its size at one point. */
import { approximationTolerance, asymptoticTolerance, negligibleCut } from '../math/numeric/tolerance.ts';
import type { Attempt, Judged } from './attempt.ts';
import { pathKey } from './path-key.ts';

/** The median size of the gradient's largest component, or of the one that differs most. */
export function typicalSize({ judged }: Attempt): number {
  const sizes = judged.flatMap(({ judgement }) => sizeOf(judgement) ?? []).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 0;
}

function sizeOf(judgement: Judged['judgement']): number | null {
  switch (judgement.kind) {
    case 'equal':
    case 'close':
      return judgement.scale;
    case 'different':
      return Math.max(Math.abs(judgement.worst.expected), Math.abs(judgement.worst.actual));
    case 'inconclusive':
      return null;
    default:
      return judgement satisfies never;
  }
}

/**
 * Where the derivative passes through 0, as that of GELU does, an approximation differs by any share of it. If most samples are close
 * without being equal or different, a difference that is small beside the typical gradient is close as well. Where most samples are equal it is
 * not: then something is wrong in the one place where they differ.
 */
export function withApproximations(attempt: Attempt): Attempt {
  return withTypicalScale(withAsymptotics(attempt));
}

/**
 * On a path of the gradient's own, on which it is nowhere the derivative and at some samples as good as that, it is a formula that tends
 * to the derivative. A mistake would be as large at all of them.
 */
export function withAsymptotics(attempt: Attempt): Attempt {
  const isWrong = (judged: Judged): boolean => judged.judgement.kind === 'different';
  if (!attempt.judged.some(isWrong)) return attempt;
  const onPath = new Map<string, Judged[]>();
  for (const judged of attempt.judged) {
    const path = pathKey(judged.sample.gradient.path);
    onPath.set(path, [...(onPath.get(path) ?? []), judged]);
  }
  const tends = (judged: readonly Judged[]): boolean =>
    judged.some(({ judgement }) => judgement.kind === 'close') &&
    !judged.some(({ judgement }) => judgement.kind === 'equal') &&
    judged.every((each) => !isWrong(each) || relativeOf(each) <= asymptoticTolerance);
  const tending = new Set([...onPath.values()].filter(tends).flat());
  if (tending.size === attempt.judged.length) return attempt;
  return {
    ...attempt,
    judged: attempt.judged.map((judged) =>
      tending.has(judged) ? asClose(judged, relativeOf(judged), sizeOf(judged.judgement) ?? 0) : judged,
    ),
  };
}

function relativeOf({ judgement }: Judged): number {
  return judgement.kind === 'different' ? judgement.worst.relative : 0;
}

function asClose(judged: Judged, relative: number, scale: number): Judged {
  return judged.judgement.kind === 'different' ? { ...judged, judgement: { kind: 'close', relative, scale } } : judged;
}

function withTypicalScale(attempt: Attempt): Attempt {
  const count = (kind: Judged['judgement']['kind']): number =>
    attempt.judged.filter(({ judgement }) => judgement.kind === kind).length;
  const isMostlyClose = count('close') > Math.max(count('equal'), count('different'));
  if (!isMostlyClose || count('different') === 0) return attempt;
  const scale = typicalSize(attempt);
  return { ...attempt, judged: attempt.judged.map((judged) => asApproximation(judged, scale)) };
}

function asApproximation(judged: Judged, scale: number): Judged {
  const { judgement } = judged;
  if (judgement.kind !== 'different' || judgement.wrong.length > 1) return judged;
  const relative = Math.abs(judgement.worst.expected - judgement.worst.actual) / scale;
  return relative > approximationTolerance ? judged : asClose(judged, relative, scale);
}

/**
 * Far out, where a function is cut off because it has become negligible (`if (x < -20) return 0`), the gradient may differ by as
 * little as the cut does.
 */
export function withoutNegligible(judged: Judged, scale: number): Judged {
  const { judgement } = judged;
  const isNegligible =
    judgement.kind === 'different' &&
    Math.abs(judgement.worst.expected - judgement.worst.actual) < negligibleCut * scale;
  return isNegligible ? { ...judged, judgement: { kind: 'inconclusive', why: 'negligible' } } : judged;
}
