/** @file Data for the plot panel: value, derived and written gradient along one input, everything else held at chosen values. */
import type { ExprId } from '../math/expr/graph.ts';
import { equalityTolerance } from '../math/numeric/tolerance.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { compareGradients, AdjointCache, type Reading } from '../check/expected.ts';
import { type Binding, leafNames, parameterName, parametersOf, type Sample, type Session } from '../check/session.ts';
import { runAt } from '../check/run-at.ts';
import { type Target, valueLeaves } from '../check/targets.ts';
import type { PlotData, PlotParameter, PlotRequest, Problem } from './types.ts';

/** What is plotted: a value function and, when there is one, the gradient written for it and how it is to be read. */
export interface PlotSubject {
  readonly session: Session;
  readonly binding: Binding;
  readonly sample: Sample;
  readonly target: Target;
  readonly reading: Reading;
  readonly title: string;
  readonly notes: readonly string[];
}

const defaultPoints = 401;

export function plotSubject(subject: PlotSubject, request: PlotRequest): PlotData | Problem {
  const { session, sample, target } = subject;
  const ids = [...sample.values.keys()].filter((id) => !isUpstream(subject, id));
  const differentiated = target.inputs(sample) ?? [];
  const variable = request.variable ?? differentiated[0] ?? ids[0];
  if (variable === undefined || !ids.includes(variable)) {
    return {
      problem: `There is no input ${request.variable ?? ''} to plot over; the inputs are ${ids.join(', ') || 'none'}.`,
    };
  }
  const base = new Map([...sample.values].map(([id, v]) => [id, request.values?.[id] ?? niceStart(id, v)]));
  if (subject.binding.upstream !== null)
    for (const id of sample.values.keys()) if (isUpstream(subject, id)) base.set(id, 1);
  const { min, max } = request.range ?? rangeOf(variable, base.get(variable)!);
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
    parameters: ids.map((id): PlotParameter => {
      const value = id === variable ? base.get(id)! : base.get(id)!;
      const { min: low, max: high } = id === variable ? { min, max } : rangeOf(id, value);
      return {
        id,
        value,
        min: Math.min(low, value),
        max: Math.max(high, value),
        step: Number.isInteger(sample.values.get(id)!) && isDiscrete(subject, id) ? 1 : null,
      };
    }),
    disagreements,
    notes: subject.notes,
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

function isUpstream({ binding, sample }: PlotSubject, id: string): boolean {
  return binding.upstream !== null && leafNames(binding.upstream, sample.values).includes(id);
}

/** Labels, counts and indices take whole numbers. */
function isDiscrete({ session }: PlotSubject, id: string): boolean {
  const head = id.replace(/[[.].*$/, '');
  const known = parametersOf(session.value).some((p, i) => parameterName(p, i) === head);
  return known && /^(y|t|label|target|n|m|k|count|size|index|i|j)$/i.test(head);
}

/** Sliders start at numbers that a person would type. */
function niceStart(_id: string, v: number): number {
  return Number(v.toPrecision(2));
}

function rangeOf(id: string, value: number): { readonly min: number; readonly max: number } {
  const name = id
    .replace(/\[\d+\]$/, '')
    .split('.')
    .at(-1)!
    .toLowerCase();
  if (/^(p|prob|probs|probability|pt|p_t|s|q)$/.test(name)) return { min: 0.001, max: 0.999 };
  if (/^(y|t|label|target)$/.test(name) && value >= 0 && value <= 1) return { min: 0, max: 1 };
  if (/^(alpha)$/.test(name)) return { min: 0, max: 1 };
  if (/^(gamma|delta|beta|sigma|tau|temperature|w|h|width|height)$/.test(name))
    return { min: 0.01, max: Math.max(5, 2 * value) };
  if (Math.abs(value) < 1e-4) return { min: 0, max: 1e-3 };
  return { min: Math.min(-6, 2 * value), max: Math.max(6, 2 * value) };
}
