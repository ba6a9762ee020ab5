/**
 * @file Trying an edit: the gradient is run again with one expression replaced, on inputs of samples that were judged, and compared
 * with the derived gradient there. Nothing of a trial is kept, neither its expressions nor what it seems to say about the inputs.
 */
import type { Decision } from '../frontend/trace/machine.ts';
import type { Trace } from '../frontend/trace/trace.ts';
import * as ts from 'typescript';
import { equalityTolerance, negligibleShare } from '../math/numeric/tolerance.ts';
import type { Probe } from './probe.ts';
import { type Binding, runGradient, type Session } from '../check/session.ts';
import { gradientLeaves } from '../check/leaves.ts';

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
  const sides = new ReplacedSides(node, replacement);
  const isRight = probes.every((probe) => {
    const found = numbersWith(session, binding, probe, node, replacement, sides);
    return found !== null && agree(probe, found);
  });
  return isRight && sides.areBothSeen;
}

/** Which sides of the comparisons in and around a replaced expression were taken. */
class ReplacedSides {
  readonly #replacement: ts.Expression;
  readonly #comparison: ts.Node | null;
  readonly #seen = new Map<ts.Node, Set<boolean>>();

  constructor(node: ts.Expression, replacement: ts.Expression) {
    this.#replacement = replacement;
    let around: ts.Node = node.parent;
    while (ts.isExpression(around) && !isOrder(around)) around = around.parent;
    this.#comparison = isOrder(around) ? around : null;
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
    return [...this.#seen.values()].every((taken) => taken.size === 2);
  }
}

/** `===` may be true of labels alone, and of a count for no small array. */
function isOrder(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && /^[<>]=?$/.test(node.operatorToken.getText());
}

function numbersWith(
  session: Session,
  binding: Binding,
  { judged: { sample, comparison } }: Probe,
  node: ts.Expression,
  expression: ts.Expression,
  sides: ReplacedSides,
): readonly number[] | null {
  const { environment, specs } = session;
  return specs.withoutLearning(() =>
    environment.graph.scratch(() => {
      const override = { node, expression };
      const { trace } = runGradient(session, binding, sample.draw, sample.value, override, sample.overrides);
      if (trace.kind !== 'traced') return null;
      sides.note(trace.path);
      const leaves = gradientLeaves(trace.outputs);
      return leaves.length === comparison.actual.length ? leaves.map((leaf) => leaf.v) : null;
    }),
  );
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
