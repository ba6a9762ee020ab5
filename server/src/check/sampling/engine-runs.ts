/** @file The runs of a pair that is an operation of an autograd engine and the closure that it leaves, which has its arguments from there. */
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import { runClosure, runForward } from '../../frontend/trace/engines/engine-run.ts';
import { runLayer, runLayerBack } from '../../frontend/trace/engines/layer-run.ts';
import { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import type { Machine, Override } from '../../frontend/trace/machine.ts';
import { trace } from '../../frontend/trace/trace.ts';
import type { Value } from '../../frontend/trace/value.ts';
import type { Binding, runGradient, Session } from './session.ts';

/** What is run in the place of a value function that is an operation; null for any other. */
export function forwardCall(
  { value: operation, gradient, candidate: { engine } }: Session,
  args: (machine: Machine) => readonly Value[],
): ((machine: Machine) => Value) | null {
  if (engine === undefined) return null;
  const call = { operation, engine, args };
  return (machine) => (engine.layer === undefined ? runForward(machine, call) : runLayer(machine, call, gradient.node));
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
    call.engine.layer === undefined
      ? runClosure(machine, call, gradient.node, upstream)
      : runLayerBack(machine, call, gradient.node, upstream),
  );
  inputs.finish();
  return { trace: traced, values: inputs.values, steps: inputs.steps };
}
