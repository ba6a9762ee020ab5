/** @file What a right derivative of one variable wants to be called with: the function's input, its output, or either. */
import { AdjointCache, compareGradients } from './expected.ts';
import type { CheckedPair } from '../decision.ts';
import { judge } from '../judge.ts';
import {
  type ArgumentSource,
  type Binding,
  parametersOf,
  parameterSpec,
  runSample,
  type Session,
} from '../sampling/session.ts';

export type CallForm = 'input' | 'output';

/** Samples on which the other form is tried; that it is wrong shows on the first ones. */
const tries = 12;

/**
 * The only form in which the derivative is right. Null when both are, as for a constant derivative or that of ReLU, when the caller hands
 * in both, when there are further variables to pass, and when the check did not find the derivative right.
 */
export function callForm({ decision, session }: CheckedPair): CallForm | null {
  if (decision.kind !== 'agrees' || !takesOneVariable(session)) return null;
  const { binding, target, reading } = decision.attempt;
  if (reading.kind !== 'plain') return null;
  const other = inOtherForm(session, binding);
  if (other === null) return null;
  const { graph } = session.environment;
  const cache = new AdjointCache();
  for (let i = 0; i < tries; i++) {
    const sample = runSample(session, other, i);
    if ('kind' in sample) continue;
    const comparison = compareGradients(session, cache, sample, target, reading);
    if (comparison !== null && judge(graph, sample, comparison).kind === 'different')
      return binding.outputForm ? 'output' : 'input';
  }
  return null;
}

/** An activation, as opposed to a loss, whose output says nothing of its inputs. Flags and parameters with defaults do not count. */
function takesOneVariable({ value, candidate }: Session): boolean {
  const needed = parametersOf(value).filter(
    (parameter, i) =>
      i !== candidate.flagIndex && parameter.initializer === undefined && parameter.questionToken === undefined,
  );
  return needed.length === 1;
}

/** The same call with the output for the input, or the reverse; null when the gradient takes neither of them or both. */
function inOtherForm(session: Session, binding: Binding): Binding | null {
  const variable = parametersOf(session.value).findIndex((_, i) => i !== session.candidate.flagIndex);
  const spec = parameterSpec(session, session.value, variable);
  const isInput = (source: ArgumentSource): boolean => source.kind === 'input' && source.spec === spec;
  const isOutput = (source: ArgumentSource): boolean => source.kind === 'output';
  const inputs = binding.gradient.filter(isInput).length;
  const outputs = binding.gradient.filter(isOutput).length;
  if (inputs + outputs !== 1) return null;
  const gradient = binding.gradient.map((source): ArgumentSource => {
    if (isInput(source)) return { kind: 'output' };
    return isOutput(source) ? { kind: 'input', spec } : source;
  });
  return { ...binding, gradient, outputForm: !binding.outputForm };
}
