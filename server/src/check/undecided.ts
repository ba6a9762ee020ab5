/**
 * @file What is decided where no reading makes the gradient right: that it is wrong, or why nothing can be said. Whether a reading does is
 * tried in `decide.ts`.
 */
import { nanSample } from './nan-points.ts';
import type { Graph } from '../math/expr/graph.ts';
import type { TraceFailure } from '../frontend/trace/trace.ts';
import { summedOver } from './conventions/summed.ts';
import { isOverridden } from './conventions/custom-gradient.ts';
import type { Attempt, Judged } from './attempt.ts';
import type { Decision, UndeterminedCode } from './decision.ts';
import { besideArray, besideMeasured, brokenRegion, notANumber } from './not-a-number.ts';
import {
  capturedFlag,
  constrainedState,
  otherObject,
  otherState,
  unsharedVariable,
} from './conventions/other-state.ts';
import { exhaustionCodes } from './sampling/sampler.ts';
import { type Binding, parameterName, parametersOf, type Sample, type Session } from './sampling/session.ts';
import { plainName } from '../frontend/plain-name.ts';
import { isUnmistakablyUpstream, isUpstreamName } from '../frontend/upstream-names.ts';
import { sharedHold } from './conventions/shared-hold.ts';
import { valueLeaves } from './leaves.ts';
import { unseenTarget } from './conventions/unseen-loss.ts';

const notFinite = 'the gradient is not a finite number where the value is';

export function undetermined(
  code: UndeterminedCode,
  detail: string,
  wrt: readonly string[] = [],
  failure: TraceFailure | null = null,
): Decision {
  return { kind: 'undetermined', code, detail, failure, wrt };
}

/** That a gradient is often no number, with a point at which it is not. */
export function oftenNotFinite(session: Session, attempt: Attempt, wrt: readonly string[]): Decision {
  return {
    kind: 'undetermined',
    code: 'gradient-not-finite',
    detail: notFinite,
    failure: null,
    wrt,
    nanAt: nanSample(session, attempt),
  };
}

export function withoutAttempt(
  session: Session,
  failures: readonly TraceFailure[],
  samples: readonly Sample[],
): Decision {
  const unsupported =
    failures.find(({ code }) => exhaustionCodes.has(code)) ?? failures.find((f) => f.kind === 'unsupported');
  if (samples.length === 0) {
    if (unsupported !== undefined) return undetermined('unsupported', unsupported.what, [], unsupported);
    const guard = failures[0];
    return undetermined(
      'no-valid-input',
      guard === undefined ? 'no sample was drawn' : `every input drawn is rejected: ${guard.what}`,
      [],
      guard ?? null,
    );
  }
  const [sample] = samples;
  if (valueLeaves(sample!.value.outputs).length === 0) {
    return undetermined('value-not-numeric', 'the value function does not return a number');
  }
  const summed = summedOver(session, samples);
  return summed === null
    ? undetermined('shape-mismatch', 'the gradient has no shape that fits the inputs of the value function')
    : undetermined('summed', `it gives one number, the sum of the derivatives by all entries of \`${summed}\``, [
        summed,
      ]);
}

