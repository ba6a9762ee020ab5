/**
 * @file Results that have no shape that fits because the gradient writes beside the array that it returns: beyond the end of a typed one,
 * where nothing is kept, or behind that of a plain one, which grows.
 */
import { gapAt, type OutputLeaf, type Trace } from '../../frontend/trace/trace.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import type { Attempt, Judged } from '../attempt.ts';
import { type Judgement, judge } from '../judge.ts';
import { lostEntryOf } from '../not-a-number.ts';
import { withOutputs } from '../sampling/replay.ts';
import type { Sample, Session } from '../sampling/session.ts';

/**
 * Whether the value leaves entries of the array that it fills as they are wherever the gradient is wrong: for pooling and other strides the
 * array may be shorter than what was drawn, and what is handed in from above as well.
 */
export function isFilledInPart(judged: readonly Judged[]): boolean {
  const failing = judged.filter(({ judgement }) => judgement.kind === 'different');
  return failing.length > 0 && failing.every(({ sample }) => sample.value.fillsInPart);
}

/** A way to make a result fit. */
interface Mending {
  /** The sample as it would be; null where nothing is amiss. */
  mended(graph: Graph, sample: Sample): Sample | null;
  /** The samples that show a mistake when the gradient is taken so; empty where it is none. */
  failing(session: Session, attempt: Attempt): readonly Judged[];
}

export const mendings: readonly Mending[] = [
  {
    mended: (graph, sample) => (sample.gradient.lost.length === 0 ? null : withLostEntries(graph, sample)),
    failing: (session, { judged }) => {
      const lost = judged.flatMap((j) => lostEntryOf(session, j) ?? []);
      const kept = new Set(lost.map((j) => besideLost(session.environment.graph, j).kind));
      return kept.has('equal') && !kept.has('different') ? lost : [];
    },
  },
  {
    mended: (_, sample) => withoutAppended(sample),
    failing: (_, { judged }) => judged.filter(({ judgement }) => judgement.kind === 'different'),
  },
  {
    mended: (_, sample) => withoutGaps(sample),
    failing: (session, { judged }) => judged.flatMap((j) => lostEntryOf(session, j) ?? []),
  },
];

/**
 * A sample with the entries of its result that it lost, as numbers that are none, behind those of the same array that are there; entries
 * between these that nobody wrote are 0.
 */
export function withLostEntries(graph: Graph, sample: Sample): Sample {
  const outputs = [...sample.gradient.outputs];
  const lost = new Set(sample.gradient.lost.map(({ key }) => key));
  for (const key of lost) {
    const [array, index] = [key.slice(0, key.lastIndexOf('[') + 1), indexOf(key)];
    let last = outputs.findLastIndex((leaf) => leaf.key.startsWith(array));
    const known = last < 0 ? -1 : indexOf(outputs[last]!.key);
    if (last < 0) last = outputs.length - 1;
    const isNear = Number.isInteger(index) && index > known && index - known <= mostFilled;
    if (!isNear) outputs.splice(last + 1, 0, gapAt(graph, key));
    for (let i = known + 1; isNear && i <= index; i++) {
      const each = `${array}${i}]`;
      outputs.splice(++last, 0, lost.has(each) ? gapAt(graph, each) : { key: each, e: graph.constant(0), v: 0 });
    }
  }
  return withGradient(sample, outputs);
}

/** What was written farther behind the end, or between two entries, is an entry of no array that is only too short. */
const mostFilled = 64;

/** The last index of a key. */
function indexOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('[') + 1, -1));
}

/** A sample without the entries by which its result grew. */
function withoutAppended(sample: Sample): Sample | null {
  const { outputs, appended } = sample.gradient;
  const kept = outputs.filter(({ key }) => !appended.has(key));
  return kept.length === 0 || kept.length === outputs.length ? null : withGradient(sample, kept);
}

/** A sample whose result starts too late, without what is behind its end for that. */
function withoutGaps(sample: Sample): Sample | null {
  const { outputs } = sample.gradient;
  const first = outputs.findIndex(({ isGap }) => isGap !== true);
  return first <= 0 ? null : withGradient(sample, outputs.slice(0, -first));
}

function withGradient(sample: Sample, outputs: readonly OutputLeaf[]): Sample {
  const gradient: Trace = withOutputs(sample.gradient, outputs);
  return { ...sample, gradient };
}

/** How a result with lost entries is judged but for these. */
function besideLost(graph: Graph, { sample, comparison }: Judged): Judgement {
  const isKept = (_: ExprId, i: number): boolean => Number.isFinite(sample.gradient.outputs[i]!.v);
  const expected = comparison.expected.filter(isKept);
  const actual = comparison.actual.filter(isKept);
  return judge(graph, sample, { ...comparison, expected, actual });
}
