/**
 * @file Where quantities change sign along one input, the others held: a scan for brackets, then bisection. Which quantities matter,
 * and which inputs are moved, is decided in `aim.ts`.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { uniform } from '../../math/numeric/random.ts';

export type Range = readonly [low: number, high: number];

/** Instructions that may still be evaluated: rounding in steps has more thresholds than are of use. */
export interface Work {
  left: number;
}

/**
 * Thresholds of all the quantities that depend on the input.
 * @param kinks quantities that stand inside others: `compared` is scanned between their thresholds too, since |x − 7| < 0.1 is true
 *   nowhere else.
 */
export function thresholdsAlong(
  graph: Graph,
  kinks: readonly ExprId[],
  compared: readonly ExprId[],
  values: ReadonlyMap<string, number>,
  input: string,
  range: Range,
  work: Work,
): readonly number[] {
  const depends = (id: ExprId): boolean => graph.symbolsOf([id]).has(input);
  const along = (id: ExprId): ((x: number) => number) => {
    const code = program(graph, [id]);
    return (x) => {
      work.left -= code.order.length;
      if (work.left < 0) return NaN;
      return evaluate(code, { get: (name) => (name === input ? x : values.get(name)) }).get(id)!;
    };
  };
  const grid = gridOver(range);
  const inner = kinks.filter(depends).flatMap((id) => roots(along(id), grid));
  const finer = inner.length === 0 ? grid : [...new Set([...grid, ...inner])].sort((a, b) => a - b);
  return [...inner, ...compared.filter(depends).flatMap((id) => roots(along(id), finer))];
}

/** Where the function changes sign between two points of the grid, or twice between three of them. */
function roots(f: (x: number) => number, grid: readonly number[]): number[] {
  const values = grid.map(f);
  const found: number[] = [];
  for (let i = 0; i + 1 < grid.length; i++) {
    const [x0, x1, x2] = [grid[i]!, grid[i + 1]!, grid[i + 2]];
    const [f0, f1, f2] = [values[i]!, values[i + 1]!, values[i + 2]];
    // A quantity that is 0 on a stretch, as a margin is where its label is 0, changes sign at the ends of it alone.
    if (f0 === 0) found.push(...(f1 !== 0 || (values[i - 1] ?? 0) !== 0 ? [x0] : []));
    else if (f0 * f1 < 0) found.push(bisect(f, x0, f0, x1));
    else if (
      x2 !== undefined &&
      f2 !== undefined &&
      f0 * f2 > 0 &&
      (f0 !== f1 || f1 !== f2) &&
      Math.abs(f1) <= Math.min(Math.abs(f0), Math.abs(f2))
    ) {
      const x = smallest((at) => f(at) * Math.sign(f0), x0, x2);
      const atX = f(x);
      if (f0 * atX < 0) found.push(bisect(f, x0, f0, x), bisect(f, x, atX, x2));
    }
  }
  return found;
}

/** Dense where thresholds usually are, sparse far out. */
export function gridOver([low, high]: Range): readonly number[] {
  const points: number[] = [];
  for (let x = -6; x <= 6; x += 0.37) points.push(x);
  for (const x of [8, 12, 20, 35, 60, 110, 300, 1100, 11_000]) points.push(-x, x);
  const inside = points.filter((x) => x > low && x < high);
  const ends = [low, high].filter(Number.isFinite);
  return [...ends, ...inside].sort((a, b) => a - b);
}

function bisect(f: (x: number) => number, low: number, atLow: number, high: number): number {
  let a = low;
  let b = high;
  for (let i = 0; i < 48; i++) {
    const middle = (a + b) / 2;
    if (f(middle) * atLow > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** Where a function with one minimum between the two ends is smallest, nearly. */
function smallest(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  for (let i = 0; i < 40; i++) {
    const [left, right] = [a + (b - a) / 3, b - (b - a) / 3];
    if (f(left) < f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}

/**
 * Middles of the intervals between thresholds, and points beyond the outermost ones: not equally far for all inputs, which would be
 * equal then.
 */
export function pointsAround(thresholds: readonly number[], [low, high]: Range, input: string): readonly number[] {
  const step = 0.5 + 0.3 * uniform(input.length, `step of ${input}, ${input}`);
  const sorted = [...new Set(thresholds.map((x) => Number(x.toPrecision(12))))].sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const points: number[] = [];
  sorted.forEach((x, i) => {
    const next = sorted[i + 1];
    if (next !== undefined && next - x > 1e-6) points.push((x + next) / 2);
  });
  points.push(beyond(sorted[0]!, -step, low), beyond(sorted.at(-1)!, step, high));
  return points.filter((x) => x > low && x < high).map((x) => Number(x.toPrecision(6)));
}

/** A little outside a threshold, or half the way to the end of the range where that is nearer. */
function beyond(threshold: number, step: number, end: number): number {
  const distance = Math.sign(step) * Math.max(Math.abs(step), 0.05 * Math.abs(threshold));
  return Math.abs(end - threshold) > Math.abs(distance) ? threshold + distance : (threshold + end) / 2;
}
