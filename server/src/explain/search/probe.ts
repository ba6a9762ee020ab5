/** @file Judged samples prepared for asking what would make the gradient right there: the ones where it is wrong first. */
import { budgets } from '../../frontend/trace/machine.ts';
import { enclose, evaluate, program } from '../../math/numeric/evaluate.ts';
import { type Interval, width } from '../../math/numeric/interval.ts';
import { equalityTolerance, negligibleShare } from '../../math/numeric/tolerance.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import type { Judged } from '../../check/attempt.ts';
import { hasRepeatedIndex } from '../../check/inputs/marked-indices.ts';
import type { Session } from '../../check/sampling/session.ts';

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

/** Longer runs cannot be run again with a change, which may add some steps. */
const mostSteps = 0.9 * budgets.trialSteps;

/** Of runs as short as these none is left out; of longer ones those that take several times as long as others. */
const shortRun = 1500;
const timesLonger = 2;

/** The samples that are quick to run: of gradients in loops, those whose arrays are small. */
export function quickOnes(judged: readonly Judged[]): readonly Judged[] {
  // Where the gradient is right, or no number, it may take fewer steps than wherever it is wrong.
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
  const least = Math.min(...wrong.map(({ sample }) => sample.gradient.steps));
  const most = Math.max(shortRun, timesLonger * least);
  return judged.filter(({ sample }) => sample.gradient.steps <= most);
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
  const runnable = withoutPointsInOne(
    session,
    judged.filter(({ sample }) => sample.gradient.steps < mostSteps),
  );
  const { graph } = session.environment;
  const choose = (some: readonly Judged[], most: number): readonly Judged[] => {
    const exact = fromEachPath(some, most, (j) => isWellConditioned(graph, j));
    // Where rounding tells nothing apart anywhere, these are all there is to be had.
    return exact.length > 0 ? exact : fromEachPath(some, most);
  };
  const chosen = [...choose(runnable.filter(isWrong), nWrong), ...choose(runnable.filter(isRight), nRight)];
  return chosen.map((j) => {
    const values = evaluate(program(graph, j.comparison.expected), j.sample.values);
    const expected = j.comparison.expected.map((id) => values.get(id)!);
    const components = component === null ? expected.map((_, k) => k) : [component];
    const wrong = j.judgement.kind === 'different' ? j.judgement.wrong.filter((k) => components.includes(k)) : [];
    const traceKey = `${j.comparison.actual.join()} ${pathKey(j.sample.gradient)} ${[...j.sample.options].join()}`;
    return { judged: j, expected, components, wrong, traceKey };
  });
}

/**
 * Without samples where two indices name one entry and the value has no derivative for that, as the distance of a point from itself: what
 * is right elsewhere may be 0 / 0 there. Where there are no others, these are all there is to be had.
 */
function withoutPointsInOne({ environment: { graph } }: Session, judged: readonly Judged[]): readonly Judged[] {
  const isZero = (id: ExprId): boolean => graph.constantValue(id) === 0;
  const others = judged.filter(
    ({ sample, comparison }) => !hasRepeatedIndex(sample) || !comparison.expected.every(isZero),
  );
  return others.some(({ judgement }) => judgement.kind === 'different') ? others : judged;
}

function pathKey({ path }: Trace): string {
  return path.map((d) => `${d.lhs}${d.comparison}${d.rhs}${d.taken}`).join();
}

/** Whether rounding leaves the derivative so many digits that what is right and what is nearly right are told apart. */
function isWellConditioned(graph: Graph, { comparison: { expected }, sample: { values } }: Judged): boolean {
  const found = enclose(program(graph, expected), values);
  const boxes = expected.map((id) => found.get(id)!);
  const sizeOf = ({ lo, hi }: Interval): number => Math.max(Math.abs(lo), Math.abs(hi));
  const scale = Math.max(...boxes.map(sizeOf));
  // What is 0 but for outward rounding is no cancellation.
  const nothing = Math.max(negligibleShare * scale, Number.MIN_VALUE / Number.EPSILON);
  return boxes.every((box) => width(box) <= shareOfTolerance * equalityTolerance * Math.max(sizeOf(box), nothing));
}

/** How much of what counts as equal rounding may take up. */
const shareOfTolerance = 0.1;

/** In their order; further ones of a path only when every path has its turn. */
function fromEachPath(
  judged: readonly Judged[],
  most: number,
  mayBe: (judged: Judged) => boolean = () => true,
): readonly Judged[] {
  const turns = new Map<string, number>();
  const ranked = judged.map((j) => {
    const key = `${pathKey(j.sample.value)} ${pathKey(j.sample.gradient)}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { j, turn };
  });
  const chosen: Judged[] = [];
  for (const { j } of judged.length <= most ? ranked : ranked.sort((a, b) => a.turn - b.turn)) {
    if (chosen.length === most) break;
    if (mayBe(j)) chosen.push(j);
  }
  return chosen;
}

/** Samples where the gradient is wrong before the others, and short runs before long ones: most changes fail at the first. */
export function shortestFirst(probes: readonly Probe[]): readonly Probe[] {
  const rank = ({ wrong, judged: { sample } }: Probe): number =>
    (wrong.length > 0 ? 0 : 1e9) + sample.gradient.path.length;
  return probes.toSorted((a, b) => rank(a) - rank(b));
}
