/** @file The place in a document that a command or a panel is about: read from untrusted data, from the cursor, and kept while the text is edited. */
import { type TextDocumentContentChangeEvent, window } from 'vscode';
import type { DocumentPosition, Position } from '../../server/src/protocol/requests.ts';
import { isChecked } from './languages.ts';

/** Reads a position from a command link's argument or a webview's saved state; null when it is anything else. */
export function parseDocumentPosition(value: unknown): DocumentPosition | null {
  if (typeof value !== 'object' || value === null) return null;
  const { uri, position } = value as { uri?: unknown; position?: unknown };
  if (typeof uri !== 'string' || typeof position !== 'object' || position === null) return null;
  const { line, character } = position as { line?: unknown; character?: unknown };
  if (!isIndex(line) || !isIndex(character)) return null;
  return { uri, position: { line, character } };
}

/** The cursor of the active editor; null when that is no file we check. */
export function cursorPosition(): DocumentPosition | null {
  const editor = window.activeTextEditor;
  if (!editor || !isChecked(editor.document)) return null;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** Where a position is after these edits: text inserted before it pushes it on, and replaced text leaves it at its start. */
export function movedPosition(position: Position, changes: readonly TextDocumentContentChangeEvent[]): Position {
  // VS Code lists the changes of one event from the last to the first, so each is in coordinates that the others leave valid.
  return changes.reduce<Position>((at, { range, text }) => {
    const { start, end } = range;
    if (isBefore(at, start)) return at;
    if (isBefore(at, end)) return { line: start.line, character: start.character };
    const lines = text.split('\n');
    const last = lines[lines.length - 1]?.length ?? 0;
    const line = at.line + lines.length - 1 - (end.line - start.line);
    if (at.line !== end.line) return { line, character: at.character };
    const column = lines.length === 1 ? start.character + last : last;
    return { line, character: column + at.character - end.character };
  }, position);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
