/** @file Quick fixes: the service's checked corrections as edits of exactly the version they were computed for. Nothing is applied here. */
import { CodeActionKind, TextEdit } from 'vscode-languageserver/node';
import type { CodeAction, CodeActionParams, Diagnostic, Range, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Fix } from '../../service/types.ts';
import type { ServerContext } from '../context.ts';
import type { Source } from '../documents.ts';
import { spanOf } from '../from-lsp.ts';
import { placeOf } from '../place.ts';
import { diagnosticSource, rangeOf } from '../to-lsp.ts';

export async function codeActions(context: ServerContext, params: CodeActionParams): Promise<CodeAction[] | null> {
  const { codeActionLiterals } = context.getFeatures();
  const { only } = params.context ?? {};
  if (!codeActionLiterals || !Object.values(kinds).some((kind) => wants(only, kind))) return null;
  const place = await placeOf(context, { uri: params.textDocument?.uri, position: params.range?.start });
  if (place === null) return null;
  const { source, service } = place;
  const { severity } = await context.config.settings(params.textDocument.uri);
  const fixes = service.fixes(source.path, source.text, spanOf(source.document, params.range));
  const audible = fixes.filter(
    ({ code, kind }) => wants(only, kinds[kind]) && (!Object.hasOwn(severity, code) || severity[code] !== 'off'),
  );
  return audible.map((fix) => ({
    title: fix.title,
    kind: kinds[fix.kind],
    isPreferred: fix.preferred,
    diagnostics: answeredBy(fix, source, params.context?.diagnostics ?? []),
    edit: editOf(context, source, fix),
  }));
}

/** Generating code answers no finding, so it is a refactoring; the rest are quick fixes. */
const kinds = {
  correction: CodeActionKind.QuickFix,
  declaration: CodeActionKind.QuickFix,
  generation: CodeActionKind.RefactorRewrite,
} as const satisfies Record<Fix['kind'], string>;

/** Kinds are hierarchical: whoever asks for `refactor` gets `refactor.rewrite`, and whoever asks for nothing gets all. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function answeredBy(fix: Fix, { document }: Source, shown: readonly Diagnostic[]): Diagnostic[] {
  const range = rangeOf(document, fix.findingSpan);
  return shown.filter(
    (diagnostic) =>
      diagnostic.source === diagnosticSource && diagnostic.code === fix.code && isSameRange(diagnostic.range, range),
  );
}

function isSameRange(one: Range, other: Range): boolean {
  return (
    one.start.line === other.start.line &&
    one.start.character === other.start.character &&
    one.end.line === other.end.line &&
    one.end.character === other.end.character
  );
}

/** With its version, an edit that comes too late is refused by the client instead of damaging newer text. */
function editOf({ getFeatures }: ServerContext, { document }: Source, fix: Fix): WorkspaceEdit {
  const edits = fix.edits.map(({ span, newText }) => TextEdit.replace(rangeOf(document, span), newText));
  if (!getFeatures().versionedEdits) return { changes: { [document.uri]: edits } };
  return { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits }] };
}
