/**
 * @file Points that chance never draws and at which a gradient that is right elsewhere is no number, though the value and its derivative
 * are: at 0, where two inputs are equal, and far out, where an exponential overflows.
 */
import { isBeyondUnit } from '../frontend/trace/inputs/domains.ts';
import { isFlag, selectsEntry } from '../frontend/trace/inputs/input-spec.ts';
import type { Graph } from '../math/expr/graph.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Attempt, Judged } from './attempt.ts';
import { valueLeaves } from './leaves.ts';
import type { Session } from './sampling/session.ts';

/** Numbers for one run, by the names of inputs. */
type Point = readonly (readonly [name: string, x: number])[];

/** Arrays have the same mistake at each of their entries. */
const mostInputs = 16;

/** Other arguments, such as an exponent, decide as well. */
const mostBases = 4;

/** Longer runs are not made again for this. */
const mostSteps = 4000;

/** Where exponentials have all their digits in the larger term, and where they are infinite. */
const farOut = [40, -40, 800, -800];

/**
 * The first such point; null where there is none.
 * @param judgeAt runs both functions with these numbers and compares them like the samples of the attempt.
 */
export function nanPoint(
  { environment: { graph } }: Session,
  { judged }: Attempt,
  judgeAt: (base: Judged, point: Point) => Judged | null,
): Judged | null {
  const bases = basesOf(judged.filter(({ judgement }) => judgement.kind === 'equal'));
  const [first] = bases;
  if (first === undefined || first.comparison.inputs.length > mostInputs) return null;
  if (first.sample.value.steps + first.sample.gradient.steps > mostSteps) return null;
  const tried = bases.flatMap((base) =>
    [...meetings(base), ...(base === first ? extremes(base) : [])].map((point) => ({ base, point })),
  );
  for (const { base, point } of tried) {
    const found = isAllowed(base, point) ? judgeAt(base, point) : null;
    if (found !== null && !isGuarded(found) && isNaNAlone(graph, found)) return found;
  }
  return null;
}

/** A sample, and those at which each other argument is little more than 1: the slope of a power is infinite at 0 for such exponents alone. */
function basesOf(judged: readonly Judged[]): readonly Judged[] {
  const [first] = judged;
  if (first === undefined) return [];
  const { sample, comparison } = first;
  const names = [...sample.values.keys()].filter((name) => !/[.[]/.test(name) && !comparison.inputs.includes(name));
  const numberIn = ({ sample: { values } }: Judged, name: string): number => {
    const x = values.get(name) ?? 0;
    return x > 1 ? x : Infinity;
  };
  const least = names.map((name) => judged.reduce((a, b) => (numberIn(b, name) < numberIn(a, name) ? b : a)));
  return [...new Set([first, ...least])].slice(0, mostBases);
}

/** A sample at which the gradient alone is NaN, of one that is often no number; null where there is none. */
export function nanSample({ environment: { graph } }: Session, { judged }: Attempt): Judged | null {
  return judged.find((each) => isNaNAlone(graph, each)) ?? null;
}

/** Whether a bound of the value keeps a logarithm or an exponential finite there, which gradients ignore by convention. */
function isGuarded({ judgement }: Judged): boolean {
  return judgement.kind === 'inconclusive' && judgement.why === 'clamp';
}

/** Whether the gradient alone is NaN. An infinite one may be right, as that of a root at 0, and one that the code says is NaN is meant. */
function isNaNAlone(
  graph: Graph,
  { comparison: { expected, actual }, sample: { value, values, gradient } }: Judged,
): boolean {
  const isNumber = valueLeaves(value.outputs).every((leaf) => Number.isFinite(leaf.v));
  if (!isNumber || !gradient.outputs.some((leaf) => Number.isNaN(leaf.v)) || gradient.strayReads.length > 0)
    return false;
  const numbers = evaluate(program(graph, [...expected, ...actual]), values);
  if (actual.some((id) => Number.isNaN(graph.constantValue(id)))) return false;
  return expected.every((id) => Number.isFinite(numbers.get(id))) && actual.some((id) => Number.isNaN(numbers.get(id)));
}

/** Where what is differentiated by is 0, and where it is equal to another argument. */
function meetings({ comparison: { inputs }, sample }: Judged): readonly Point[] {
  const [first] = inputs;
  const toZero = (names: readonly string[]): Point => names.map((name) => [name, 0]);
  // Parameters of a model are not all 0 at once.
  const areAlike = inputs.length <= 2 || new Set(inputs.map((name) => name.replaceAll(/\[\d+\]/g, ''))).size === 1;
  return [
    ...(areAlike ? [toZero(inputs)] : []),
    ...(first === undefined || inputs.length === 1 ? [] : [toZero([first])]),
    ...counterparts(inputs, sample.values).flatMap((others) => [
      others,
      toZero([...inputs, ...others.map(([name]) => name)]),
    ]),
  ];
}

function extremes({ comparison: { inputs } }: Judged): readonly Point[] {
  const [first] = inputs;
  return farOut.flatMap((x) => [
    inputs.map((name): [string, number] => [name, x]),
    ...(first === undefined || inputs.length === 1 ? [] : [[[first, x]] as const]),
  ]);
}

/** For each other argument of the same shape the numbers that make it equal to what is differentiated by: `q[i]` as large as `p[i]`. */
function counterparts(inputs: readonly string[], values: ReadonlyMap<string, number>): readonly Point[] {
  const own = new Map(inputs.map((name) => [name.replace(/^[^.[]+/, ''), values.get(name)!]));
  const roots = new Set(inputs.map(rootOf));
  const others = [...new Set([...values.keys()].map(rootOf))].filter((root) => !roots.has(root) && root !== 'this');
  return others.flatMap((root): Point[] => {
    const same = [...values.keys()].filter((name) => rootOf(name) === root);
    const isAlike = same.length === own.size && same.every((name) => own.has(name.slice(root.length)));
    return isAlike ? [same.map((name) => [name, own.get(name.slice(root.length))!])] : [];
  });
}

function rootOf(name: string): string {
  return /^[^.[]+/.exec(name)?.[0] ?? name;
}

/** Whether the inputs may have these numbers, by their tags, names and uses. */
function isAllowed({ sample }: Judged, point: Point): boolean {
  return point.every(([name, x]) => {
    const spec = sample.specs.get(name);
    const isChosen = selectsEntry(spec) || isFlag(spec) || spec?.count === true;
    const isFree = spec === undefined || spec.domain === null;
    return !isChosen && isFree && (x === 0 || !isBeyondUnit(name, x));
  });
}
