/**
 * @file The verdict on a pair: traces both functions on many samples, tries the conventions a right gradient may follow, and says
 * which one matched, or where the best of them fails. Wording is the rules' business; causes are named in `explain.ts`.
 */
import type { PairCandidate } from '../frontend/types.ts';
import { InputSpecs } from '../frontend/trace/inputs.ts';
import type { Dependency } from '../frontend/trace/modules.ts';
import type { TraceEnvironment, TraceFailure } from '../frontend/trace/trace.ts';
import { bindings } from './bindings.ts';
import { AdjointCache, type Comparison, compareGradients, type Reading, readings } from './expected.ts';
import { type Judgement, judge } from './judge.ts';
import { type Binding, runSample, type Sample, type Session } from './session.ts';
import { parametersBelow, type Target, targets, valueLeaves } from './targets.ts';

/** Everything that was tried on one sample under one reading. */
export interface Judged {
  readonly sample: Sample;
  readonly comparison: Comparison;
  readonly judgement: Judgement;
}

export interface Attempt {
  readonly binding: Binding;
  readonly target: Target;
  readonly reading: Reading;
  readonly judged: readonly Judged[];
  /** Samples whose shapes did not fit the target. */
  readonly misfits: number;
}

/** For which labels the gradient was found right, when not for all that were tried. */
export type LabelLimit = 'labels 0 and 1' | 'labels -1 and 1' | null;

export type UndeterminedCode =
  | 'unsupported'
  | 'no-valid-input'
  | 'no-conclusive-sample'
  | 'shape-mismatch'
  | 'surrogate'
  | 'gradient-not-finite'
  | 'value-not-numeric'
  | 'diagonal-of-jacobian';

export type Decision =
  | {
      readonly kind: 'agrees';
      readonly attempt: Attempt;
      readonly wrt: readonly string[];
      readonly labels: LabelLimit;
      /** Largest relative difference seen; above the equality tolerance the two are only approximately the same. */
      readonly relative: number;
    }
  | {
      readonly kind: 'refuted';
      readonly attempt: Attempt;
      readonly wrt: readonly string[];
      readonly failing: readonly Judged[];
    }
  | {
      readonly kind: 'undetermined';
      readonly code: UndeterminedCode;
      readonly detail: string;
      /** What stopped the trace, where that is the reason. */
      readonly failure: TraceFailure | null;
      readonly wrt: readonly string[];
    };

export interface CheckedPair {
  readonly decision: Decision;
  readonly session: Session;
  readonly samples: readonly Sample[];
  readonly dependencies: readonly Dependency[];
}

export interface CheckOptions {
  readonly samples: number;
  readonly seed: number;
}

/** A reading needs this many samples that say something before it may be called right. */
const enoughEvidence = 5;

/** Checks a pair. Pure in its arguments: the same pair, options and files give the same decision. */
export function checkPair(environment: TraceEnvironment, candidate: PairCandidate, options: CheckOptions): CheckedPair {
  const session: Session = {
    environment,
    value: candidate.value,
    gradient: candidate.gradient,
    candidate,
    seed: options.seed,
    specs: new InputSpecs(),
  };
  const cache = new AdjointCache();
  const dependencies = new Map<string, Dependency>();
  const failures: TraceFailure[] = [];
  let best: { attempt: Attempt; wrt: readonly string[]; samples: readonly Sample[] } | null = null;
  let firstSamples: readonly Sample[] = [];
  for (const binding of bindings(session)) {
    const run = runSamples(session, binding, options.samples);
    for (const dependency of run.dependencies) dependencies.set(dependency.path + dependency.text, dependency);
    failures.push(...run.failures);
    if (firstSamples.length === 0) firstSamples = run.samples;
    if (run.samples.length === 0) continue;
    for (const target of targets(session, binding)) {
      for (const reading of readings(session, run.samples.slice(0, 8))) {
        const attempt = attemptReading(session, cache, binding, target, reading, run.samples);
        if (attempt === null) continue;
        const wrt = parametersBelow(session, attempt.judged[0]?.comparison.inputs ?? []);
        const verdict = assess(attempt);
        if (verdict !== null) {
          const decision = surrogate(session, attempt, wrt) ?? { kind: 'agrees', attempt, wrt, ...verdict };
          return { decision, session, samples: run.samples, dependencies: [...dependencies.values()] };
        }
        const isFused = reading.kind === 'fused-sigmoid' || reading.kind === 'fused-softmax';
        if (!isFused && isBetter(attempt, best?.attempt ?? null)) {
          best = { attempt, wrt, samples: run.samples };
        }
      }
    }
  }
  const decision =
    best === null ? withoutAttempt(failures, firstSamples) : failedAttempt(session, best.attempt, best.wrt, failures);
  return { decision, session, samples: best?.samples ?? firstSamples, dependencies: [...dependencies.values()] };
}

