/**
 * @file Gradients that give one number for an array: the derivatives by its entries, added up. That is the derivative by a shift that all
 * entries have in common, and of an array of one entry its gradient; which is meant is not seen.
 */
import { adjoints } from '../../math/calculus/differentiate.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { gradientLeaves, valueLeaves } from '../leaves.ts';
import { parameterName, parametersOf, type Sample, type Session } from '../sampling/session.ts';

/** Fewer samples with several entries show nothing. */
const fewestSamples = 3;

/** The parameter by whose entries the derivatives are added up; null where there is none. */
export function summedOver(session: Session, samples: readonly Sample[]): string | null {
  const names = parametersOf(session.value).map(parameterName);
  const byLikelihood = [...names].sort((a, b) => Number(looksLikeLabel(a)) - Number(looksLikeLabel(b)));
  return byLikelihood.find((name) => isSumOver(session, samples, name)) ?? null;
}

function isSumOver({ environment: { graph } }: Session, samples: readonly Sample[], name: string): boolean {
  const agreements = samples.flatMap(({ value, gradient, values }): readonly boolean[] => {
    const inputs = [...values.keys()].filter((path) => path.startsWith(`${name}[`));
    const [output, ...others] = valueLeaves(value.outputs);
    const [written, ...more] = gradientLeaves(gradient.outputs);
    if (inputs.length < 2 || output === undefined || written === undefined) return [];
    if (others.length > 0 || more.length > 0) return [false];
    const found = adjoints(graph, output.e);
    const partials = inputs.map((input) => found.of(graph.symbol(input)));
    const numbers = evaluate(program(graph, partials), values);
    const sum = partials.reduce((total, id) => total + numbers.get(id)!, 0);
    if (!Number.isFinite(sum) || !Number.isFinite(written.v) || sum === 0) return [];
    return [Math.abs(sum - written.v) <= equalityTolerance * Math.abs(sum)];
  });
  return agreements.length >= fewestSamples && agreements.every(Boolean);
}
