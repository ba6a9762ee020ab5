/**
 * @file The way in: LSP positions become UTF-16 offsets, and document addresses become paths. Nothing else in the server does either;
 * the way back is `to-lsp.ts`.
 */
import { fileURLToPath } from 'node:url';
import type { Position, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { withForwardSlashes } from '../disk/paths.ts';
import { isSourceName } from '../disk/source-kinds.ts';
import type { TextSpan } from '../service/types.ts';

export function offsetOf(document: TextDocument, position: Position): number {
  return document.offsetAt(position);
}

export function spanOf(document: TextDocument, range: Range): TextSpan {
  const start = document.offsetAt(range.start);
  return { start, end: Math.max(start, document.offsetAt(range.end)) };
}

/** A parser chooses its dialect by the file name, so a document without a fitting name gets its language's extension. */
const extensions: { readonly [languageId: string]: string } = {
  typescript: '.ts',
  typescriptreact: '.tsx',
  javascript: '.js',
  javascriptreact: '.jsx',
};

/** Documents that are no files live below this path, which is never looked up on disk. */
export const unsavedRoot = '/__gradcheck_unsaved__';

/**
 * The path a document is analysed under: a file's own, and for everything else (`untitled:`, `vscode-vfs:`, a version control's `git:`)
 * a made-up one that keeps the folders, so that documents beside each other can import each other.
 */
export function pathOfUri(uri: string, languageId?: string): string {
  const path = filePath(uri) ?? `${unsavedRoot}/${readablePath(uri)}`;
  const extension = languageId === undefined ? undefined : extensions[languageId];
  return extension === undefined || isSourceName(path) ? path : path + extension;
}

function filePath(uri: string): string | null {
  try {
    return uri.startsWith('file:') ? withForwardSlashes(fileURLToPath(uri)) : null;
  } catch {
    // For example a file on another host, which only a Windows path can name.
    return null;
  }
}

/** `untitled:Untitled-1` becomes `untitled/Untitled-1`; a query, which tells versions apart, goes in front of the folders. */
function readablePath(uri: string): string {
  const [, scheme = '', rest = '', query = ''] = /^([^:]*):\/{0,2}([^?#]*)\??(.*)$/s.exec(uri) ?? ['', 'unknown', uri];
  const folder = query === '' ? scheme : `${scheme}/${encodeURIComponent(query)}`;
  return `${folder}/${rest}`.replace(/\/{2,}/g, '/').replace(/^\//, '');
}
