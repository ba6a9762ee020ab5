/**
 * @file Gradients that stop at a softmax, or go through the diagonal of its Jacobian alone, inside of a larger value: a loss of
 * probabilities taken by the logits, a row of attention. What is taken for whole gradients is `diagonalCause`.
 */
import * as ts from 'typescript';
import { adjoints } from '../../math/calculus/differentiate.ts';
import { builder } from '../../math/expr/build.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Attempt, Judged } from '../../check/attempt.ts';
import { valueLeaves } from '../../check/leaves.ts';
import type { Session } from '../../check/sampling/session.ts';
import { agreeEverywhere } from '../search/trial.ts';
import type { WholeCause } from './whole-causes.ts';

/** Samples that are looked at, and the fewest that tell. */
const mostSamples = 6;
const fewestSamples = 3;

/** The cause, where every sample at which the gradient is wrong shows it. */
export function innerJacobian(session: Session, { judged, reading, binding }: Attempt): WholeCause | null {
  const failing = judged.filter(({ judgement }) => judgement.kind === 'different');
  if (failing.length < fewestSamples || reading.kind !== 'plain' || binding.outputForm) return null;
  const samples = failing.slice(0, mostSamples);
  for (const kind of ['diagonal', 'other-input'] as const) {
    const names = samples.map((each) => normalised(session, each, kind));
    if (!names.every((name) => name !== null)) continue;
    const what = names[0] === '' ? 'what is normalised' : `\`${names[0]!}\``;
    const input = `\`${/^[\w$.]+/.exec(samples[0]!.comparison.inputs[0]!)?.[0] ?? ''}\``;
    const cause =
      kind === 'diagonal'
        ? `it has the diagonal of the Jacobian of ${what} alone: the terms of its other entries are missing`
        : `it is the derivative with respect to ${what}, and not to ${input}: the Jacobian of ${what} is missing`;
    return { kind, cause };
  }
  return null;
}

/** What the gradient calls the entries at which it stops, empty where it has no name for them; null where it does not stop at any. */
function normalised(session: Session, { sample, comparison }: Judged, kind: 'diagonal' | 'other-input'): string | null {
  const { graph } = session.environment;
  const outputs = valueLeaves(sample.value.outputs);
  const { inputs, actual } = comparison;
  if (inputs.length < 2 || actual.length !== inputs.length) return null;
  const groups = quotients(
    session,
    outputs.map(({ e }) => e),
    inputs,
  );
  return graph.scratch(() => {
    const build = builder(graph);
    const weights = outputs.map((_, k) => sample.upstream[k] ?? sample.upstream[0] ?? build.num(1));
    const total = outputs.map(({ e }, k) => build.mul(weights[k]!, e)).reduce((a, b) => build.add(a, b));
    const found = groups.find((entries) => {
      const outer = adjoints(graph, total, new Set(entries.filter((entry) => entry !== null)));
      const ids = entries.map((entry, k) => {
        if (entry === null) return build.num(0);
        const through = outer.of(entry);
        if (kind === 'other-input') return through;
        return build.mul(through, adjoints(graph, entry).of(graph.symbol(inputs[k]!)));
      });
      const values = evaluate(program(graph, [...ids, ...actual]), sample.values);
      const numbers = (list: readonly ExprId[]): number[] => list.map((id) => values.get(id)!);
      return numbers(ids).some((x) => x !== 0) && agreeEverywhere(numbers(ids), numbers(actual));
    });
    if (found === undefined) return null;
    const isEntry = ({ e }: { readonly e: ExprId }): boolean => found.includes(e);
    const local = [...sample.gradient.locals, ...sample.value.locals].find(isEntry);
    return local === undefined ? '' : (listOf(local.node) ?? local.name);
  });
}

/** The list whose entries a callback is given one by one: `s` of `s.map((v) => …)`. */
function listOf(node: ts.Node): string | null {
  let outer = node;
  while (!ts.isParameter(outer) && !ts.isStatement(outer) && !ts.isSourceFile(outer)) outer = outer.parent;
  if (!ts.isParameter(outer) || !ts.isCallExpression(outer.parent.parent)) return null;
  const callee = outer.parent.parent.expression;
  const isList = ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression);
  return isList ? callee.expression.text : null;
}

/** Entries xᵢ / s with one s for all, as many as there are inputs, the i-th numerator of the i-th input; null for those that are not read. */
function quotients(
  { environment: { graph } }: Session,
  outputs: readonly ExprId[],
  inputs: readonly string[],
): readonly (readonly (ExprId | null)[])[] {
  const byDivisor = new Map<ExprId, ExprId[]>();
  for (const id of graph.reachable(outputs)) {
    const node = graph.node(id);
    if (node.kind !== 'apply' || node.op !== 'div') continue;
    const divisor = node.args[1]!;
    const symbols = graph.symbolsOf([divisor]);
    if (!inputs.every((name) => symbols.has(name))) continue;
    const known = byDivisor.get(divisor);
    if (known === undefined) byDivisor.set(divisor, [id]);
    else known.push(id);
  }
  return [...byDivisor.values()].flatMap((entries) => {
    // A value may read one entry alone, as the probability of a class; whose input it is, only the gradient tells.
    if (entries.length === 1) return inputs.map((_, k) => inputs.map((__, j) => (j === k ? entries[0]! : null)));
    if (entries.length !== inputs.length) return [];
    // The i-th entry is the one whose own slope by the i-th input is that of its numerator.
    const numerators = entries.map((id) => {
      const node = graph.node(id);
      return node.kind === 'apply' ? graph.symbolsOf([node.args[0]!]) : new Set<string>();
    });
    const ordered = inputs.map((name) => {
      const own = entries.filter((_, k) => numerators[k]!.has(name));
      return own.length === 1 ? own[0]! : null;
    });
    const plain = ordered.every((id) => id !== null) ? [ordered] : [];
    // With a maximum subtracted every numerator depends on all: the order of evaluation is that of the inputs.
    return plain.length > 0 ? plain : [entries];
  });
}
