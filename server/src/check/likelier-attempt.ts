/** @file Which of two failed attempts to call and read a gradient comes closer to it. */
import type { Attempt } from './decide.ts';

/**
 * Whether an attempt explains clearly more of the gradient than another, component by component: the one that is reported.
 * Earlier bindings, targets and readings are likelier, so a small lead is not enough.
 */
export function isBetter(attempt: Attempt, than: Attempt | null): boolean {
  return than === null || rightShare(attempt) > rightShare(than) + 0.15;
}

/** Mean share of right components over the samples that say something; −1 when none does. */
function rightShare({ judged }: Attempt): number {
  const shares = judged.flatMap(({ judgement, comparison }) => {
    if (judgement.kind === 'inconclusive') return [];
    return [judgement.kind === 'different' ? 1 - judgement.wrong.length / comparison.keys.length : 1];
  });
  return shares.length === 0 ? -1 : shares.reduce((a, b) => a + b, 0) / shares.length;
}
