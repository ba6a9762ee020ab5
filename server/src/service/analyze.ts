/**
 * @file From a file's text to its pairs, verdicts and findings. Pairs whose functions and everything they consult are unchanged
 * are not checked again.
 */
import type { CatalogueEntry } from '../catalogue/load.ts';
import { type Observation, recognise, recogniseMisprint, type Recognised } from '../catalogue/recognise.ts';
import { believed } from '../explain/believed.ts';
import { type Correction, proposeCorrections } from '../explain/corrections.ts';
import { checkPair } from '../check/check-pair.ts';
import type { Attempt } from '../check/attempt.ts';
import type { CheckedPair, Decision } from '../check/decision.ts';
import { callForm } from '../check/conventions/call-form.ts';
import { correspondingTerm } from '../explain/corresponding-term.ts';
import { explain, type Explanation, unexplained } from '../explain/explain.ts';
import { parameterName, parametersOf, parameterSpec, type Sample, type Session } from '../check/sampling/session.ts';
import { valueLeaves } from '../check/leaves.ts';
import { parametersBelow } from '../check/conventions/targets.ts';
import { type Discovery, discover } from '../frontend/discover/discover.ts';
import type { TraceEnvironment } from '../frontend/trace/trace.ts';
import type { FunctionUnit, PairCandidate, SourceUnit } from '../frontend/types.ts';
import { Graph, withinBudget } from '../math/expr/graph.ts';
import type { PairEvidence } from '../rules/rule.ts';
import { VerdictCache } from './cache.ts';
import { checkedCorrections, type TrialContext } from './fixes.ts';
import type { Sources } from './sources.ts';

/** A pair with all that is known about it. Syntax nodes belong to the text it was analysed in, see {@link PairCandidate.value}. */
export interface AnalysedPair {
  readonly candidate: PairCandidate;
  /** What the check alone tells: of a gradient found wrong, a witness and no cause. */
  readonly verdict: PairEvidence;
  /** The same with the cause, which takes longer to find than the verdict, and is looked for when first read. */
  readonly evidence: PairEvidence;
  readonly isExplained: boolean;
  /** Edits that were tried and make a refuted gradient right; tried when first asked for, since no squiggle waits for them. */
  readonly corrections: () => readonly Correction[];
}

/** A pair as it stands in the current text. */
export interface CurrentPair {
  readonly current: PairCandidate;
  readonly analysed: AnalysedPair;
}

export interface AnalysedFile {
  readonly unit: SourceUnit;
  readonly discovery: Discovery;
  readonly pairs: readonly CurrentPair[];
}

type Refuted = Extract<Decision, { kind: 'refuted' }>;
type Reference = PairEvidence['reference'];

export interface AnalyzerOptions {
  readonly samples: number;
  readonly seed: number;
}

export class Analyzer {
  readonly #sources: Sources;
  readonly #catalogue: () => readonly CatalogueEntry[];
  readonly #checkpoint: () => void;
  readonly #options: AnalyzerOptions;
  readonly #verdicts = new VerdictCache<AnalysedPair>();

  constructor(
    sources: Sources,
    catalogue: () => readonly CatalogueEntry[],
    checkpoint: () => void,
    options: AnalyzerOptions,
  ) {
    this.#sources = sources;
    this.#catalogue = catalogue;
    this.#checkpoint = checkpoint;
    this.#options = options;
  }

  analyze(path: string, text: string): AnalysedFile {
    const file = this.discover(path, text);
    return { ...file, pairs: [...this.pairsInTurn(file.discovery)] };
  }

