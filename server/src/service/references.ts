/** @file The catalogue for users: summaries, and values and gradients of a reference at a point, computed at high precision. */
import { Decimal } from 'decimal.js';
import type { CatalogueEntry, CatalogueVariant } from '../catalogue/load.ts';
import { drawPlan } from '../frontend/trace/inputs/domains.ts';
import { observedSpec } from '../frontend/trace/inputs/input-spec.ts';
import { InputSpecs } from '../frontend/trace/inputs/input-specs.ts';
import { Inputs } from '../frontend/trace/inputs/inputs.ts';
import type { Machine } from '../frontend/trace/machine.ts';
import { type Trace, trace, type TraceEnvironment } from '../frontend/trace/trace.ts';
import { adjoints } from '../math/calculus/differentiate.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { evaluatePrecisely, program } from '../math/numeric/evaluate.ts';
import type { Json, Problem, ReferenceSummary } from './types.ts';

export function summariseReference(entry: CatalogueEntry): ReferenceSummary {
  return {
    id: entry.id,
    title: entry.title,
    aliases: entry.aliases,
    citation: entry.citation,
    parameters: (entry.variants[0]?.parameters ?? []).map(({ name, role, domainText }) => ({
      name,
      role,
      domain: domainText,
    })),
    variants: entry.variants.map((variant) => variant.id),
    misprints: entry.misprints.map(({ id, source, cause }) => ({ id, source, description: cause })),
    path: entry.path,
  };
}

type Point = { readonly [parameter: string]: Json };

export interface ReferenceValue {
  readonly value: Json;
  readonly gradient: { readonly [parameter: string]: Json };
}

/**
 * Value and derived gradient of a reference at a point. Scalar parameters may be given as vectors of one length: the loss is then
 * taken of each sample and reduced by `reduction` ('mean' or 'sum', 'mean' when absent), as in the libraries.
 */
export function evaluateAt(
  environment: TraceEnvironment,
  variant: CatalogueVariant,
  at: Point,
): ReferenceValue | Problem {
  const names = variant.value.node.parameters.map((p) => p.name.getText());
  const unknown = Object.keys(at).filter((key) => !names.includes(key) && key !== 'reduction');
  if (unknown.length > 0) {
    return { problem: `There is no parameter ${unknown.join(', ')}; the parameters are ${names.join(', ')}.` };
  }
  const missing = variant.value.node.parameters.filter((p) => p.initializer === undefined && !(p.name.getText() in at));
  if (missing.length > 0)
    return { problem: `A value for ${missing.map((p) => p.name.getText()).join(', ')} is missing.` };
  const batched = names.filter((name) => Array.isArray(at[name]) && isScalarParameter(variant, name));
  if (batched.length === 0) return evaluateOne(environment, variant, at);
  return evaluateBatch(environment, variant, at, batched);
}

function isScalarParameter(variant: CatalogueVariant, name: string): boolean {
  const parameter = variant.value.node.parameters.find((p) => p.name.getText() === name);
  return parameter !== undefined && (parameter.type === undefined || parameter.type.getText() === 'number');
}

function evaluateBatch(
  environment: TraceEnvironment,
  variant: CatalogueVariant,
  at: Point,
  batched: readonly string[],
): ReferenceValue | Problem {
  const lengths = new Set(batched.map((name) => (at[name] as readonly Json[]).length));
  const [length = 0] = lengths;
  if (lengths.size !== 1 || length === 0)
    return { problem: `${batched.join(' and ')} must have the same number of entries, at least one.` };
  const reduction = at['reduction'] ?? 'mean';
  if (reduction !== 'mean' && reduction !== 'sum') return { problem: 'reduction must be "mean" or "sum" for vectors.' };
  const divisor = reduction === 'mean' ? length : 1;
  let total = 0;
  const gradient: { [name: string]: number[] | number } = {};
  for (let i = 0; i < length; i++) {
    const one = { ...at };
    for (const name of batched) one[name] = (at[name] as readonly Json[])[i]!;
    const result = evaluateOne(environment, variant, one);
    if ('problem' in result) return { problem: `Entry ${i}: ${result.problem}` };
    total += Number(result.value) / divisor;
    for (const [name, d] of Object.entries(result.gradient)) {
      const share = Number(d) / divisor;
      if (batched.includes(name)) ((gradient[name] ??= []) as number[]).push(share);
      else gradient[name] = ((gradient[name] as number | undefined) ?? 0) + share;
    }
  }
  return { value: finite(total), gradient: gradient as ReferenceValue['gradient'] };
}

