/**
 * @file The verdict on a pair: traces both functions on many samples, tries the conventions a right gradient may follow, and says
 * which one matched, or where the best of them fails (`undecided.ts`). Wording is the rules' business; causes are named in `explain.ts`.
 */
import { factoryOf } from '../frontend/factory.ts';
import type { PairCandidate } from '../frontend/types.ts';
import { drawPlan, looksLikeLabel, type Sizes } from '../frontend/trace/inputs/domains.ts';
import { Effort } from '../frontend/trace/effort.ts';
import { InputSpecs } from '../frontend/trace/inputs/input-specs.ts';
import type { TraceEnvironment } from '../frontend/trace/trace.ts';
import { withinBudget } from '../math/expr/graph.ts';
import type { Aim } from './sampling/aim.ts';
import { typicalSize, withApproximations, withAsymptotics, withoutNegligible } from './approximate.ts';
import { assess, type Assessment, scarceLabels } from './assess.ts';
import { type Attempt, attemptReading, type Judged, judgedElsewhere, mayBeRight } from './attempt.ts';
import { nanPoint } from './nan-points.ts';
import { bindings } from './conventions/bindings.ts';
import { clearlyWrong, closerLook, nearnesses, nearZero } from './sampling/closer-look.ts';
import type { CheckedPair, CheckOptions, Decision } from './decision.ts';
import { declaredBindings, isDeclaredSurrogate } from './conventions/declared.ts';
import {
  AdjointCache,
  isFused,
  isFusedByName,
  isTaggedHold,
  type Reading,
  readings,
  furtherHolds,
} from './conventions/expected.ts';
import { type LabelLimit, labelLimits } from './inputs/label-limits.ts';
import { excused } from './excuses.ts';
import { isBetter, isDescent, otherWays } from './likelier-attempt.ts';
import { besideMeasured, brokenRegion, fewBroken, isOftenNotFinite, lostEntryOf } from './not-a-number.ts';
import { mendings, withLostEntries } from './conventions/misshapen.ts';
import {
  failingModes,
  hasMixedForms,
  hasModes,
  isRightInSomeMode,
  type Mode,
  passesThroughSoftmax,
} from './conventions/mixed-forms.ts';
import { isProved } from './prove-attempt.ts';
import { budget, firstLook, Sampler } from './sampling/sampler.ts';
import type { Binding, Sample, Session } from './sampling/session.ts';
import { withinShares } from './inputs/shares.ts';
import { isSignError } from './sign-errors.ts';
import { noteLabelTables } from './inputs/label-tables.ts';
import { noteSquareMatrices } from './inputs/square-matrices.ts';
import { shorterRows } from './inputs/shorter-rows.ts';
import { symmetricMatrix } from './inputs/symmetric-matrices.ts';
import { parametersBelow, type Target, targets } from './conventions/targets.ts';
import { noteConstantCounts } from './inputs/constant-counts.ts';
import { noteTuples } from './inputs/tuples.ts';
import {
  failedAttempt,
  isComparedAtZeroAlone,
  isZeroEverywhere,
  oftenNotFinite,
  onlyDiagonal,
  surrogate,
  undetermined,
  withoutAttempt,
} from './undecided.ts';

/** Further samples of each kind of labels for which alone a gradient is right. */
const labelEvidence = 16;

/** Share of the samples at which entries must be lost for the gradient to be wrong: an array is too short for some lengths alone. */
const oftenLost = 1 / 8;
/** Samples at which entries must be read that are not there: the numbers of rows and columns are in some relation in few samples alone. */
const fewestBeside = 3;

/** Of so few wrong samples no cause is told. */
const fewWrong = 3;

/** Times as many samples are drawn for the modes that a gradient chooses by. */
const moreForModes = 4;

/** Other attempts that are kept for explaining a refutation. */
const mostOthers = 4;

/**
 * Decides on what a pair's gradient returns, or stores where the candidate says so. Pure in its arguments, as `checkPair` is.
 * @param mayBeSymmetric whether the value may need its matrices to be square
 */
