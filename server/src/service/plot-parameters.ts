/**
 * @file The inputs of a plotted function as a person would set them: in the order of the declaration, starting at the defaults that the
 * code gives and otherwise at plain numbers, with the range and the step that a slider needs.
 */
import { DrawnNumbers } from '../frontend/trace/inputs/drawn-numbers.ts';
import * as ts from 'typescript';
import { parameterName, parametersOf, parameterSpec, type Sample, type Session } from '../check/sampling/session.ts';
import { leafNames } from '../check/sampling/leaf-names.ts';
import { runAt } from '../check/sampling/run-at.ts';
import { valueLeaves } from '../check/leaves.ts';
import { literalNumber } from '../frontend/trace/inputs/annotations.ts';
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
import type { InputSpec } from '../frontend/trace/inputs/input-spec.ts';
import type { PlotSubject } from './plot.ts';
import type { PlotParameter } from './types.ts';

/** A scalar input and what the code says of it. */
export interface PlotInput {
  readonly id: string;
  readonly spec: InputSpec | null;
  readonly defaultValue: number | null;
  /** Whether it depends on its neighbours in an array or object, as the corners of a box do. */
  readonly hasNeighbours: boolean;
  /** Whether it is one of entries that sum to one. */
  readonly inSimplex: boolean;
  /** How many entries there are to select, for what selects an entry of an array. */
  readonly choices: number | null;
}

/** The scalar inputs in the order of the value function's parameters, array entries by index, fields as they are declared. */
export function plotInputs({ session, sample, binding }: PlotSubject): readonly PlotInput[] {
  const declared = new Map<string, PlotInput>();
  const { extent } = new DrawnNumbers(sample.draw, sample.overrides, new Map(), session.specs.counts);
  for (const unit of [session.value, session.gradient]) {
    parametersOf(unit).forEach((parameter, i) => {
      const root = parameterSpec(session, unit, i);
      for (const { spec, owner } of leavesBelow(root, null)) {
        if (declared.has(spec.path)) continue;
        const inSimplex = owner?.domain?.kind === 'simplex' || isSoftVector(owner, sample);
        declared.set(spec.path, {
          id: spec.path,
          spec,
          defaultValue: spec.fallback ?? defaultInPattern(parameter, root, spec),
          hasNeighbours: owner !== null,
          inSimplex,
          choices: spec.selects.get(extent) ?? null,
        });
      }
    });
  }
  const upstream = new Set(binding.upstream === null ? [] : leafNames(binding.upstream, sample.values));
  const drawn = [...sample.values.keys()].filter((id) => !upstream.has(id));
  const places = new Map([...declared.keys()].map((id, place) => [id, place]));
  const placeOf = (id: string): number => places.get(id) ?? places.size;
  return drawn
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map(
      (id) =>
        declared.get(id) ?? {
          id,
          spec: null,
          defaultValue: null,
          hasNeighbours: true,
          inSimplex: false,
          choices: null,
        },
    );
}

/** The scalars of an argument, depth first. What is no scalar is never among the values of a sample, so listing it does no harm. */
function leavesBelow(
  spec: InputSpec,
  owner: InputSpec | null,
): readonly { readonly spec: InputSpec; readonly owner: InputSpec | null }[] {
  if (spec.parts.size === 0) return [{ spec, owner }];
  const placeOf = (key: string): number =>
    spec.shape === 'array' ? Number(key) : spec.fields.includes(key) ? spec.fields.indexOf(key) : spec.fields.length;
  const parts = [...spec.parts].sort(([a], [b]) => placeOf(a) - placeOf(b));
  return parts.flatMap(([, part]) => leavesBelow(part, spec));
}

/** Labels that sum to one in this sample. */
function isSoftVector(owner: InputSpec | null, { draw }: Sample): boolean {
  return owner !== null && draw.labels === 'simplex' && looksLikeLabel(owner.path);
}

/** The default of a destructured field: `{ gamma = 2 }`. */
function defaultInPattern(parameter: ts.ParameterDeclaration, root: InputSpec, { path }: InputSpec): number | null {
  if (!ts.isObjectBindingPattern(parameter.name)) return null;
  for (const { name, propertyName, initializer } of parameter.name.elements) {
    const field = (propertyName ?? name).getText();
    if (path === `${root.path}.${field}` && initializer !== undefined) return literalNumber(initializer);
  }
  return null;
}

/** Where the sliders start. The plainer choices are left when the value is not defined there, as they may break a relation. */
export function startingPoint(subject: PlotSubject, inputs: readonly PlotInput[]): ReadonlyMap<string, number> {
  const { sample } = subject;
  const choices: readonly ((input: PlotInput, drawn: number) => number)[] = [
    (input, drawn) => input.defaultValue ?? plainNumber(input, drawn, 1),
    (input, drawn) => input.defaultValue ?? plainNumber(input, drawn, 2),
    (input, drawn) => plainNumber(input, drawn, 2),
  ];
  for (const choose of choices) {
    // The factor that the chain rule hands in is not shown; 1 leaves the gradient as it is.
    const point = new Map([...sample.values.keys()].map((id) => [id, 1]));
    for (const input of inputs) point.set(input.id, choose(input, sample.values.get(input.id)!));
    if (isDefinedAt(subject, point)) return point;
  }
  return sample.values;
}

