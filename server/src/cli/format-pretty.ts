/** @file `--format pretty`: what a person reads. Place, message, the line of code, the point where it goes wrong; counts at the end. */
import type { Finding, PairAnalysis, Severity } from '../service/types.ts';
import { codeFrame } from './code-frame.ts';
import { findingsOf, pairsWith, reasonCounts, type CheckedFile, type CheckReport } from './report.ts';
import { withoutControls, type Colors } from './terminal.ts';
import { precisionLine } from './witness-line.ts';

const indent = '  ';

/** A narrower terminal gets lines that are too long rather than a column of words. */
const narrowest = 40;

interface PrettyOptions {
  readonly verbose: boolean;
  readonly colors: Colors;
  /** Where sentences are broken; null leaves each on one line, so that tools find it whole. */
  readonly columns: number | null;
}

export function prettyReport(report: CheckReport, options: PrettyOptions): string {
  const { verbose, colors } = options;
  const findings = report.files.flatMap((file) =>
    findingsOf(file).map((finding) => findingText(finding, file, report, options)),
  );
  const details = verbose
    ? [...undeterminedText(report, colors), ...unreachedText(report, colors), ...skippedText(report, colors)]
    : [];
  const counts = countsLine(report, verbose);
  return [...findings, ...details, ...(counts === null ? [] : [`${counts}\n`])].join('\n');
}

function findingText(
  finding: Finding,
  { name, lines }: CheckedFile,
  report: CheckReport,
  { colors, columns }: PrettyOptions,
): string {
  const place = `${name}:${placeText(lines.positionOf(finding.span.start))}`;
  const label = severityColor(finding.severity, colors)(finding.severity);
  const related = finding.related.map(({ path, span, message }) => {
    const start = report.linesOf(path).positionOf(span.start);
    return `  see ${withoutControls(report.nameOf(path))}:${placeText(start)}  ${withoutControls(message)}`;
  });
  return [
    `${colors.underline(withoutControls(place))}  ${label}  ${colors.dim(finding.code)}`,
    ...wrapped(withoutControls(finding.message), columns),
    ...codeFrame(lines, finding.span, (carets) => severityColor(finding.severity, colors)(carets)),
    ...(finding.witness === null ? [] : [colors.dim(`  ${precisionLine(finding.witness)}`)]),
    ...(finding.fix === null ? [] : fixText(finding.fix, colors)),
    ...related,
    '',
  ].join('\n');
}

function fixText(fix: string, colors: Colors): readonly string[] {
  const [first = '', ...rest] = withoutControls(fix).split('\n');
  if (rest.length === 0) return [`  fix: replace it with ${colors.green(first)}`];
  return ['  fix: replace it with', ...[first, ...rest].map((line) => `    ${colors.green(line)}`)];
}

function undeterminedText(report: CheckReport, colors: Colors): readonly string[] {
  return section('Undetermined', linesOfPairs(report, reasonOf), colors);
}

function reasonOf({ verdict, reason }: PairAnalysis): string | null {
  return verdict === 'undetermined' ? (reason ?? 'no reason given') : null;
}

/** What the verdicts of the other pairs do not cover. */
function unreachedText(report: CheckReport, colors: Colors): readonly string[] {
  const lines = linesOfPairs(report, ({ verdict, unreachedBranches }) =>
    verdict === 'undetermined' || unreachedBranches.length === 0
      ? null
      : `no sample was found where ${[...new Set(unreachedBranches)].join(', or ')}`,
  );
  return section('Not covered', lines, colors);
}

/** A line for each pair of which there is something to say. */
function linesOfPairs(report: CheckReport, say: (pair: PairAnalysis) => string | null): readonly string[] {
  return report.files.flatMap(({ name, analysis }) =>
    analysis.pairs.flatMap((pair) => {
      const text = say(pair);
      return text === null ? [] : [`${pairText(pair, name, report)}: ${text}`];
    }),
  );
}

function section(title: string, lines: readonly string[], colors: Colors): readonly string[] {
  if (lines.length === 0) return [];
  return [`${colors.bold(title)}\n${lines.map((line) => `  ${withoutControls(line)}\n`).join('')}`];
}

function pairText({ gradient, value }: PairAnalysis, name: string, report: CheckReport): string {
  const start = report.linesOf(gradient.path).positionOf(gradient.nameSpan.start);
  const file = report.nameOf(gradient.path) || name;
  return `${file}:${placeText(start)}  ${gradient.name} for ${value.name}`;
}

function skippedText({ skipped }: CheckReport, colors: Colors): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  const lines = [...byReason].flatMap(([reason, names]) =>
    names.length > mostOfOneReason
      ? [`${names.length} files, such as ${names[0]!}: ${reason}`]
      : names.map((name) => `${name}: ${reason}`),
  );
  return section('Skipped', lines, colors);
}

/** More files of one reason, as the declarations of a package, are told together. */
const mostOfOneReason = 5;

/** Null when no file was read: what was asked for is not there, and the error stream says so. */
function countsLine(report: CheckReport, verbose: boolean): string | null {
  const files = report.files.length;
  const left = report.skipped.length;
  if (files + left === 0) return null;
  const count = (verdict: PairAnalysis['verdict']): number => pairsWith(report, verdict).length;
  const pairs = report.files.reduce((sum, { analysis }) => sum + analysis.pairs.length, 0);
  const counts =
    pairs === 0
      ? `no pair of a value and its gradient in ${files} ${files === 1 ? 'file' : 'files'}`
      : `${pairs} ${pairs === 1 ? 'pair' : 'pairs'}: ${count('proved')} proved, ${count('agrees')} agree, ${count('refuted')} refuted, ${count('undetermined')} undetermined`;
  const reasons = reasonCounts(report).map(([code, pairsOfIt]) => `${pairsOfIt} ${code}`);
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  const isMore = left > 0 || count('undetermined') > 0;
  const skipped = left > 0 ? `${left} skipped, ` : '';
  return isMore && !verbose ? `${counts}${why} (${skipped}--verbose says why)` : `${counts}${why}`;
}

/** A sentence in lines of the terminal's width, indented like all that stands below a place. Words are not broken. */
function wrapped(sentence: string, columns: number | null): readonly string[] {
  const width = columns === null ? Infinity : Math.max(columns, narrowest) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((text) => indent + text);
}

function placeText({ line, character }: { readonly line: number; readonly character: number }): string {
  return `${line + 1}:${character + 1}`;
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  const byName = { error: colors.red, warning: colors.yellow, information: colors.blue, hint: colors.cyan };
  return byName[severity];
}
