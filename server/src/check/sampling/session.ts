/**
 * @file One pair under analysis: its two functions, what is known of their inputs, and traces of both on samples.
 * What the traces mean is decided in `decide.ts`.
 */
import * as ts from 'typescript';
import type { ExprId } from '../../math/expr/graph.ts';
import { applyDomainTags, describeParameter } from '../../frontend/trace/inputs/annotations.ts';
import { type Draw, drawPlan, type Sizes } from '../../frontend/trace/inputs/domains.ts';
import { type InputSpec, partOf } from '../../frontend/trace/inputs/input-spec.ts';
import type { InputSpecs } from '../../frontend/trace/inputs/input-specs.ts';
import type { DrawStep } from '../../frontend/trace/inputs/input-runs.ts';
import { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import type { Machine, Override } from '../../frontend/trace/machine.ts';
import { dependsOnDraws } from '../../frontend/trace/inputs/random-numbers.ts';
import { saveFunction } from '../../frontend/trace/tensor/custom-gradient.ts';
import { followShape } from '../../frontend/trace/tensor/input-tensor.ts';
import { shareObject } from '../../frontend/trace/objects/prototypes.ts';
import { receiverOwner } from '../../frontend/trace/objects/receiver.ts';
import {
  type StateLeft,
  type Trace,
  trace,
  type TraceEnvironment,
  type TraceFailure,
} from '../../frontend/trace/trace.ts';
import { settle } from '../../frontend/trace/conversions.ts';
import { mentions } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { isUpstreamName } from '../../frontend/upstream-names.ts';
import { type ArrayValue, arrayOf, objectOf, type ObjectValue, type Value } from '../../frontend/trace/value.ts';
import type { FunctionUnit, PairCandidate } from '../../frontend/types.ts';
import { alignedGradients } from '../conventions/gradient-list.ts';
import { withoutKept } from '../conventions/handed-on.ts';
import { valueLeaves } from '../leaves.ts';
import { gradientHalf, valueHalf } from '../conventions/loss-and-gradient.ts';
import { forwardCall, runLeft } from './engine-runs.ts';
import { flagged, flagValue } from './flags.ts';
import { Replays } from './replay.ts';
import { entryOf } from '../conventions/taken-entry.ts';
import { leafNames } from './leaf-names.ts';
import { sideOf } from '../conventions/measured-sides.ts';
import { withoutTies } from './ties.ts';
import { describeLike, drawUnreadFields, partTaken, withSizesOf } from '../conventions/result-argument.ts';

/** Where an argument of the gradient function comes from. */
export type ArgumentSource =
  /** The value function's own argument, or a further free input such as the upstream gradient. */
  | { readonly kind: 'input'; readonly spec: InputSpec }
  /** The value function's result, for gradients in terms of the output. */
  | { readonly kind: 'output' }
  /** One entry of an array that is the value function's argument. */
  | { readonly kind: 'entry'; readonly spec: InputSpec }
  /** The entry of the value function's result that belongs to it. */
  | { readonly kind: 'output-entry'; readonly spec: InputSpec }
  /** The number of entries of the value function's first array argument. */
  | { readonly kind: 'length' }
  /** How many entries an array that is the value function's argument has along an axis. */
  | { readonly kind: 'side'; readonly spec: InputSpec; readonly axis: number }
  | { readonly kind: 'flag'; readonly value: boolean | number }
  /** An options object of which one field is the flag. */
  | { readonly kind: 'flagged'; readonly spec: InputSpec; readonly field: string; readonly value: boolean | number }
  /** The function with which the value keeps what its gradient needs. */
  | { readonly kind: 'save' }
  /** What was kept. */
  | { readonly kind: 'saved' }
  /** What the value function returns beside its result for the gradient to use, by its key in what is returned. */
  | { readonly kind: 'kept'; readonly key: string }
  /** An object of arguments. */
  | { readonly kind: 'bundle'; readonly fields: ReadonlyMap<string, ArgumentSource> }
  /** Left out, so that the parameter's default applies. */
  | { readonly kind: 'default' };

/** How the two functions are called with the same inputs. */
export interface Binding {
  readonly value: readonly ArgumentSource[];
  readonly gradient: readonly ArgumentSource[];
  /** The factor that the chain rule hands in, when one of the gradient's parameters is it. */
  readonly upstream: InputSpec | null;
  /** Where each of several results has one of its own: all of them, by the key of the result. */
  readonly upstreams?: ReadonlyMap<string, InputSpec>;
  /** Whether the parameter's name says that it is the upstream gradient, so that code which does not use it forgets it. */
  readonly upstreamIsNamed: boolean;
  /** Whether the gradient is handed what an array held before the value function changed it in place. */
  readonly isOfOriginal?: true;
  /** Keys of what the value function returns beside the result that the upstream gradient is of. */
  readonly aside?: readonly string[];
  /** Arguments in whose fields the value only leaves things for the gradient. */
  readonly leftIn?: readonly string[];
  readonly outputForm: boolean;
  /** Whether it is only tried where no other way to call the two gives anything. */
  readonly isFallback?: true;
}

export interface Sample {
  readonly draw: Draw;
  /** Inputs that were set rather than drawn, to reach a branch. */
  readonly overrides: ReadonlyMap<string, number>;
  /** Concrete inputs by symbol name. */
  readonly values: ReadonlyMap<string, number>;
  /** What is known of the value function's inputs, by symbol name. */
  readonly specs: ReadonlyMap<string, InputSpec>;
  /** Flags and names of modes, by the path of the input. */
  readonly options: ReadonlyMap<string, boolean | string>;
  readonly value: Trace;
  readonly gradient: Trace;
  /** Leaves of the upstream argument: one, or one per output of the value function. */
  readonly upstream: readonly ExprId[];
}

export type SampleOutcome = Sample | TraceFailure;

export interface Session {
  readonly environment: TraceEnvironment;
  readonly value: FunctionUnit;
  readonly gradient: FunctionUnit;
  readonly candidate: PairCandidate;
  readonly seed: number;
  readonly sizes: Sizes;
  readonly specs: InputSpecs;
}

/** How often a sample is run again because a run taught us something about the inputs. */
const maxRevisions = 16;

/** The parameters of a function, without a TypeScript `this` parameter. */
export function parametersOf(unit: FunctionUnit): readonly ts.ParameterDeclaration[] {
  return unit.node.parameters.filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'));
}

/** The name of a parameter; a destructured one is named after its position. */
export function parameterName(parameter: ts.ParameterDeclaration, index: number): string {
  return ts.isIdentifier(parameter.name) ? parameter.name.text : `arg${index + 1}`;
}

/** The input that a parameter stands for. Its annotation, default and tags are read when a trace first asks for it. */
export function parameterSpec(session: Session, unit: FunctionUnit, index: number): InputSpec {
  const parameter = parametersOf(unit)[index]!;
  return session.specs.get(parameter, parameterName(parameter, index));
}

/** Traces both functions on sample `index`, again while the runs learn about the inputs. */
export function runSample(session: Session, binding: Binding, index: number, isSmall = false): SampleOutcome {
  return runDraw(session, binding, drawPlan(session.seed, index, session.sizes, isSmall), new Map());
}

/** Like {@link runSample}, with some inputs set to given values instead of drawn ones. */
export function runDraw(
  session: Session,
  binding: Binding,
  draw: Draw,
  overrides: ReadonlyMap<string, number>,
): SampleOutcome {
  const replayed = replaysOf(session).find(binding, draw, overrides);
  if (replayed === null) return interpretDraw(session, binding, draw, overrides);
  return withoutTies(session.environment.graph, replayed);
}

/** The same without the help of earlier samples. */
export function interpretDraw(
  session: Session,
  binding: Binding,
  draw: Draw,
  overrides: ReadonlyMap<string, number>,
): SampleOutcome {
  for (let attempt = 0; ; attempt++) {
    const revision = session.specs.revision;
    const outcome = runOnce(session, binding, draw, overrides);
    if (session.specs.revision !== revision && attempt < maxRevisions) continue;
    return 'kind' in outcome ? outcome : withoutTies(session.environment.graph, outcome);
  }
}

/** A session is copied with another gradient where mutations are compared, which must not share recordings. */
const replays = new WeakMap<Session, Replays>();

function replaysOf(session: Session): Replays {
  let known = replays.get(session);
  if (known === undefined) replays.set(session, (known = new Replays(session)));
  return known;
}

function runOnce(
  session: Session,
  binding: Binding,
  draw: Draw,
  overrides: ReadonlyMap<string, number>,
): SampleOutcome {
  const { environment, specs } = session;
  const known = replaysOf(session);
  const before = known.knowledge();
  const { revision } = specs;
  const inputs = new Inputs(environment.graph, specs, draw, overrides);
  const value = traceValueOn(session, binding, inputs, null);
  if (value.kind !== 'traced') return value;
  const gradient = runGradient(session, binding, draw, value, null, overrides);
  if (gradient.trace.kind !== 'traced') return gradient.trace;
  const drawn = dependenceOnDraws(session, value, gradient.trace);
  if (drawn !== null) return drawn;
  // A path that reads no entry of an array still has the array as an input.
  for (const source of binding.value) if (source.kind === 'input') inputs.drawUnreadArray(source.spec);
  const values = new Map([...inputs.values, ...gradient.values]);
  const upstreams = binding.upstreams?.values() ?? (binding.upstream === null ? [] : [binding.upstream]);
  const upstream = [...upstreams].flatMap((spec) => leafNames(spec, values).map((n) => environment.graph.symbol(n)));
  const sample = {
    draw,
    overrides,
    values,
    specs: inputs.scalars,
    options: inputs.options,
    value,
    gradient: gradient.trace,
    upstream,
  };
  // A run that learned of its own arrays alone is run again, and shows what it should not have.
  if (known.knowledge() === before && specs.revision === revision)
    known.record(binding, sample, inputs, gradient.steps);
  return sample;
}

/** That what was drawn at random is a number of the result, and not only a choice; null where it is not. */
function dependenceOnDraws(session: Session, value: Trace, gradient: Trace): TraceFailure | null {
  const outputs = [...value.outputs, ...gradient.outputs].map(({ e }) => e);
  if (value.assumptions !== null || !dependsOnDraws(session.environment.graph, outputs)) return null;
  const what = '`Math.random`, whose result has no derivative';
  const { node } = session.value;
  return { kind: 'unsupported', code: 'unsupported-call', what, node, dependencies: value.dependencies };
}

function traceValueOn(
  session: Session,
  binding: Binding,
  inputs: Inputs,
  override: Override | null,
): Trace | TraceFailure {
  const args = (machine: Machine): Value[] => binding.value.map((source) => argument(session, machine, source, null));
  const whole = trace(session.environment, session.value, inputs, args, override, null, forwardCall(session, args));
  inputs.finish(whole.kind === 'traced' ? whole.outputs.map(({ e }) => e) : []);
  return whole.kind === 'traced' ? withoutKept(valueHalf(session.candidate, whole), keysOfKept(binding)) : whole;
}

/** What is no part of the value: those that are handed to the gradient, and others. */
function keysOfKept({ gradient, aside = [] }: Binding): readonly string[] {
  const kept = gradient.flatMap((source) => (source.kind === 'kept' ? [source.key] : []));
  return [...kept, ...aside.filter((key) => !kept.includes(key))];
}

/** Traces the value function alone on a sample, optionally with one expression changed. */
export function runValue(
  session: Session,
  binding: Binding,
  draw: Draw,
  override: Override | null,
  overrides: ReadonlyMap<string, number>,
): { readonly trace: Trace | TraceFailure; readonly values: ReadonlyMap<string, number> } {
  const inputs = new Inputs(session.environment.graph, session.specs, draw, overrides);
  return { trace: traceValueOn(session, binding, inputs, override), values: inputs.values };
}

/** Traces the gradient function on a sample, optionally with one expression's number changed. */
export function runGradient(
  session: Session,
  binding: Binding,
  draw: Draw,
  value: Trace,
  override: Override | null = null,
  overrides: ReadonlyMap<string, number> = new Map(),
): {
  readonly trace: Trace | TraceFailure;
  readonly values: ReadonlyMap<string, number>;
  readonly steps: readonly DrawStep[];
} {
  if (session.candidate.engine !== undefined) {
    const ofOperation = (machine: Machine): Value[] => binding.value.map((s) => argument(session, machine, s, null));
    return runLeft(session, binding, draw, overrides, ofOperation, override);
  }
  // Arguments are made anew, since a function may overwrite the arrays it is given.
  const { graph } = session.environment;
  const left = binding.isOfOriginal ? [] : [...value.filled];
  const filled = new Map(left.map(([path, array]) => [path, copyResult(array) as ArrayValue]));
  const { measured } = value;
  const inputs = new Inputs(graph, session.specs, draw, overrides, new Map(), { filled, measured });
  const args = (machine: Machine): Value[] => {
    if (binding.upstream !== null && binding.upstreams === undefined) {
      describeInput(session, machine, binding.upstream);
      if (binding.upstreamIsNamed) followRows(session, binding.upstream, value.result);
      followShape(binding.upstream, draw.sizes, value.result, binding.upstreamIsNamed);
      // A field of an argument, as `act.dw`, that is an object itself.
      if (binding.upstream.shape === 'object') describeLike(value.result, binding.upstream, machine.inputs.run);
    }
    return gradientArguments(session, machine, binding, value);
  };
  const traced = trace(session.environment, session.gradient, inputs, args, override, stateLeft(session, value));
  inputs.finish();
  for (const [key, spec] of binding.upstreams ?? []) {
    const own = value.outputs.filter((leaf) => leaf.key === key || leaf.key.startsWith(`${key}[`));
    inputs.drawUnread(spec, own.length);
  }
  if (binding.upstream !== null && binding.upstreams === undefined) {
    followKind(session, binding, value.result, traced);
    const isThere = isReadOnSomePath(session.gradient, binding.upstream) || isPartlyRead(binding.upstream, inputs);
    if (binding.upstreamIsNamed || isThere) {
      inputs.drawUnread(binding.upstream, valueLeaves(value.outputs).length);
    }
    drawUnreadFields(inputs, value.result, binding.upstream);
  }
  let half = traced.kind === 'traced' ? gradientHalf(graph, session.candidate, traced, inputs.values) : traced;
  if (half.kind === 'traced' && session.candidate.kind === 'custom-grad') {
    half = alignedGradients(graph, binding, inputs, half);
  }
  return { trace: half, values: inputs.values, steps: inputs.steps };
}

/** Whether it is an array of which the run read some entries, and whole rows perhaps not, as of what lies in the padding. */
function isPartlyRead({ path, shape }: InputSpec, { values }: Inputs): boolean {
  return shape === 'array' && [...values.keys()].some((name) => name.startsWith(`${path}[`));
}

/** Whether what the chain rule hands in is read, if not on every path: `x > 0 ? grad : 0.01` lacks it on the other. */
function isReadOnSomePath({ node }: FunctionUnit, { path, shape }: InputSpec): boolean {
  const isNumbers = shape === 'scalar' || shape === 'unknown' || shape === 'array';
  return isNumbers && isUpstreamName(plainName(path)) && node.body !== undefined && mentions(node.body, path);
}

/** An upstream gradient that is not read, or handed on as it is, is an array where the result is one, so that it can show what is missing. */
function followKind(
  { specs, environment }: Session,
  binding: Binding,
  result: Value,
  traced: Trace | TraceFailure,
): void {
  const { upstream, upstreamIsNamed } = binding;
  const isArray = typeof result === 'object' && result?.kind === 'array';
  if (!isArray || upstream === null || !specs.learns) return;
  const outputs = traced.kind === 'traced' ? traced.outputs : [];
  const itself = environment.graph.symbol(upstream.path);
  const isHandedOn = outputs.length > 0 && outputs.every(({ e }) => e === itself);
  if (upstreamIsNamed ? !(upstream.shape === 'unknown' || isHandedOn) : !isHandedOn || outputs.length < 2) return;
  upstream.shape = 'array';
  specs.revision++;
}

/** An upstream gradient of which nothing is known has rows where the result has rows, which its code may ask for. */
function followRows({ specs }: Session, upstream: InputSpec, result: Value): void {
  const isArray = (value: Value): value is ArrayValue => typeof value === 'object' && value?.kind === 'array';
  if (upstream.shape !== 'unknown' || !specs.learns || !isArray(result) || !isArray(result.items[0])) return;
  upstream.shape = 'array';
  partOf(upstream, '0').shape = 'array';
  specs.revision++;
}

/** What the value function left for the gradient, as a layer's `forward` does for its `backward`: in `this`, or in variables around both. */
export function stateLeft(session: Session, { self, variables }: Trace): StateLeft {
  // Functions are found anew: those that are there have the other object as their `this`.
  const isState = (value: Value): boolean => typeof value !== 'object' || value?.kind !== 'closure';
  const copied = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
    new Map([...values].filter(([, value]) => isState(value)).map(([name, value]) => [name, copyResult(value)]));
  const owner = receiverOwner(session.value);
  const isShared =
    shareObject(session.value.node, session.gradient.node) ||
    (owner !== null && owner === receiverOwner(session.gradient));
  const fields = isShared && typeof self === 'object' && self?.kind === 'object' ? copied(self.fields) : null;
  return { fields, variables: new Map([...variables].map(([node, values]) => [node, copied(values)])) };
}

/** A fresh copy of a result, so that the gradient function cannot change what the value function returned. */
export function copyResult(value: Value): Value {
  return copyWith(new Map(), value);
}

/** @param copies what has been copied already: objects may stand in each other. */
function copyWith(copies: Map<Value, Value>, value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  switch (value.kind) {
    case 'array': {
      const { owner, ...own } = value;
      const copiedOwner = owner === undefined ? {} : { owner: copyWith(copies, owner) as ArrayValue };
      const copy: ArrayValue = { ...own, ...copiedOwner, items: [], input: null };
      copies.set(value, copy);
      for (const item of value.items) copy.items.push(copyWith(copies, item));
      return copy;
    }
    case 'object': {
      const copy: ObjectValue = { ...value, fields: new Map<string, Value>(), missing: missingOf(value) };
      copies.set(value, copy);
      for (const [key, item] of value.fields) copy.fields.set(key, copyWith(copies, item));
      return copy;
    }
    case 'collection': {
      const copy = { ...value, entries: new Map<string | number | boolean, { key: Value; value: Value }>() };
      copies.set(value, copy);
      for (const [key, entry] of value.entries)
        copy.entries.set(key, { key: copyWith(copies, entry.key), value: copyWith(copies, entry.value) });
      return copy;
    }
    case 'input': {
      // Another run settles it anew: what it writes to an argument's entries must not stay in them.
      const { spec, settled } = value.cell;
      const copy: Value =
        settled === undefined ? { kind: 'input', cell: { spec, settled } } : copyWith(copies, settled);
      copies.set(value, copy);
      return copy;
    }
    default:
      return value;
  }
}

/** Fields that are there once somebody asks are asked of the original, which must not keep them. */
function missingOf({ missing, fields }: ObjectValue): ObjectValue['missing'] {
  if (missing === null) return null;
  return (name) => {
    const isThere = fields.has(name);
    const value = missing(name);
    if (!isThere) fields.delete(name);
    return copyResult(value);
  };
}

/** @param value what the value function did, for the arguments of the gradient. */
export function argument(session: Session, machine: Machine, source: ArgumentSource, value: Trace | null): Value {
  switch (source.kind) {
    case 'input':
      describeInput(session, machine, source.spec);
      return machine.inputs.value(source.spec);
    case 'output':
      return copyResult(value?.result);
    case 'entry': {
      describeInput(session, machine, source.spec);
      const array = settle(machine, machine.inputs.value(source.spec), 'array');
      return typeof array === 'object' && array?.kind === 'array' ? entryOf(machine, array) : array;
    }
    case 'save':
      return saveFunction(machine.kept);
    case 'saved':
      return arrayOf((value?.kept ?? []).map(copyResult));
    // These two are of the gradient alone, see `gradientArguments`.
    case 'kept':
    case 'bundle':
      return undefined;
    case 'output-entry': {
      const result = copyResult(value?.result);
      return typeof result === 'object' && result?.kind === 'array' ? entryOf(machine, result) : undefined;
    }
    case 'side':
      describeInput(session, machine, source.spec);
      return sideOf(machine, machine.inputs.value(source.spec), source.axis);
    case 'length':
      return machine.constant(machine.inputs.draw.sizes[0]);
    case 'flag':
      return flagValue(machine, source.value);
    case 'flagged':
      describeInput(session, machine, source.spec);
      return flagged(machine, source.spec, source.field, source.value);
    case 'default':
      return undefined;
    default:
      return source satisfies never;
  }
}

/** The arguments of the gradient once the value was traced: what is handed in from above has the shape of the value's result. */
export function gradientArguments(session: Session, machine: Machine, binding: Binding, value: Trace): Value[] {
  const { gradient } = session;
  const keys = keysOfKept(binding);
  const given = (source: ArgumentSource, parameter: ts.ParameterDeclaration | undefined): Value => {
    if (source.kind === 'kept') return copyResult(value.kept[keys.indexOf(source.key)]);
    if (source.kind === 'bundle')
      return objectOf([...source.fields].map(([name, field]) => [name, given(field, undefined)]));
    const result = partTaken(value.result, gradient.node, parameter);
    if (source.kind === 'output') return copyResult(result);
    if (source.kind !== 'input' || source.spec !== binding.upstream) return argument(session, machine, source, value);
    describeLike(result, source.spec, machine.inputs.run);
    return withSizesOf(machine, copyResult(result), argument(session, machine, source, value));
  };
  return binding.gradient.map((source, i) => given(source, parametersOf(gradient)[i]));
}

/** Reads annotation and tags of the parameters that a spec belongs to: the value's first, then the gradient's. */
function describeInput(session: Session, machine: Machine, spec: InputSpec): void {
  for (const unit of [session.value, session.gradient]) {
    parametersOf(unit).forEach((parameter, i) => {
      const name = parameterName(parameter, i);
      if (name !== spec.path && session.specs.get(parameter, name) !== spec) return;
      describeParameter(spec, parameter, machine.modules.files);
      applyDomainTags(spec, unit.tags);
    });
  }
}
