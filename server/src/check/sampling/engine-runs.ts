/** @file The runs of a pair that is an operation of an autograd engine and the closure that it leaves, which has its arguments from there. */
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import { runClosure, runForward } from '../../frontend/trace/engine-run.ts';
import { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import type { Machine, Override } from '../../frontend/trace/machine.ts';
import { trace } from '../../frontend/trace/trace.ts';
import type { Value } from '../../frontend/trace/value.ts';
import type { Binding, runGradient, Session } from './session.ts';

/** What is run in the place of a value function that is an operation; null for any other. */
export function forwardCall(
  { value: operation, candidate: { engine } }: Session,
  args: (machine: Machine) => readonly Value[],
): ((machine: Machine) => Value) | null {
  return engine === undefined ? null : (machine) => runForward(machine, { operation, engine, args });
}

/** The run of the closure. The operation runs once more before it, and draws what it drew for its value. */
export function runLeft(
  session: Session,
  binding: Binding,
  draw: Draw,
  overrides: ReadonlyMap<string, number>,
  args: (machine: Machine) => readonly Value[],
  override: Override | null,
): ReturnType<typeof runGradient> {
  const { environment, specs, value: operation, gradient, candidate } = session;
  const inputs = new Inputs(environment.graph, specs, draw, overrides);
  const call = { operation, engine: candidate.engine!, args };
  const { upstream } = binding;
  const traced = trace(environment, gradient, inputs, args, override, null, (machine) =>
    runClosure(machine, call, gradient.node, upstream),
  );
  inputs.finish();
  return { trace: traced, values: inputs.values, steps: inputs.steps };
}
