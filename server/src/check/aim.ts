/**
 * @file Inputs aimed at what random samples may miss: the far side of a branch never taken, the thin region between two thresholds.
 * Where the comparisons of the code, and the kinks of the value, change sign along one input is solved for; points are placed between
 * and beyond those thresholds.
 */
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { evaluate, type Program, program } from '../math/numeric/evaluate.ts';
import { builder } from '../math/expr/build.ts';
import { plausibleRange } from '../frontend/trace/domains.ts';
import type { Trace } from '../frontend/trace/trace.ts';
import type { Sample, Session } from './session.ts';
import { valueLeaves } from './targets.ts';

/** Samples that aim, at most; thresholds beyond are left to chance. */
const maxAims = 32;
/** Inputs that are moved, at most: of arrays, the first entries. */
const maxInputs = 8;
const maxQuantities = 40;

/** One input moved away from where a sample had it. */
export interface Aim {
  readonly base: Sample;
  readonly overrides: ReadonlyMap<string, number>;
}

/** Points between and beyond the thresholds of the code, starting from a few plain samples. */
export function aims(session: Session, samples: readonly Sample[], inputs: readonly string[]): readonly Aim[] {
  const { graph } = session.environment;
  const found: Aim[] = [];
  const seen = new Set<string>();
  for (const base of baseSamples(samples)) {
    const quantities = signedQuantities(graph, base).slice(0, maxQuantities);
    for (const input of inputs.slice(0, maxInputs)) {
      const range = plausibleRange(input);
      const thresholds = quantities
        .filter((id) => graph.symbolsOf([id]).has(input))
        .flatMap((id) => roots(program(graph, [id]), id, base.values, input, range));
      for (const x of pointsAround(thresholds, range)) {
        const key = `${input}=${x} ${base.draw.labels}`;
        if (seen.has(key) || found.length >= maxAims) continue;
        seen.add(key);
        found.push({ base, overrides: new Map([[input, x]]) });
      }
    }
  }
  return found;
}

/** One sample per path, plain labels first: other paths have other comparisons. */
function baseSamples(samples: readonly Sample[]): readonly Sample[] {
  const paths = new Map<string, Sample>();
  const plainFirst = [...samples].sort(
    (a, b) => Number(b.draw.labels === 'zero-one') - Number(a.draw.labels === 'zero-one'),
  );
  for (const sample of plainFirst) {
    const key = [...sample.value.path, ...sample.gradient.path]
      .map((d) => `${d.node.pos}${d.taken ? '+' : '-'}`)
      .join();
    if (!paths.has(key)) paths.set(key, sample);
  }
  return [...paths.values()].slice(0, 4);
}

/** Expressions whose sign decides something: sides of comparisons, arguments of |·|, differences of max and min. */
function signedQuantities(graph: Graph, sample: Sample): readonly ExprId[] {
  const build = builder(graph);
  const found = new Set<ExprId>();
  const decide = (trace: Trace): void => {
    for (const { lhs, rhs, comparison } of trace.path) {
      if (comparison !== '===' && comparison !== '!==') found.add(build.sub(lhs, rhs));
    }
  };
  decide(sample.value);
  decide(sample.gradient);
  const outputs = [...valueLeaves(sample.value.outputs), ...sample.gradient.outputs].map((leaf) => leaf.e);
  for (const id of graph.reachable(outputs)) {
    const node = graph.node(id);
    if (node.kind !== 'apply') continue;
    const [a, b] = node.args;
    if (node.op === 'max' || node.op === 'min') found.add(build.sub(a!, b!));
    else if (node.op === 'abs' || node.op === 'sign' || node.op === 'step') found.add(a!);
  }
  return [...found];
}

/** Where the quantity changes sign along one input, the others held: a scan for brackets, then bisection. */
function roots(
  code: Program,
  id: ExprId,
  values: ReadonlyMap<string, number>,
  input: string,
  range: readonly [number, number],
): number[] {
  const f = (x: number): number => evaluate(code, { get: (name) => (name === input ? x : values.get(name)) }).get(id)!;
  const grid = gridOver(range);
  const found: number[] = [];
  let x0 = grid[0]!;
  let f0 = f(x0);
  for (const x1 of grid.slice(1)) {
    const f1 = f(x1);
    if (f0 === 0) found.push(x0);
    else if (f0 * f1 < 0) found.push(bisect(f, x0, f0, x1));
    x0 = x1;
    f0 = f1;
  }
  return found;
}

/** Dense where thresholds usually are, sparse far out. */
function gridOver([low, high]: readonly [number, number]): readonly number[] {
  const points: number[] = [];
  for (let x = -6; x <= 6; x += 0.37) points.push(x);
  for (const x of [8, 12, 20, 35, 60, 110]) points.push(-x, x);
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

/** Middles of the intervals between thresholds, and points beyond the outermost ones. */
function pointsAround(thresholds: readonly number[], [low, high]: readonly [number, number]): readonly number[] {
  const sorted = [...new Set(thresholds.map((x) => Number(x.toPrecision(12))))].sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const points: number[] = [];
  sorted.forEach((x, i) => {
    const next = sorted[i + 1];
    if (next !== undefined && next - x > 1e-6) points.push((x + next) / 2);
  });
  points.push(sorted[0]! - 0.61, sorted.at(-1)! + 0.61);
  return points.filter((x) => x > low && x < high).map((x) => Number(x.toPrecision(6)));
}
