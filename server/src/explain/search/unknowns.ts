/**
 * @file The gradient with an unknown added to every expression that may be guilty: one trace per path tells what the result becomes when
 * any of them has other values, in all its rounds of a loop or in some.
 */
import * as ts from 'typescript';
import type { Override } from '../../frontend/trace/machine.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { program } from '../../math/numeric/evaluate.ts';
import { Dependence, Perturbation } from '../../math/numeric/perturbation.ts';
import { isLocalOf } from '../operands.ts';
import type { Probe } from './probe.ts';
import { type Binding, runGradient, type Session } from '../../check/sampling/session.ts';
import { gradientLeaves } from '../../check/leaves.ts';

/** No identifier of the language can be spelt like the unknowns `?0`, `?1`, …, one for each time that an expression is evaluated. */
const unknownPrefix = '?';

/** Instructions of an evaluation that take as long as a step of the interpreter. */
const instructionsPerStep = 64;

/** One evaluation of an expression, or one assignment to a variable. */
interface Round {
  /** Counts the evaluations of all expressions; what is assigned between two of them has a time between theirs. */
  readonly time: number;
  /** The value there, without its unknown. */
  readonly e: ExprId;
}

const symbolAt = ({ time }: Round): string => `${unknownPrefix}${time}`;

interface Traced {
  readonly ids: readonly ExprId[];
  readonly rounds: ReadonlyMap<ts.Node, readonly Round[]>;
  /** What each name stood for, in order of time. */
  readonly names: ReadonlyMap<string, readonly Round[]>;
  readonly dependence: Dependence;
  /** Unknowns on which the path depends. */
  readonly inConditions: ReadonlySet<string>;
}

/** What the gradient becomes at one probe when one expression has other values. */
export interface WhatIf {
  /** The expression's value each time that it is evaluated. */
  readonly present: readonly number[];
  /** Whether conditions depend on it, so that another value may lead another way. */
  readonly isInCondition: boolean;
  /** All components for given values of the expression, one for each time that it is evaluated. */
  with(values: readonly number[]): readonly number[];
  /** The values that another expression has in the same rounds; null when it is not evaluated as often. */
  valuesOf(other: ts.Node): readonly number[] | null;
  /** What a name stands for each time that the expression is evaluated; null when it is not always known. */
  valuesOfName(name: string): readonly number[] | null;
  /** Names that stand for numbers, used or not. */
  readonly names: readonly string[];
}

export class Unknowns {
  readonly #session: Session;
  readonly #binding: Binding;
  readonly #root: FunctionNode;
  readonly #nodes: ReadonlySet<ts.Node>;
  readonly #observed: ReadonlySet<ts.Node>;
  readonly #traced = new Map<string, Traced | 'misfit' | null>();
  readonly #alone = new Map<ts.Node, Map<string, Traced | 'misfit' | null>>();
  readonly #points = new Map<Probe, Map<Traced, Perturbation>>();

  /**
   * @param root the function whose expressions these are: the gradient, or one that it calls.
   * @param nodes the expressions that will be asked about.
   * @param observed further ones whose values may be asked for, but which stay as they are, such as indices.
   */
  constructor(
    session: Session,
    binding: Binding,
    root: FunctionNode,
    nodes: readonly ts.Expression[],
    observed: readonly ts.Expression[] = [],
  ) {
    this.#session = session;
    this.#binding = binding;
    this.#root = root;
    this.#nodes = new Set(nodes);
    this.#observed = new Set(observed);
  }

