/** @file Both functions of a pair traced at one given point, for plots: the value may be defined where the gradient is not. */
import type { Draw } from '../frontend/trace/domains.ts';
import { Inputs } from '../frontend/trace/inputs.ts';
import { type Trace, trace } from '../frontend/trace/trace.ts';
import { gradientHalf, valueHalf } from './loss-and-gradient.ts';
import { argument, type Binding, gradientArguments, type Sample, type Session, stateLeft } from './session.ts';

export interface RunAt {
  readonly value: Trace | null;
  /** Set when both functions could be traced. */
  readonly sample: Sample | null;
}

/** @param at a value for every scalar input, by symbol name. */
export function runAt(session: Session, binding: Binding, draw: Draw, at: ReadonlyMap<string, number>): RunAt {
  const { environment, specs } = session;
  const inputs = new Inputs(environment.graph, specs, draw, at);
  const whole = trace(environment, session.value, inputs, (machine) =>
    binding.value.map((source) => argument(session, machine, source, null)),
  );
  inputs.finish();
  if (whole.kind !== 'traced') return { value: null, sample: null };
  const value = valueHalf(session.candidate, whole);
  const traced = trace(
    environment,
    session.gradient,
    new Inputs(environment.graph, specs, draw, at),
    (machine) => gradientArguments(session, machine, binding, value),
    null,
    stateLeft(session, value),
  );
  if (traced.kind !== 'traced') return { value, sample: null };
  const gradient = gradientHalf(session.environment.graph, session.candidate, traced);
  const upstream =
    binding.upstream === null
      ? []
      : [...at.keys()].filter((id) => belongs(id, binding.upstream!.path)).map((id) => environment.graph.symbol(id));
  return {
    value,
    sample: {
      draw,
      overrides: at,
      values: at,
      options: inputs.options,
      specs: inputs.scalars,
      value,
      gradient,
      upstream,
    },
  };
}

function belongs(id: string, path: string): boolean {
  return id === path || id.startsWith(`${path}[`) || id.startsWith(`${path}.`);
}