function isDefinedAt({ session, binding, sample }: PlotSubject, point: ReadonlyMap<string, number>): boolean {
  const { value } = runAt(session, binding, sample.draw, point);
  return value !== null && valueLeaves(value.outputs).every((leaf) => Number.isFinite(leaf.v));
}

/** A number that a person would type: few digits, and no probability rounded to certainty. */
function plainNumber({ id, hasNeighbours, inSimplex }: PlotInput, drawn: number, digits: number): number {
  if (inSimplex || Number.isInteger(drawn)) return drawn;
  const plain = Number(drawn.toPrecision(hasNeighbours ? 2 : digits));
  return isProbability(id) && (plain <= 0 || plain >= 1) ? Number(drawn.toPrecision(2)) : plain;
}

/** How a slider for an input moves. */
export function plotParameter(subject: PlotSubject, input: PlotInput, value: number): PlotParameter {
  const { id } = input;
  const start = subject.sample.values.get(id)!;
  const isClass = isHardLabel(subject, input, start);
  const { min, max } = isClass ? { min: 0, max: 1 } : sliderRange(input, value);
  const isWhole = isClass || isCounted(input, start, subject.session);
  return { id, value, min: Math.min(min, value), max: Math.max(max, value), step: isWhole ? 1 : null };
}

/** Whether a label is one of the classes 0 and 1 here, rather than a number that happens to be drawn as one of them. */
function isHardLabel(
  { sample, labels, target }: PlotSubject,
  { id, spec, choices }: PlotInput,
  start: number,
): boolean {
  if (!looksLikeLabel(id) || choices !== null || (start !== 0 && start !== 1)) return false;
  const isCompared = spec !== null && (spec.equals.has(0) || spec.equals.has(1));
  const isDeclared = spec?.domain?.kind === 'set' && spec.domain.values.every((v) => v === 0 || v === 1);
  const isLimited = labels !== null && labels !== 'labels -1 and 1';
  // Beside a probability or a logit a label is a class; beside a prediction it may be any number.
  const besideClassifier = (target.inputs(sample) ?? []).some((name) => isProbability(name) || isLogit(name));
  return isCompared || isDeclared || isLimited || besideClassifier || sample.draw.labels === 'one-hot';
}

/** Indices, and counts by their names. */
function isCounted({ id, spec, choices }: PlotInput, start: number, session: Session): boolean {
  if (!Number.isInteger(start)) return false;
  if (spec?.domain?.kind === 'integer') return true;
  // A target that selects may lie between two entries, unless the code compares it with whole numbers.
  if (choices !== null) return !looksLikeLabel(id) || spec?.equals.has(2) === true;
  const isParameter = parametersOf(session.value).some((parameter, i) => parameterName(parameter, i) === id);
  return isParameter && /^(n|m|k|count|size|index|i|j)$/i.test(id);
}

/** Round ends, so that the steps between them are round numbers as well. */
function sliderRange({ id, spec, choices }: PlotInput, value: number): { readonly min: number; readonly max: number } {
  const domain = spec?.domain;
  if (domain?.kind === 'integer' || domain?.kind === 'interval') {
    const { low, high } = domain;
    if (Number.isFinite(low) && Number.isFinite(high)) return { min: low, max: high };
  }
  if (domain?.kind === 'set') return { min: Math.min(...domain.values), max: Math.max(...domain.values) };
  if (choices !== null) return { min: 0, max: Math.max(choices - 1, 0) };
  const name = lastName(id);
  if (isProbability(id)) return { min: 0.01, max: 0.99 };
  if (looksLikeLabel(id) && value >= 0 && value <= 1) return { min: 0, max: 1 };
  if (name === 'alpha') return { min: 0, max: 1 };
  if (name === 'gamma') return { min: 0, max: Math.max(5, 2 * value) };
  if (isPositive(name)) return { min: 0.1, max: Math.max(5, 2 * value) };
  if (Math.abs(value) < 1e-4) return { min: 0, max: 1e-3 };
  return { min: Math.min(-6, 2 * value), max: Math.max(6, 2 * value) };
}

/** The interval that is plotted. It comes closer to the ends of a domain than a slider needs to. */
export function axisRange(input: PlotInput, value: number): { readonly min: number; readonly max: number } {
  if (isProbability(input.id)) return { min: 0.001, max: 0.999 };
  if (isPositive(lastName(input.id))) return { min: 0.01, max: Math.max(5, 2 * value) };
  const { min, max } = sliderRange(input, value);
  // A parameter that has one possible value only is still a place on an axis.
  if (min === max) return { min: min - 1, max: max + 1 };
  const { domain } = input.spec ?? {};
  // An open end is not a point of the domain.
  const margin = domain?.kind === 'interval' ? (max - min) / 1000 : 0;
  return { min: min + margin, max: max - margin };
}

function isProbability(id: string): boolean {
  return /^(p|prob|probs|probability|pt|p_t|s|q)$/.test(lastName(id));
}

function isLogit(id: string): boolean {
  return /^(z|logits?|scores?)$/.test(lastName(id));
}

function isPositive(name: string): boolean {
  return /^(gamma|delta|beta|sigma|tau|temperature|w|h|width|height)$/.test(name);
}

/** `pred[2]` is a `pred`, `box.w` a `w`. */
function lastName(id: string): string {
  return id
    .replace(/(\[\d+\])+$/, '')
    .split('.')
    .at(-1)!
    .toLowerCase();
}
