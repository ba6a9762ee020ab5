/** @file `--format json`: the machine-readable report of the terminal contract. Field names and their order are part of that contract. */
import type { Finding, FunctionSummary, PairAnalysis } from '../service/types.ts';
import type { CheckedFile, CheckReport } from './report.ts';
import type { TextRange } from './text-lines.ts';

export function jsonReport(report: CheckReport): string {
  const files = report.files.map((file) => ({
    file: file.name,
    pairs: file.analysis.pairs.map((pair) => pairJson(pair, file, report)),
    findings: file.analysis.findings.map((finding) => findingJson(finding, file)),
  }));
  return `${JSON.stringify({ files }, null, 2)}\n`;
}

function pairJson(pair: PairAnalysis, file: CheckedFile, report: CheckReport) {
  return {
    value: functionJson(pair.value, file, report),
    gradient: functionJson(pair.gradient, file, report),
    wrt: pair.wrt,
    convention: pair.convention,
    reference: pair.reference,
    verdict: pair.verdict,
    reason: pair.reason,
    findings: pair.findings.map((finding) => findingJson(finding, file)),
  };
}

interface FunctionJson {
  readonly name: string;
  readonly range: TextRange;
  /** Only for a function that another file declares. */
  readonly file?: string;
}

function functionJson({ name, path, span }: FunctionSummary, file: CheckedFile, report: CheckReport): FunctionJson {
  if (path === file.path) return { name, range: file.lines.rangeOf(span) };
  return { name, range: report.linesOf(path).rangeOf(span), file: report.nameOf(path) };
}

function findingJson({ code, severity, message, span, witness, cause, fix }: Finding, { lines }: CheckedFile) {
  return {
    code,
    severity,
    message,
    range: lines.rangeOf(span),
    witness: witness === null ? null : { at: witness.at, expected: witness.expected, actual: witness.actual },
    cause,
    fix,
  };
}
