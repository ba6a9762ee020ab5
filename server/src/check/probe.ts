/** @file Judged samples prepared for asking what would make the gradient right there: the ones where it is wrong first. */
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Judged } from './decide.ts';
import type { Session } from './session.ts';

/** One judged sample with the numbers of the derived gradient. */
export interface Probe {
  readonly judged: Judged;
  readonly expected: readonly number[];
  /** Entries that a change has to make right, or leave right. */
  readonly components: readonly number[];
  /** Those of them that are wrong. */
  readonly wrong: readonly number[];
  /** Equal for probes whose gradients are the same expressions on the same path. */
  readonly traceKey: string;
}

/**
 * Up to `nWrong` samples where the gradient is wrong and `nRight` where it is right: a change must not break what works.
 * @param component the one entry that is looked at, or null for all of them.
 */
export function makeProbes(
  session: Session,
  judged: readonly Judged[],
  component: number | null,
  nWrong: number,
  nRight: number,
): Probe[] {
  const isWrong = ({ judgement }: Judged): boolean =>
    judgement.kind === 'different' && (component === null || judgement.wrong.includes(component));
  const isRight = ({ judgement }: Judged): boolean =>
    judgement.kind === 'equal'
      ? judgement.relative === 0
      : judgement.kind === 'different' && component !== null && !judgement.wrong.includes(component);
  const chosen = [...judged.filter(isWrong).slice(0, nWrong), ...judged.filter(isRight).slice(0, nRight)];
  return chosen.map((j) => {
    const values = evaluate(program(session.environment.graph, j.comparison.expected), j.sample.values);
    const expected = j.comparison.expected.map((id) => values.get(id)!);
    const components = component === null ? expected.map((_, k) => k) : [component];
    const wrong = j.judgement.kind === 'different' ? j.judgement.wrong.filter((k) => components.includes(k)) : [];
    const path = j.sample.gradient.path.map((d) => `${d.lhs}${d.comparison}${d.rhs}${d.taken}`);
    const options = [...j.sample.options].join();
    const traceKey = `${j.comparison.actual.join()} ${path.join()} ${options}`;
    return { judged: j, expected, components, wrong, traceKey };
  });
}
