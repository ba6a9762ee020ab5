/**
 * @file Samples that take a path which an earlier sample took. Their inputs are drawn, the conditions of the path are evaluated in its
 * expressions, and where all hold the earlier trace is theirs as well: only its numbers differ, and those the graph gives.
 * A replayed sample is the very one that interpreting the code would give, or there is none.
 */
import type { Draw } from '../../frontend/trace/inputs/domains.ts';
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import type { DrawStep } from '../../frontend/trace/inputs/input-runs.ts';
import { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import { type Assumption, compareNumbers, type Decision, type LocalBinding } from '../../frontend/trace/machine.ts';
import type { OutputLeaf, Trace } from '../../frontend/trace/trace.ts';
import type { NumberValue, Value } from '../../frontend/trace/value.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { ops } from '../../math/expr/ops/registry.ts';
import { Evaluation, type NodeValues, type Program, program } from '../../math/numeric/evaluate.ts';
import type { Binding, Sample, Session } from './session.ts';
import { takeSameEntry } from '../conventions/taken-entry.ts';

/** Paths remembered for one way of calling. */
const mostRecordings = 24;
/** Samples in a row that took none of them, after which it is no longer tried: sorts of long arrays take another path each time. */
const mostMisses = 12;

interface Recording {
  readonly sample: Sample;
  readonly valueSteps: readonly DrawStep[];
  readonly gradientSteps: readonly DrawStep[];
  readonly decisions: readonly Decision[];
  readonly assumptions: readonly Assumption[];
  /** Everything that a replayed trace has numbers of. */
  readonly code: Program;
}

export class Replays {
  readonly #session: Session;
  readonly #recordings = new Map<Binding, Recording[]>();
  /** How many samples in a row took no path that was known. */
  readonly #misses = new Map<Binding, number>();
  /** What was known of the inputs when the recordings were made, and after how many runs. */
  #knowledge = '';
  #runs = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The sample, when it takes a path that is known. */
  find(binding: Binding, draw: Draw, overrides: ReadonlyMap<string, number>): Sample | null {
    this.knowledge();
    const known = this.#recordings.get(binding) ?? [];
    const misses = this.#misses.get(binding) ?? 0;
    if (known.length === 0 || misses >= mostMisses) return null;
    const drawn = new Map<InputSpec, number>();
    for (const [i, recording] of known.entries()) {
      const isAlike = takeSameEntry(binding, draw, recording.sample.draw);
      const found = isAlike ? this.#replay(recording, draw, overrides, drawn) : null;
      if (found === null) continue;
      // Samples come in runs of the same path, so the one found is tried first next time.
      known.splice(i, 1);
      known.unshift(recording);
      this.#misses.set(binding, 0);
      return found;
    }
    this.#misses.set(binding, misses + 1);
    return null;
  }

  /** What is known now. When a run has taught something the next one may go another way, and all recordings are forgotten. */
  knowledge(): string {
    const { specs } = this.#session;
    if (specs.runs === this.#runs) return this.#knowledge;
    this.#runs = specs.runs;
    const current = specs.knowledge();
    if (current !== this.#knowledge) {
      this.#recordings.clear();
      this.#misses.clear();
    }
    return (this.#knowledge = current);
  }

  /** Remembers an interpreted sample during which nothing was learned. */
  record(binding: Binding, sample: Sample, valueInputs: Inputs, gradientSteps: readonly DrawStep[]): void {
    const { value, gradient } = sample;
    const isPartial = value.assumptions === null || gradient.assumptions === null;
    if (isPartial || value.kept.length > 0 || value.filled.size > 0) return;
    if ([...valueInputs.steps, ...gradientSteps].some((step) => step.kind === 'tensor')) return;
    if (!isPlain(value.result) || !isPlain(fieldsOf(value.self))) return;
    let known = this.#recordings.get(binding);
    if (known === undefined) this.#recordings.set(binding, (known = []));
    if (known.length >= mostRecordings) return;
    known.unshift({
      sample,
      valueSteps: valueInputs.steps,
      gradientSteps,
      decisions: [...value.path, ...gradient.path],
      assumptions: [...value.assumptions, ...gradient.assumptions],
      code: program(this.#session.environment.graph, [...expressionsOf(value), ...expressionsOf(gradient)]),
    });
  }

  #replay(
    recording: Recording,
    draw: Draw,
    overrides: ReadonlyMap<string, number>,
    drawn: Map<InputSpec, number>,
  ): Sample | null {
    const { sample, code } = recording;
    if (draw.sizes.some((size, i) => size !== sample.draw.sizes[i])) return null;
    const { environment, specs } = this.#session;
    const valueInputs = new Inputs(environment.graph, specs, draw, overrides, drawn);
    if (!valueInputs.redraw(recording.valueSteps)) return null;
    const gradientInputs = new Inputs(environment.graph, specs, draw, overrides, drawn);
    if (!gradientInputs.redraw(recording.gradientSteps)) return null;
    const values = new Map([...valueInputs.values, ...gradientInputs.values]);
    const numbers = new Evaluation(code, values);
    if (!keepsTo(recording.decisions, recording.assumptions, numbers)) return null;
    return {
      draw,
      overrides,
      values,
      specs: valueInputs.scalars,
      options: valueInputs.options,
      value: new ReplayedTrace(sample.value, numbers),
      gradient: new ReplayedTrace(sample.gradient, numbers),
      upstream: sample.upstream,
    };
  }
}

/** Whether a run with these numbers takes the path on which the decisions were made and the assumptions met. */
export function keepsTo(
  decisions: readonly Decision[],
  assumptions: readonly Assumption[],
  numbers: NodeValues<number>,
): boolean {
  return (
    decisions.every((decision) => holds(decision, numbers)) &&
    assumptions.every((assumption) => isMet(assumption, numbers))
  );
}

function holds({ comparison, lhs, rhs, taken }: Decision, numbers: NodeValues<number>): boolean {
  return compareNumbers(comparison, numbers.get(lhs)!, numbers.get(rhs)!) === taken;
}

function isMet(assumption: Assumption, numbers: NodeValues<number>): boolean {
  const v = numbers.get(assumption.e)!;
  if (assumption.kind === 'answer') return Object.is(assumption.ask(v), assumption.answer);
  const { op, a, b } = assumption;
  const computed = ops[op].evaluate(numbers.get(a)!, b === null ? NaN : numbers.get(b)!);
  // The constant 0 stands for both zeros, see `Machine.apply`.
  return Object.is(computed, v) || (Object.is(v, 0) && computed === 0 && assumption.isConstant);
}

/** The expressions whose numbers tell whether assumptions are met. */
export function askedOf(assumptions: readonly Assumption[]): readonly ExprId[] {
  return assumptions.flatMap((each) => (each.kind === 'answer' ? [each.e] : [each.e, each.a, each.b ?? each.e]));
}

/** Every expression of which a trace knows the number. */
function expressionsOf({
  outputs,
  written,
  path,
  assumptions,
  locals,
  numbers,
  lastEntries,
  result,
  self,
  variables,
}: Trace): readonly ExprId[] {
  const found = new Set<ExprId>();
  for (const { e } of [...outputs, ...written, ...locals, ...numbers.values(), ...lastEntries.values()]) found.add(e);
  for (const { lhs, rhs } of path) found.add(lhs).add(rhs);
  for (const e of askedOf(assumptions ?? [])) found.add(e);
  collect(result, found);
  collect(fieldsOf(self), found);
  for (const values of variables.values()) for (const value of values.values()) collect(value, found);
  return [...found];
}

/** Fields of the object that a method ran on, which is all of it that is used afterwards. */
function fieldsOf(self: Value): Value {
  if (typeof self !== 'object' || self?.kind !== 'object') return undefined;
  return { ...self, classValue: null, missing: null, proto: null };
}

/** Whether a value consists of numbers in arrays and objects; a function could hold on to anything. */
function isPlain(value: Value, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || value.kind === 'number') return true;
  if (depth > 8) return false;
  if (value.kind === 'input') return isPlain(value.cell.settled, depth + 1);
  if (value.kind === 'array') return value.items.every((item) => isPlain(item, depth + 1));
  if (value.kind !== 'object' || value.classValue !== null || value.missing !== null) return false;
  if (value.proto !== null || value.accessors.size > 0) return false;
  return [...value.fields.values()].every((item) => isPlain(item, depth + 1));
}

function collect(value: Value, into: Set<ExprId>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.kind === 'number') into.add(value.e);
  else if (value.kind === 'input') collect(value.cell.settled, into);
  else if (value.kind === 'array') for (const item of value.items) collect(item, into);
  else if (value.kind === 'object') for (const item of value.fields.values()) collect(item, into);
}

/** A plain value with its numbers as they are in another sample. */
function withNumbers(value: Value, numbers: NodeValues<number>): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'number') return { ...value, v: numbers.get(value.e)! };
  if (value.kind === 'array') return { ...value, items: value.items.map((item) => withNumbers(item, numbers)) };
  if (value.kind === 'input') {
    const { spec, settled } = value.cell;
    // What nobody has looked at yet is the other sample's own.
    return settled === undefined ? { kind: 'input', cell: { spec, settled } } : withNumbers(settled, numbers);
  }
  if (value.kind !== 'object') return value;
  return { ...value, fields: new Map([...value.fields].map(([key, item]) => [key, withNumbers(item, numbers)])) };
}

