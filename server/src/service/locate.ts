/** @file From an offset in a text to the analysed function there. */
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import type { AnalysedFile, AnalysedPair } from './analyze.ts';
import type { TextSpan } from './types.ts';

export interface Located {
  readonly role: 'value' | 'gradient';
  readonly current: PairCandidate;
  readonly analysed: AnalysedPair;
}

export function contains(span: TextSpan, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function spanOfUnit(unit: FunctionUnit): TextSpan {
  // The name of `const f = (x) => …` stands before the function.
  return { start: Math.min(unit.nameStart, unit.node.getStart()), end: unit.node.end };
}

/** The innermost function of a pair around the offset, as a gradient rather than as a value where it is both. */
export function locatePair({ unit, pairs }: AnalysedFile, offset: number): Located | null {
  let best: { located: Located; length: number } | null = null;
  for (const { current, analysed } of pairs) {
    for (const role of ['gradient', 'value'] as const) {
      if (current[role].file.path !== unit.path) continue;
      const span = spanOfUnit(current[role]);
      const length = span.end - span.start;
      if (contains(span, offset) && (best === null || length < best.length)) {
        best = { located: { role, current, analysed }, length };
      }
    }
  }
  return best?.located ?? null;
}

/** The innermost function around the offset, paired or not. */
export function locateFunction({ discovery }: AnalysedFile, offset: number): FunctionUnit | null {
  const around = discovery.functions.filter((f) => contains(spanOfUnit(f), offset) && !f.broken);
  const length = (f: FunctionUnit): number => f.node.end - f.node.getStart();
  return around.reduce<FunctionUnit | null>((best, f) => (best === null || length(f) < length(best) ? f : best), null);
}
