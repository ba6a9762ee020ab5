/** @file Which comments speak about what: those directly above a declaration, those on a function and within it, those of the file. */
import * as ts from 'typescript';
import { forEachDescendant } from './parse.ts';

/** The text of all comments directly above and within the statement or member that holds a function, in no particular order. */
export function commentsOn(node: ts.Node): string {
  const file = node.getSourceFile();
  const ranges = new Map<number, ts.CommentRange>();
  const note = (found: readonly ts.CommentRange[] | undefined): void => {
    for (const range of found ?? []) ranges.set(range.pos, range);
  };
  const holder = holderOf(node);
  note(commentsDirectlyAbove(file.text, holder.pos));
  forEachDescendant(holder, (each) => {
    if (each.pos > holder.pos) note(ts.getLeadingCommentRanges(file.text, each.pos));
    note(ts.getTrailingCommentRanges(file.text, each.end));
  });
  return [...ranges.values()].map(({ pos, end }) => file.text.slice(pos, end)).join('\n');
}

/** A function is commented where it is named: above its declaration or property, or those of the function that returns it. */
function holderOf(node: ts.Node): ts.Node {
  let holder = node;
  while (!isNamedPlace(holder) && holder.parent !== undefined && !ts.isSourceFile(holder.parent)) {
    holder = holder.parent;
  }
  return holder;
}

function isNamedPlace(node: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isBlock(node)) return false;
  return ts.isStatement(node) || ts.isClassElement(node) || ts.isObjectLiteralElementLike(node);
}

/** Comments directly above one declaration, the nearest ones; further ones are code that was commented out. */
const MAX_COMMENTS = 100;

/**
 * The comments that touch the declaration, with no empty line between; a doc comment counts across empty lines, as it does
 * for every documentation tool, unless it is the file's header.
 */
export function commentsDirectlyAbove(text: string, position: number): readonly ts.CommentRange[] {
  const comments = commentsAt(text, position);
  const above: ts.CommentRange[] = [];
  let below = endOfTrivia(text, comments.at(-1)?.end ?? position);
  for (const comment of comments.toReversed()) {
    const isDoc = text.startsWith('/**', comment.pos);
    const touches = !/\n[^\S\n]*\r?\n/.test(text.slice(comment.end, below));
    const isEnough = above.length >= MAX_COMMENTS;
    if (isEnough || isHeader(text, comment) || !(touches || (isDoc && above.length === 0))) {
      break;
    }
    above.unshift(comment);
    below = comment.pos;
  }
  return above;
}

/** Comments between a position and the next token; those on the line before belong to what stands there. */
export function commentsAt(text: string, position: number): readonly ts.CommentRange[] {
  const start = position === 0 ? (ts.getShebang(text)?.length ?? 0) : position;
  const leading = ts.getLeadingCommentRanges(text, start) ?? [];
  const sameLine = start === 0 ? [] : (ts.getTrailingCommentRanges(text, start) ?? []);
  const rest = text.slice(sameLine.at(-1)?.end ?? start);
  return /^[^\S\n]*\n/.test(rest) ? leading : [...sameLine, ...leading];
}

/** Where the next token starts, after the last comment. */
function endOfTrivia(text: string, end: number): number {
  const rest = /\S/.exec(text.slice(end));
  return end + (rest?.index ?? 0);
}

/** Whether a comment speaks about its file. */
export function isHeader(text: string, comment: ts.CommentRange): boolean {
  return /@(?:file|fileoverview|module)\b/.test(text.slice(comment.pos, comment.end));
}
