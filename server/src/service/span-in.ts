/** @file Where a node of an analysed pair stands in the current text: its function is unchanged, but may have moved as a whole. */
import type ts from 'typescript';
import type { PairCandidate } from '../frontend/types.ts';
import type { TextSpan } from './types.ts';

export interface MovedSpan {
  readonly side: 'gradient' | 'value';
  readonly span: TextSpan;
}

/** Null for a node outside the two functions and their names. */
export function spanIn(node: ts.Node, analysed: PairCandidate, current: PairCandidate): MovedSpan | null {
  for (const side of ['gradient', 'value'] as const) {
    const before = analysed[side].node;
    if (node.getSourceFile() !== analysed[side].file.tree) continue;
    const isInside = node.pos >= before.pos && node.end <= before.end;
    const name = { start: analysed[side].nameStart, end: analysed[side].nameEnd };
    const isName = node.getStart() === name.start && node.end === name.end;
    if (isName || node === before) {
      return { side, span: { start: current[side].nameStart, end: current[side].nameEnd } };
    }
    if (isInside) {
      const moved = current[side].node.getStart() - before.getStart();
      return { side, span: { start: node.getStart() + moved, end: node.end + moved } };
    }
  }
  return null;
}
