/**
 * @file What an expression of a wrong gradient would have to be for the gradient to be right: the gradient is traced again with an
 * unknown on that expression and solved for it. What such values mean is read in `change.ts`.
 */
import type ts from 'typescript';
import type { Override } from '../frontend/trace/machine.ts';
import type { ExprId } from '../math/expr/graph.ts';
import { evaluate, type Program, program } from '../math/numeric/evaluate.ts';
import type { Probe } from './probe.ts';
import { type Binding, runGradient, type Session } from './session.ts';
import { gradientLeaves } from './targets.ts';

/** What an expression would have to be at one probe. */
export interface Need {
  /** Its value now, and the value that makes the gradient right. */
  readonly present: number;
  readonly wanted: number;
}

const matchTolerance = 1e-7;

/** Stands for the unknown factor or term in a trace; no identifier of the language can be spelt like it. */
const unknownSymbol = '?';

/** What is asked of one expression. */
export interface Needs {
  /** What the expression would have to be at each probe, null where it may be anything; null when nothing makes all of them right. */
  readonly values: readonly (Need | null)[] | null;
  /** Whether some probe evaluates it more than once, so that no one value is what it would have to be. */
  readonly isRepeated: boolean;
  /** Whether no value was found although there may be one: the equation is not linear in it, or conditions depend on it. */
  readonly isOpen: boolean;
}

/** What the expression would have to be at each probe. */
export function neededValues(session: Session, binding: Binding, probes: readonly Probe[], node: ts.Expression): Needs {
  const whatIfs = new WhatIfs(session, binding, node);
  const values: (Need | null)[] = [];
  for (const probe of probes) {
    const need = neededValue(whatIfs, probe, node);
    if (need === 'impossible') return { values: null, isRepeated: whatIfs.isRepeated, isOpen: whatIfs.isOpen };
    values.push(need);
  }
  return { values, isRepeated: whatIfs.isRepeated, isOpen: false };
}

/** Null when the probe does not reach the expression and is right without it. */
function neededValue(whatIfs: WhatIfs, probe: Probe, node: ts.Expression): Need | null | 'impossible' {
  const { wrong, components } = probe;
  const { numbers, lastEntries } = probe.judged.sample.gradient;
  const number = numbers.get(node) ?? lastEntries.get(node);
  if (number === undefined) return wrong.length > 0 ? 'impossible' : null;
  const everywhere = whatIfs.of(probe, number.v, 'every round');
  if (everywhere === null) return 'impossible';
  if (wrong.length === 0) {
    // Where the result does not depend on the expression, as on a factor of a label that is 0, it may be anything.
    const [one, other] = [everywhere.at(1), everywhere.at(1.5)];
    return components.some((k) => one[k] !== other[k]) ? { present: number.v, wanted: number.v } : null;
  }
  const solved = solveFor(everywhere, probe, wrong[0]!, components);
  if (solved !== null) return { present: number.v, wanted: everywhere.isFactor ? number.v * solved : solved };
  whatIfs.isOpen ||= everywhere.isCurved(wrong[0]!);
  // In a loop over the entries each round needs another value. The last round is asked about, whose names are the ones still known.
  const last = probe.expected.length - 1;
  if (everywhere.rounds < 2 || !wrong.includes(last)) return 'impossible';
  const inLastRound = whatIfs.of(probe, number.v, everywhere.rounds);
  const wanted = inLastRound === null ? null : solveFor(inLastRound, probe, last, [last]);
  if (inLastRound === null || wanted === null) return 'impossible';
  return { present: number.v, wanted: inLastRound.isFactor ? number.v * wanted : wanted };
}

/** The gradient as a function of an unknown factor, or term, on one expression. */
interface WhatIf {
  /** All components for a value of the unknown. */
  at(x: number): readonly number[];
  /** Whether the unknown multiplies the expression; it is added where the expression is 0. */
  readonly isFactor: boolean;
  /** How often the expression was evaluated. */
  readonly rounds: number;
  /** Whether a component depends on the unknown otherwise than linearly. */
  isCurved(component: number): boolean;
}

interface TracedWhatIf {
  readonly ids: readonly ExprId[];
  readonly code: Program;
  readonly rounds: number;
}

/** The questions asked about one expression. Probes on the same path share the traces with the unknown in them. */
class WhatIfs {
  /** Whether it was evaluated more than once in some trace. */
  isRepeated = false;
  isOpen = false;
  readonly #session: Session;
  readonly #binding: Binding;
  readonly #node: ts.Expression;
  readonly #traced = new Map<string, TracedWhatIf | null>();

