/** @file The check of a pair as a whole: of what the gradient returns and of what it leaves in its object. Each is decided in `decide.ts`. */
import { withinBudget } from '../math/expr/graph.ts';
import type { TraceEnvironment } from '../frontend/trace/trace.ts';
import type { PairCandidate } from '../frontend/types.ts';
import type { CheckedPair, CheckOptions, UndeterminedCode } from './decision.ts';
import { decide } from './decide.ts';
import { isOfQuadraticForm } from './inputs/symmetric-matrices.ts';
import { withoutGuesses } from './guesses.ts';
import { isMeantToDiffer, mayStore, storedGradients } from './conventions/stored-gradients.ts';

/** Checks a pair. Pure in its arguments: the same pair, options and files give the same decision. */
export function checkPair(environment: TraceEnvironment, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const checked = decideInSizes(environment, candidate, options);
  if (!mayStore(candidate)) return withoutGuesses(checked);
  const whole = withinBudget(
    () => withStored(checked, candidate, options),
    () => checked,
  );
  return withoutGuesses(whole);
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
  const { decision, session } = checked;
  if (decision.kind === 'refuted' && isOfQuadraticForm(session.environment.graph, decision.failing[0]!.sample)) {
    const square = decide(environment, candidate, options, 'alike');
    const isTaken = square.decision.kind === 'undetermined' && square.decision.code === 'symmetric-matrix';
    return isTaken || square.decision.kind === 'agrees' ? square : checked;
  }
  if (decision.kind !== 'undetermined' || !ofOddSizes.has(decision.code)) return checked;
  // A matrix that both take with more rows than columns is none that could be symmetric.
  const mayBeSymmetric = decision.code !== 'gradient-not-finite';
  const again = decide(environment, candidate, options, 'alike', mayBeSymmetric);
  return again.decision.kind === 'undetermined' ? checked : again;
}

/**
 * The verdict on what a gradient leaves in its object besides what it returns: a wrong one makes a right pair wrong, and where nothing is
 * returned it is all there is.
 */
function withStored(checked: CheckedPair, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const { decision, session, samples } = checked;
  const { environment } = session;
  // What is written to a field of the object is all the result there is where nothing is returned.
  const returnsNothing =
    samples.length > 0 && samples.every(({ gradient }) => gradient.outputs.length === 0 || gradient.returned === null);
  if (!(decision.kind === 'agrees' || returnsNothing)) return checked;
  let found = checked;
  for (const stored of storedGradients(environment.graph, samples)) {
    const other = decideInSizes(environment, { ...candidate, stored }, options);
    const whole = { ...other, dependencies: [...checked.dependencies, ...other.dependencies] };
    const isWrong = other.decision.kind === 'refuted';
    if (isWrong && !isMeantToDiffer(other.decision.failing, environment.graph)) return whole;
    if (other.decision.kind === 'agrees' && found.decision.kind === 'undetermined') found = whole;
  }
  return found;
}
