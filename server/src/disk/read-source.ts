/**
 * @file Reading one source file from disk: text, or the reason why there is none. Never throws and never follows imports;
 * which files to read is the caller's business.
 */
import { readFileSync, statSync } from 'node:fs';

export type SourceText =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'none';
      readonly why: 'missing' | 'folder' | 'binary' | 'too-large' | 'unreadable';
      readonly reason: string;
    };

/** Hand-written files are far smaller; a larger one is generated, and parsing it would only cost time and memory. */
export const largestSource = 2 * 1024 * 1024;

/** `reason` completes the sentence "cannot check <file>: …". */
export function readSource(path: string, maxBytes: number = largestSource): SourceText {
  try {
    // Asked first, because opening a named pipe would wait for ever.
    const stats = statSync(path);
    if (stats.isDirectory()) return none('folder', 'it is a folder');
    if (!stats.isFile()) return none('unreadable', 'it is not a regular file');
    if (stats.size > maxBytes) return none('too-large', `it has ${stats.size} bytes, more than ${maxBytes}`);
    return decode(readFileSync(path));
  } catch (error) {
    return whyNot(error);
  }
}

/** Source text has no NUL; files that do are images, archives or UTF-16. */
export function isBinary(text: string): boolean {
  return text.includes('\0');
}

function decode(bytes: Uint8Array): SourceText {
  // The decoder drops a byte-order mark, as editors do, so that offsets agree with theirs.
  const text = new TextDecoder('utf-8').decode(bytes);
  return isBinary(text) ? none('binary', 'it is a binary file, not text') : { kind: 'text', text };
}

function whyNot(error: unknown): SourceText {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return none('missing', 'there is no such file');
  if (code === 'EISDIR') return none('folder', 'it is a folder');
  if (code === 'EACCES' || code === 'EPERM') return none('unreadable', 'permission to read it is denied');
  return none('unreadable', `reading it failed (${code ?? message})`);
}

function none(why: Extract<SourceText, { kind: 'none' }>['why'], reason: string): SourceText {
  return { kind: 'none', why, reason };
}
