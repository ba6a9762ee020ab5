/**
 * @file Which reference a value function computes, whatever its name: the two must give the same numbers on the samples of the
 * pair. Names and order of parameters only suggest how to match them up.
 */
import { plainName } from '../frontend/plain-name.ts';
import type { Draw } from '../frontend/trace/inputs/domains.ts';
import { type InputSpec, observedSpec } from '../frontend/trace/inputs/input-spec.ts';
import { InputSpecs } from '../frontend/trace/inputs/input-specs.ts';
import { Inputs } from '../frontend/trace/inputs/inputs.ts';
import type { Machine } from '../frontend/trace/machine.ts';
import { type Trace, trace, type TraceEnvironment } from '../frontend/trace/trace.ts';
import type { Value } from '../frontend/trace/value.ts';
import type { FunctionUnit } from '../frontend/types.ts';
import type { CatalogueEntry, CatalogueMisprint, CatalogueVariant } from './load.ts';

/** What has been observed of a value function: its inputs on some samples and what it returned. */
export interface Observation {
  readonly draw: Draw;
  readonly values: ReadonlyMap<string, number>;
  readonly results: readonly number[];
}

export interface Recognised {
  readonly entry: CatalogueEntry;
  readonly variant: CatalogueVariant;
  /** For each parameter of the reference, the user's input it stands for; null where the default applies. */
  readonly matching: readonly (InputSpec | null)[];
}

/** Loose enough for an eps of 1e-7 in a denominator that one of the two does without. */
const sameResult = 1e-6;
const enoughSamples = 6;

/** The first reference, and way to match its parameters, that gives the observed results at every sample. */
export function recognise(
  environment: TraceEnvironment,
  entries: readonly CatalogueEntry[],
  parameters: readonly { readonly name: string; readonly spec: InputSpec }[],
  observations: readonly Observation[],
): Recognised | null {
  const usable = observations.filter((o) => o.results.length > 0 && o.results.every(Number.isFinite)).slice(0, 12);
  if (usable.length < enoughSamples) return null;
  for (const entry of entries) {
    for (const variant of entry.variants) {
      for (const matching of matchings(variant, parameters)) {
        const agrees = usable.every((o) => isSame(run(environment, variant.value, matching, o), o.results));
        if (agrees) return { entry, variant, matching };
      }
    }
  }
  return null;
}

/** The misprint of a recognised reference that gives the observed (wrong) gradients; null when none does. */
export function recogniseMisprint(
  environment: TraceEnvironment,
  { entry, variant, matching }: Recognised,
  observations: readonly Observation[],
): CatalogueMisprint | null {
  const names = variant.parameters.map((p) => p.name);
  const usable = observations.slice(0, 12);
  if (usable.length < enoughSamples) return null;
  for (const misprint of entry.misprints) {
    // Where the printed loss is what is wrong, a gradient beside the right one has another fault.
    if (!entry.variants.some(({ value }) => value.node === misprint.value.node)) continue;
    // Its parameters are a subset of the reference's, by name.
    const own = misprint.gradient.node.parameters.map((p) => matching[names.indexOf(p.name.getText())] ?? null);
    const agrees = usable.every((o) => isSame(run(environment, misprint.gradient, own, o), o.results));
    if (agrees) return misprint;
  }
  return null;
}

function run(
  environment: TraceEnvironment,
  unit: FunctionUnit,
  matching: readonly (InputSpec | null)[],
  observation: Observation,
): readonly number[] {
  // What the reference does with its arguments must not change what is known of the user's.
  const inputs = new Inputs(environment.graph, new InputSpecs(), observation.draw, observation.values);
  const args = (machine: Machine): readonly Value[] =>
    unit.node.parameters.map((_, i) => {
      const spec = matching[i];
      return spec === null || spec === undefined
        ? undefined
        : machine.inputs.value(observedSpec(spec.path, observation.values));
    });
  const traced: Trace | { kind: string } = trace(environment, unit, inputs, args);
  return 'outputs' in traced ? traced.outputs.map((leaf) => leaf.v) : [];
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, i) => Math.abs(x - b[i]!) <= sameResult * Math.max(Math.abs(x), Math.abs(b[i]!), 1e-6))
  );
}

const synonyms: readonly RegExp[] = [
  /^(p|pred|prediction|predicted|yhat|ypred|prob|probs|probability|predbox|box|b|bp|s|q|output)$/,
  /^(y|t|target|label|truth|ytrue|gt|gtbox|targetbox|bgt|actual|expected)$/,
  /^(z|x|logit|logits|input|score|scores)$/,
  /^(gamma|g)$/,
  /^(alpha|a)$/,
  /^(eps|epsilon|e)$/,
  /^(posweight|pw|weight)$/,
];

/** Ways to give the user's inputs to a reference: by name, by meaning, and in order. */
function matchings(
  variant: CatalogueVariant,
  parameters: readonly { readonly name: string; readonly spec: InputSpec }[],
): readonly (readonly (InputSpec | null)[])[] {
  const isOptional = (i: number): boolean => variant.value.node.parameters[i]?.initializer !== undefined;
  const byTest = (tests: readonly ((a: string, b: string) => boolean)[]): (InputSpec | null)[] | null => {
    const taken = new Set<InputSpec>();
    const found: (InputSpec | null)[] = variant.parameters.map(() => null);
    for (const test of tests) {
      variant.parameters.forEach(({ name }, i) => {
        if (found[i] !== null) return;
        const match = parameters.find((p) => !taken.has(p.spec) && test(plainName(p.name), plainName(name)));
        if (match === undefined) return;
        found[i] = match.spec;
        taken.add(match.spec);
      });
    }
    const complete = found.every((spec, i) => spec !== null || isOptional(i));
    // Every input of the user's must be used: a function of more inputs is another function.
    return complete && parameters.every((p) => taken.has(p.spec)) ? found : null;
  };
  const meaning = (a: string, b: string): boolean => synonyms.some((s) => s.test(a) && s.test(b));
  const candidates = [
    byTest([(a, b) => a === b]),
    byTest([(a, b) => a === b, meaning]),
    byTest([(a, b) => a === b, meaning, () => true]),
    byTest([() => true]),
  ];
  const seen = new Set<string>();
  return candidates.filter((found): found is (InputSpec | null)[] => {
    if (found === null) return false;
    const key = found.map((spec) => spec?.path ?? '-').join();
    return !seen.has(key) && Boolean(seen.add(key));
  });
}
