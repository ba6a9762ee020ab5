/**
 * @file Text to syntax tree, for any text: half-typed, truncated, binary or absurdly nested.
 * Syntax only: no program, no type checker, no library files, and no judgement about which functions matter (`discover/`).
 */
import * as ts from 'typescript';
import { forEachInOrder, putInOrder } from './preorder.ts';
import type { SourceUnit } from './types.ts';

/** A stretch of the file that the tree does not show, because reading it would have hidden the rest or overflowed the parser. */
export interface UnreadSpan {
  readonly start: number;
  readonly end: number;
  readonly reason: 'too-long' | 'too-deep' | 'unterminated';
}

/**
 * What {@link parseSource} returns. `tree.text` has blanks in place of the unread spans, so every offset is also an offset
 * into `text`.
 */
export interface ParsedSource extends SourceUnit {
  readonly unread: readonly UnreadSpan[];
}

/** Longer texts are bundles or data: parsing them would block the editor for the sake of no hand-written loss. */
export const MAX_TEXT_LENGTH = 2_000_000;

/** How many swallowing pieces are cut out before the rest is accepted as lost; each costs one parse of the file. */
const MAX_REPAIRS = 8;

/** Characters that all these parses may read: a file with thousands of lines gets fewer repairs. */
const MAX_REPARSED = 1_000_000;

/** A file whose tree is made when it is first asked for: of most files behind imports nobody asks. Never throws. */
export function parseSource(path: string, text: string): ParsedSource {
  let parsed: Parsed | null = null;
  const once = (): Parsed => (parsed ??= parse(path, text));
  return {
    path,
    text,
    get tree() {
      return once().tree;
    },
    get unread() {
      return once().unread;
    },
  };
}

type Parsed = Pick<ParsedSource, 'tree' | 'unread'>;

function parse(path: string, text: string): Parsed {
  if (text.length > MAX_TEXT_LENGTH) {
    return { tree: createTree(path, ''), unread: [{ start: 0, end: text.length, reason: 'too-long' }] };
  }
  const unread: UnreadSpan[] = [];
  let readable = text;
  let tree = tryCreateTree(path, readable);
  if (tree === null) {
    readable = blankPiecesThatOverflow(path, text, unread);
    tree = tryCreateTree(path, readable) ?? createTree(path, blank(text, 0, text.length));
  }
  const repairs = Math.min(MAX_REPAIRS, Math.ceil(MAX_REPARSED / text.length));
  for (let repair = 0; repair < repairs && parseDiagnosticsOf(tree).length > 0; repair++) {
    const cut = pieceThatSwallows(tree, readable);
    if (cut === null) {
      break;
    }
    readable = blank(readable, cut.start, cut.end);
    unread.push({ ...cut, reason: 'unterminated' });
    tree = tryCreateTree(path, readable) ?? tree;
  }
  return { tree, unread };
}

