/** @file Medians and spreads of measured times, and how a figure stands to its target, as text. Nothing is measured here. */

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits, which is more than such figures repeat to. */
export function number(x: number): string {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}

/** `12.3 ms (10.1–15.0)`: the median, and the smallest and largest in brackets. */
export function spread(values: readonly number[], unit: string): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${number(median(values))} ${unit} (${number(low)}–${number(high)})`;
}

/** How a figure of which less is better stands to its target. */
export function against(target: number, actual: number, unit: string): string {
  const share = Math.abs(100 * (actual / target - 1)).toFixed(0);
  return actual < target
    ? `target < ${number(target)} ${unit}: met, ${share} % below`
    : `target < ${number(target)} ${unit}: MISSED, ${share} % above`;
}

/** Milliseconds that the work takes, once per run, after runs that are not counted. */
export function timed(work: () => unknown, runs: number, warmUp: number): readonly number[] {
  for (let i = 0; i < warmUp; i++) work();
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
}

export function heading(text: string): void {
  console.log(`\n${text}`);
}

/** One line: what it is, padded, then its figures. */
export function line(label: string, ...figures: readonly string[]): void {
  console.log(`  ${label.padEnd(50)} ${figures.filter(Boolean).join('; ')}`);
}
