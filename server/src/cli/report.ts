/** @file What `gradcheck check` knows when it is done: the data that the three output formats print. No printing here. */
import type { FileAnalysis, Finding, PairAnalysis, VerdictKind } from '../service/types.ts';
import type { TextLines } from './text-lines.ts';

export interface CheckedFile {
  /** Relative to the working directory, with forward slashes. */
  readonly name: string;
  readonly path: string;
  readonly lines: TextLines;
  readonly analysis: FileAnalysis;
}

export interface CheckReport {
  readonly files: readonly CheckedFile[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** The name and the lines of any file that a finding or a pair points into. */
  readonly nameOf: (path: string) => string;
  readonly linesOf: (path: string) => TextLines;
}

/** All findings of a file in the order of their places. */
export function findingsOf({ analysis }: CheckedFile): readonly Finding[] {
  const findings = [...analysis.pairs.flatMap((pair) => pair.findings), ...analysis.findings];
  return findings.sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}

export function pairsWith(report: CheckReport, verdict: VerdictKind): readonly PairAnalysis[] {
  return report.files.flatMap(({ analysis }) => analysis.pairs.filter((pair) => pair.verdict === verdict));
}

/** How many pairs each reason leaves undetermined, the commonest first, reasons as often in the order of the alphabet. */
export function reasonCounts(report: CheckReport): readonly (readonly [code: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { reason } of pairsWith(report, 'undetermined')) {
    const code = /^[^:]*/.exec(reason ?? '')?.[0] ?? '';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
}
