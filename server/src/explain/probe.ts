/** @file Judged samples prepared for asking what would make the gradient right there: the ones where it is wrong first. */
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Trace } from '../frontend/trace/trace.ts';
import type { Judged } from '../check/attempt.ts';
import type { Session } from '../check/session.ts';

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
 * Up to `nWrong` samples where the gradient is wrong and `nRight` where it is right: a change must not break what works. Of every
 * path that was seen some are taken, as far as there is room.
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
  const chosen = [...fromEachPath(judged.filter(isWrong), nWrong), ...fromEachPath(judged.filter(isRight), nRight)];
  return chosen.map((j) => {
    const values = evaluate(program(session.environment.graph, j.comparison.expected), j.sample.values);
    const expected = j.comparison.expected.map((id) => values.get(id)!);
    const components = component === null ? expected.map((_, k) => k) : [component];
    const wrong = j.judgement.kind === 'different' ? j.judgement.wrong.filter((k) => components.includes(k)) : [];
    const traceKey = `${j.comparison.actual.join()} ${pathKey(j.sample.gradient)} ${[...j.sample.options].join()}`;
    return { judged: j, expected, components, wrong, traceKey };
  });
}

function pathKey({ path }: Trace): string {
  return path.map((d) => `${d.lhs}${d.comparison}${d.rhs}${d.taken}`).join();
}

/** In their order; further ones of a path only when every path has its turn. */
function fromEachPath(judged: readonly Judged[], most: number): readonly Judged[] {
  if (judged.length <= most) return judged;
  const turns = new Map<string, number>();
  const ranked = judged.map((j) => {
    const key = `${pathKey(j.sample.value)} ${pathKey(j.sample.gradient)}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { j, turn };
  });
  return ranked
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ j }) => j);
}
