/** @file Which expressions a value is made of, where one function computes the value and its gradient. */
import type * as ts from 'typescript';
import { valueLeaves } from '../../check/leaves.ts';
import { type Binding, runValue, type Session } from '../../check/sampling/session.ts';
import type { Override } from '../../frontend/trace/machine.ts';
import { expressionsIn, isControl } from '../operands.ts';
import type { Probe } from './probe.ts';

/** The expressions that the value is made of: of a function that computes its gradient as well not all are. */
export function valueExpressions(
  session: Session,
  binding: Binding,
  probes: readonly Probe[],
): readonly ts.Expression[] {
  const all = expressionsIn(session.value.node);
  if (session.value.node !== session.gradient.node) return all;
  const { graph } = session.environment;
  const symbols = new Map(all.map((node, i) => [node as ts.Node, `?${i}`]));
  const override: Override = {
    nodes: new Set(all),
    change: ({ build }, value, node) => ({
      ...value,
      e: build.op('add', value.e, graph.symbol(symbols.get(node)!)),
    }),
  };
  const used = new Set(
    probes.slice(0, fewProbes).flatMap(({ judged: { sample } }) =>
      session.specs.withoutLearning(() =>
        graph.scratch(() => {
          const { trace: value } = runValue(session, binding, sample.draw, override, sample.overrides);
          return value.kind === 'traced' ? [...graph.symbolsOf(valueLeaves(value.outputs).map(({ e }) => e))] : [];
        }),
      ),
    ),
  );
  return all.filter((node) => used.has(symbols.get(node)!) || isControl(node, session.value.node));
}

/** Enough of them to see most paths. */
const fewProbes = 3;