export function failedAttempt(
  session: Session,
  attempt: Attempt,
  others: readonly Attempt[],
  wrt: readonly string[],
  failures: readonly TraceFailure[],
): Decision {
  const misread = misreadUpstream(session, attempt.binding);
  if (misread !== null) {
    const what = `no way was found to call it in which \`${misread}\` is the derivative by the result of the value`;
    return undetermined('no-conclusive-sample', what, wrt);
  }
  const wrong = attempt.judged.filter((j) => j.judgement.kind === 'different');
  const conclusive = attempt.judged.filter((j) => j.judgement.kind !== 'inconclusive');
  if (wrong.length > 0) {
    if (isOfOtherSizes(attempt)) {
      return undetermined(
        'no-valid-input',
        'the value reads entries that are not there at most of the sizes drawn',
        wrt,
      );
    }
    const special = surrogate(session, attempt, wrt);
    if (special !== null) return special;
    if (isOverridden(session, attempt)) {
      const what = session.candidate.kind === 'custom-grad' ? 'the gradient of a `customGrad`' : 'this gradient';
      return undetermined('overridden', `${what} is overridden on purpose`, wrt);
    }
    if (isDiagonal(attempt)) {
      return undetermined('diagonal-of-jacobian', 'only the diagonal of the Jacobian is written', wrt);
    }
    if (wrong.every(isOfMissingEntries)) {
      return undetermined('shape-mismatch', 'it is wrong by entries alone that the input does not have', wrt);
    }
    const target = unseenTarget(session);
    if (target !== null) {
      return undetermined(
        'unseen-loss',
        `the gradient takes \`${target}\` as well, as one of a loss after the value does`,
        wrt,
      );
    }
    if (/fused/i.test(session.gradient.name) && !/fused/i.test(session.value.name)) {
      return undetermined('unseen-loss', 'its name says that it is fused with an activation, which is not seen', wrt);
    }
    const shared = sharedHold(session, attempt.judged);
    if (shared !== null) {
      return undetermined(
        'shared-hold',
        `\`${shared}\` is held constant, and the value has the same expression again`,
        wrt,
      );
    }
    const other =
      otherObject(session.environment.graph, attempt.binding, attempt.judged) ?? otherState(session, attempt.judged);
    if (other !== null) {
      return undetermined('other-state', `the gradient reads \`${other}\`, which the value function does not`, wrt);
    }
    const variable = unsharedVariable(attempt.judged);
    if (variable !== null) {
      return undetermined('other-state', `the gradient alone reads \`${variable}\`, whose value cannot be read`, wrt);
    }
    const flag = capturedFlag(session);
    if (flag !== null) {
      return undetermined('other-state', `the gradient asks \`${flag}\`, which the value function does not`, wrt);
    }
    const constrained = constrainedState(session, attempt.judged);
    if (constrained !== null) {
      return undetermined('other-state', `it holds under conditions on \`${constrained}\`, if at all`, wrt);
    }
    return { kind: 'refuted', attempt, others, wrt, failing: wrong };
  }
  const broken = attempt.judged.flatMap((j) => notANumber(session, attempt.binding, j) ?? []);
  // Where the value is no number either, nothing is expected of the gradient.
  const meant = attempt.judged.filter((j) => j.judgement.kind !== 'inconclusive' || j.judgement.why !== 'not-finite');
  const enough = 0.9 * Math.max(meant.length, attempt.judged.length / 2);
  for (const failing of [broken, besideArray(session, attempt), besideMeasured(session, attempt)]) {
    if (failing.length > enough) {
      return { kind: 'refuted', attempt: { ...attempt, judged: failing }, others, wrt, failing };
    }
  }
  const region = brokenRegion(session, attempt);
  if (region.length > 0) return { kind: 'refuted', attempt, others, wrt, failing: region };
  const unsupported = failures.find((f) => f.kind === 'unsupported');
  if (unsupported !== undefined) return undetermined('unsupported', unsupported.what, wrt, unsupported);
  if (attempt.misfits > 0) {
    return undetermined('shape-mismatch', 'the gradient has a shape that fits the inputs on some paths only', wrt);
  }
  const reasons = attempt.judged.map((j) => (j.judgement.kind === 'inconclusive' ? j.judgement.why : ''));
  if (reasons.filter((why) => why === 'gradient-not-finite').length > attempt.judged.length / 2) {
    return oftenNotFinite(session, attempt, wrt);
  }
  if (reasons.filter((why) => why === 'not-finite').length > attempt.judged.length / 2) {
    return undetermined(
      'no-valid-input',
      'the value is not a finite number at the inputs drawn; a `@domain` tag can say where it is',
      wrt,
    );
  }
  const few = conclusive.length === 1 ? 'only one sample was' : `only ${conclusive.length} samples were`;
  const some = conclusive.length === 0 ? 'no sample was' : few;
  return undetermined('no-conclusive-sample', `${some} conclusive`, wrt);
}