/** Syntax errors of a tree. The compiler keeps them on an internal property, which has been there since its first release. */
export function parseDiagnosticsOf(tree: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (tree as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
}

/**
 * Calls `visit` on `root` and everything below it in source order. Iterative, so that nesting depth costs heap and not
 * stack. A visit that answers `false` keeps the walk out of that node's children.
 */
export function forEachDescendant(root: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (forEachInOrder(root, visit)) return;
  const pending: ts.Node[] = [root];
  const children: ts.Node[] = [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (visit(node) === false) {
      continue;
    }
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    // The stack gives back the last one first, so the children go on it in reverse.
    for (let child = children.pop(); child !== undefined; child = children.pop()) pending.push(child);
  }
}

/** Whether an identifier of that name stands in the code. */
export function mentions(code: ts.Node, name: string): boolean {
  let found = false;
  forEachDescendant(code, (node) => {
    found ||= ts.isIdentifier(node) && node.text === name;
    return !found;
  });
  return found;
}

/** Whether a node lies within another of the same file. */
export function contains(outer: ts.Node, inner: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}

function createTree(path: string, text: string): ts.SourceFile {
  const tree = ts.createSourceFile(
    path,
    text,
    // Doc comments are read by `tags.ts`, on the few functions that matter; parsing them all doubles a cold parse.
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    false,
    scriptKindOf(path),
  );
  putInOrder(tree);
  return tree;
}

/** Null where the recursive-descent parser runs out of stack (thousands of nested brackets). */
function tryCreateTree(path: string, text: string): ts.SourceFile | null {
  try {
    return createTree(path, text);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

function scriptKindOf(path: string): ts.ScriptKind {
  const extension = /\.([cm]?[jt]sx?)$/i.exec(path)?.[1]?.toLowerCase();
  switch (extension) {
    case 'tsx':
      return ts.ScriptKind.TSX;
    case 'js':
    case 'mjs':
    case 'cjs':
      return ts.ScriptKind.JS;
    case 'jsx':
      return ts.ScriptKind.JSX;
    default:
      return ts.ScriptKind.TS;
  }
}

/** Offsets of declarations that start in the first column: in formatted code these are the top-level ones. */
function columnZeroDeclarations(text: string): number[] {
  const pattern =
    /^(?:export\s+|default\s+|declare\s+|async\s+|abstract\s+)*(?:function|class|const|let|var|interface|type|enum|namespace|exports|module)\b/gm;
  return Array.from(text.matchAll(pattern), (match) => match.index);
}

/**
 * An unclosed template literal, comment, class or JSX element swallows every declaration below it. When declarations that
 * stand in the first column are missing from the tree, the culprit is the piece before the first missing one: it is cut
 * down to its first line, so that its name survives, or to nothing if that did not help.
 */
function pieceThatSwallows(tree: ts.SourceFile, text: string): { start: number; end: number } | null {
  const starts = columnZeroDeclarations(text);
  const seen = declarationsInTree(tree);
  const firstMissing = starts.findIndex((start) => !seen(start));
  const end = starts[firstMissing];
  if (end === undefined) {
    return null;
  }
  const start = starts[firstMissing - 1] ?? 0;
  const lineEnd = text.indexOf('\n', start);
  const rest = lineEnd < 0 ? end : Math.min(lineEnd, end);
  if (text.slice(rest, end).trim() !== '') {
    return { start: rest, end };
  }
  return text.slice(start, end).trim() === '' ? null : { start, end };
}

/** Tells whether the tree has a statement at an offset, or has good reason to have none: a closed literal or comment. */
function declarationsInTree(tree: ts.SourceFile): (start: number) => boolean {
  const seen = new Set<number>();
  const literals: ts.Node[] = [];
  forEachDescendant(tree, (node) => {
    if (ts.isStatement(node)) {
      seen.add(node.getStart(tree));
    } else if (ts.isDecorator(node)) {
      seen.add(node.end + tree.text.slice(node.end).search(/\S|$/));
    } else if (ts.isTemplateLiteralToken(node) && node.isUnterminated !== true) {
      literals.push(node);
    }
  });
  const inComment = (offset: number): boolean =>
    tree.text.lastIndexOf('/*', offset) > tree.text.lastIndexOf('*/', offset) && tree.text.includes('*/', offset);
  return (start) =>
    seen.has(start) || inComment(start) || literals.some((literal) => literal.pos <= start && start < literal.end);
}

function blankPiecesThatOverflow(path: string, text: string, unread: UnreadSpan[]): string {
  const starts = [0, ...columnZeroDeclarations(text).filter((start) => start > 0), text.length];
  let readable = text;
  for (let index = 0; index + 1 < starts.length; index++) {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? text.length;
    if (tryCreateTree(path, text.slice(start, end)) === null) {
      readable = blank(readable, start, end);
      unread.push({ start, end, reason: 'too-deep' });
    }
  }
  return readable;
}

/** Replaces a stretch by spaces, keeping line breaks, so that offsets and line numbers stay true. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}
