/**
 * @file The verdict on a pair: traces both functions on many samples, tries the conventions a right gradient may follow, and says
 * which one matched, or where the best of them fails. Wording is the rules' business; causes are named in `explain.ts`.
 */
import { factoryOf } from '../frontend/factory.ts';
import type { PairCandidate } from '../frontend/types.ts';
import { drawPlan, type Sizes } from '../frontend/trace/domains.ts';
import { Effort } from '../frontend/trace/effort.ts';
import { InputSpecs } from '../frontend/trace/input-specs.ts';
import type { Dependency } from '../frontend/trace/modules.ts';
import type { TraceEnvironment, TraceFailure } from '../frontend/trace/trace.ts';
import { withinBudget } from '../math/expr/graph.ts';
import { aimedSamples } from './aim.ts';
import { typicalSize, withApproximations, withoutNegligible } from './approximate.ts';
import { assess, type Assessment, mayBeLabelMatter, scarceLabels } from './assess.ts';
import { bindings } from './bindings.ts';
import { isOverridden } from './custom-gradient.ts';
import { declaredBindings, isDeclaredSurrogate } from './declared.ts';
import { AdjointCache, type Comparison, compareGradients, isFused, type Reading, readings } from './expected.ts';
import { type LabelLimit, labelLimits } from './label-limits.ts';
import { constrainedState, otherState } from './other-state.ts';
import { isBetter, otherWays } from './likelier-attempt.ts';
import { isOftenNotFinite, notANumber } from './not-a-number.ts';
import { isProved } from './prove-attempt.ts';
import { type Judgement, judge } from './judge.ts';
import { type Binding, runDraw, runSample, type Sample, type SampleOutcome, type Session } from './session.ts';
import { gradientLeaves, parametersBelow, type Target, targets, valueLeaves } from './targets.ts';
import { sharedHold } from './shared-hold.ts';
import { unseenTarget } from './unseen-loss.ts';

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

export type UndeterminedCode =
  | 'unsupported'
  | 'no-valid-input'
  | 'no-conclusive-sample'
  | 'shape-mismatch'
  | 'surrogate'
  | 'declared-surrogate'
  | 'overridden'
  | 'gradient-not-finite'
  | 'value-not-numeric'
  | 'diagonal-of-jacobian'
  | 'other-state'
  | 'unseen-loss'
  | 'shared-hold';

