/**
 * @file Fixes: corrections that were tried. Each candidate is put into the text, the text is analysed again, and only what the checker
 * then finds right is offered.
 */
import { checkPair } from '../check/check-pair.ts';
import type { Correction } from '../explain/corrections.ts';
import { discover } from '../frontend/discover/discover.ts';
import { parseSource } from '../frontend/parse.ts';
import type { PairCandidate, SourceUnit } from '../frontend/types.ts';
import type { TraceEnvironment } from '../frontend/trace/trace.ts';

/** Fewer samples than a full check: a correction that is wrong fails on nearly all of them. */
const samplesPerTrial = 24;

export interface TrialContext {
  readonly environment: () => TraceEnvironment;
  readonly resolveImport: (path: string, specifier: string) => SourceUnit | null;
  readonly seed: number;
}

/** The corrections of a refuted pair that make it right, in the order proposed. */
export function checkedCorrections(
  candidate: PairCandidate,
  proposals: readonly Correction[],
  context: TrialContext,
): readonly Correction[] {
  return proposals.filter((correction) => isRightWith(candidate, correction, context));
}

function isRightWith(candidate: PairCandidate, correction: Correction, context: TrialContext): boolean {
  const { gradient, value } = candidate;
  return isRightWhenPatched(gradient.file, correction, gradient.name, value.name, context, gradient.owner, value.owner);
}

/** Whether a file, once patched, has a gradient of that name that the checker finds right for the named value. */
export function isRightWhenPatched(
  file: SourceUnit,
  correction: Correction,
  gradientName: string,
  valueName: string,
  context: TrialContext,
  owner: string | null = null,
  valueOwner?: string | null,
): boolean {
  const text = file.text.slice(0, correction.start) + correction.newText + file.text.slice(correction.end);
  const patched = parseSource(file.path, text);
  // A value in another file finds the patched one in the place of the file on disk.
  const resolveImport = (path: string, specifier: string): SourceUnit | null => {
    const found = context.resolveImport(path, specifier);
    return found?.path === file.path ? patched : found;
  };
  const pair = discover(patched, { resolveImport }).pairs.find(
    (p) =>
      p.gradient.name === gradientName &&
      p.gradient.owner === owner &&
      p.value.name === valueName &&
      (valueOwner === undefined || p.value.owner === valueOwner) &&
      !p.gradient.broken,
  );
  if (pair === undefined) return false;
  const options = { samples: samplesPerTrial, seed: context.seed + 1 };
  return checkPair({ ...context.environment(), resolveImport }, pair, options).decision.kind === 'agrees';
}
