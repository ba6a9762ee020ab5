/**
 * @file What keeps a sample from saying something: the value has a kink nearby, a guard has cut it off, an epsilon decides.
 * Which operations and conditions can be in the way is looked for once for all samples that took the same path.
 */
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { type OpDef, smooth } from '../math/expr/op.ts';
import { ops } from '../math/expr/ops/registry.ts';
import { asksForConvergence } from '../frontend/trace/convergence.ts';
import type { Decision } from '../frontend/trace/machine.ts';
import { evaluate, type Program, program, valuesOf } from '../math/numeric/evaluate.ts';
import { approximationTolerance, kinkClearance } from '../math/numeric/tolerance.ts';
import type { Comparison } from './conventions/expected.ts';
import { heldEnds } from './inputs/held-parameters.ts';
import { valueLeaves } from './leaves.ts';
import type { Sample } from './sampling/session.ts';
import { areTied } from './sampling/ties.ts';

/** A kink of the value, a region where a guard or an epsilon has cut it off, or one beyond a bound such as `x > 20`. */
export type Obstacle = 'kink' | 'clamp' | 'far';

/** Whether the differentiated inputs of a sample are at one of the obstacles; null where nothing is in the way. */
export function obstacleNear(graph: Graph, sample: Sample, comparison: Comparison): Obstacle | null {
  if (isBeyondEnds(graph, sample, comparison) || isLeftOut(graph, sample, comparison)) return 'clamp';
  const course = courseOf(graph, sample, comparison);
  const values = valuesOf(course.code, sample.values);
  if (asksOfNaN(graph, sample, (id) => values[course.code.slots.get(id)!])) return 'clamp';
  if (course.epsilons.some((each) => isLostInEpsilon(each, values))) return 'clamp';
  if (course.guards.some(({ self, bound }) => isTinyGuard(values[bound]!) && values[self] === values[bound]))
    return 'clamp';
  let obstacle: 'kink' | 'far' | null = null;
  for (const { op, a, b, self, isStill, bounds, isHeld } of course.bends) {
    const x = values[a]!;
    const y = b === null ? NaN : values[b]!;
    if (!isStill && op.kinkDistance(x, y) < kinkClearance * Math.max(1, Math.abs(x))) obstacle = 'kink';
    const isCut = bounds.some((slot) => {
      const bound = values[slot]!;
      return (isGuard(bound) || isHeld || isEnd(comparison.isCurve, bound)) && values[self] === bound;
    });
    if (isCut) return 'clamp';
  }
  for (const condition of course.conditions) {
    const [x, y] = [values[condition.lhs]!, values[condition.rhs]!];
    const isNear = Math.abs(x - y) < kinkClearance * Math.max(1, Math.abs(x));
    if (isNear && !isTie(graph, condition, [x, y], sample)) obstacle = 'kink';
    const bound = guardOf(condition, x, y, comparison);
    if (bound === null) continue;
    if (Math.abs(bound) < 2 || comparison.vanishes) return 'clamp';
    obstacle ??= 'far';
  }
  return obstacle;
}

/** Whether the value asks something of NaN and goes on, as where `p[i] > 0` is asked of 0 / 0: then it is no value there. */
export function comesUponNaN(graph: Graph, sample: Sample): boolean {
  const { path } = sample.value;
  if (path.length === 0) return false;
  const sides = path.flatMap(({ lhs, rhs }) => [lhs, rhs]);
  const found = evaluate(program(graph, sides), sample.values);
  return asksOfNaN(graph, sample, (id) => found.get(id));
}

/** The same where the sides of its comparisons have been evaluated. */
function asksOfNaN(
  graph: Graph,
  { value: { path }, values }: Sample,
  numberOf: (id: ExprId) => number | undefined,
): boolean {
  const isKnown = (id: ExprId): boolean => [...graph.symbolsOf([id])].every((name) => values.has(name));
  return path.some(({ lhs, rhs }) => [lhs, rhs].some((id) => Number.isNaN(numberOf(id)) && isKnown(id)));
}

/** Whether the gradient is 0 as code at a single point, which it keeps out of a division: `if (p === 0 || p === 1) continue`. */
function isLeftOut(graph: Graph, { gradient }: Sample, { actual, inputs }: Comparison): boolean {
  if (!actual.some((id) => graph.constantValue(id) === 0)) return false;
  const isInput = (id: ExprId): boolean => inputs.some((name) => graph.symbol(name) === id);
  return gradient.path.some(({ comparison, taken, lhs, rhs }) => {
    const isEqual = comparison === '===' ? taken : comparison === '!==' && !taken;
    const isNumber = (id: ExprId): boolean => graph.constantValue(id) !== null;
    return isEqual && ((isInput(lhs) && isNumber(rhs)) || (isInput(rhs) && isNumber(lhs)));
  });
}