function evaluateOne(environment: TraceEnvironment, variant: CatalogueVariant, at: Point): ReferenceValue | Problem {
  const leaves = new Map<string, number>();
  for (const [name, value] of Object.entries(at)) {
    if (name !== 'reduction') flatten(name, value, leaves);
  }
  for (const [path, v] of leaves) if (Number.isNaN(v)) return { problem: `${path} is not a number.` };
  const run = traceAt(environment, variant, leaves, at);
  if (run.kind !== 'traced') return { problem: `The reference is not defined there: ${run.what}.` };
  const [output] = run.outputs;
  if (output === undefined) return { problem: 'The reference does not return a number there.' };
  const held = new Set(run.locals.filter((l) => variant.stopGradient.includes(l.name)).map((l) => l.e));
  const derived = adjoints(environment.graph, output.e, held);
  const inputs = [...leaves.keys()].filter((path) => isDifferentiable(variant, path));
  const roots = [output.e, ...inputs.map((path) => derived.of(environment.graph.symbol(path)))];
  const values = preciseValues(environment.graph, roots, leaves);
  const gradient: { [name: string]: Json } = {};
  inputs.forEach((path, i) => assign(gradient, path, finite(values[i + 1]!)));
  return { value: finite(values[0]!), gradient };
}

function traceAt(
  environment: TraceEnvironment,
  variant: CatalogueVariant,
  leaves: ReadonlyMap<string, number>,
  at: Point,
): Trace | Exclude<ReturnType<typeof trace>, Trace> {
  const inputs = new Inputs(environment.graph, new InputSpecs(), drawPlan(1, 0), leaves);
  return trace(environment, variant.value, inputs, (machine: Machine) =>
    variant.value.node.parameters.map((parameter) => {
      const name = parameter.name.getText();
      if (!(name in at)) return undefined;
      return machine.inputs.value(observedSpec(name, leaves));
    }),
  );
}

function flatten(path: string, value: Json, into: Map<string, number>): void {
  if (Array.isArray(value)) value.forEach((item: Json, i) => flatten(`${path}[${i}]`, item, into));
  else if (value === 'inf' || value === '-inf') into.set(path, value === 'inf' ? Infinity : -Infinity);
  else into.set(path, typeof value === 'number' ? value : NaN);
}

function assign(gradient: { [name: string]: Json }, path: string, value: Json): void {
  const match = /^(.*?)\[(\d+)\]$/.exec(path);
  if (match === null) gradient[path] = value;
  else ((gradient[match[1]!] ??= []) as Json[])[Number(match[2])] = value;
}

/** What the catalogue gives a gradient for: the inputs of the loss, as opposed to its constants (γ, ε, …). */
function isDifferentiable(variant: CatalogueVariant, path: string): boolean {
  const name = path.replace(/\[.*$/, '');
  return variant.gradients.some(({ wrt }) => wrt === null || wrt.includes(name));
}

/**
 * The correctly rounded values of expressions: evaluated with more and more digits until two precisions agree, so that saturated
 * sigmoids and cancelling boxes come out right where float64 does not.
 */
function preciseValues(graph: Graph, roots: readonly ExprId[], at: ReadonlyMap<string, number>): readonly number[] {
  const code = program(graph, roots);
  let previous: readonly number[] | null = null;
  for (let digits = 40; ; digits *= 3) {
    const D = Decimal.clone({ precision: digits, toExpNeg: -9e15, toExpPos: 9e15 });
    const values = evaluatePrecisely(D, code, at);
    const current = roots.map((id) => values.get(id)!.toNumber());
    const settled = previous !== null && current.every((x, i) => Object.is(x, previous![i]) || x === previous![i]);
    if (settled || digits > 1200) return current;
    previous = current;
  }
}

function finite(x: number): Json {
  return Number.isFinite(x) ? x : Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
}
