/** @file What the client can do, read once from `initialize`, and what this server offers. Nothing is registered dynamically here. */
import { CodeActionKind, MarkupKind, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { InitializeParams, ServerCapabilities } from 'vscode-languageserver/node';
import type { InitializationOptions, ThemeParams } from '../protocol/requests.ts';
import { pathOfUri } from './from-lsp.ts';

export interface ClientFeatures {
  readonly markdown: boolean;
  readonly imagesInHover: boolean;
  readonly commandLinks: boolean;
  readonly theme: ThemeParams | null;
  /** The client answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchedFiles: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly codeActionLiterals: boolean;
  readonly versionedEdits: boolean;
  readonly workDoneProgress: boolean;
  readonly workspaceFolders: boolean;
  /** Absolute paths of the open folders. */
  readonly folders: readonly string[];
}

/** `null` stands for a client that says nothing about itself: everything optional is off. */
export function readFeatures(params: InitializeParams | null): ClientFeatures {
  const { textDocument, workspace, window } = params?.capabilities ?? {};
  const options = (params?.initializationOptions ?? {}) as InitializationOptions;
  const folders = params?.workspaceFolders?.map(({ uri }) => uri) ?? [];
  return {
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
    imagesInHover: options.imagesInHover === true,
    commandLinks: options.commandLinks === true,
    theme: options.theme ?? null,
    configuration: workspace?.configuration ?? false,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeDescription: textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    workDoneProgress: window?.workDoneProgress ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    folders: (folders.length === 0 ? rootUri(params) : folders).map((uri) => pathOfUri(uri)),
  };
}

/** The same client with other folders open. */
export function withFolders(
  features: ClientFeatures,
  { added, removed }: { readonly added: readonly { uri: string }[]; readonly removed: readonly { uri: string }[] },
): ClientFeatures {
  const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
  const kept = features.folders.filter((folder) => !gone.has(folder));
  return { ...features, folders: [...kept, ...added.map(({ uri }) => pathOfUri(uri))] };
}

export const serverCapabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Older clients send one root instead of a list of folders. */
function rootUri(params: InitializeParams | null): readonly string[] {
  const root: unknown = params?.rootUri;
  return typeof root === 'string' ? [root] : [];
}