/** Whether both sides vary and are equal on a whole piece, as those of a clipped surrogate are within its bounds: it does not end there. */
function isTie(
  graph: Graph,
  { left, right, leftIsFixed, rightIsFixed }: Condition,
  sides: readonly [number, number],
  { values }: Sample,
): boolean {
  return !leftIsFixed && !rightIsFixed && areTied(graph, [left, right], sides, values);
}

/** What can be in the way on one path, by the slots of a program. */
interface Course {
  readonly code: Program;
  readonly bends: readonly Bend[];
  readonly conditions: readonly Condition[];
  readonly epsilons: readonly Epsilon[];
  /** Bounds that the written gradient alone has. */
  readonly guards: readonly Guard[];
}

/** A maximum or minimum of an input and a bound, as `Math.max(t, 1e-4)` before a power is taken. */
interface Guard {
  readonly self: number;
  readonly bound: number;
}

/** An operation with a kink. */
interface Bend {
  readonly op: OpDef;
  readonly a: number;
  readonly b: number | null;
  readonly self: number;
  /** Of whole numbers, as floor(x) is, the larger one does not change when they are equal. */
  readonly isStill: boolean;
  /** Arguments of a maximum or minimum that bound the other one. */
  readonly bounds: readonly number[];
  /** Whether it holds a parameter between 0 and 1 in both functions. */
  readonly isHeld: boolean;
}

/** A comparison that decided a branch and depends on the inputs. */
interface Condition {
  readonly left: ExprId;
  readonly right: ExprId;
  readonly lhs: number;
  readonly rhs: number;
  /** Whether the left side is below the right one on this path; null where the comparison does not say. */
  readonly isBelow: boolean | null;
  readonly leftIsFixed: boolean;
  readonly rightIsFixed: boolean;
}

/** A summand, maybe tiny, beside one that depends on the inputs. */
interface Epsilon {
  readonly epsilon: number;
  readonly rest: number;
}

/** The path of a replayed sample is that of the recorded one, and so is its course. */
const courses = new WeakMap<readonly Decision[], { readonly nDrops: number; readonly byRoots: Map<string, Course> }>();

function courseOf(graph: Graph, sample: Sample, comparison: Comparison): Course {
  const { path } = sample.value;
  let known = courses.get(path);
  // Ids that were dropped are given to other expressions.
  if (known?.nDrops !== graph.nDrops) courses.set(path, (known = { nDrops: graph.nDrops, byRoots: new Map() }));
  const roots = valueLeaves(sample.value.outputs).map((leaf) => leaf.e);
  const key = [roots.join(), comparison.actual.join(), comparison.inputs.join()].join(';');
  let course = known.byRoots.get(key);
  if (course === undefined) known.byRoots.set(key, (course = surveyed(graph, roots, path, comparison)));
  return course;
}

function surveyed(
  graph: Graph,
  roots: readonly ExprId[],
  decisions: readonly Decision[],
  { actual, inputs }: Comparison,
): Course {
  const path = decisions.filter(({ node }) => !asksForConvergence(node));
  const sidesOf = (some: readonly Decision[]): readonly ExprId[] => some.flatMap(({ lhs, rhs }) => [lhs, rhs]);
  const code = program(graph, [...roots, ...sidesOf(decisions), ...actual]);
  const depends = dependents(graph, code.order, inputs);
  const varying = dependents(graph, code.order, inputs, constantOnPieces);
  const slot = (id: ExprId): number => code.slots.get(id)!;
  const bends: Bend[] = [];
  const ofValue = program(graph, [...roots, ...sidesOf(path)]).order;
  const ofGradient = program(graph, [...actual]).order;
  const held = heldEnds(graph, ofValue, new Set(ofGradient));
  for (const id of ofValue) {
    const node = graph.node(id);
    if (node.kind !== 'apply' || !depends.has(id) || ops[node.op].kinkDistance === smooth.kinkDistance) continue;
    const [a, b] = node.args as readonly [ExprId, ExprId | undefined];
    const isBound = (bound: ExprId, bounded: ExprId): boolean => !depends.has(bound) && depends.has(bounded);
    const bounds =
      (node.op === 'max' || node.op === 'min') && b !== undefined
        ? [...(isBound(a, b) ? [slot(a)] : []), ...(isBound(b, a) ? [slot(b)] : [])]
        : [];
    bends.push({
      op: ops[node.op],
      a: slot(a),
      b: b === undefined ? null : slot(b),
      self: slot(id),
      isStill: !constantOnPieces.has(node.op) && !node.args.some((arg) => varying.has(arg)),
      bounds,
      isHeld: held.has(id),
    });
  }
  const conditions = path.flatMap(({ lhs, rhs, comparison, taken }): Condition[] => {
    if (!depends.has(lhs) && !depends.has(rhs)) return [];
    // Which entry is read is one number on a whole piece; `x === 0` holds at a single point, whose value says nothing of slopes.
    if (comparison === '===' && taken && !varying.has(lhs) && !varying.has(rhs)) return [];
    const isBelow =
      comparison === '<' || comparison === '<=' ? taken : comparison === '>' || comparison === '>=' ? !taken : null;
    const [leftIsFixed, rightIsFixed] = [!depends.has(lhs), !depends.has(rhs)];
    return [{ left: lhs, right: rhs, lhs: slot(lhs), rhs: slot(rhs), isBelow, leftIsFixed, rightIsFixed }];
  });
  const epsilons = program(graph, [...roots, ...actual]).order.flatMap((id): Epsilon[] => {
    const node = graph.node(id);
    if (node.kind !== 'apply' || (node.op !== 'add' && node.op !== 'sub')) return [];
    return node.args.flatMap((epsilon, i): Epsilon[] => {
      const rest = node.args[1 - i]!;
      return depends.has(epsilon) || !depends.has(rest) ? [] : [{ epsilon: slot(epsilon), rest: slot(rest) }];
    });
  });
  const known = new Set(ofValue);
  const guards = ofGradient.flatMap((id): Guard[] => {
    const node = graph.node(id);
    if (known.has(id) || node.kind !== 'apply' || (node.op !== 'max' && node.op !== 'min')) return [];
    return node.args.flatMap((bound, i): Guard[] =>
      !depends.has(bound) && depends.has(node.args[1 - i]!) ? [{ self: slot(id), bound: slot(bound) }] : [],
    );
  });
  return { code, bends, conditions, epsilons, guards };
}

