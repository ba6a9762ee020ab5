/**
 * @file When no simple change mends the gradient: the slip in the value function that, undone, makes the gradient right as it is. Then the
 * value is the broken side, as with a `reduce` that has no start value.
 */
import ts from 'typescript';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Repair } from './change.ts';
import type { Attempt } from './decide.ts';
import { editsOf, type Slip } from './edits.ts';
import { AdjointCache, compareGradients } from './expected.ts';
import { expressionsIn } from './operands.ts';
import { makeProbes, type Probe } from './probe.ts';
import { runValue, type Session } from './session.ts';
import { agreeEverywhere, parseExpression, trialsWithin } from './trial.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Slips that break a value without leaving another sensible one: these are believed even where the gradient could be changed instead. */
const breaking: ReadonlySet<Slip> = new Set<Slip>(['grouping', 'start', 'assignment', 'index']);
/** Slips that are believed where nothing would mend the gradient. */
const plausible: ReadonlySet<Slip> = new Set<Slip>([
  ...breaking,
  'order',
  'variable',
  'sign',
  'operator',
  'function',
  'extra-call',
]);
const mostFarFetched = 2.6;
const mostTrials = 400;

/** @param isLastResort whether no change of the gradient is known. */
export function findValueRepair(session: Session, attempt: Attempt, isLastResort: boolean): Repair | null {
  const isOwnFile = session.value.file === session.gradient.file && session.value.node !== session.gradient.node;
  // A value that is right by what the gradient returns is not to blame for what it stores.
  if (!isOwnFile || attempt.binding.outputForm || session.candidate.stored !== undefined) return null;
  const probes = makeProbes(session, attempt.judged, null, 10, 6);
  if (probes.filter(({ wrong }) => wrong.length > 0).length < 2) return null;
  const { node: root } = session.value;
  const vocabulary = vocabularyOf(session, root);
  const edits = expressionsIn(root)
    .filter((node) => !ts.isParenthesizedExpression(node))
    .flatMap((node) => editsOf(node, vocabulary, root, true))
    // A function is applied twice by mistake when it is one's own, such as a softmax.
    .filter(({ slip, node }) => slip !== 'extra-call' || !/^Math\./.test(node.getText()))
    // A power is no slip for a product of the same operands: the gradient would be what is wrong.
    .filter(({ slip, node }) => slip !== 'operator' || !isPower(node))
    .filter(({ slip, cost }) => (isLastResort ? plausible : breaking).has(slip) && cost <= mostFarFetched)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, trialsWithin(mostTrials, probes[0]?.judged.sample.value));
  const found = edits.find(({ node, newText }) => {
    const replacement = parseExpression(newText);
    return replacement !== null && probes.every((probe) => isRightWith(session, attempt, probe, node, replacement));
  });
  return found === undefined ? null : { node: found.node, change: { kind: 'edit', edit: found }, cost: found.cost };
}

/** Whether the gradient as written is the derivative of the value with one expression replaced. */
function isRightWith(
  session: Session,
  { binding, target, reading }: Attempt,
  { judged: { sample, comparison }, wrong }: Probe,
  node: ts.Expression,
  expression: ts.Expression,
): boolean {
  const { environment, specs } = session;
  return specs.withoutLearning(() =>
    environment.graph.scratch(() => {
      const value = runValue(session, binding, sample.draw, { node, expression }, sample.overrides);
      if (value.kind !== 'traced') return false;
      const changed = compareGradients(session, new AdjointCache(), { ...sample, value }, target, reading);
      if (changed === null || changed.actual.length !== comparison.actual.length) return false;
      const code = program(environment.graph, [...changed.expected, ...changed.actual]);
      const values = evaluate(code, sample.values);
      const numbers = (ids: typeof changed.expected): number[] => ids.map((id) => values.get(id)!);
      const expected = numbers(changed.expected);
      // A value that no longer depends on its inputs agrees with anything that is 0.
      if (wrong.length > 0 && expected.every((x) => x === 0)) return false;
      return expected.every(Number.isFinite) && agreeEverywhere(expected, numbers(changed.actual));
    }),
  );
}

function isPower(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
}