  constructor(session: Session, binding: Binding, node: ts.Expression) {
    this.#session = session;
    this.#binding = binding;
    this.#node = node;
  }

  /** @param round the one evaluation of the expression that is changed, counted from 1, or all of them. */
  of(probe: Probe, present: number, round: number | 'every round'): WhatIf | null {
    const op = present === 0 ? 'add' : 'mul';
    const key = `${op} ${round} ${probe.traceKey}`;
    let traced = this.#traced.get(key);
    if (traced === undefined) this.#traced.set(key, (traced = this.#trace(probe, op, round)));
    if (traced === null) return null;
    const { ids, code, rounds } = traced;
    const { values: inputs } = probe.judged.sample;
    const at = (x: number): readonly number[] => {
      const values = evaluate(code, { get: (name) => (name === unknownSymbol ? x : inputs.get(name)) });
      return ids.map((id) => values.get(id)!);
    };
    const isCurved = (k: number): boolean => {
      const [a, b, c] = [at(1)[k]!, at(1.5)[k]!, at(2)[k]!];
      return !isNear(c - b, b - a);
    };
    return { at, isFactor: op === 'mul', rounds, isCurved };
  }

  #trace(
    { judged: { sample, comparison } }: Probe,
    op: 'add' | 'mul',
    round: number | 'every round',
  ): TracedWhatIf | null {
    const { graph } = this.#session.environment;
    const unknown = graph.symbol(unknownSymbol);
    let rounds = 0;
    const override: Override = {
      node: this.#node,
      change: (build, value) => {
        rounds++;
        return round === 'every round' || round === rounds ? { ...value, e: build.op(op, value.e, unknown) } : value;
      },
    };
    const { trace } = runGradient(this.#session, this.#binding, sample.draw, sample.value, override, sample.overrides);
    if (rounds > 1) this.isRepeated = true;
    if (trace.kind !== 'traced') return null;
    const leaves = gradientLeaves(trace.outputs);
    if (leaves.length !== comparison.actual.length) return null;
    // Where a condition depends on it, another value may lead another way.
    const sides = trace.path.flatMap(({ lhs, rhs }) => [lhs, rhs]);
    if (graph.symbolsOf(sides).has(unknownSymbol)) this.isOpen = true;
    const ids = leaves.map((leaf) => leaf.e);
    return { ids, code: program(graph, ids), rounds };
  }
}

/** The unknown that makes one component right, if it makes all of the given ones right. */
function solveFor(
  { at, isFactor }: WhatIf,
  { expected }: Probe,
  component: number,
  all: readonly number[],
): number | null {
  const goal = expected[component]!;
  const given = (x: number): number => at(x)[component]!;
  // Where the expression is divided by, its reciprocal is what the result depends on linearly.
  // The opposite sign is the commonest mistake, and need not be looked for.
  const solved =
    (isFactor && isNear(given(-1), goal) ? -1 : null) ??
    solve(given, isFactor ? 1 : 0, goal) ??
    (isFactor ? reciprocal(solve((x) => given(1 / x), 1, goal)) : null) ??
    solve(given, -1, goal);
  if (solved === null) return null;
  const values = at(solved);
  return all.every((k) => isNear(values[k]!, expected[k]!)) ? solved : null;
}

export function isNear(x: number, y: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= matchTolerance * Math.max(Math.abs(x), Math.abs(y)) + 1e-13;
}

function reciprocal(x: number | null): number | null {
  return x === null || x === 0 ? null : 1 / x;
}

/** x with f(x) = goal by the secant method from `start`; exact in one step where f is affine, as it mostly is. */
function solve(f: (x: number) => number, start: number, goal: number): number | null {
  let x0 = start;
  let f0 = f(x0);
  let x1 = start === 0 ? 1 : start * 1.5;
  for (let i = 0; i < 30; i++) {
    const f1 = f(x1);
    if (!Number.isFinite(f1)) return null;
    if (Math.abs(f1 - goal) <= 1e-10 * Math.max(1e-4, Math.abs(goal))) return x1;
    if (f1 === f0) return null;
    const next = x1 + ((goal - f1) * (x1 - x0)) / (f1 - f0);
    if (!Number.isFinite(next)) return null;
    x0 = x1;
    f0 = f1;
    x1 = next;
  }
  return null;
}