/** A bound that close to 0 or 1 is there to keep a logarithm finite, and gradients ignore it by convention. */
function isGuard(bound: number): boolean {
  return isTinyGuard(bound) || Math.abs(bound) >= 15;
}

function isTinyGuard(bound: number): boolean {
  const x = Math.abs(bound);
  return (x > 0 && x <= 1e-3) || (x !== 1 && Math.abs(1 - x) <= 1e-3);
}

/** The ends of a curve, at which its parameter is held. */
function isEnd(isCurve: boolean, bound: number): boolean {
  return isCurve && (bound === 0 || bound === 1);
}

/** Whether the gradient of a curve stops at its ends, as in `if (t <= 0 || t >= 1) return 0`, beyond which nobody asks for the curve. */
function isBeyondEnds(graph: Graph, { gradient }: Sample, { isCurve, actual, inputs }: Comparison): boolean {
  if (!isCurve || !actual.every((id) => graph.constantValue(id) === 0)) return false;
  const isInput = (id: ExprId): boolean => inputs.some((name) => graph.symbol(name) === id);
  return gradient.path.some(({ lhs, rhs, comparison, taken }) => {
    if (!/^[<>]/.test(comparison) || isInput(lhs) === isInput(rhs)) return false;
    const isBelow = (comparison.startsWith('<') === taken) === isInput(lhs);
    return graph.constantValue(isInput(lhs) ? rhs : lhs) === (isBelow ? 0 : 1);
  });
}

/** The bound of `p < eps` taken, or of `p > 1 - eps` taken: the code after it works on the bound. */
function guardOf(
  { isBelow, leftIsFixed, rightIsFixed }: Condition,
  x: number,
  y: number,
  { isCurve, vanishes }: Comparison,
): number | null {
  if (isBelow === null) return null;
  const mayGuard = (bound: number): boolean => isGuard(bound) || (isEnd(isCurve, bound) && vanishes);
  if (rightIsFixed && mayGuard(y) && (isBelow ? y < 0.5 : y >= 0.5)) return y;
  return leftIsFixed && mayGuard(x) && (isBelow ? x >= 0.5 : x < 0.5) ? x : null;
}

/** A summand of at most this size is there to keep a logarithm or a quotient finite, … */
const largestEpsilon = 1e-5;
/** … and changes results where the rest is less than so many times as large, or, beside a very small one, less than a thousandth. */
const epsilonReach = (size: number): number => (size <= 1e-8 ? 1e-3 : size / approximationTolerance);

/** Whether an epsilon, as in `Math.log(p + 1e-12)`, is added to something hardly larger: it acts as a bound there. */
function isLostInEpsilon({ epsilon, rest }: Epsilon, values: Float64Array): boolean {
  const size = Math.abs(values[epsilon]!);
  return size > 0 && size <= largestEpsilon && Math.abs(values[rest]!) < epsilonReach(size);
}

const constantOnPieces: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc', 'sign', 'step']);
const none: ReadonlySet<string> = new Set();

/** Nodes that depend on one of the inputs, other than through some operations. */
function dependents(
  graph: Graph,
  order: readonly ExprId[],
  inputs: readonly string[],
  except: ReadonlySet<string> = none,
): ReadonlySet<ExprId> {
  const names = new Set(inputs);
  const found = new Set<ExprId>();
  for (const id of order) {
    const node = graph.node(id);
    if (
      node.kind === 'symbol'
        ? names.has(node.name)
        : node.kind === 'apply' && !except.has(node.op) && node.args.some((arg) => found.has(arg))
    ) {
      found.add(id);
    }
  }
  return found;
}
