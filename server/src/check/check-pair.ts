/** @file The check of a pair as a whole: of what the gradient returns and of what it leaves in its object. Each is decided in `decide.ts`. */
import { withinBudget } from '../math/expr/graph.ts';
import type { TraceEnvironment } from '../frontend/trace/trace.ts';
import type { PairCandidate } from '../frontend/types.ts';
import type { CheckedPair, CheckOptions, UndeterminedCode } from './decision.ts';
import { decide } from './decide.ts';
import { undetermined } from './undecided.ts';
import { isMeantToDiffer, mayStore, storedGradients } from './stored-gradients.ts';

/** Checks a pair. Pure in its arguments: the same pair, options and files give the same decision. */
export function checkPair(environment: TraceEnvironment, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const checked = decideInSizes(environment, candidate, options);
  if (!mayStore(candidate)) return checked;
  return withinBudget(
    () => withStored(checked, candidate, options),
    () => checked,
  );
}

/** What follows where rows are shorter than what they are multiplied by. */
const ofOddSizes: ReadonlySet<UndeterminedCode> = new Set([
  'shape-mismatch',
  'gradient-not-finite',
  'no-valid-input',
  'no-conclusive-sample',
] as const);

/** Sides of different lengths tell most; where the code cannot do with them, those of equal lengths are what it is for. */
function decideInSizes(environment: TraceEnvironment, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const checked = decide(environment, candidate, options, 'unlike');
  const { decision } = checked;
  if (readsBesideItsOwn(checked) && decide(environment, candidate, options, 'alike').decision.kind === 'agrees') {
    const what = 'entries are missing where sides have different lengths';
    return { ...checked, decision: undetermined('shape-mismatch', what, decision.wrt) };
  }
  if (decision.kind !== 'undetermined' || !ofOddSizes.has(decision.code)) return checked;
  const again = decide(environment, candidate, options, 'alike');
  return again.decision.kind === 'undetermined' ? checked : again;
}

/**
 * Whether a function that gives both halves is wrong only where it reads behind arrays that it has made itself: a square matrix may be what
 * it is written for, as where `W` is multiplied by itself.
 */
function readsBesideItsOwn({ decision, session }: CheckedPair): boolean {
  if (decision.kind !== 'refuted' || session.candidate.kind !== 'loss-and-gradient') return false;
  return decision.failing.every(({ sample: { gradient } }) => {
    const { strayReads } = gradient;
    return strayReads.length > 0 && strayReads.every(({ input, index, length }) => input === null && index >= length);
  });
}

/**
 * The verdict on what a gradient leaves in its object besides what it returns: a wrong one makes a right pair wrong, and where nothing is
 * returned it is all there is.
 */
function withStored(checked: CheckedPair, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const { decision, session, samples } = checked;
  const { environment } = session;
  const returnsNothing = samples.length > 0 && samples.every(({ gradient }) => gradient.outputs.length === 0);
  const [sample] = samples;
  if (sample === undefined || !(decision.kind === 'agrees' || returnsNothing)) return checked;
  let found = checked;
  for (const stored of storedGradients(environment.graph, sample)) {
    const other = decide(environment, { ...candidate, stored }, options);
    const whole = { ...other, dependencies: [...checked.dependencies, ...other.dependencies] };
    const isWrong = other.decision.kind === 'refuted';
    if (isWrong && !isMeantToDiffer(other.decision.failing, environment.graph)) return whole;
    if (other.decision.kind === 'agrees' && found.decision.kind === 'undetermined') found = whole;
  }
  return found;
}