  /** Null when the probe does not evaluate the expression to a number, or it has no unknown there. */
  of(probe: Probe, node: ts.Expression): WhatIf | null {
    if (!this.#nodes.has(node)) return null;
    const traced = this.#trace(probe, node);
    const rounds = traced?.rounds.get(node);
    if (traced === null || rounds === undefined) return null;
    const point = this.#point(probe, traced);
    const symbols = rounds.map(symbolAt);
    const present = rounds.map(({ e }) => point.get(e));
    return {
      present,
      isInCondition: symbols.some((symbol) => traced.inConditions.has(symbol)),
      with: (values) => {
        this.#session.environment.effort?.spend(1 + traced.dependence.below(symbols).length / instructionsPerStep);
        return point.with(
          symbols,
          values.map((value, i) => value - present[i]!),
          traced.ids,
        );
      },
      valuesOf: (other) => {
        const found = traced.rounds.get(other);
        return found?.length === rounds.length ? found.map(({ e }) => point.get(e)) : null;
      },
      valuesOfName: (name) => {
        const known = traced.names.get(name) ?? [];
        const found = rounds.map(({ time }) => known.findLast((round) => round.time <= time));
        return found.every((round) => round !== undefined) ? found.map(({ e }) => point.get(e)) : null;
      },
      names: [...traced.names.keys()],
    };
  }

  /** One trace serves all expressions, unless an unknown on some of them is what cannot be traced. */
  #trace(probe: Probe, node: ts.Expression): Traced | null {
    let traced = this.#traced.get(probe.traceKey);
    if (traced === undefined) this.#traced.set(probe.traceKey, (traced = this.#run(probe, this.#nodes)));
    if (traced === 'misfit') return null;
    if (traced !== null) return traced;
    let own = this.#alone.get(node);
    if (own === undefined) this.#alone.set(node, (own = new Map()));
    let alone = own.get(probe.traceKey);
    if (alone === undefined) own.set(probe.traceKey, (alone = this.#run(probe, new Set([node]))));
    return alone === 'misfit' ? null : alone;
  }

  /** Null where it cannot be traced so; 'misfit' where the result is another one than was judged, which unknowns do not change. */
  #run({ judged: { sample, comparison } }: Probe, unknown: ReadonlySet<ts.Node>): Traced | 'misfit' | null {
    const { graph } = this.#session.environment;
    const rounds = new Map<ts.Node, Round[]>();
    const names = new Map<string, Round[]>();
    const note = <K>(list: Map<K, Round[]>, key: K, round: Round): void => {
      const known = list.get(key);
      if (known === undefined) list.set(key, [round]);
      else known.push(round);
    };
    let time = 0;
    let nLocals = 0;
    const override: Override = {
      nodes: new Set([...unknown, ...this.#observed]),
      change: ({ build, locals }, value, node) => {
        for (; nLocals < locals.length; nLocals++) {
          const local = locals[nLocals]!;
          const { name, e, isEntry } = local;
          if (isLocalOf(this.#root, local) && !isEntry) note(names, name, { time: time + 0.5, e });
        }
        const round: Round = { time: ++time, e: value.e };
        note(rounds, node, round);
        // A tensor's name stands for all its entries, and for none of them in particular.
        if (ts.isIdentifier(node) && !sample.gradient.lastEntries.has(node)) note(names, node.text, round);
        if (!unknown.has(node)) return value;
        return { ...value, e: build.op('add', value.e, graph.symbol(symbolAt(round))) };
      },
    };
    // An index with an unknown in it is not seen to be one of so many entries.
    const { trace } = this.#session.specs.withoutLearning(() =>
      runGradient(this.#session, this.#binding, sample.draw, sample.value, override, sample.overrides),
    );
    if (trace.kind !== 'traced') return null;
    const ids = gradientLeaves(trace.outputs).map((leaf) => leaf.e);
    if (ids.length !== comparison.actual.length) return 'misfit';
    const known = [...rounds.values(), ...names.values()].flatMap((list) => list.map(({ e }) => e));
    const sides = trace.path.flatMap(({ lhs, rhs }) => [lhs, rhs]);
    const inConditions = new Set([...graph.symbolsOf(sides)].filter((name) => name.startsWith(unknownPrefix)));
    return { ids, rounds, names, dependence: new Dependence(program(graph, [...ids, ...known]), ids), inConditions };
  }

  #point(probe: Probe, traced: Traced): Perturbation {
    let points = this.#points.get(probe);
    if (points === undefined) this.#points.set(probe, (points = new Map()));
    let point = points.get(traced);
    if (point === undefined) {
      const inputs = probe.judged.sample.values;
      const at = { get: (name: string) => (name.startsWith(unknownPrefix) ? 0 : inputs.get(name)) };
      points.set(traced, (point = new Perturbation(traced.dependence, at)));
    }
    return point;
  }
}
