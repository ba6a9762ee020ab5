/** @file Both functions of a pair at one given point, for plots: the value may be defined where the gradient is not. */
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import { type Binding, runDraw, runValue, type Sample, type Session } from './session.ts';

export interface RunAt {
  readonly value: Trace | null;
  /** Set when both functions could be traced. */
  readonly sample: Sample | null;
}

/** @param at a value for every scalar input, by symbol name. */
export function runAt(session: Session, binding: Binding, draw: Draw, at: ReadonlyMap<string, number>): RunAt {
  const sample = runDraw(session, binding, draw, at);
  if (!('kind' in sample)) return { value: sample.value, sample };
  const { trace } = runValue(session, binding, draw, null, at);
  return { value: trace.kind === 'traced' ? trace : null, sample: null };
}
