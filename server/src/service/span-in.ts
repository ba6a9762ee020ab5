/** @file Where a node of an analysed pair stands in the current text: its function is unchanged, but may have moved as a whole. */
import type * as ts from 'typescript';
import { collectFunctions } from '../frontend/discover/collect.ts';
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import type { TextSpan } from './types.ts';

export interface MovedSpan {
  readonly side: 'gradient' | 'value';
  readonly span: TextSpan;
}

/** Null for a node outside the two functions and their names. */
export function spanIn(node: ts.Node, analysed: PairCandidate, current: PairCandidate): MovedSpan | null {
  for (const side of ['gradient', 'value'] as const) {
    const before = analysed[side];
    if (node.getSourceFile() !== before.file.tree) continue;
    const isName = node.getStart() === before.nameStart && node.end === before.nameEnd;
    if (isName || node === before.node || before.isReference === true) {
      return { side, span: { start: current[side].nameStart, end: current[side].nameEnd } };
    }
    if (isInside(node, before.node)) return { side, span: movedBy(shift(before, current[side]), node) };
  }
  return null;
}

/** Where a node stands that may lie in another function of the gradient's file, one that the gradient calls; null where it is not found. */
export function spanInFile(node: ts.Node, analysed: PairCandidate, current: PairCandidate): TextSpan | null {
  const own = spanIn(node, analysed, current);
  if (own !== null) return own.span;
  if (node.getSourceFile() !== analysed.gradient.file.tree) return null;
  const moved = shiftAt(node.getStart(), analysed, current);
  return moved === null ? null : movedBy(moved, node);
}

/** How far the function at an offset of the gradient's file has moved since it was analysed; null where it is not there any more. */
export function shiftAt(offset: number, analysed: PairCandidate, current: PairCandidate): number | null {
  if (analysed.gradient.file.tree === current.gradient.file.tree) return 0;
  for (const side of ['gradient', 'value'] as const) {
    const { file, node } = analysed[side];
    if (file === analysed.gradient.file && holds(node, offset)) return shift(analysed[side], current[side]);
  }
  const before = functionsOf(analysed).find(({ node }) => holds(node, offset));
  if (before === undefined) return null;
  const after = functionsOf(current).find(
    ({ name, owner, node }) =>
      name === before.name && owner === before.owner && node.getText() === before.node.getText(),
  );
  return after === undefined ? null : shift(before, after);
}

function functionsOf({ gradient }: PairCandidate): readonly FunctionUnit[] {
  return collectFunctions(gradient.file).found.map(({ unit }) => unit);
}

function shift(before: FunctionUnit, after: FunctionUnit): number {
  return after.node.getStart() - before.node.getStart();
}

function movedBy(distance: number, node: ts.Node): TextSpan {
  return { start: node.getStart() + distance, end: node.end + distance };
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

function holds(node: ts.Node, offset: number): boolean {
  return offset >= node.getStart() && offset <= node.end;
}
