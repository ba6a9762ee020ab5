/** @file A value function traced by itself: its inputs, and one trace per path that the samples take. */
import { looksLikeHyperparameter, looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { drawPlan } from '../../frontend/trace/inputs/domains.ts';
import { InputSpecs } from '../../frontend/trace/inputs/input-specs.ts';
import { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import { type Trace, trace, type TraceEnvironment, type TraceFailure } from '../../frontend/trace/trace.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { argument, type Session } from './session.ts';
import { parametersOf, parameterSpec } from './session.ts';

export interface TracedPath {
  readonly trace: Trace;
  readonly values: ReadonlyMap<string, number>;
}

export interface TracedValue {
  readonly unit: FunctionUnit;
  readonly graph: Graph;
  /** Scalar inputs, those to differentiate by first. */
  readonly inputs: readonly string[];
  readonly paths: readonly TracedPath[];
}

/** Traces a function on as many samples as it takes to see its paths; says why when it cannot be read. */
export function traceValue(
  environment: TraceEnvironment,
  unit: FunctionUnit,
  options: { readonly samples: number; readonly seed: number },
): TracedValue | { readonly problem: string } {
  const specs = new InputSpecs();
  const candidate = { kind: 'tag', value: unit, gradient: unit, wrt: null, flagIndex: null, declared: true } as const;
  const session: Session = {
    environment,
    value: unit,
    gradient: unit,
    candidate,
    seed: options.seed,
    sizes: 'unlike',
    specs,
  };
  const paths = new Map<string, TracedPath>();
  let failure: TraceFailure | null = null;
  for (let i = 0; i < options.samples; i++) {
    for (let attempt = 0; attempt < 6; attempt++) {
      const { revision } = specs;
      const inputs = new Inputs(environment.graph, specs, drawPlan(options.seed, i));
      const run = trace(environment, unit, inputs, (machine) =>
        parametersOf(unit).map((_, k) =>
          argument(session, machine, { kind: 'input', spec: parameterSpec(session, unit, k) }, null),
        ),
      );
      inputs.finish();
      if (specs.revision !== revision) continue;
      if (run.kind !== 'traced') failure ??= run;
      else if (run.outputs.every((leaf) => Number.isFinite(leaf.v))) {
        const key = run.outputs.map((leaf) => leaf.e).join();
        if (!paths.has(key)) paths.set(key, { trace: run, values: inputs.values });
      }
      break;
    }
  }
  const [first] = paths.values();
  if (first === undefined) {
    const why = failure === null ? 'its value is not a finite number at the inputs drawn' : `of ${failure.what}`;
    return { problem: `${unit.name} cannot be derived because ${why}.` };
  }
  const rank = (id: string): number => (looksLikeHyperparameter(id) ? 2 : looksLikeLabel(id) ? 1 : 0);
  const inputs = [...first.values.keys()].sort((a, b) => rank(a) - rank(b));
  return { unit, graph: environment.graph, inputs, paths: [...paths.values()] };
}
