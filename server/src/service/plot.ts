/** @file Data for the plot panel: value, derived and written gradient along one input, everything else held at chosen values. */
import type { ExprId } from '../math/expr/graph.ts';
import { equalityTolerance } from '../math/numeric/tolerance.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { compareGradients, AdjointCache, type Reading } from '../check/conventions/expected.ts';
import type { LabelLimit } from '../check/inputs/label-limits.ts';
import type { Binding, Sample, Session } from '../check/sampling/session.ts';
import { runAt } from '../check/sampling/run-at.ts';
import { valueLeaves } from '../check/leaves.ts';
import { type Target } from '../check/conventions/targets.ts';
import { axisRange, plotInputs, plotParameter, startingPoint } from './plot-parameters.ts';
import type { PlotData, PlotRequest, Problem } from './types.ts';

/** What is plotted: a value function and, when there is one, the gradient written for it and how it is to be read. */
export interface PlotSubject {
  readonly session: Session;
  readonly binding: Binding;
  readonly sample: Sample;
  readonly target: Target;
  readonly reading: Reading;
  /** For which labels alone the gradient is right. */
  readonly labels: LabelLimit;
  readonly title: string;
  readonly notes: readonly string[];
}

const defaultPoints = 401;

const tooManySteps = 'Points are missing: the code takes too many steps to be run at all of them.';

export function plotSubject(subject: PlotSubject, request: PlotRequest): PlotData | Problem {
  const { session, sample, target } = subject;
  const inputs = plotInputs(subject);
  const differentiated = target.inputs(sample) ?? [];
  const variable = request.variable ?? differentiated[0] ?? inputs[0]?.id;
  const plotted = inputs.find(({ id }) => id === variable);
  if (variable === undefined || plotted === undefined) {
    const known = inputs.map(({ id }) => id).join(', ');
    return {
      problem: `There is no input ${request.variable ?? ''} to plot over; the inputs are ${known || 'none'}.`,
    };
  }
  const start = startingPoint(subject, inputs);
  const isInput = new Set(inputs.map(({ id }) => id));
  const base = new Map([...start].map(([id, v]) => [id, (isInput.has(id) ? request.values?.[id] : undefined) ?? v]));
  const { min, max } = request.range ?? axisRange(plotted, base.get(variable)!);
  const count = Math.max(2, Math.min(4001, Math.round(request.points ?? defaultPoints)));
  const x = Array.from({ length: count }, (_, i) => min + ((max - min) * i) / (count - 1));
  const component = differentiated.indexOf(variable);
  const cache = new AdjointCache();
  const rows = x.map((at) => pointAt(subject, cache, new Map([...base, [variable, at]]), variable, component));
  const hasWritten = rows.some((row) => row.written !== null);
  const difference = rows.map(({ derived, written }) =>
    derived === null || written === null ? null : written - derived,
  );
  const scale = Math.max(...rows.map((row) => Math.abs(row.derived ?? 0)), 1e-300);
  const disagreements = difference.flatMap((d, i) =>
    d !== null && Math.abs(d) > equalityTolerance * Math.max(Math.abs(rows[i]!.derived!), 1e-3 * scale) ? [i] : [],
  );
  const symbol = variable;
  return {
    title: subject.title,
    variable,
    x,
    series: [
      { id: 'value', label: session.value.name, y: rows.map((row) => row.value) },
      { id: 'derived', label: `∂/∂${symbol}, derived`, y: rows.map((row) => row.derived) },
      ...(hasWritten
        ? ([
            { id: 'written', label: `${session.gradient.name}, written`, y: rows.map((row) => row.written) },
            { id: 'difference', label: 'written − derived', y: difference },
          ] as const)
        : []),
    ],
    parameters: inputs.map((input) => plotParameter(subject, input, base.get(input.id)!)),
    disagreements,
    notes: session.environment.effort?.isSpent === true ? [...subject.notes, tooManySteps] : subject.notes,
  };
}

interface Row {
  readonly value: number | null;
  readonly derived: number | null;
  readonly written: number | null;
}

function pointAt(
  subject: PlotSubject,
  cache: AdjointCache,
  at: ReadonlyMap<string, number>,
  variable: string,
  component: number,
): Row {
  const { session, binding, target, reading } = subject;
  const run = runAt(session, binding, subject.sample.draw, at);
  if (run.value === null) return { value: null, derived: null, written: null };
  const [output] = valueLeaves(run.value.outputs);
  if (output === undefined) return { value: null, derived: null, written: null };
  const { graph } = session.environment;
  const sample = run.sample;
  const comparison =
    sample === null || component < 0 ? null : compareGradients(session, cache, sample, target, reading);
  const symbol = graph.symbol(variable);
  const derived: ExprId = comparison?.expected[component] ?? cache.of(graph, output.e, []).of(symbol);
  const written = comparison?.actual[component];
  const values = evaluate(program(graph, written === undefined ? [derived] : [derived, written]), at);
  return {
    value: finite(output.v),
    derived: finite(values.get(derived)!),
    written: written === undefined ? null : finite(values.get(written)!),
  };
}

function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