  discover(path: string, text: string): Omit<AnalysedFile, 'pairs'> {
    const unit = this.#sources.parse(path, text);
    return { unit, discovery: discover(unit, this.#sources) };
  }

  /** The pairs found in a file, each checked when it is its turn. */
  *pairsInTurn({ pairs }: Discovery): Iterator<CurrentPair, void> & Iterable<CurrentPair> {
    for (const current of pairs) {
      if (!current.value.broken && !current.gradient.broken) yield { current, analysed: this.#pair(current) };
    }
  }

  environment(): TraceEnvironment {
    return {
      graph: new Graph(),
      resolveImport: this.#sources.resolver(),
      checkpoint: this.#checkpoint,
    };
  }

  get options(): AnalyzerOptions {
    return this.#options;
  }

  forgetAll(): void {
    this.#verdicts.clear();
  }

  /** Forgets the verdicts of one file. */
  release(path: string): void {
    this.#verdicts.release(path);
  }

  trialContext(): TrialContext {
    return {
      environment: () => this.environment(),
      resolveImport: (from, specifier) => this.#sources.resolveImport(from, specifier),
      seed: this.#options.seed,
    };
  }

  #pair(candidate: PairCandidate): AnalysedPair {
    const known = this.#verdicts.get(candidate, this.#sources);
    if (known !== null) return known;
    const whole = checkPair(this.environment(), candidate, this.#options);
    const reference = later(whole.session, () => recogniseValue(whole, this.#catalogue()));
    const { checked, explanation } = believed(whole, () => reference() !== null);
    const { decision, session } = checked;
    const analysed =
      decision.kind === 'refuted'
        ? this.#refuted(candidate, checked, decision, reference, explanation)
        : this.#unrefuted(candidate, checked, reference, explanation);
    // What is missing now may be there after the next keystroke, and no dependency would tell.
    const incomplete = decision.kind === 'undetermined' && /^unresolved/.test(decision.failure?.code ?? '');
    if (!incomplete) this.#verdicts.set(candidate, analysed, checked.dependencies, session.environment.graph.size);
    return analysed;
  }

  #unrefuted(
    candidate: PairCandidate,
    checked: CheckedPair,
    reference: Reference,
    explanation: Explanation | null,
  ): AnalysedPair {
    const evidence = {
      ...verdictAlone(checked, explanation),
      reference,
      callForm: later(checked.session, () => callForm(checked)),
    };
    return { candidate, verdict: evidence, evidence, isExplained: true, corrections: () => [] };
  }

  #refuted(
    candidate: PairCandidate,
    checked: CheckedPair,
    decision: Refuted,
    reference: Reference,
    known: Explanation | null,
  ): AnalysedPair {
    const { session } = checked;
    let isExplained = false;
    const evidence = once(() => {
      const explanation = known ?? explain(session, decision);
      const { attempt, witness, failing } = explanation;
      isExplained = true;
      return {
        ...verdictAlone(asExplained(checked, decision, explanation), explanation),
        reference,
        misprint: misprintOf(session, attempt, reference()),
        valueTerm: later(session, () => correspondingTerm(session, attempt.reading, witness, failing)),
      };
    });
    const corrections = once(() => {
      // In the place of a reference nothing can be corrected by a part.
      if (candidate.gradient.isReference === true) return [];
      const { explanation } = evidence();
      const { binding } = explanation.attempt;
      const proposed = lookingInto(session, () => proposeCorrections(session, binding, explanation));
      return checkedCorrections(candidate, proposed ?? [], this.trialContext());
    });
    return {
      candidate,
      verdict:
        known === null
          ? verdictAlone(checked, unexplained(session, decision))
          : verdictAlone(asExplained(checked, decision, known), known),
      get evidence() {
        return evidence();
      },
      get isExplained() {
        return isExplained;
      },
      corrections,
    };
  }
}

/** What needs no more than the check: not the reference, the misprint or the term, for which more is computed. */
function verdictAlone<E extends Explanation | null>(
  checked: CheckedPair,
  explanation: E,
): PairEvidence & { readonly explanation: E } {
  const none = (): null => null;
  return { checked, explanation, reference: none, misprint: null, valueTerm: none, callForm: none };
}

/** The refutation under the attempt that the explanation speaks of. */
function asExplained(checked: CheckedPair, decision: Refuted, { attempt, failing }: Explanation): CheckedPair {
  const { session } = checked;
  if (attempt === decision.attempt) return checked;
  const wrt = parametersBelow(session, attempt.judged[0]?.comparison.inputs ?? []);
  return { ...checked, decision: { ...decision, attempt, failing, wrt } };
}

/** Steps for each further question about a pair, whatever its verdict cost. */
const stepsPerLook = 100_000;

/** What a look at a checked pair finds; null where the pair is too large for it. */
export function lookingInto<T>(session: Session, look: () => T, steps = stepsPerLook): T | null {
  session.environment.effort?.allow(steps);
  return withinBudget(look, () => null);
}

/** Looks when first asked for what it finds. */
function later<T>(session: Session, look: () => T): () => T | null {
  return once(() => lookingInto(session, look));
}

/** Computes a value when it is first asked for, and keeps it. */
function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}

function observation(sample: Sample, results: readonly number[]): Observation {
  return { draw: sample.draw, values: sample.values, results };
}

/** The catalogue reference that the value function of a checked pair computes. */
export function recogniseValue(checked: CheckedPair, catalogue: readonly CatalogueEntry[]): Recognised | null {
  const { session, samples } = checked;
  const observations = samples.map((s) =>
    observation(
      s,
      valueLeaves(s.value.outputs).map((leaf) => leaf.v),
    ),
  );
  return recogniseFunction(session, session.value, observations, catalogue);
}

function recogniseFunction(
  session: Session,
  unit: FunctionUnit,
  observations: readonly Observation[],
  catalogue: readonly CatalogueEntry[],
): Recognised | null {
  const parameters = parametersOf(unit)
    .map((parameter, i) => ({ name: parameterName(parameter, i), spec: parameterSpec(session, unit, i) }))
    .filter(({ spec }) => spec.shape === 'scalar' || spec.shape === 'array');
  return recognise(session.environment, catalogue, parameters, observations);
}

/** The known misprint that a refuted gradient equals. */
function misprintOf(session: Session, { judged }: Attempt, reference: Recognised | null): PairEvidence['misprint'] {
  if (reference === null) return null;
  const observations = judged.map(({ sample }) =>
    observation(
      sample,
      sample.gradient.outputs.map((leaf) => leaf.v),
    ),
  );
  return recogniseMisprint(session.environment, reference, observations);
}
