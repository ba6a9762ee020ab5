/** @file Which of several samples to show to a person. */
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import type { Sample } from './session.ts';

/**
 * Hard labels, and of those the positive class, since that is the branch that textbooks show.
 * @throws RangeError when there is nothing to choose from.
 */
export function plainest<T>(items: readonly T[], sampleOf: (item: T) => Sample): T {
  const hard = items.filter((item) => sampleOf(item).draw.labels === 'zero-one');
  const isPositive = (item: T): boolean =>
    [...sampleOf(item).values].some(([name, v]) => looksLikeLabel(name) && v === 1 && !name.includes('['));
  const found = hard.find(isPositive) ?? hard[0] ?? items[0];
  if (found === undefined) throw new RangeError('there is no sample to choose');
  return found;
}
