/** @file Written gradients that are NaN or infinite where the value and its derivative are finite. */
import { looksLikeLabel } from '../frontend/trace/domains.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Attempt, Judged } from './decide.ts';
import { type Binding, parametersOf, parameterSpec, type Session } from './session.ts';
import { gradientLeaves, valueLeaves } from './leaves.ts';

/**
 * The sample as a witness when the written gradient is NaN or infinite there while the value and its derivative are finite. Only where
 * the gradient is called with the value's own arguments: a further one may have a shape that we guessed wrong.
 */
export function notANumber(session: Session, binding: Binding, judged: Judged): Judged | null {
  const { comparison, sample, judgement } = judged;
  if (judgement.kind !== 'inconclusive' || judgement.why !== 'gradient-not-finite') return null;
  if (!takesArgumentsOfValue(session, binding)) return null;
  const code = program(session.environment.graph, [...comparison.expected, ...comparison.actual]);
  const values = evaluate(code, sample.values);
  const wrong = comparison.actual.flatMap((id, i) => (Number.isFinite(values.get(id)!) ? [] : [i]));
  const [index] = wrong;
  if (index === undefined) return null;
  const expected = values.get(comparison.expected[index]!)!;
  const worst = { index, expected, actual: values.get(comparison.actual[index]!)!, errorBound: 0, relative: 1 };
  return { ...judged, judgement: { kind: 'different', worst, wrong } };
}

function takesArgumentsOfValue(session: Session, binding: Binding): boolean {
  const own = new Set(parametersOf(session.value).map((_, i) => parameterSpec(session, session.value, i)));
  return binding.gradient.every((source) => source.kind === 'input' && own.has(source.spec));
}

/**
 * Whether a gradient that is right elsewhere is NaN or infinite on a part of the inputs where the value is finite: as it runs, whatever
 * its expressions come to after simplification, and also where the value has no derivative because one of its steps has none. A single
 * value of a label, such as a time to maturity of 0, is no such part unless the value asks for it.
 */
export function isOftenNotFinite(session: Session, { judged, binding }: Attempt): boolean {
  if (!takesArgumentsOfValue(session, binding)) return false;
  const { graph } = session.environment;
  const isBroken = ({ sample: { value, gradient, values } }: Judged): boolean => {
    const isFinite = valueLeaves(value.outputs).every((leaf) => Number.isFinite(leaf.v));
    if (!isFinite || gradientLeaves(gradient.outputs).every((leaf) => Number.isFinite(leaf.v))) return false;
    const hard = [...values].filter(([name, v]) => looksLikeLabel(name) && (v === 0 || Math.abs(v) === 1));
    const asked = graph.symbolsOf(value.path.flatMap(({ lhs, rhs }) => [lhs, rhs]));
    return hard.length === 0 || hard.some(([name]) => asked.has(name));
  };
  return judged.filter(isBroken).length > judged.length / 6;
}
