/** @file Putting one of our doc tags above a function: into its doc comment when it has one, as a new comment otherwise. */
import * as ts from 'typescript';
import type { Correction } from '../explain/corrections.ts';
import type { FunctionUnit } from '../frontend/types.ts';

export function tagEdit(unit: FunctionUnit, tag: string, title: string): Correction {
  const owner = declarationOf(unit.node);
  const { text } = unit.file;
  const start = owner.getStart();
  const comments = ts.getLeadingCommentRanges(text, owner.pos) ?? [];
  const last = comments.at(-1);
  if (last !== undefined && text.startsWith('/**', last.pos) && /^\s*$/.test(text.slice(last.end, start))) {
    return { title, ...intoComment(text, last.pos, last.end, tag) };
  }
  return { title, start, end: start, newText: `/** ${tag} */\n${indentationAt(text, start)}` };
}

/** The statement, member or property that a doc comment on the function stands above. */
function declarationOf(node: ts.Node): ts.Node {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return parent.parent.parent;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isExportAssignment(parent))
    return parent;
  return node;
}

/** A last line of its own in a comment of several lines, a second sentence's place in a short one. */
function intoComment(text: string, start: number, end: number, tag: string): Omit<Correction, 'title'> {
  const comment = text.slice(start, end);
  if (!comment.includes('\n')) {
    const content = comment.slice(3, -2).trim();
    const indentation = indentationAt(text, start);
    const lines = ['/**', ...(content === '' ? [] : [` * ${content}`]), ` * ${tag}`, ' */'];
    return { start, end, newText: lines.join(`\n${indentation}`) };
  }
  const closing = end - 2;
  const lineStart = text.lastIndexOf('\n', closing) + 1;
  const indentation = indentationAt(text, start);
  const isOwnLine = /^\s*$/.test(text.slice(lineStart, closing));
  const newText = isOwnLine ? `${indentation} * ${tag}\n` : `\n${indentation} * ${tag}\n${indentation} `;
  return { start: isOwnLine ? lineStart : closing, end: isOwnLine ? lineStart : closing, newText };
}

function indentationAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}