/** The same trace with another result. */
export function withOutputs(trace: Trace, outputs: readonly OutputLeaf[]): Trace {
  return trace instanceof ReplayedTrace ? trace.withOutputs(outputs) : { ...trace, outputs };
}

/** A trace with the numbers of another sample, each kind of them computed when first asked for. */
class ReplayedTrace implements Trace {
  readonly kind = 'traced';
  readonly outputs: readonly OutputLeaf[];
  readonly written: readonly OutputLeaf[];
  /** A run that kept something, or filled parts of its arguments, is not recorded. */
  readonly kept: readonly Value[] = [];
  readonly filled: Trace['filled'] = new Map();
  readonly #recorded: Trace;
  readonly #at: NodeValues<number>;
  #result: { readonly value: Value } | null = null;
  #self: { readonly value: Value } | null = null;
  #locals: readonly LocalBinding[] | null = null;
  #numbers: Trace['numbers'] | null = null;
  #lastEntries: Trace['lastEntries'] | null = null;

  constructor(recorded: Trace, at: NodeValues<number>, outputs: readonly OutputLeaf[] | null = null) {
    this.#recorded = recorded;
    this.#at = at;
    const withNumber = (leaf: OutputLeaf): OutputLeaf => ({ ...leaf, v: at.get(leaf.e)! });
    this.outputs = outputs ?? recorded.outputs.map(withNumber);
    this.written = recorded.written.map(withNumber);
  }

