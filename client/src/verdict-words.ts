/** @file Verdict counts in words, for tooltips, screen readers and messages. */
import type { VerdictCounts } from '../../server/src/protocol/requests.ts';

/** For example "3 proved, 1 wrong"; "none" when all counts are zero. */
export function countsInWords(counts: VerdictCounts): string {
  const parts = [
    [counts.proved, 'proved'],
    [counts.agrees, 'in agreement at every sample'],
    [counts.refuted, 'wrong'],
    [counts.undetermined, 'undetermined'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return words.length > 0 ? words.join(', ') : 'none';
}

export function pairCount(counts: VerdictCounts): number {
  return counts.proved + counts.agrees + counts.refuted + counts.undetermined;
}
