/** @file `--format pretty`: what a person reads. Place, message, the line of code, the point where it goes wrong; counts at the end. */
import type { Finding, PairAnalysis, Severity } from '../service/types.ts';
import { codeFrame } from './code-frame.ts';
import { findingsOf, pairsWith, type CheckedFile, type CheckReport } from './report.ts';
import { withoutControls, type Colors } from './terminal.ts';
import { precisionLine } from './witness-line.ts';

interface PrettyOptions {
  readonly verbose: boolean;
  readonly colors: Colors;
}

export function prettyReport(report: CheckReport, { verbose, colors }: PrettyOptions): string {
  const findings = report.files.flatMap((file) =>
    findingsOf(file).map((finding) => findingText(finding, file, report, colors)),
  );
  const details = verbose ? [...undeterminedText(report, colors), ...skippedText(report, colors)] : [];
  return [...findings, ...details, `${countsLine(report, verbose)}\n`].join('\n');
}

function findingText(finding: Finding, { name, lines }: CheckedFile, report: CheckReport, colors: Colors): string {
  const place = `${name}:${placeText(lines.positionOf(finding.span.start))}`;
  const label = severityColor(finding.severity, colors)(finding.severity);
  const related = finding.related.map(({ path, span, message }) => {
    const start = report.linesOf(path).positionOf(span.start);
    return `  see ${withoutControls(report.nameOf(path))}:${placeText(start)}  ${withoutControls(message)}`;
  });
  return [
    `${colors.underline(withoutControls(place))}  ${label}  ${colors.dim(finding.code)}`,
    `  ${withoutControls(finding.message)}`,
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
  const lines = report.files.flatMap(({ name, analysis }) =>
    analysis.pairs.flatMap((pair) => [
      ...(pair.verdict === 'undetermined'
        ? [`${pairText(pair, name, report)}: ${pair.reason ?? 'no reason given'}`]
        : []),
      ...pair.unreachedBranches.map((branch) => `${pairText(pair, name, report)}: never reached: ${branch}`),
    ]),
  );
  if (lines.length === 0) return [];
  return [`${colors.bold('Undetermined')}\n${lines.map((line) => `  ${withoutControls(line)}\n`).join('')}`];
}

function pairText({ gradient, value }: PairAnalysis, name: string, report: CheckReport): string {
  const start = report.linesOf(gradient.path).positionOf(gradient.nameSpan.start);
  const file = report.nameOf(gradient.path) || name;
  return `${file}:${placeText(start)}  ${gradient.name} for ${value.name}`;
}

function skippedText({ skipped }: CheckReport, colors: Colors): readonly string[] {
  if (skipped.length === 0) return [];
  const lines = skipped.map(({ name, reason }) => `  ${withoutControls(name)}: ${reason}\n`);
  return [`${colors.bold('Skipped')}\n${lines.join('')}`];
}

function countsLine(report: CheckReport, verbose: boolean): string {
  const count = (verdict: PairAnalysis['verdict']): number => pairsWith(report, verdict).length;
  const pairs = report.files.reduce((sum, { analysis }) => sum + analysis.pairs.length, 0);
  const counts = `${count('proved')} proved, ${count('agrees')} agree, ${count('refuted')} refuted, ${count('undetermined')} undetermined`;
  const left = report.skipped.length;
  const hint = left > 0 && !verbose ? ` (${left} skipped, --verbose says why)` : '';
  return `${pairs} ${pairs === 1 ? 'pair' : 'pairs'}: ${counts}${hint}`;
}

function placeText({ line, character }: { readonly line: number; readonly character: number }): string {
  return `${line + 1}:${character + 1}`;
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  const byName = { error: colors.red, warning: colors.yellow, information: colors.blue, hint: colors.cyan };
  return byName[severity];
}