/**
 * Whether the value itself is no number at most samples because of entries that are not there, as of `logits[i * (logits.length / n)]`: then
 * the arrays are of sizes that it is not written for, and the few samples that fit by chance say nothing.
 */
function isOfOtherSizes({ judged }: Attempt): boolean {
  const unfit = judged.filter(
    ({ judgement, sample }) =>
      judgement.kind === 'inconclusive' && judgement.why === 'not-finite' && sample.value.strayReads.length > 0,
  );
  return unfit.length > judged.length / 2;
}

/** Whether the gradient has one number for each entry of a value whose entries depend on each other's inputs. */
function isDiagonal({ judged }: Attempt): boolean {
  return judged.every((j) => j.comparison.diagonalOnly);
}

/** The diagonal of a Jacobian is right as such, and as the derivative of the function it is wrong; which is meant, the code does not say. */
export function onlyDiagonal(attempt: Attempt, wrt: readonly string[]): Decision | null {
  return isDiagonal(attempt)
    ? undetermined('only-diagonal', 'it is the diagonal of the Jacobian and nothing else of it', wrt)
    : null;
}

/** Whether the derivative is 0 on all paths that were seen, as by an input that only conditions look at. */
export function isZeroEverywhere(graph: Graph, { judged }: Pick<Attempt, 'judged'>): boolean {
  return judged.every((j) => j.comparison.expected.every((id) => graph.constantValue(id) === 0));
}

/** Whether the samples that say something have the derivative 0 alone, and at others it is not: there, nothing was compared. */
export function isComparedAtZeroAlone(graph: Graph, { judged }: Attempt): boolean {
  const isZero = ({ judgement }: Judged): boolean => judgement.kind === 'equal' && judgement.scale === 0;
  const others = judged.filter((j) => !isZero(j));
  return (
    others.every(({ judgement }) => judgement.kind === 'inconclusive') &&
    others.some(({ comparison }) => comparison.expected.some((id) => graph.constantValue(id) !== 0))
  );
}

/** Whether the value is constant on each of several pieces. */
export function isInSteps(graph: Graph, attempt: Pick<Attempt, 'judged'>): boolean {
  const levels = new Set(attempt.judged.map((j) => valueLeaves(j.sample.value.outputs)[0]?.v));
  return levels.size > 1 && isZeroEverywhere(graph, attempt);
}

/** A piecewise-constant value with a gradient that is not zero: the gradient stands in for one that does not exist. */
export function surrogate(session: Session, attempt: Attempt, wrt: readonly string[]): Decision | null {
  const { graph } = session.environment;
  const written = attempt.judged.some((j) => j.comparison.actual.some((id) => graph.constantValue(id) !== 0));
  if (!written || !isInSteps(graph, attempt)) return null;
  return undetermined('surrogate', 'the value is piecewise constant, so its derivative is 0 wherever it exists', wrt);
}

/** The parameter whose name says that it is the upstream gradient and that was handed something else; null where there is none. */
function misreadUpstream({ gradient }: Session, { gradient: sources }: Binding): string | null {
  const found = parametersOf(gradient).find((parameter, i) => {
    const isOutput = sources[i]?.kind === 'output' || sources[i]?.kind === 'kept';
    const name = plainName(parameterName(parameter, i));
    // A `delta` may as well be a difference.
    const isDerivative = isUpstreamName(name) && /^(d|grad)/.test(name) && !/^deltas?$/.test(name);
    return isOutput && (isUnmistakablyUpstream(name) || isDerivative);
  });
  return found === undefined ? null : found.name.getText();
}

/** Whether a sample is wrong by inputs alone that it does not have: we made an array shorter than the gradient is for. */
function isOfMissingEntries({ judgement, comparison, sample }: Judged): boolean {
  if (judgement.kind !== 'different') return false;
  const inputs = judgement.wrong.map((k) => comparison.inputs[k]);
  return inputs.every((name) => name?.endsWith(']') === true && !sample.values.has(name));
}
