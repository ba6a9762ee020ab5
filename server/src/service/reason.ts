/** @file Why a pair is undetermined: a stable code, a sentence, and the place that stopped the analysis. The codes are those of `docs/conventions.md`. */
import type * as ts from 'typescript';
import type { Decision } from '../check/decision.ts';
import type { PairCandidate } from '../frontend/types.ts';
import type { AnalysedPair } from './analyze.ts';
import { spanIn } from './span-in.ts';

export interface Reason {
  readonly code: string;
  /** A part of a sentence. */
  readonly detail: string;
  /** `focal.ts:12` in the current text; null where no one place is to blame. */
  readonly place: string | null;
}

export function reasonFor(
  { code, detail, failure }: Extract<Decision, { kind: 'undetermined' }>,
  { candidate }: AnalysedPair,
  current: PairCandidate,
): Reason {
  if (failure === null) return { code, detail, place: null };
  return {
    code: failure.kind === 'unsupported' ? failure.code : code,
    detail,
    place: placeOf(failure.node, candidate, current),
  };
}

/** As a report has it: `unsupported-call: Math.random() is not known (focal.ts:12)`. */
export function reasonText({ code, detail, place }: Reason): string {
  return place === null ? `${code}: ${detail}` : `${code}: ${detail} (${place})`;
}

/** The file and line of a node, which may have moved with its function since it was analysed. */
function placeOf(node: ts.Node, analysed: PairCandidate, current: PairCandidate): string {
  const moved = spanIn(node, analysed, current);
  const tree = moved === null ? node.getSourceFile() : current[moved.side].file.tree;
  const { line } = tree.getLineAndCharacterOfPosition(moved === null ? node.getStart() : moved.span.start);
  return `${tree.fileName.split('/').at(-1)}:${line + 1}`;
}