interface Run {
  readonly samples: readonly Sample[];
  readonly failures: readonly TraceFailure[];
  readonly dependencies: readonly Dependency[];
}

/** Traces the samples; stops early when the code is something we do not read at all. */
function runSamples(session: Session, binding: Binding, count: number): Run {
  const samples: Sample[] = [];
  const failures: TraceFailure[] = [];
  const dependencies = new Map<string, Dependency>();
  const note = (list: readonly Dependency[]): void => {
    for (const d of list) dependencies.set(d.path + d.text, d);
  };
  for (let i = 0; i < count; i++) {
    const outcome = runSample(session, binding, i);
    if ('kind' in outcome) {
      failures.push(outcome);
      note(outcome.dependencies);
      if (failures.length >= 6 && samples.length === 0 && failures.every((f) => f.kind === 'unsupported')) break;
    } else {
      samples.push(outcome);
      note(outcome.value.dependencies);
      note(outcome.gradient.dependencies);
    }
  }
  return { samples, failures, dependencies: [...dependencies.values()] };
}

/** Judges the samples under one reading; null when no sample has the shape. Stops once a reading is clearly not it. */
function attemptReading(
  session: Session,
  cache: AdjointCache,
  binding: Binding,
  target: Target,
  reading: Reading,
  samples: readonly Sample[],
): Attempt | null {
  const judged: Judged[] = [];
  let misfits = 0;
  let different = 0;
  for (const sample of samples) {
    const comparison = compareGradients(session, cache, sample, target, reading);
    if (comparison === null) {
      misfits++;
      continue;
    }
    const judgement = judge(session.environment.graph, sample, comparison);
    judged.push({ sample, comparison, judgement });
    if (judgement.kind === 'different') different++;
    // A few differences tell that the reading is not it, and how far off it is.
    if (reading.kind !== 'plain' && different >= 8 && !mayBeLabelMatter(judged)) break;
  }
  if (judged.length === 0 || misfits > judged.length) return null;
  return { binding, target, reading, judged, misfits };
}

function modeOf(judged: Judged): Sample['draw']['labels'] {
  return judged.sample.draw.labels;
}

/** Whether all differences so far lie at labels that are not hard. */
function mayBeLabelMatter(judged: readonly Judged[]): boolean {
  const wrongModes = new Set(judged.filter((j) => j.judgement.kind === 'different').map(modeOf));
  return !wrongModes.has('zero-one') || (wrongModes.size > 0 && !wrongModes.has('plus-minus-one'));
}

/** Whether the attempt makes the gradient right, and for which labels; null when it does not. */
function assess(attempt: Attempt): { labels: LabelLimit; relative: number } | null {
  const relative = Math.max(0, ...attempt.judged.map((j) => ('relative' in j.judgement ? j.judgement.relative : 0)));
  const right = attempt.judged.filter((j) => j.judgement.kind === 'equal' || j.judgement.kind === 'close');
  const wrong = attempt.judged.filter((j) => j.judgement.kind === 'different');
  if (wrong.length === 0) return right.length >= enoughEvidence ? { labels: null, relative } : null;
  const limits = [
    ['zero-one', 'labels 0 and 1'],
    ['plus-minus-one', 'labels -1 and 1'],
  ] as const;
  for (const [mode, labels] of limits) {
    const rightThere = right.filter((j) => modeOf(j) === mode).length;
    const wrongThere = wrong.filter((j) => modeOf(j) === mode).length;
    // Both labels must have occurred, and the label must matter at all.
    if (wrongThere === 0 && rightThere >= 4 && labelsVary(attempt, mode)) return { labels, relative };
  }
  return null;
}