export type Decision =
  | {
      readonly kind: 'agrees';
      readonly attempt: Attempt;
      readonly wrt: readonly string[];
      readonly labels: LabelLimit;
      /** Largest relative difference seen; above the equality tolerance the two are only approximately the same. */
      readonly relative: number;
      /** Whether it is an identity on every path and piece seen, and not only equal at the samples. */
      readonly proved: boolean;
    }
  | {
      readonly kind: 'refuted';
      readonly attempt: Attempt;
      /** Other ways to call and read the gradient, the likeliest first: it may have been written for one of them. */
      readonly others: readonly Attempt[];
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

/** Further samples of each kind of labels for which alone a gradient is right. */
const labelEvidence = 16;

/** Other attempts that are kept for explaining a refutation. */
const mostOthers = 4;

/** Samples on which a binding is tried before the rest are drawn. */
const firstLook = 12;

/** Runs that may exhaust their steps, depth or memory; each takes as long as hundreds of others. */
const mostExhausted = 3;

/**
 * Steps of all runs together. Most pairs take some hundred, matrices and windows up to 300,000; past `fewerSamples` what was seen has to
 * do, and past `allRuns` nothing is said.
 */
const effort = { fewerSamples: 200_000, allRuns: 600_000 } as const;

/** Decides on what a pair's gradient returns, or stores where the candidate says so. Pure in its arguments, as `checkPair` is. */
export function decide(
  environment: TraceEnvironment,
  candidate: PairCandidate,
  options: CheckOptions,
  sizes: Sizes = 'unlike',
): CheckedPair {
  const checker = new PairChecker(environment, candidate, options, sizes);
  // Derivatives and what is made of them grow the graph as well as traces do.
  return withinBudget(
    () => checker.check(),
    (reason) => checker.withoutVerdict(reason),
  );
}

class PairChecker {
  readonly #session: Session;
  readonly #options: CheckOptions;
  readonly #effort: Effort;
  readonly #cache = new AdjointCache();
  readonly #dependencies = new Map<string, Dependency>();
  readonly #failures: TraceFailure[] = [];
  #best: Attempt | null = null;
  readonly #failed: Attempt[] = [];
  #firstSamples: readonly Sample[] = [];

  constructor(environment: TraceEnvironment, candidate: PairCandidate, options: CheckOptions, sizes: Sizes) {
    const { value, gradient } = candidate;
    const specs = new InputSpecs();
    factoryOf(gradient.node)?.parameters.forEach((parameter, i) => {
      const same = factoryOf(value.node)?.parameters[i];
      if (same !== undefined) specs.share(parameter, same);
    });
    this.#effort = new Effort(effort.allRuns);
    this.#session = {
      environment: { ...environment, effort: this.#effort },
      value,
      gradient,
      candidate,
      seed: options.seed,
      sizes,
      specs,
    };
    this.#options = options;
  }

  check(): CheckedPair {
    if (isDeclaredSurrogate(this.#session)) {
      return this.#result(undetermined('declared-surrogate', 'it is declared a surrogate gradient by @surrogate'), []);
    }
    for (const binding of declaredBindings(this.#session, bindings(this.#session))) {
      const first = this.#run(binding, 0, firstLook);
      if (this.#firstSamples.length === 0) this.#firstSamples = first;
      const found = first.length === 0 || this.#isExhausted ? null : this.#tryReadings(binding, first);
      if (this.#isExhausted) break;
      if (found !== null) return found;
    }
    const best = this.#best;
    // Work without end on some inputs leaves too much unread for a verdict on the others.
    if (this.#isExhausted) return this.#result(withoutAttempt(this.#failures, []), []);
    if (best === null) return this.#result(withoutAttempt(this.#failures, this.#firstSamples), this.#firstSamples);
    const seen = best.judged.map((j) => j.sample);
    const isWhole = seen.length > firstLook;
    const samples = isWhole ? seen : [...seen, ...this.#run(best.binding, firstLook, this.#options.samples)];
    const attempt = this.#attempt(best.binding, best.target, best.reading, samples) ?? best;
    const others = otherWays(best, this.#failed).slice(0, mostOthers);
    return this.#result(failedAttempt(this.#session, attempt, others, this.#wrt(attempt), this.#failures), samples);
  }

  /** That the expressions of the pair are too large to be judged. */
  withoutVerdict(what: string): CheckedPair {
    const { node } = this.#session.gradient;
    const failure = { kind: 'unsupported', code: 'node-budget', what, node, dependencies: [] } as const;
    return this.#result(undetermined('unsupported', what, [], failure), []);
  }

  /** The first reading that makes the gradient right; remembers the best of those that fail. */
  #tryReadings(binding: Binding, first: readonly Sample[]): CheckedPair | null {
    const count = gradientLeaves(first[0]!.gradient.outputs).length;
    for (const target of targets(this.#session, binding, count)) {
      for (const reading of readings(this.#session, binding, first)) {
        const look = this.#attempt(binding, target, reading, first);
        if (look === null) continue;
        const whole = mayBeRight(look) ? this.#wholeAttempt(look, first) : look;
        const { attempt, verdict } = whole === look ? { attempt: look, verdict: null } : this.#assessed(whole);
        if (verdict !== null) {
          const wrt = this.#wrt(attempt);
          if (isOftenNotFinite(this.#session, attempt)) {
            const samples = attempt.judged.map((j) => j.sample);
            return this.#result(undetermined('gradient-not-finite', notFinite, wrt), samples);
          }
          const decision = surrogate(this.#session, attempt, wrt) ?? {
            kind: 'agrees',
            attempt,
            wrt,
            ...verdict,
            proved: isProved(this.#session.environment.graph, attempt, verdict.labels),
          };
          return this.#result(
            decision,
            attempt.judged.map((j) => j.sample),
          );
        }
        if (isFused(reading)) continue;
        this.#failed.push(attempt);
        if (isBetter(attempt, this.#best)) this.#best = attempt;
      }
    }
    return null;
  }

  /** All samples, then samples aimed at what those missed. */
  #wholeAttempt(look: Attempt, first: readonly Sample[]): Attempt {
    const { binding, target, reading } = look;
    const drawn = [...first, ...this.#run(binding, firstLook, this.#options.samples)];
    const attempt = this.#attempt(binding, target, reading, drawn);
    // On most of the further samples the shapes do not fit: the first ones were the exception.
    if (attempt === null) return look;
    if (assess(attempt) === null) return attempt;
    const inputs = attempt.judged[0]!.comparison.inputs;
    const aimed = this.#aimed(binding, drawn, inputs);
    const scale = typicalSize(attempt);
    const judged = (this.#attempt(binding, target, reading, aimed)?.judged ?? []).map((j) =>
      withoutNegligible(j, scale),
    );
    return { ...attempt, judged: [...attempt.judged, ...judged] };
  }

  /**
   * Whether the attempt is right. An excuse that it needs is looked into first, and so is one that too few samples speak for, and the
   * next one where that falls.
   */
  #assessed(whole: Attempt): { readonly attempt: Attempt; readonly verdict: Assessment | null } {
    const examined = new Set<LabelLimit>();
    let attempt = whole;
    for (;;) {
      const verdict = assess(attempt);
      const labels = verdict === null ? scarceLabels(attempt, examined) : verdict.labels;
      if (labels === null || examined.has(labels)) return { attempt, verdict };
      examined.add(labels);
      attempt = this.#withMoreLabels(attempt, labels);
    }
  }

  /** An excuse needs evidence of its own: more samples with the labels that it names. */
  #withMoreLabels(attempt: Attempt, labels: LabelLimit): Attempt {
    const { binding, target, reading } = attempt;
    const modes = labelLimits.find((limit) => limit.labels === labels)?.modes ?? [];
    const samples = modes.flatMap((mode) =>
      Array.from({ length: labelEvidence }, (_, i) => ({
        ...drawPlan(this.#options.seed, this.#options.samples + i, this.#session.sizes),
        labels: mode,
      })).flatMap((draw) => this.#keep(runDraw(this.#session, binding, draw, new Map()))),
    );
    const inputs = attempt.judged[0]?.comparison.inputs ?? [];
    const aimed = this.#aimed(binding, samples, inputs);
    const scale = typicalSize(attempt);
    const more = this.#attempt(binding, target, reading, [...samples, ...aimed])?.judged ?? [];
    const relevant = more.map((j) => withoutNegligible(j, scale));
    return { ...attempt, judged: [...attempt.judged, ...relevant] };
  }

  #attempt(binding: Binding, target: Target, reading: Reading, samples: readonly Sample[]): Attempt | null {
    const attempt = attemptReading(this.#session, this.#cache, binding, target, reading, samples);
    return attempt === null ? null : withApproximations(attempt);
  }

  /** Traces samples `from` to `to`; stops early when the code is something we do not read at all. */
  #run(binding: Binding, from: number, to: number): readonly Sample[] {
    const samples: Sample[] = [];
    let declined = 0;
    for (let i = from; i < to; i++) {
      const outcome = runSample(this.#session, binding, i);
      if ('kind' in outcome && outcome.kind === 'unsupported') declined++;
      samples.push(...this.#keep(outcome));
      if ((samples.length === 0 && declined >= 6) || this.#isExhausted) break;
      if (i >= firstLook && this.#isCostly) break;
    }
    return samples;
  }

  #aimed(binding: Binding, samples: readonly Sample[], inputs: readonly string[]): readonly Sample[] {
    return aimedSamples(this.#session, samples, inputs, ({ base, overrides }) =>
      this.#isExhausted || this.#isCostly ? [] : this.#keep(runDraw(this.#session, binding, base.draw, overrides)),
    );
  }

  get #isCostly(): boolean {
    return this.#effort.left < effort.allRuns - effort.fewerSamples;
  }

  get #isExhausted(): boolean {
    if (this.#effort.isSpent) return true;
    return this.#failures.filter(({ code }) => exhaustionCodes.has(code)).length >= mostExhausted;
  }

  #keep(outcome: SampleOutcome): readonly Sample[] {
    const consulted =
      'kind' in outcome ? outcome.dependencies : [...outcome.value.dependencies, ...outcome.gradient.dependencies];
    for (const dependency of consulted) this.#dependencies.set(dependency.path + dependency.text, dependency);
    if (!('kind' in outcome)) return [outcome];
    this.#failures.push(outcome);
    return [];
  }

  #wrt(attempt: Attempt): readonly string[] {
    const { stored } = this.#session.candidate;
    if (stored !== undefined) return [stored.of];
    return parametersBelow(this.#session, attempt.judged[0]?.comparison.inputs ?? []);
  }

  #result(decision: Decision, samples: readonly Sample[]): CheckedPair {
    return { decision, session: this.#session, samples, dependencies: [...this.#dependencies.values()] };
  }
}

const exhaustionCodes: ReadonlySet<string> = new Set(['step-budget', 'depth-budget', 'memory-budget']);

const notFinite = 'the gradient is not a finite number where the value is';

/** Whether the first look leaves a reading possible. */
function mayBeRight(look: Attempt): boolean {
  return look.judged.every((j) => j.judgement.kind !== 'different') || mayBeLabelMatter(look.judged);
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
      // Where the value does not exist, as beyond the last bin of a distribution, the gradient may have any shape.
      if (valueLeaves(sample.value.outputs).every((leaf) => Number.isFinite(leaf.v))) misfits++;
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

function undetermined(
  code: UndeterminedCode,
  detail: string,
  wrt: readonly string[] = [],
  failure: TraceFailure | null = null,
): Decision {
  return { kind: 'undetermined', code, detail, failure, wrt };
}

function withoutAttempt(failures: readonly TraceFailure[], samples: readonly Sample[]): Decision {
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
  return undetermined('shape-mismatch', 'the gradient has no shape that fits the inputs of the value function');
}

function failedAttempt(
  session: Session,
  attempt: Attempt,
  others: readonly Attempt[],
  wrt: readonly string[],
  failures: readonly TraceFailure[],
): Decision {
  const wrong = attempt.judged.filter((j) => j.judgement.kind === 'different');
  const conclusive = attempt.judged.filter((j) => j.judgement.kind !== 'inconclusive');
  if (wrong.length > 0) {
    const special = surrogate(session, attempt, wrt);
    if (special !== null) return special;
    if (isOverridden(session, attempt)) {
      return undetermined('overridden', 'the gradient of a `customGrad` is overridden on purpose', wrt);
    }
    if (attempt.judged.every((j) => j.comparison.diagonalOnly)) {
      return undetermined('diagonal-of-jacobian', 'only the diagonal of the Jacobian is written', wrt);
    }
    const target = unseenTarget(session);
    if (target !== null) {
      return undetermined(
        'unseen-loss',
        `the gradient takes \`${target}\` as well, as one of a loss after the value does`,
        wrt,
      );
    }
    const shared = sharedHold(session, attempt.judged);
    if (shared !== null) {
      return undetermined(
        'shared-hold',
        `\`${shared}\` is held constant, and the value has the same expression again`,
        wrt,
      );
    }
    const other = otherState(session.environment.graph, attempt.judged);
    if (other !== null) {
      return undetermined('other-state', `the gradient reads \`${other}\`, which the value function does not`, wrt);
    }
    const constrained = constrainedState(session, attempt.judged);
    if (constrained !== null) {
      return undetermined('other-state', `it holds under conditions on \`${constrained}\`, if at all`, wrt);
    }
    return { kind: 'refuted', attempt, others, wrt, failing: wrong };
  }
  const broken = attempt.judged.flatMap((j) => notANumber(session, attempt.binding, j) ?? []);
  if (broken.length > 0.9 * attempt.judged.length) return { kind: 'refuted', attempt, others, wrt, failing: broken };
  const unsupported = failures.find((f) => f.kind === 'unsupported');
  if (unsupported !== undefined) return undetermined('unsupported', unsupported.what, wrt, unsupported);
  if (attempt.misfits > 0) {
    return undetermined('shape-mismatch', 'the gradient has a shape that fits the inputs on some paths only', wrt);
  }
  const reasons = attempt.judged.map((j) => (j.judgement.kind === 'inconclusive' ? j.judgement.why : ''));
  if (reasons.filter((why) => why === 'gradient-not-finite').length > attempt.judged.length / 2) {
    return undetermined('gradient-not-finite', notFinite, wrt);
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
