/**
 * @file The way out: spans, paths and findings of the service become LSP ranges, addresses and diagnostics.
 * No decision about what is shown is made here (`handlers/`); the way in is `from-lsp.ts`.
 */
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Diagnostic, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Severity, TextSpan } from '../service/types.ts';

export const diagnosticSource = 'gradcheck';

export function rangeOf(document: TextDocument, span: TextSpan): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** The address of a file on disk. Open documents have the address that the client gave them; see `documents.ts`. */
export function fileUri(path: string): string {
  return pathToFileURL(path).href;
}

const severities: { readonly [severity in Severity]: DiagnosticSeverity } = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The finding itself; links to other places are added by the handler that knows whether the client shows them. */
export function diagnosticOf(document: TextDocument, finding: Finding, severity: Severity): Diagnostic {
  return {
    range: rangeOf(document, finding.span),
    severity: severities[severity],
    code: finding.code,
    source: diagnosticSource,
    message: finding.message,
  };
}