  withOutputs(outputs: readonly OutputLeaf[]): Trace {
    return new ReplayedTrace(this.#recorded, this.#at, outputs);
  }

  get result(): Value {
    return (this.#result ??= { value: withNumbers(this.#recorded.result, this.#at) }).value;
  }

  get self(): Value {
    return (this.#self ??= { value: withNumbers(fieldsOf(this.#recorded.self), this.#at) }).value;
  }

  get variables(): Trace['variables'] {
    const inSample = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
      new Map([...values].map(([name, value]) => [name, withNumbers(value, this.#at)]));
    return new Map([...this.#recorded.variables].map(([node, values]) => [node, inSample(values)]));
  }

  get locals(): readonly LocalBinding[] {
    return (this.#locals ??= this.#recorded.locals.map((local) => ({ ...local, v: this.#at.get(local.e)! })));
  }

  get numbers(): Trace['numbers'] {
    return (this.#numbers ??= this.#withNumbers(this.#recorded.numbers));
  }

  get lastEntries(): Trace['lastEntries'] {
    return (this.#lastEntries ??= this.#withNumbers(this.#recorded.lastEntries));
  }

  #withNumbers(recorded: Trace['numbers']): Trace['numbers'] {
    return new Map(
      [...recorded].map(([node, { e }]): [typeof node, NumberValue] => [
        node,
        { kind: 'number', v: this.#at.get(e)!, e },
      ]),
    );
  }

  get arrays(): Trace['arrays'] {
    return this.#recorded.arrays;
  }

  get returned(): Trace['returned'] {
    return this.#recorded.returned;
  }

  /** Those of the run that was interpreted. */
  get steps(): number {
    return this.#recorded.steps;
  }

  get measured(): Trace['measured'] {
    return this.#recorded.measured;
  }

  get unread(): Trace['unread'] {
    return this.#recorded.unread;
  }

  get guesses(): Trace['guesses'] {
    return this.#recorded.guesses;
  }

  get path(): Trace['path'] {
    return this.#recorded.path;
  }

  get fixedSides(): Trace['fixedSides'] {
    return this.#recorded.fixedSides;
  }

  get assumptions(): Trace['assumptions'] {
    return this.#recorded.assumptions;
  }

  /** Which entries are read and written is part of the path. */
  get fillsInPart(): boolean {
    return this.#recorded.fillsInPart;
  }

  get writesBeside(): boolean {
    return this.#recorded.writesBeside;
  }
  get isUnconverged(): boolean {
    return this.#recorded.isUnconverged;
  }
  get strayReads(): Trace['strayReads'] {
    return this.#recorded.strayReads;
  }

  get appended(): Trace['appended'] {
    return this.#recorded.appended;
  }

  get lost(): Trace['lost'] {
    return this.#recorded.lost;
  }

  get dependencies(): Trace['dependencies'] {
    return this.#recorded.dependencies;
  }
}
