/** @file Groups the points where written and derived gradient disagree into the intervals that a reader sees. */

export interface Run {
  /** First and last index into the plotted points, both included. */
  readonly start: number;
  readonly end: number;
  /** The index in the run where the difference is largest. */
  readonly worst: number;
}

export function disagreementRuns(indices: readonly number[], difference: readonly (number | null)[] | null): Run[] {
  const sorted = [...new Set(indices)].sort((a, b) => a - b);
  const size = (index: number): number => Math.abs(difference?.[index] ?? 0);
  const runs: { start: number; end: number; worst: number }[] = [];
  for (const index of sorted) {
    const last = runs[runs.length - 1];
    if (!last || index > last.end + 1) runs.push({ start: index, end: index, worst: index });
    else {
      last.end = index;
      if (size(index) > size(last.worst)) last.worst = index;
    }
  }
  return runs;
}

/** Where to look first: the point of the largest disagreement, else the middle. */
export function mostTelling(
  length: number,
  runs: readonly Run[],
  difference: readonly (number | null)[] | null,
): number {
  const size = (run: Run): number => Math.abs(difference?.[run.worst] ?? 0);
  const worst = runs.reduce<Run | null>((best, run) => (best && size(best) >= size(run) ? best : run), null);
  return worst ? worst.worst : Math.floor((length - 1) / 2);
}