export function decide(
  environment: TraceEnvironment,
  candidate: PairCandidate,
  options: CheckOptions,
  sizes: Sizes = 'unlike',
  mayBeSymmetric = true,
): CheckedPair {
  const checker = new PairChecker(environment, candidate, options, sizes, mayBeSymmetric);
  // Derivatives and what is made of them grow the graph as well as traces do.
  return withinBudget(
    () => checker.check(),
    (reason) => checker.withoutVerdict(reason),
  );
}

class PairChecker {
  readonly #session: Session;
  readonly #sampler: Sampler;
  readonly #options: CheckOptions;
  readonly #mayBeSymmetric: boolean;
  readonly #cache = new AdjointCache();
  #best: Attempt | null = null;
  readonly #failed: Attempt[] = [];
  #firstSamples: readonly Sample[] = [];

  constructor(
    environment: TraceEnvironment,
    candidate: PairCandidate,
    options: CheckOptions,
    sizes: Sizes,
    mayBeSymmetric: boolean,
  ) {
    const { value, gradient } = candidate;
    const specs = new InputSpecs();
    factoryOf(gradient.node)?.parameters.forEach((parameter, i) => {
      const same = factoryOf(value.node)?.parameters[i];
      if (same !== undefined) specs.share(parameter, same);
    });
    const effort = new Effort(budget.allRuns);
    this.#session = {
      environment: { ...environment, effort },
      value,
      gradient,
      candidate,
      seed: options.seed,
      sizes,
      specs,
    };
    this.#options = options;
    this.#sampler = new Sampler(this.#session, effort, options.samples);
    this.#mayBeSymmetric = mayBeSymmetric;
    noteSquareMatrices(this.#session);
    noteLabelTables(this.#session);
    noteTuples(this.#session);
    noteConstantCounts(this.#session);
  }

  check(): CheckedPair {
    if (isDeclaredSurrogate(this.#session)) {
      return this.#result(undetermined('declared-surrogate', 'it is declared a surrogate gradient by @surrogate'), []);
    }
    let misshapen: CheckedPair | null = null;
    for (const binding of declaredBindings(this.#session, bindings(this.#session))) {
      if (binding.isFallback === true && this.#firstSamples.length > 0) continue;
      const first = this.#run(binding, 0, firstLook);
      if (this.#firstSamples.length === 0) this.#firstSamples = first;
      const found = first.length === 0 || this.#sampler.isExhausted ? null : this.#tryReadings(binding, first);
      if (this.#sampler.isExhausted) break;
      if (found !== null) return found;
      if (this.#best === null) misshapen ??= this.#misshapen(binding, first);
    }
    const best = this.#best;
    // Work without end on some inputs leaves too much unread for a verdict on the others.
    if (this.#sampler.isExhausted) return this.#result(withoutAttempt(this.#session, this.#sampler.failures, []), []);
    if (best === null && misshapen !== null) return misshapen;
    if (best === null)
      return this.#result(
        withoutAttempt(this.#session, this.#sampler.failures, this.#firstSamples),
        this.#firstSamples,
      );
    const seen = best.judged.map((j) => j.sample);
    const isWhole = seen.length > firstLook;
    const samples = isWhole ? seen : [...seen, ...this.#run(best.binding, firstLook, this.#sampler.count)];
    const anew = this.#attempt(best.binding, best.target, best.reading, samples);
    // What was judged are the samples that fit.
    const misfits = isWhole ? best.misfits : (anew?.misfits ?? best.misfits);
    const attempt = this.#lookedCloser(this.#withMoreWrong({ ...(anew ?? best), misfits }));
    const others = otherWays(best, this.#failed).slice(0, mostOthers);
    const wrt = this.#wrt(attempt);
    const decision = failedAttempt(this.#session, attempt, others, wrt, this.#sampler.failures);
    if (decision.kind === 'undetermined' && decision.code === 'shape-mismatch') {
      const found = this.#misshapen(best.binding, this.#run(best.binding, 0, this.#sampler.count));
      if (found !== null) return found;
    }
    const excuse = decision.kind === 'refuted' ? this.#excused(attempt, wrt) : null;
    return this.#result(excuse ?? this.#withoutFusedModes(decision), samples);
  }

  /** What is wrong seldom, as where a row is marked, is aimed at from more samples with plain labels: its cause is told by many. */
  #withMoreWrong(attempt: Attempt): Attempt {
    const wrong = attempt.judged.filter(({ judgement }) => judgement.kind === 'different');
    const isSeldom = wrong.length > 0 && wrong.length <= fewWrong && wrong.length * 2 < attempt.judged.length;
    return isSeldom ? this.#withMoreLabels(attempt, 'labels 0 and 1') : attempt;
  }

  /** Why a gradient that is wrong at some samples may be right all the same; null where nothing speaks for it. */
  #excused(attempt: Attempt, wrt: readonly string[]): Decision | null {
    const judgeAt = (aims: readonly Aim[]): readonly Judged[] => this.#judgedAt(attempt, aims);
    const rows = shorterRows(attempt, judgeAt);
    if (rows !== null)
      return undetermined('shape-mismatch', `it is right where the rows of \`${rows}\` are one shorter`, wrt);
    const matrix = this.#mayBeSymmetric ? symmetricMatrix(attempt, judgeAt) : null;
    if (matrix !== null) return undetermined('symmetric-matrix', `it is right where \`${matrix}\` is symmetric`, wrt);
    if (hasMixedForms(attempt, this.#inOtherForm(attempt))) {
      return undetermined('mixed-forms', 'some modes are in terms of the input, others of the output', wrt);
    }
    const excuse = excused(this.#session, attempt, this.#failed, wrt);
    if (excuse !== null) return excuse;
    return [attempt, ...this.#failed].some((each) => this.#isFusedInItsModes(each))
      ? undetermined('mixed-forms', 'some modes are fused with a sigmoid or softmax before the loss', wrt)
      : null;
  }

  /** That the expressions of the pair are too large to be judged. */
  withoutVerdict(what: string): CheckedPair {
    const { node } = this.#session.gradient;
    const failure = { kind: 'unsupported', code: 'node-budget', what, node, dependencies: [] } as const;
    return this.#result(undetermined('unsupported', what, [], failure), []);
  }

  /** The first reading that makes the gradient right; remembers the best of those that fail. */
  #tryReadings(binding: Binding, first: readonly Sample[]): CheckedPair | null {
    const { graph } = this.#session.environment;
    const seen = new Set<string>();
    for (const target of targets(this.#session, binding, first[0]!)) {
      const inputs = first.map((sample) => target.inputs(sample)?.join() ?? '').join(' ');
      if (target.entry === undefined && seen.has(inputs)) continue;
      seen.add(inputs);
      const untried = [...readings(this.#session, binding, first)];
      for (const reading of untried) {
        const look = this.#attempt(binding, target, reading, first);
        if (look === null) continue;
        const whole = mayBeRight(look) ? this.#wholeAttempt(look, first) : look;
        const { attempt, verdict } = whole === look ? { attempt: look, verdict: null } : this.#assessed(whole);
        const samples = attempt.judged.map((j) => j.sample);
        if (verdict === null && whole !== look) untried.push(...furtherHolds(this.#session, samples, untried));
        if (verdict !== null && (this.#isVacuous(attempt) || isSignError(graph, attempt, this.#failed))) continue;
        if (verdict !== null && this.#isDescentByLabel(attempt)) continue;
        if (verdict !== null) {
          const wrt = this.#wrt(attempt);
          // What is read at the fewest points alone, as where chance decides nothing, is not the function.
          if (this.#sampler.declinedOf(binding) > attempt.judged.length)
            return this.#result(withoutAttempt(this.#session, this.#sampler.failures, []), []);
          const lost = this.#lostEntries(attempt);
          if (lost.length > 0) return this.#refutedBy(attempt, lost);
          const broken = brokenRegion(this.#session, attempt);
          if (broken.length > 0) {
            return this.#result({ kind: 'refuted', attempt, others: [], wrt, failing: broken }, samples);
          }
          const beside = besideMeasured(this.#session, attempt);
          if (beside.length >= fewestBeside) return this.#refutedBy(attempt, beside);
          if (isOftenNotFinite(this.#session, attempt)) {
            return this.#result(oftenNotFinite(this.#session, attempt, wrt), samples);
          }
          if (isComparedAtZeroAlone(graph, attempt)) {
            const what = 'no sample was conclusive where the derivative is not 0';
            return this.#result(undetermined('no-conclusive-sample', what, wrt), samples);
          }
          const special = onlyDiagonal(attempt, wrt) ?? surrogate(this.#session, attempt, wrt);
          const decision = special ?? {
            kind: 'agrees',
            attempt,
            wrt,
            ...verdict,
            proved: isProved(this.#session.environment.graph, attempt, verdict.labels),
            nanAt: this.#nanPoint(attempt),
          };
          return this.#result(decision, samples);
        }
        if (
          (isFused(reading) && !isFusedByName(this.#session, binding, reading)) ||
          (target.isUnlikely === true && this.#best !== null)
        )
          continue;
        this.#failed.push(attempt);
        if (isBetter(attempt, this.#best) || this.#isMeant(attempt)) this.#best = attempt;
      }
    }
    return null;
  }

  /**
   * Whether the derivative is 0 by these inputs although it is not by others, for which the gradient was found wrong: that it is 0 too
   * wherever we looked is no reason to take it for this one.
   */
  #isVacuous(attempt: Attempt): boolean {
    const { graph } = this.#session.environment;
    return isZeroEverywhere(graph, attempt) && this.#failed.some((other) => !isZeroEverywhere(graph, other));
  }

  /** Whether a tag or the sign says that this reading is the one to report, where another of the same inputs is not clearly closer. */
  #isMeant(attempt: Attempt): boolean {
    const best = this.#best;
    const isOfSame = best !== null && best.binding === attempt.binding && best.target === attempt.target;
    return (
      isOfSame &&
      (isTaggedHold(this.#session, attempt.reading) || isDescent(attempt)) &&
      !isZeroEverywhere(this.#session.environment.graph, attempt) &&
      !isBetter(best, attempt)
    );
  }

  /** All samples, then samples aimed at what those missed. */
  #wholeAttempt(look: Attempt, first: readonly Sample[]): Attempt {
    const { binding, target, reading } = look;
    const drawn = [...first, ...this.#run(binding, firstLook, this.#sampler.count)];
    const attempt = this.#attempt(binding, target, reading, drawn);
    // On most of the further samples the shapes do not fit: the first ones were the exception.
    if (attempt === null) return look;
    if (assess(this.#session.environment.graph, attempt) === null) return attempt;
    const inputs = attempt.judged[0]!.comparison.inputs;
    const aimed = this.#further(attempt, this.#sampler.aimed(binding, drawn, inputs));
    return this.#lookedCloser({ ...attempt, judged: [...attempt.judged, ...aimed] });
  }

  /** Whether a delta would be the step by a label, and not the derivative by what the label is compared with. */
  #isDescentByLabel({ reading, target }: Attempt): boolean {
    const isLabel = target.parameters.length > 0 && target.parameters.every(looksLikeLabel);
    return (
      reading.kind === 'negative' &&
      isLabel &&
      this.#failed.some((other) => !other.target.parameters.every(looksLikeLabel))
    );
  }

  #nanPoint(attempt: Attempt): Judged | null {
    return nanPoint(this.#session, attempt, ({ sample }, point) =>
      judgedElsewhere(this.#session, this.#cache, attempt, sample, point),
    );
  }

  /** Whether each mode that fails is the gradient before an activation, as `p - y` is where the mode is a cross-entropy. */
  #isFusedInItsModes(attempt: Attempt): boolean {
    const modes = failingModes(attempt);
    return modes.length > 0 && isRightInSomeMode(attempt) && this.#notFused(attempt, modes).length === 0;
  }

  /** The modes among those that fail in which the gradient is that before no activation. */
  #notFused({ binding, target }: Attempt, modes: readonly Mode[]): readonly Mode[] {
    const open = modes.filter((mode) => !passesThroughSoftmax(this.#session.environment.graph, mode));
    if (open.length === 0) return [];
    // A mode has few of the samples, and of these few have labels that sum to one.
    const { samples: count } = this.#options;
    const further = [
      ...this.#run(binding, count, moreForModes * count),
      ...this.#withLabels(binding, 'labels that sum to one', moreForModes * labelEvidence),
    ];
    return open.filter(({ isOf, judged }) => {
      const samples = [...judged.map(({ sample }) => sample), ...further.filter(isOf)];
      return !readings(this.#session, binding, samples).some((reading) => {
        const found = isFused(reading) ? this.#attempt(binding, target, reading, samples) : null;
        return found !== null && assess(this.#session.environment.graph, found) !== null;
      });
    });
  }

  /** A refutation without the samples of modes that are fused with an activation, where others are wrong. */
  #withoutFusedModes(decision: Decision): Decision {
    if (decision.kind !== 'refuted') return decision;
    const { attempt } = decision;
    const modes = failingModes(attempt);
    const wrong = this.#notFused(attempt, modes);
    if (wrong.length === modes.length) return decision;
    const isWrong = ({ sample }: Judged) => wrong.some(({ isOf }) => isOf(sample));
    const failing = decision.failing.filter(isWrong);
    if (failing.length === 0) return decision;
    return { ...decision, attempt: { ...attempt, judged: attempt.judged.filter(isWrong) }, failing };
  }

  /** Failed attempts in the other form, with all samples: the first ones may not have every mode that an argument chooses. */
  #inOtherForm({ binding, judged }: Attempt): readonly Attempt[] {
    if (!hasModes(judged)) return [];
    const inOther = this.#failed.filter((other) => other.binding.outputForm !== binding.outputForm);
    return inOther.slice(0, mostOthers).map((other) => {
      const samples = this.#run(other.binding, 0, this.#sampler.count);
      return this.#attempt(other.binding, other.target, other.reading, samples) ?? other;
    });
  }

  #lookedCloser(attempt: Attempt): Attempt {
    const { binding, judged } = attempt;
    const around = closerLook(judged, fewBroken(this.#session, attempt)).flatMap((aim) =>
      this.#sampler.runAim(binding, aim),
    );
    const wrong = nearnesses.flatMap((nearness) => {
      const near = nearZero(judged, nearness).flatMap((aim) => this.#sampler.runAim(binding, aim));
      const small = near.length === 0 ? null : this.#attempt(binding, attempt.target, attempt.reading, near);
      return clearlyWrong(small?.judged ?? [], judged);
    });
    return { ...attempt, judged: [...judged, ...this.#further(attempt, around), ...wrong] };
  }

  /** Samples of an attempt that is right but for entries that are written beyond the end of its result, where many are such. */
  #lostEntries({ binding, target, reading, judged }: Attempt): readonly Judged[] {
    const { graph } = this.#session.environment;
    const losing = judged.map((j) => j.sample).filter((sample) => sample.gradient.lost.length > 0);
    if (losing.length < judged.length * oftenLost) return [];
    const whole = losing.map((sample) => withLostEntries(graph, sample));
    const mended = this.#attempt(binding, target, reading, whole)?.judged ?? [];
    const found = mended.flatMap((j) => lostEntryOf(this.#session, j) ?? []);
    return found.length < judged.length * oftenLost ? [] : found;
  }

  /**
   * The verdict on a gradient whose result does not fit any input at some samples because of what it writes beside its array. Where sides
   * have different lengths, we may have called it with ones that it is not written for.
   */
  #misshapen(binding: Binding, samples: readonly Sample[]): CheckedPair | null {
    const { graph } = this.#session.environment;
    if (this.#session.sizes === 'unlike') return null;
    for (const { mended, failing } of mendings) {
      const fitting = samples.flatMap((sample) => mended(graph, sample) ?? []);
      if (fitting.length === 0) continue;
      const ways = targets(this.#session, binding, fitting[0]!).flatMap((target) =>
        readings(this.#session, binding, fitting).map((reading) => ({ target, reading })),
      );
      const attempts = ways.flatMap(({ target, reading }) => this.#attempt(binding, target, reading, fitting) ?? []);
      // What is right without what is beside the array is not wrong for certain.
      if (attempts.some(({ judged }) => judged.some(({ judgement }) => judgement.kind === 'equal'))) continue;
      for (const attempt of attempts) {
        const wrong = failing(this.#session, attempt);
        if (wrong.length > 0) return this.#refutedBy(attempt, wrong);
      }
    }
    return null;
  }

  #refutedBy(attempt: Attempt, failing: readonly Judged[]): CheckedPair {
    const decision = { kind: 'refuted', attempt: { ...attempt, judged: failing }, others: [], failing } as const;
    const samples = failing.map((j) => j.sample);
    return this.#result({ ...decision, wrt: this.#wrt(attempt) }, samples);
  }

  #judgedAt(attempt: Attempt, aims: readonly Aim[]): readonly Judged[] {
    const samples = aims.flatMap((aim) => this.#sampler.runAim(attempt.binding, aim));
    return this.#further(attempt, samples);
  }

  /** Further samples judged like those of the attempt, without differences that are nothing beside its gradients. */
  #further(attempt: Attempt, samples: readonly Sample[]): readonly Judged[] {
    const { binding, target, reading } = attempt;
    const scale = typicalSize(attempt);
    const judged = this.#attempt(binding, target, reading, samples)?.judged ?? [];
    return judged.map((j) => withoutNegligible(j, scale));
  }

  /**
   * Whether the attempt is right. An excuse that it needs is looked into first, and so is one that too few samples speak for, and the
   * next one where that falls.
   */
  #assessed(whole: Attempt): { readonly attempt: Attempt; readonly verdict: Assessment | null } {
    const examined = new Set<LabelLimit>();
    let attempt = withAsymptotics(whole);
    for (;;) {
      const verdict = assess(this.#session.environment.graph, attempt);
      const labels = verdict === null ? scarceLabels(attempt, examined) : verdict.labels;
      if (labels === null || examined.has(labels)) return { attempt, verdict };
      examined.add(labels);
      attempt = this.#withMoreLabels(attempt, labels);
    }
  }

  /** An excuse needs evidence of its own: more samples with the labels that it names. */
  #withMoreLabels(attempt: Attempt, labels: LabelLimit): Attempt {
    const { binding } = attempt;
    const samples = this.#withLabels(binding, labels, labelEvidence);
    const inputs = attempt.judged[0]?.comparison.inputs ?? [];
    const more = this.#further(attempt, [...samples, ...this.#sampler.aimed(binding, samples, inputs)]);
    return { ...attempt, judged: [...attempt.judged, ...more] };
  }

  /** So many samples with each kind of such labels. */
  #withLabels(binding: Binding, labels: LabelLimit, count: number): readonly Sample[] {
    const modes = labelLimits.find((limit) => limit.labels === labels)?.modes ?? [];
    return modes.flatMap((mode) =>
      Array.from({ length: count }, (_, i) => ({
        ...drawPlan(this.#options.seed, this.#options.samples + i, this.#session.sizes),
        labels: mode,
      })).flatMap((draw) => this.#sampler.runDraw(binding, draw)),
    );
  }

  #attempt(binding: Binding, target: Target, reading: Reading, samples: readonly Sample[]): Attempt | null {
    const attempt = attemptReading(this.#session, this.#cache, binding, target, reading, samples);
    return attempt === null ? null : withApproximations(withinShares(this.#session.environment.graph, attempt));
  }

  #run(binding: Binding, from: number, to: number): readonly Sample[] {
    return this.#sampler.run(binding, from, to, this.#best === null);
  }

  #wrt(attempt: Attempt): readonly string[] {
    const { stored } = this.#session.candidate;
    if (stored !== undefined) return [stored.of];
    const { engine } = this.#session.candidate;
    if (engine !== undefined && engine.returned === undefined) return attempt.target.parameters;
    return parametersBelow(this.#session, attempt.judged[0]?.comparison.inputs ?? []);
  }

  #result(decision: Decision, samples: readonly Sample[]): CheckedPair {
    return { decision, session: this.#session, samples, dependencies: this.#sampler.dependencies };
  }
}
