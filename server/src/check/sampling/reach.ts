/**
 * @file Points where a comparison comes out the other way although no one input leads there, as two boxes overlap by half only when all
 * their sides fit: several inputs are moved, one after the other, each to where it helps most.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { uniform } from '../../math/numeric/random.ts';
import { gridOver, type Range } from './thresholds.ts';

/** Times that every input has its turn. */
const sweeps = 3;

/**
 * Values for some of the inputs at which a quantity has the sign that it has not at `values`; null where the search finds none.
 * @param ranges where each input may be moved.
 */
export function pointBeyond(
  graph: Graph,
  quantity: ExprId,
  values: ReadonlyMap<string, number>,
  ranges: ReadonlyMap<string, Range>,
): ReadonlyMap<string, number> | null {
  const code = program(graph, [quantity]);
  const moved = new Map<string, number>();
  const at = (input: string, x: number): number =>
    evaluate(code, { get: (name) => (name === input ? x : (moved.get(name) ?? values.get(name))) }).get(quantity)!;
  const [first] = ranges.keys();
  if (first === undefined) return null;
  const now = (): number => at(first, moved.get(first) ?? values.get(first)!);
  const side = Math.sign(now());
  const isBeyond = (): boolean => now() * side < 0;
  for (let sweep = 0; sweep < sweeps && !isBeyond(); sweep++) {
    for (const [input, range] of ranges) {
      let least = now() * side;
      for (const x of gridOver(range)) {
        const found = at(input, x) * side;
        if (!(found < least)) continue;
        least = found;
        moved.set(input, x);
      }
    }
  }
  if (!isBeyond()) return null;
  return withinReach(values, moved, (point) => {
    const at = (name: string): number | undefined => point.get(name) ?? values.get(name);
    return evaluate(code, { get: at }).get(quantity)! * side < 0;
  });
}

/** Steps from where the inputs were to where they came. */
const stepsBack = 64;

/**
 * A point not far beyond, on the way from where the inputs were: where the search ends, boxes are the same and their differences vanish.
 */
function withinReach(
  values: ReadonlyMap<string, number>,
  moved: ReadonlyMap<string, number>,
  isBeyond: (point: ReadonlyMap<string, number>) => boolean,
): ReadonlyMap<string, number> | null {
  const along = (share: number): ReadonlyMap<string, number> =>
    new Map(
      [...moved].map(([input, x]) => {
        const from = values.get(input)!;
        // Not all the same way, so that nothing is at a kink by symmetry.
        const own = share * (1 - 0.05 * uniform(input.length, `way of ${input}`));
        return [input, Number((from + own * (x - from)).toPrecision(6))];
      }),
    );
  for (let step = 1; step < stepsBack; step++) {
    // A step more than is needed keeps clear of the threshold.
    const point = along((step + 1) / stepsBack);
    if (isBeyond(along(step / stepsBack)) && isBeyond(point)) return point;
  }
  return null;
}
