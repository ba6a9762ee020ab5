/**
 * @file Trying an edit: the gradient is run again with one expression replaced, on inputs of samples that were judged, and compared
 * with the derived gradient there. Nothing of a trial is kept, neither its expressions nor what it seems to say about the inputs.
 */
import * as ts from 'typescript';
import { gradientLeaves } from '../../check/leaves.ts';
import { askedOf, keepsTo } from '../../check/sampling/replay.ts';
import { type Binding, runGradient, type Sample, type Session } from '../../check/sampling/session.ts';
import { takeSameEntry } from '../../check/conventions/taken-entry.ts';
import type { Assumption, Decision, Override } from '../../frontend/trace/machine.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { Evaluation, type Program, program } from '../../math/numeric/evaluate.ts';
import { equalityTolerance, negligibleShare } from '../../math/numeric/tolerance.ts';
import { isOrder } from '../operands.ts';
import type { Probe } from './probe.ts';

/** The text as an expression of its own tree; null when it is none. */
export function parseExpression(text: string): ts.Expression | null {
  const tree = ts.createSourceFile('edit.ts', `(${text})`, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const [statement] = tree.statements;
  if (statement === undefined || tree.statements.length > 1 || !ts.isExpressionStatement(statement)) return null;
  return statement.expression;
}

/**
 * Whether the gradient is right at every probe once the expression is replaced. The first probes should be ones where it is wrong. Of a
 * condition, each comparison that is replaced must be true at some probe and false at another: one that holds nowhere, or moves a
 * mistake to where no probe is, mends nothing.
 */
export function isRightWith(
  session: Session,
  binding: Binding,
  probes: readonly Probe[],
  node: ts.Expression,
  replacement: ts.Expression,
): boolean {
  const sides = new ReplacedSides(node, replacement, probes);
  return session.environment.graph.scratch(() => {
    const changed = new ChangedGradient(session, binding, { node, expression: replacement });
    const isRight = probes.every((probe) => {
      const found = changed.at(probe);
      sides.note(found?.path ?? []);
      return found !== null && agree(probe, found.numbers);
    });
    return isRight && sides.areBothSeen;
  });
}

/** Which sides of the comparisons in and around a replaced expression were taken. */
class ReplacedSides {
  readonly #replacement: ts.Expression;
  readonly #comparison: ts.Node | null;
  /** Whether the comparison around is one of the inputs, and no count of rounds. */
  readonly #isAsked: boolean;
  readonly #seen = new Map<ts.Node, Set<boolean>>();

  constructor(node: ts.Expression, replacement: ts.Expression, probes: readonly Probe[]) {
    this.#replacement = replacement;
    let around: ts.Node = node.parent;
    while (ts.isExpression(around) && !isOrder(around)) around = around.parent;
    this.#comparison = isOrder(around) ? around : null;
    this.#isAsked = probes.some(({ judged }) => judged.sample.gradient.path.some((d) => d.node === this.#comparison));
  }

  note(path: readonly Decision[]): void {
    for (const { node, taken } of path) {
      const isReplaced =
        node === this.#comparison || (node.getSourceFile() === this.#replacement.getSourceFile() && isOrder(node));
      if (!isReplaced) continue;
      const known = this.#seen.get(node);
      if (known === undefined) this.#seen.set(node, new Set([taken]));
      else known.add(taken);
    }
  }

  get areBothSeen(): boolean {
    if (this.#isAsked && !this.#seen.has(this.#comparison!)) return false;
    return [...this.#seen.values()].every((taken) => taken.size === 2);
  }
}

interface Result {
  readonly numbers: readonly number[];
  readonly path: readonly Decision[];
}

/** A run of the changed gradient, and the numbers that its path gives other inputs. */
interface KnownRun {
  readonly sample: Sample;
  readonly path: readonly Decision[];
  readonly assumptions: readonly Assumption[];
  readonly leaves: readonly ExprId[];
  readonly code: Program;
  readonly symbols: ReadonlySet<string>;
}

/** The gradient with one expression replaced. What takes the path of an earlier run is computed from the expressions of that run. */
class ChangedGradient {
  readonly #session: Session;
  readonly #binding: Binding;
  readonly #override: Override;
  readonly #runs: KnownRun[] = [];

  constructor(session: Session, binding: Binding, override: Override) {
    this.#session = session;
    this.#binding = binding;
    this.#override = override;
  }

  /** Its numbers at a probe; null where it stops early or returns another number of them. */
  at({ judged: { sample, comparison } }: Probe): Result | null {
    const { specs, environment } = this.#session;
    for (const run of this.#runs) {
      const numbers = this.#isAlike(run, sample) ? numbersOn(run, sample) : null;
      if (numbers !== null) return { numbers, path: run.path };
    }
    const { trace } = specs.withoutLearning(() =>
      runGradient(this.#session, this.#binding, sample.draw, sample.value, this.#override, sample.overrides),
    );
    // What is written beside an array is kept from where it does harm, which mends nothing.
    if (trace.kind !== 'traced' || trace.writesBeside) return null;
    const { path, assumptions } = trace;
    const leaves = gradientLeaves(trace.outputs);
    if (leaves.length !== comparison.actual.length) return null;
    if (assumptions !== null && trace.kept.length === 0) {
      const ids = leaves.map((leaf) => leaf.e);
      const roots = [...ids, ...path.flatMap(({ lhs, rhs }) => [lhs, rhs]), ...askedOf(assumptions)];
      const code = program(environment.graph, roots);
      this.#runs.push({ sample, path, assumptions, leaves: ids, code, symbols: environment.graph.symbolsOf(roots) });
    }
    return { numbers: leaves.map((leaf) => leaf.v), path };
  }

  /** Whether the gradient is given the same expressions at both samples. */
  #isAlike({ sample, symbols }: KnownRun, other: Sample): boolean {
    return (
      sample.value.path === other.value.path &&
      sample.draw.sizes.join() === other.draw.sizes.join() &&
      [...sample.options].join() === [...other.options].join() &&
      takeSameEntry(this.#binding, sample.draw, other.draw) &&
      [...symbols].every((symbol) => other.values.has(symbol))
    );
  }
}

/** The numbers of a run's expressions at a sample; null where it takes another path. */
function numbersOn({ path, assumptions, leaves, code }: KnownRun, { values }: Sample): readonly number[] | null {
  const numbers = new Evaluation(code, values);
  return keepsTo(path, assumptions, numbers) ? leaves.map((leaf) => numbers.get(leaf)!) : null;
}

/** Whether all numbers found are the expected ones. */
export function agreeEverywhere(expected: readonly number[], found: readonly number[]): boolean {
  return agree({ expected, components: expected.map((_, k) => k) }, found);
}

/** Whether the numbers found are the expected ones, as far as is asked. */
export function agree(
  { expected, components }: Pick<Probe, 'expected' | 'components'>,
  found: readonly number[],
): boolean {
  const scale = Math.max(...expected.map(Math.abs));
  return components.every((k) => {
    const [x, y] = [expected[k]!, found[k]!];
    const size = Math.max(Math.abs(x), Math.abs(y), negligibleShare * scale);
    return Number.isFinite(y) && Math.abs(x - y) <= equalityTolerance * size;
  });
}

/**
 * How many trials a trace is worth: loops over matrices, whose rounds and indices are decisions, take many times the work of a formula.
 */
export function trialsWithin(most: number, trace: Trace | undefined): number {
  return Math.max(1, Math.floor(most * Math.min(1, fewDecisions / (trace?.path.length ?? 1))));
}

const fewDecisions = 24;
