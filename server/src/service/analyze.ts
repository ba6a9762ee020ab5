/**
 * @file From a file's text to its pairs, verdicts and findings. Pairs whose functions and everything they consult are unchanged
 * are not checked again.
 */
import type { CatalogueEntry } from '../catalogue/load.ts';
import { type Observation, recognise, recogniseMisprint, type Recognised } from '../catalogue/recognise.ts';
import { type Correction, proposeCorrections } from '../explain/corrections.ts';
import { checkPair } from '../check/check-pair.ts';
import type { CheckedPair, Judged } from '../check/decide.ts';
import { callForm } from '../check/call-form.ts';
import { correspondingTerm } from '../explain/corresponding-term.ts';
import { explain, type Explanation } from '../explain/explain.ts';
import { parameterName, parametersOf, parameterSpec, type Sample, type Session } from '../check/session.ts';
import { valueLeaves } from '../check/leaves.ts';
import { parametersBelow } from '../check/targets.ts';
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
  readonly evidence: PairEvidence;
  /** Edits that were tried and make a refuted gradient right; tried when first asked for, since no squiggle waits for them. */
  readonly corrections: () => readonly Correction[];
}

export interface AnalysedFile {
  readonly unit: SourceUnit;
  readonly discovery: Discovery;
  readonly pairs: readonly { readonly current: PairCandidate; readonly analysed: AnalysedPair }[];
}

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
    const unit = this.#sources.parse(path, text);
    const discovery = discover(unit, this.#sources);
    return { unit, discovery, pairs: [...this.#pairs(discovery)] };
  }

  /** The pairs of a file, each checked when it is its turn. */
  pairsInTurn(path: string, text: string): Iterable<AnalysedFile['pairs'][number]> {
    return this.#pairs(discover(this.#sources.parse(path, text), this.#sources));
  }

  *#pairs({ pairs }: Discovery): Iterable<AnalysedFile['pairs'][number]> {
    for (const current of pairs) {
      if (!current.value.broken && !current.gradient.broken) yield { current, analysed: this.#pair(current) };
    }
  }

  /** Checks a single pair, for fixes that try a changed text. */
  check(candidate: PairCandidate): CheckedPair {
    return checkPair(this.environment(), candidate, this.#options);
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
    const judged = this.check(candidate);
    const { session } = judged;
    const later = <T>(look: () => T): (() => T | null) => once(() => lookingInto(session, look));
    const reference = later(() => recogniseValue(judged, this.#catalogue()));
    const explanation = judged.decision.kind === 'refuted' ? explain(session, judged.decision) : null;
    const checked = explanation === null ? judged : asExplained(judged, explanation);
    const { decision } = checked;
    const misprint = misprintOf(checked, reference);
    const corrections = once(() =>
      explanation === null || decision.kind !== 'refuted'
        ? []
        : checkedCorrections(
            candidate,
            lookingInto(session, () => proposeCorrections(session, decision.attempt.binding, explanation)) ?? [],
            this.trialContext(),
          ),
    );
    const valueTerm = later(() =>
      explanation === null ? null : correspondingTerm(session, explanation.witness, explanation.failing),
    );
    const evidence = { checked, explanation, reference, misprint, valueTerm, callForm: later(() => callForm(checked)) };
    const analysed = { candidate, evidence, corrections };
    // What is missing now may be there after the next keystroke, and no dependency would tell.
    const incomplete = decision.kind === 'undetermined' && /^unresolved/.test(decision.failure?.code ?? '');
    if (!incomplete) this.#verdicts.set(candidate, analysed, checked.dependencies, session.environment.graph.size);
    return analysed;
  }
}

/** The refutation under the attempt that the explanation speaks of. */
function asExplained(checked: CheckedPair, { attempt, failing }: Explanation): CheckedPair {
  const { decision, session } = checked;
  if (decision.kind !== 'refuted' || attempt === decision.attempt) return checked;
  const wrt = parametersBelow(session, attempt.judged[0]?.comparison.inputs ?? []);
  return { ...checked, decision: { ...decision, attempt, failing, wrt } };
}

/** Steps for each further question about a pair, whatever its verdict cost. */
const stepsPerLook = 100_000;

/** What a look at a checked pair finds; null where the pair is too large for it. */
function lookingInto<T>(session: Session, look: () => T): T | null {
  session.environment.effort?.allow(stepsPerLook);
  return withinBudget(look, () => null);
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
function misprintOf(checked: CheckedPair, recognised: PairEvidence['reference']): PairEvidence['misprint'] {
  if (checked.decision.kind !== 'refuted') return null;
  const reference = recognised();
  if (reference === null) return null;
  const observations = checked.decision.attempt.judged.map((j: Judged) =>
    observation(
      j.sample,
      j.sample.gradient.outputs.map((leaf) => leaf.v),
    ),
  );
  return recogniseMisprint(checked.session.environment, reference, observations);
}
