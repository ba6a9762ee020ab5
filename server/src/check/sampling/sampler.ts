/** @file The samples of one pair: drawn in turn, aimed or at given draws, as far as the steps allow that all runs have together. */
import type { Effort } from '../../frontend/trace/effort.ts';
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import type { Dependency } from '../../frontend/trace/modules/read-modules.ts';
import type { TraceFailure } from '../../frontend/trace/trace.ts';
import { type Aim, aimedSamples } from './aim.ts';
import { sampleCount } from './modes.ts';
import { type Binding, runDraw, runSample, type Sample, type SampleOutcome, type Session } from './session.ts';

/** Samples on which a binding is tried before the rest are drawn. */
export const firstLook = 12;

/** The same for less likely ways to call the gradient, where runs are long. */
const fewestLooks = 4;

/** Runs that are declined before any is read, after which no more are tried. */
const mostDeclined = 6;

/** Runs that may exhaust their steps, depth or memory; each takes as long as hundreds of others. */
const mostExhausted = 3;

/**
 * Steps of all runs together. Most pairs take some hundred, matrices and windows up to 300,000; past `fewerSamples` what was seen has to
 * do, and past `allRuns` nothing is said. After a run of more than `longRun` the next are of smaller sizes.
 */
export const budget = { fewerSamples: 200_000, allRuns: 600_000, longRun: 15_000 } as const;

/** Codes of runs that work without end, or need too much room. */
export const exhaustionCodes: ReadonlySet<string> = new Set(['step-budget', 'depth-budget', 'memory-budget']);

/** Draws the samples of a pair, and remembers what failed and what was consulted. */
export class Sampler {
  readonly failures: TraceFailure[] = [];
  readonly #session: Session;
  readonly #effort: Effort;
  readonly #usual: number;
  readonly #dependencies = new Map<string, Dependency>();
  /** How many runs of each way to call were not read to their end. */
  readonly #declined = new Map<Binding, number>();
  #isLong = false;

  /**
   * @param effort the steps that all runs of the session have left
   * @param usual how many samples a pair has where none of its inputs asks for more
   */
  constructor(session: Session, effort: Effort, usual: number) {
    this.#session = session;
    this.#effort = effort;
    this.#usual = usual;
  }

  get dependencies(): readonly Dependency[] {
    return [...this.#dependencies.values()];
  }

  /** How many samples the pair has. */
  get count(): number {
    return sampleCount(this.#session.specs, this.#usual);
  }

  /** Whether so much work is without end that nothing is known of what is left. */
  get isExhausted(): boolean {
    if (this.#effort.isSpent) return true;
    return this.failures.filter(({ code }) => exhaustionCodes.has(code)).length >= mostExhausted;
  }

  /** How many runs of a way to call were not read to their end. */
  declinedOf(binding: Binding): number {
    return this.#declined.get(binding) ?? 0;
  }

  /**
   * Traces samples `from` to `to`; stops early when the code is something we do not read at all.
   * @param isLikely whether no other way to call the gradient is known to be better
   */
  run(binding: Binding, from: number, to: number, isLikely: boolean): readonly Sample[] {
    const samples: Sample[] = [];
    let declined = 0;
    for (let i = from; i < to; i++) {
      const { left } = this.#effort;
      const outcome = runSample(this.#session, binding, i, this.#isLong);
      this.#isLong ||= left - this.#effort.left > budget.longRun;
      if ('kind' in outcome && outcome.kind === 'unsupported') declined++;
      samples.push(...this.#keep(outcome));
      if ((samples.length === 0 && declined >= mostDeclined) || this.isExhausted) break;
      if (this.#isCostly && i + 1 >= (isLikely ? firstLook : fewestLooks)) break;
    }
    this.#declined.set(binding, declined + this.declinedOf(binding));
    return samples;
  }

  /** The sample of a draw; none where it is not read. */
  runDraw(binding: Binding, draw: Draw): readonly Sample[] {
    return this.#keep(runDraw(this.#session, binding, draw, new Map()));
  }

  /** A sample with some of its values given; none where it is not read, or where runs are long. */
  runAim(binding: Binding, { base, overrides }: Aim): readonly Sample[] {
    if (this.isExhausted || this.#isCostly) return [];
    return this.#keep(runDraw(this.#session, binding, base.draw, overrides));
  }

  /** Samples aimed at what the given ones missed. */
  aimed(binding: Binding, samples: readonly Sample[], inputs: readonly string[]): readonly Sample[] {
    return aimedSamples(this.#session, samples, inputs, (aim) => this.runAim(binding, aim));
  }

  get #isCostly(): boolean {
    return this.#effort.left < budget.allRuns - budget.fewerSamples;
  }

  #keep(outcome: SampleOutcome): readonly Sample[] {
    const consulted =
      'kind' in outcome ? outcome.dependencies : [...outcome.value.dependencies, ...outcome.gradient.dependencies];
    for (const dependency of consulted) this.#dependencies.set(dependency.path + dependency.text, dependency);
    if (!('kind' in outcome)) return [outcome];
    this.failures.push(outcome);
    return [];
  }
}
