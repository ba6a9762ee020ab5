/**
 * @file The texts the server works on: what the editor has open, and otherwise what is on disk.
 * Nothing is analysed here and no text is kept beyond what the editor holds open.
 */
import { TextDocuments } from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isBinary, readSource } from '../disk/read-source.ts';
import { pathOfUri, unsavedRoot } from './from-lsp.ts';
import { fileUri } from './to-lsp.ts';

/** One version of one file, ready to be analysed. */
export interface Source {
  readonly document: TextDocument;
  /** The path it is analysed under. */
  readonly path: string;
  readonly text: string;
  readonly isOpen: boolean;
}

export interface Documents {
  /** The open document or the file on disk; null when there is neither or when it is no text. */
  source(uri: string): Source | null;
  sourceOfPath(path: string): Source | null;
  /** Just the text: what the service's host asks for. */
  textOfPath(path: string): string | null;
  /** The address of a path, in the client's own spelling when it has the document open. */
  uriOfPath(path: string): string;
  openUris(): readonly string[];
  /** The version of an open document; null for all others. */
  openVersion(uri: string): number | null;
  onOpen(listener: (uri: string) => void): void;
  onChange(listener: (uri: string) => void): void;
  onClose(listener: (uri: string, path: string) => void): void;
  listen(connection: Connection): void;
}

export function createDocuments(): Documents {
  const open = new TextDocuments(TextDocument);
  const uriByPath = new Map<string, string>();
  const pathOf = (document: TextDocument): string => pathOfUri(document.uri, document.languageId);
  open.onDidOpen(({ document }) => uriByPath.set(pathOf(document), document.uri));
  open.onDidClose(({ document }) => uriByPath.delete(pathOf(document)));

  const openSource = (uri: string): Source | null => {
    const document = open.get(uri);
    if (document === undefined) return null;
    const text = document.getText();
    return isBinary(text) ? null : { document, path: pathOf(document), text, isOpen: true };
  };
  const diskSource = (path: string): Source | null => {
    const text = path.startsWith(unsavedRoot) ? null : textOnDisk(path);
    if (text === null) return null;
    return { document: TextDocument.create(fileUri(path), '', 0, text), path, text, isOpen: false };
  };
  const sourceOfPath = (path: string): Source | null => {
    const uri = uriByPath.get(path);
    return uri === undefined ? diskSource(path) : openSource(uri);
  };
  const textOfPath = (path: string): string | null => {
    const uri = uriByPath.get(path);
    if (uri !== undefined) return openSource(uri)?.text ?? null;
    return path.startsWith(unsavedRoot) ? null : textOnDisk(path);
  };

  return {
    source: (uri) => (open.get(uri) === undefined ? diskSource(pathOfUri(uri)) : openSource(uri)),
    sourceOfPath,
    textOfPath,
    uriOfPath: (path) => uriByPath.get(path) ?? fileUri(path),
    openUris: () => open.keys(),
    openVersion: (uri) => open.get(uri)?.version ?? null,
    onOpen: (listener) => void open.onDidOpen(({ document }) => listener(document.uri)),
    // The library reports an opened document as changed, too; that one was announced already.
    onChange: (listener) => {
      const seen = new Map<string, number>();
      open.onDidOpen(({ document }) => seen.set(document.uri, document.version));
      open.onDidClose(({ document }) => seen.delete(document.uri));
      open.onDidChangeContent(({ document }) => {
        if (seen.get(document.uri) === document.version) return;
        seen.set(document.uri, document.version);
        listener(document.uri);
      });
    },
    onClose: (listener) => void open.onDidClose(({ document }) => listener(document.uri, pathOf(document))),
    listen: (connection) => void open.listen(connection),
  };
}

function textOnDisk(path: string): string | null {
  const source = readSource(path);
  return source.kind === 'text' ? source.text : null;
}
