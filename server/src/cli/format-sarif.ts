/** @file `--format sarif`: SARIF 2.1.0 for code scanning services. Everything printed is relative to the working directory. */
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import type { Region, Result } from 'sarif';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Finding, Severity, TextSpan } from '../service/types.ts';
import { findingsOf, type CheckedFile, type CheckReport } from './report.ts';
import type { TextLines } from './text-lines.ts';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies {
  readonly [severity in Severity]: Result.level;
};

export function sarifReport(report: CheckReport): string {
  const run = new SarifRunBuilder().initSimple({
    toolDriverName: 'gradcheck',
    toolDriverVersion: packageJson.version,
  });
  run.run.columnKind = 'utf16CodeUnits';
  const codes = new Set(report.files.flatMap((file) => findingsOf(file).map(({ code }) => code)));
  for (const code of [...codes].sort()) {
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId: code, shortDescriptionText: inWords(code) }));
  }
  // Listed here because the builder takes the extension .ts for Qt's XML translations.
  run.run.artifacts = report.files.map(({ name }) => ({
    location: { uri: uriOf(name) },
    sourceLanguage: /\.[cm]?tsx?$/.test(name) ? 'typescript' : 'javascript',
  }));
  for (const file of report.files) {
    for (const finding of findingsOf(file)) run.addResult(resultOf(finding, file, report));
  }
  const builder = new SarifBuilder();
  builder.addRun(run);
  return `${builder.buildSarifJsonString({ indent: true })}\n`;
}

function resultOf(finding: Finding, { name, lines }: CheckedFile, report: CheckReport): SarifResultBuilder {
  const result = new SarifResultBuilder().initSimple({
    ruleId: finding.code,
    level: levels[finding.severity],
    messageText: finding.message,
    fileUri: uriOf(name),
  });
  result.setLocationRegion(regionOf(lines, finding.span));
  const { related, fix, witness, cause } = finding;
  if (related.length > 0) {
    result.result.relatedLocations = related.map(({ path, span, message }) => ({
      physicalLocation: {
        artifactLocation: { uri: uriOf(report.nameOf(path)) },
        region: regionOf(report.linesOf(path), span),
      },
      message: { text: message },
    }));
  }
  if (fix !== null) {
    const replacement = { deletedRegion: regionOf(lines, finding.span), insertedContent: { text: fix } };
    const change = { artifactLocation: { uri: uriOf(name) }, replacements: [replacement] };
    result.result.fixes = [{ description: { text: 'Use the derived gradient.' }, artifactChanges: [change] }];
  }
  if (witness !== null || cause !== null) {
    result.result.properties = { ...(cause === null ? {} : { cause }), ...(witness === null ? {} : { witness }) };
  }
  return result;
}

/** SARIF counts lines and columns from one. */
function regionOf(lines: TextLines, span: TextSpan): Region {
  const { start, end } = lines.rangeOf(span);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function uriOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** `gradient-mismatch` becomes "Gradient mismatch". */
function inWords(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
}
