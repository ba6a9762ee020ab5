/**
 * @file What is known of all the inputs of one pair's analysis, and whether a run may add to it. What is known of one input is an
 * `InputSpec`; the values of a sample are `inputs.ts`.
 */
import type * as ts from 'typescript';
import type { ParameterDomain } from '../../domain.ts';
import { isCountName } from '../../size-names.ts';
import { inputSpec, type InputSpec, type InputUse, isFlag, knowledgeOf } from './input-spec.ts';

/** Of what is asked whether it is there, as far as nothing else tells. */
const flag: ParameterDomain = { kind: 'set', values: [0, 1] };

/** So many days are a few years. */
const manyUnits = 2000;

/** The specs of one pair's analysis, so that value and gradient share the inputs that are neither's parameter. */
export class InputSpecs {
  /** Counts what traces learned about lengths and selectors; a sample during which it rose must be run again. */
  revision = 0;
  /** How much of that was about the lengths of one sample's arrays, and says nothing to other samples. */
  #ofOneSample = 0;
  /** Inputs that bound loops or are strides of buffers. */
  readonly counts = new Set<InputSpec>();
  /** Whether runs may add to what is known. */
  learns = true;
  /** Counts the runs, each of which may have taught something. */
  runs = 0;
  readonly #known = new Map<ts.Node, Map<string, InputSpec>>();
  readonly #provisional = new Set<InputSpec>();
  readonly #shared = new Map<ts.Node, ts.Node>();

  /** From now on what belongs to one node belongs to the other: parameters with which two functions are made. */
  share(node: ts.Node, other: ts.Node): void {
    this.#shared.set(node, other);
  }

  /** The spec that belongs to a syntax node (a parameter, a class) under a path; made when first asked for. */
  get(place: ts.Node, path: string): InputSpec {
    const node = this.#shared.get(place) ?? place;
    let byPath = this.#known.get(node);
    if (byPath === undefined) this.#known.set(node, (byPath = new Map()));
    let spec = byPath.get(path);
    if (spec === undefined) byPath.set(path, (spec = inputSpec(path)));
    return spec;
  }

  /** How many texts an input may be, at most. */
  get mostTexts(): number {
    const counts = [...this.#known.values()].flatMap((byPath) => [...byPath.values()].map(({ texts }) => texts.length));
    return Math.max(0, ...counts);
  }

  /** Runs code that nobody wrote, such as a gradient with a change tried on it: how it uses its inputs says nothing about them. */
  withoutLearning<T>(work: () => T): T {
    this.learns = false;
    try {
      return work();
    } finally {
      this.learns = true;
      for (const spec of this.#provisional) spec.shape = 'unknown';
      this.#provisional.clear();
      // What was known during those runs is known no more.
      this.runs++;
    }
  }

  /** Settles the shape of an input that was not used before; for good, or for this run alone. */
  settleShape(spec: InputSpec, use: InputUse): void {
    if (!this.learns) this.#provisional.add(spec);
    else if (use === 'truth') spec.domain ??= flag;
    spec.shape = use === 'truth' ? 'scalar' : use;
  }

  /** The value is computed with an input. What was only asked whether it is there is any number then: `if (x[i]) sum += x[i] * w[i]`. */
  noteNumber(spec: InputSpec): void {
    if (!this.learns) return;
    const wasFlag = isFlag(spec);
    spec.isInValue = true;
    if (spec.rowOf !== null) spec.rowOf.isInValue = true;
    if (isFlag(spec) !== wasFlag) this.revision++;
    if (spec.domain !== flag) return;
    spec.domain = null;
    this.revision++;
  }

  /** Notes that an input, and the others of its array, are rounded to whole units: they are drawn over many of these. */
  noteUnit(spec: InputSpec, unit: number): void {
    if (!this.learns || spec.domain !== null) return;
    const domain = { kind: 'interval', low: 0, high: manyUnits * unit, lowClosed: true, highClosed: true } as const;
    spec.domain = domain;
    if (spec.rowOf !== null) spec.rowOf.domain ??= domain;
    this.revision++;
  }

  /** Two counts that a guard wants to be the same. */
  tie(first: InputSpec | undefined, second: InputSpec | undefined): void {
    if (!this.learns || first === undefined || second === undefined || first === second) return;
    const isCount = ({ count, path }: InputSpec): boolean => count || isCountName(/\w+$/.exec(path)?.[0] ?? '');
    if (!isCount(first) || !isCount(second) || first.sameAs !== null || second.sameAs !== null) return;
    second.sameAs = first;
    for (const spec of [first, second]) {
      spec.count = true;
      this.counts.add(spec);
    }
    this.revision++;
  }

  /** Notes that a run taught something about the lengths of its own arrays. */
  reviseSample(): void {
    this.revision++;
    this.#ofOneSample++;
  }

  /** What runs have taught so far, as text. While it stays the same, a run on the same path goes the same way. */
  knowledge(): string {
    const specs = [...this.#known.values()].flatMap((byPath) => [...byPath.values()]);
    return [this.revision - this.#ofOneSample, ...specs.map(knowledgeOf)].join('\n');
  }
}