/** Whether the samples of a mode differ in some input that takes two values only. */
function labelsVary(attempt: Attempt, mode: Sample['draw']['labels']): boolean {
  const seen = new Map<string, Set<number>>();
  for (const { sample, judgement } of attempt.judged) {
    if (sample.draw.labels !== mode || judgement.kind === 'inconclusive') continue;
    for (const [name, v] of sample.values) {
      let values = seen.get(name);
      if (values === undefined) seen.set(name, (values = new Set()));
      values.add(v);
    }
  }
  const [low, high] = mode === 'zero-one' ? [0, 1] : [-1, 1];
  return [...seen.values()].some((values) => values.size === 2 && values.has(low) && values.has(high));
}

/**
 * Whether an attempt explains clearly more of the gradient than another, component by component: the one that is reported.
 * Earlier bindings, targets and readings are likelier, so a small lead is not enough.
 */
function isBetter(attempt: Attempt, than: Attempt | null): boolean {
  return than === null || rightShare(attempt) > rightShare(than) + 0.15;
}

/** Mean share of right components over the samples that say something; −1 when none does. */
function rightShare({ judged }: Attempt): number {
  const shares = judged.flatMap(({ judgement, comparison }) => {
    if (judgement.kind === 'inconclusive') return [];
    return [judgement.kind === 'different' ? 1 - judgement.wrong.length / comparison.keys.length : 1];
  });
  return shares.length === 0 ? -1 : shares.reduce((a, b) => a + b, 0) / shares.length;
}

function undetermined(
  code: UndeterminedCode,
  detail: string,
  wrt: readonly string[] = [],
  failure: TraceFailure | null = null,
): Decision {
  return { kind: 'undetermined', code, detail, failure, wrt };
}

function withoutAttempt(failures: readonly TraceFailure[], samples: readonly Sample[]): Decision {
  const unsupported = failures.find((f) => f.kind === 'unsupported');
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
  return undetermined('shape-mismatch', 'the gradient has no shape that fits the inputs of the value function');
}

function failedAttempt(
  session: Session,
  attempt: Attempt,
  wrt: readonly string[],
  failures: readonly TraceFailure[],
): Decision {
  const wrong = attempt.judged.filter((j) => j.judgement.kind === 'different');
  const conclusive = attempt.judged.filter((j) => j.judgement.kind !== 'inconclusive');
  if (wrong.length > 0) {
    const special = surrogate(session, attempt, wrt);
    if (special !== null) return special;
    if (attempt.judged.every((j) => j.comparison.diagonalOnly)) {
      return undetermined('diagonal-of-jacobian', 'only the diagonal of the Jacobian is written', wrt);
    }
    return { kind: 'refuted', attempt, wrt, failing: wrong };
  }
  const unsupported = failures.find((f) => f.kind === 'unsupported');
  if (unsupported !== undefined) return undetermined('unsupported', unsupported.what, wrt, unsupported);
  const reasons = attempt.judged.map((j) => (j.judgement.kind === 'inconclusive' ? j.judgement.why : ''));
  if (reasons.filter((why) => why === 'gradient-not-finite').length > attempt.judged.length / 2) {
    return undetermined('gradient-not-finite', 'the gradient is not a finite number where the value is', wrt);
  }
  if (reasons.filter((why) => why === 'not-finite').length > attempt.judged.length / 2) {
    return undetermined(
      'no-valid-input',
      'the value is not a finite number at the inputs drawn; a `@domain` tag can say where it is',
      wrt,
    );
  }
  return undetermined('no-conclusive-sample', `only ${conclusive.length} samples were conclusive`, wrt);
}

/** A piecewise-constant value with a gradient that is not zero: the gradient stands in for one that does not exist. */
function surrogate(session: Session, attempt: Attempt, wrt: readonly string[]): Decision | null {
  const { graph } = session.environment;
  const isZero = (j: Judged): boolean => j.comparison.expected.every((id) => graph.constantValue(id) === 0);
  if (!attempt.judged.every(isZero)) return null;
  const outputs = new Set(attempt.judged.map((j) => valueLeaves(j.sample.value.outputs)[0]?.v));
  const written = attempt.judged.some((j) => j.comparison.actual.some((id) => graph.constantValue(id) !== 0));
  if (outputs.size < 2 || !written) return null;
  return undetermined('surrogate', 'the value is piecewise constant, so its derivative is 0 wherever it exists', wrt);
}
