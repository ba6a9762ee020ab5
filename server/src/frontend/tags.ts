/**
 * @file Our own doc tags, read from the comments directly above a declaration or from a file's header.
 * Only where a tag stands and what it says: what a tag means is decided by `discover/`, the checker and the catalogue.
 */
import * as ts from 'typescript';
import { commentsAt, commentsDirectlyAbove, isHeader } from './comments.ts';
import { isTagName, nearestTag, TAG_EXTENT, type TagName } from './tag-names.ts';
import type { DocTag } from './types.ts';

/** A tag that is none of ours and yet looks like one, with the tag that was probably meant. */
export interface MisspeltTag {
  readonly tag: DocTag;
  readonly nearest: TagName;
}

export interface TagReading {
  readonly tags: readonly DocTag[];
  readonly misspelt: readonly MisspeltTag[];
}

/** Tags of the comments directly above the declaration `node` belongs to: its statement, member, property or itself. */
export function readTags(node: ts.Node, file: ts.SourceFile): TagReading {
  const readings = declarationAnchors(node).map((anchor) => readAt(file.text, anchor.pos));
  return {
    tags: readings.flatMap((reading) => reading.tags),
    misspelt: readings.flatMap((reading) => reading.misspelt),
  };
}

/** Tags of the file's first comment, when it is a header, that is, when it has an `@file` tag. */
export function readHeaderTags(file: ts.SourceFile): TagReading {
  const header = commentsAt(file.text, 0).find((comment) => isHeader(file.text, comment));
  return header === undefined ? { tags: [], misspelt: [] } : readComment(file.text, header);
}

/** The text of the first tag called `name`, or null. */
export function tagText(tags: readonly DocTag[], name: TagName): string | null {
  return tags.find((tag) => tag.name === name)?.text ?? null;
}

/** Splits `a, b c` into names: what follows `@stopGradient` and `wrt`. */
export function namesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/** Nodes whose leading comments speak about `node`, outermost first. */
function declarationAnchors(node: ts.Node): readonly ts.Node[] {
  const anchors: ts.Node[] = [node];
  for (let child = node; child.parent !== undefined && !ts.isSourceFile(child.parent); child = child.parent) {
    const parent = child.parent;
    if (ts.isBlock(parent) || ts.isModuleBlock(parent) || ts.isClassLike(parent)) {
      break;
    }
    // Members of one literal, and later names of one statement, have comments of their own.
    const isLater = ts.isVariableDeclarationList(parent) && parent.declarations[0] !== child;
    if (ts.isObjectLiteralExpression(parent) || isLater || ts.isParameter(parent) || ts.isCallExpression(parent)) {
      break;
    }
    anchors.push(parent);
    if (ts.isStatement(parent)) {
      break;
    }
  }
  // Nested nodes that start at one place share their comments.
  const byPosition = new Map(anchors.map((anchor) => [anchor.pos, anchor]));
  return [...byPosition.values()].reverse();
}

function readAt(text: string, position: number): TagReading {
  const readings = commentsDirectlyAbove(text, position).map((comment) => readComment(text, comment));
  return {
    tags: readings.flatMap((reading) => reading.tags),
    misspelt: readings.flatMap((reading) => reading.misspelt),
  };
}

function readComment(text: string, comment: ts.CommentRange): TagReading {
  const tags: DocTag[] = [];
  const misspelt: MisspeltTag[] = [];
  const body = text.slice(comment.pos, comment.end).replace(/\*\/$/, '  ');
  let open: DocTag | undefined;
  for (const line of body.matchAll(/^.*$/gm)) {
    const content = /^\s*(?:\/\*+|\/\/+|\*+(?!\/))?[^\S\n]*/.exec(line[0])?.[0].length ?? 0;
    const written = line[0].slice(content).trimEnd();
    const start = comment.pos + line.index + content;
    const match = /^@([A-Za-z][\w-]*)(?:\s+(.*))?$/.exec(written);
    if (match !== null) {
      open = { name: match[1] ?? '', text: (match[2] ?? '').trim(), start, end: start + written.length };
      const nearest = nearestTag(open.name);
      if (isTagName(open.name)) {
        tags.push(open);
      } else if (nearest !== null) {
        misspelt.push({ tag: open, nearest });
      }
    } else if (written === '') {
      open = undefined;
    } else if (open !== undefined && isTagName(open.name) && TAG_EXTENT[open.name] === 'prose') {
      open = { ...open, text: `${open.text} ${written}`.trim(), end: start + written.length };
      tags[tags.length - 1] = open;
    }
  }
  return { tags, misspelt };
}
