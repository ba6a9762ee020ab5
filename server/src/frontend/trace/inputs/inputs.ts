/**
 * @file The arguments of a traced function in one sample: values drawn for what `input-spec.ts` says is known of them, and what the
 * run teaches about them.
 */
import type { ExprId, Graph } from '../../../math/expr/graph.ts';
import type { Run } from './array-lengths.ts';
import { ArrayUses } from './array-uses.ts';
import { isProduct } from './counts.ts';
import { type Draw, drawBoxEntry, drawSimplexEntry, looksLikeEpsilon, pickInTurn } from './domains.ts';
import { DrawnNumbers } from './drawn-numbers.ts';
import { inputObject } from './input-object.ts';
import { type DrawStep, type EarlierRun, noRun } from './input-runs.ts';
import { type InputSpec, type InputUse, isFlag, isOfIndices, listed, partOf } from './input-spec.ts';
import type { InputSpecs } from './input-specs.ts';
import { takeBackGuess } from '../libraries/guessed-scalars.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { drawTensor, setLength, setRank, withPeers } from '../tensor/input-tensor.ts';
import {
  type ArrayValue,
  arrayOf,
  type AxisSource,
  type InputValue,
  type NumberValue,
  type TensorValue,
  type Value,
} from '../value.ts';

/** An argument of one sample whose shape may still be undecided. */
export interface InputCell {
  readonly spec: InputSpec;
  settled: Exclude<Value, InputValue> | undefined;
}

/** The arguments of one sample. */
export class Inputs {
  readonly draw: Draw;
  readonly specs: InputSpecs;
  /** Inputs that choose a mode instead of being a number: flags and names such as `'mean'`. */
  readonly options = new Map<string, boolean | string>();
  readonly #graph: Graph;
  readonly #cells = new Map<InputSpec, InputCell>();
  readonly #overrides: ReadonlyMap<string, number>;
  readonly #numbers: DrawnNumbers;
  readonly #specsByPath = new Map<string, InputSpec>();
  readonly #lengths = new Map<string, number>();
  readonly #steps: DrawStep[] = [];
  readonly #uses = new ArrayUses();
  readonly #earlier: EarlierRun;
  readonly run: Run;

  /**
   * @param overrides values to use instead of drawn ones, by symbol name.
   * @param drawn numbers drawn in this sample before, by runs between which nothing was learned; others are added.
   * @param earlier what the run of another function on these inputs left.
   */
  constructor(
    graph: Graph,
    specs: InputSpecs,
    draw: Draw,
    overrides: ReadonlyMap<string, number> = new Map(),
    drawn = new Map<InputSpec, number>(),
    earlier: EarlierRun = noRun,
  ) {
    this.#graph = graph;
    this.#earlier = earlier;
    this.#numbers = new DrawnNumbers(draw, overrides, drawn, specs.counts);
    this.specs = specs;
    this.draw = draw;
    this.#overrides = overrides;
    const set = [...overrides].filter(([, value]) => Number.isInteger(value));
    const sample = [draw.index, ...set.map(([name, value]) => `${name}=${value}`)].join();
    this.run = { sample, counts: this.#numbers.counts };
  }

  /** Whether they are those of a gradient that is run after its value function. */
  get isOfGradient(): boolean {
    return this.#earlier !== noRun;
  }

  /** Concrete values of all scalar inputs so far, by symbol name. */
  get values(): Map<string, number> {
    return this.#numbers.values;
  }

  /** What is known of each of them. */
  get scalars(): ReadonlyMap<string, InputSpec> {
    return this.#numbers.specs;
  }

  /** How the run got its inputs so far. */
  get steps(): readonly DrawStep[] {
    return this.#steps;
  }

  /** Draws what a run of the same path drew, in the same order; false where shapes or options come out differently. */
  redraw(steps: readonly DrawStep[]): boolean {
    return steps.every((step) => {
      switch (step.kind) {
        case 'scalar':
          this.#number(step.spec);
          return true;
        case 'option':
          return this.#option(step.spec) === step.chosen;
        case 'array':
          this.#lengths.set(step.spec.path, step.length);
          return this.#lengthOf(step.spec) === step.length;
        case 'tensor':
          return false;
        case 'entry':
          this.#drawEntry(step.spec, step.part, step.i, step.length);
          return true;
        default:
          return step satisfies never;
      }
    });
  }

  /** The argument for a spec; the same spec gives the same argument within a sample. */
  value(spec: InputSpec): Value {
    const cell = this.cell(spec);
    // A text stays recognisable as an argument, so that what it is compared with can be learned.
    return spec.shape === 'text' ? { kind: 'input', cell } : (cell.settled ?? { kind: 'input', cell });
  }

  /** Decides an argument's shape by its use, unless it is known, and answers its value. */
  settle(machine: Machine, cell: InputCell, use: InputUse): Exclude<Value, InputValue> {
    const { spec } = cell;
    if (use === 'array') takeBackGuess(machine, spec, machine.root.node);
    if (cell.settled !== undefined) return cell.settled;
    if (spec.shape === 'unknown') this.specs.settleShape(spec, use);
    // A tensor is there, whatever it holds.
    if (spec.shape === 'tensor' && use === 'truth') return true;
    cell.settled = this.#materialise(machine, spec);
    return cell.settled;
  }

  /** Notes that an element was read at a key: literal indices only mean a tuple, anything else an array of any length. */
  noteIndex(target: Value, key: number | string, literal: boolean): void {
    if (!this.specs.learns) return;
    if (typeof key === 'number') this.#noteAxis(target, key + 1);
    const spec = this.#specOf(target);
    if (spec === undefined || typeof key !== 'number') return;
    if (!literal) spec.dynamic = true;
    else if (key + 1 > spec.literalLength) spec.literalLength = key + 1;
  }

  /** Notes that the array was used as a whole: its length read, iterated, mapped. */
  noteWhole(target: Value): void {
    if (!this.specs.learns) return;
    const spec = this.#specOf(target);
    if (spec === undefined) return;
    spec.dynamic = true;
    this.#uses.noteWhole(spec);
  }

  /** Notes inputs that bound loops or are strides of buffers. */
  noteCounts(symbols: Iterable<string>): void {
    if (!this.specs.learns) return;
    for (const name of symbols) {
      const spec = this.#specsByPath.get(name);
      if (spec === undefined || spec.count) continue;
      spec.count = true;
      this.specs.counts.add(spec);
      spec.selects.clear();
      this.specs.revision++;
    }
  }

  /** Notes counts that other counts of a bound are reduced by. */
  noteWindows(symbols: Iterable<string>): void {
    if (!this.specs.learns) return;
    for (const name of symbols) {
      const spec = this.#specsByPath.get(name);
      if (spec === undefined || spec.isWindow) continue;
      spec.isWindow = true;
      this.specs.revision++;
    }
  }

  isCount(symbol: string): boolean {
    return this.#specsByPath.get(symbol)?.count ?? false;
  }

  measured(): ReadonlySet<string> {
    return this.#uses.measured(this.#lengths);
  }

  /** Notes that an array is destructured into exactly `length` names. */
  noteTuple(target: Value, length: number): void {
    if (!this.specs.learns) return;
    this.#noteAxis(target, length);
    const spec = this.#specOf(target);
    if (spec !== undefined && length > spec.literalLength) spec.literalLength = length;
  }

  /** A shape of which `count` entries are read belongs to a tensor of as many axes. */
  #noteAxis(target: Value, count: number): void {
    if (typeof target !== 'object' || target?.kind !== 'array' || target.shapeOf === undefined) return;
    if (count > target.shapeOf.shape.length) this.reviseRank(target.shapeOf.ranks, count);
  }

  /** Gives tensor arguments another number of axes where we may choose it; answers whether anything changed. */
  reviseRank(specs: readonly InputSpec[], rank: number): boolean {
    if (!this.specs.learns) return false;
    const revised = withPeers(specs).filter((spec) => setRank(spec, rank)).length > 0;
    if (revised) this.specs.revision++;
    return revised;
  }

  /** Gives an axis of a tensor argument another length; answers whether anything changed. */
  reviseLength(source: AxisSource, length: number): boolean {
    if (!this.specs.learns) return false;
    if (!setLength(source, this.draw.sizes, length)) return false;
    this.specs.revision++;
    return true;
  }

  /** Notes that a tensor holds class indices below `count`. */
  noteClasses(symbols: Iterable<string>, count: number): void {
    if (!this.specs.learns) return;
    for (const name of symbols) {
      const spec = this.#specsByPath.get(name);
      if (spec === undefined || spec.integral) continue;
      spec.integral = true;
      this.specs.revision++;
    }
    this.noteSelector(symbols, count);
  }

  /** Notes that a scalar selects one of `length` elements; of several arrays the shortest counts. What stands beside it in a list does, too. */
  noteSelector(symbols: Iterable<string>, length: number): void {
    if (!this.specs.learns) return;
    const { extent } = this.#numbers;
    for (const spec of listed([...symbols].flatMap((name) => this.#specsByPath.get(name) ?? []))) {
      if (spec.count) continue;
      spec.selectsOfArrays.add(extent);
      if ((spec.selects.get(extent) ?? Infinity) <= length) continue;
      spec.selects.set(extent, length);
      this.specs.revision++;
    }
  }

  /** To be called after each run: settles what the code turned out to use. */
  finish(results: readonly ExprId[] = []): void {
    if (!this.specs.learns) return;
    for (const name of this.#graph.symbolsOf(results)) {
      const spec = this.#specsByPath.get(name);
      if (spec !== undefined) this.specs.noteNumber(spec);
    }
    this.#reviseLengths();
    this.#countLengths();
    this.#completeArrays();
  }

  /** Where some entries of an array are numbers, the ones that were not looked at are numbers too. */
  #completeArrays(): void {
    for (const [spec, { settled }] of [...this.#cells]) {
      if (spec.shape !== 'array' || settled === undefined) continue;
      const parts = (settled as ArrayValue).items.map((_, i) => partOf(spec, String(i)));
      if (!parts.some((part) => part.shape === 'scalar')) continue;
      for (const part of parts) {
        if (part.shape === 'unknown') part.shape = 'scalar';
        if (part.shape === 'scalar') this.#scalar(part);
      }
    }
  }

  /**
   * An array that only loops look at has as many entries as they count, if that is what the counts or the lengths of rows say: n, or rows
   * times columns. A loop that stops early counts nothing.
   */
  #countLengths(): void {
    const counts = [...this.#cells].flatMap(([{ count, depth }, { settled }]) => {
      if (typeof settled !== 'object' || settled === null) return [];
      if (settled.kind === 'array' && depth > 0) return [settled.items.length];
      return count && settled.kind === 'number' ? [settled.v] : [];
    });
    for (const [spec, end] of this.#uses.counted()) {
      const items = this.#cells.get(spec)?.settled as ArrayValue | undefined;
      const isStated = spec.length !== null || spec.lengths.isMade(this.run);
      if (items === undefined || isStated) continue;
      if (end === items.items.length || !isProduct(end, counts)) continue;
      if (spec.lengths.count(this.run, end)) this.specs.reviseSample();
    }
  }

  /** Settles the length of arrays that the code turned out to use as tuples. */
  #reviseLengths(): void {
    for (const [spec, cell] of this.#cells) {
      if (spec.shape !== 'array' || spec.literalLength === 0 || cell.settled === undefined) continue;
      const current = (cell.settled as ArrayValue).items.length;
      const wanted = spec.dynamic ? Math.max(spec.length ?? 0, current, spec.literalLength) : spec.literalLength;
      if (spec.length === null && wanted !== current) {
        spec.length = wanted;
        this.specs.revision++;
      } else if (spec.length !== null && spec.literalLength > spec.length) {
        spec.length = spec.literalLength;
        this.specs.revision++;
      } else if (!spec.dynamic) spec.length ??= wanted;
    }
  }

  /** Notes that an argument is compared with texts: these are values it may have. */
  noteTexts({ spec }: InputCell, texts: readonly string[]): void {
    if (!this.specs.learns) return;
    if (spec.textsAreClosed || (spec.shape !== 'unknown' && spec.shape !== 'text')) return;
    spec.shape = 'text';
    const added = texts.filter((text) => !spec.texts.includes(text));
    if (added.length === 0) return;
    spec.texts = [...spec.texts, ...added];
    this.specs.revision++;
  }

  /** Notes that a scalar is the bound of a magnitude, so that it is positive. */
  noteMagnitude(symbol: string): void {
    this.#note(symbol, (spec) => !spec.positive, 'positive');
  }

  /** Notes that a scalar is how far something may be from 1, how much of 1 is shared out, or a scale. */
  noteDistance(symbol: string): void {
    this.#note(symbol, (spec) => !spec.isDistance && looksLikeEpsilon(symbol), 'isDistance');
  }

  #note(symbol: string, isNew: (spec: InputSpec) => boolean, fact: 'positive' | 'isDistance'): void {
    const spec = this.#specsByPath.get(symbol);
    if (!this.specs.learns || spec === undefined || !isNew(spec)) return;
    spec[fact] = true;
    this.specs.revision++;
  }

  /** Notes that a scalar is compared with a whole number. With 0, 1 and 2 it must be an index. */
  noteEquality(symbol: string, value: number): void {
    if (!this.specs.learns) return;
    const spec = this.#specsByPath.get(symbol);
    if (spec === undefined || !Number.isInteger(value) || value < 0) return;
    const wasFlag = isFlag(spec);
    spec.equals.add(value);
    spec.rowOf?.equals.add(value);
    if (isFlag(spec) !== wasFlag) this.specs.revision++;
    if (!isOfIndices(spec)) return;
    const { extent } = this.#numbers;
    const known = spec.selects.get(extent) ?? 0;
    if (value < (spec.rowOf === null ? 2 : 1) || value < known || spec.selectsOfArrays.has(extent)) return;
    spec.selects.set(extent, value + 1);
    this.specs.revision++;
  }

  /** Draws a number argument that the code did not look at, or an array of as many numbers, so that its absence shows. */
  drawUnread(spec: InputSpec, length: number): void {
    if (spec.shape === 'scalar' || (spec.shape === 'unknown' && length === 1)) this.#scalar(spec);
    else if (spec.shape === 'tensor') this.#tensor(spec);
    else if (spec.shape === 'array') this.#drawUnreadEntries(spec, length);
  }

  /** Rows have their own lengths, where the array has rows. */
  #drawUnreadEntries(spec: InputSpec, length: number): void {
    const hasRows = partOf(spec, '0').shape === 'array';
    const end = hasRows ? this.#lengthOf(spec) : length;
    for (let i = 0; i < end; i++) {
      const part = partOf(spec, String(i));
      if (part.shape === 'object') for (const key of part.fields) this.drawUnread(partOf(part, key), 1);
      else if (!hasRows) this.#scalar(part);
      else if (part.shape === 'array') this.#drawUnreadEntries(part, this.#lengthOf(part));
    }
  }

  /** Draws the entries of an array of numbers that the code did not look at. */
  drawUnreadArray(spec: InputSpec): void {
    if (spec.shape === 'tensor') this.#tensor(spec);
    if (spec.shape !== 'array' || partOf(spec, '0').shape !== 'scalar' || this.values.has(`${spec.path}[0]`)) return;
    const items = this.#cells.get(spec)?.settled as ArrayValue | undefined;
    const length = items?.items.length ?? this.#lengthOf(spec);
    const parts = Array.from({ length }, (_, i) => partOf(spec, String(i)));
    for (const part of parts) if (part.shape === 'scalar') this.#scalar(part);
  }

  /**
   * Notes that the code came to an entry, in a loop that counts or otherwise: the array is at least that long. Answers whether it will be
   * longer than it is.
   */
  noteReach(target: Value, index: number, isCounted: boolean): boolean {
    if (!this.specs.learns) return false;
    const spec = this.#specOf(target);
    if (spec === undefined || spec.length !== null || !Number.isInteger(index)) return false;
    this.#uses.noteEntry(spec, index, isCounted);
    // What the value function left in a field is a copy, which is no argument of this run.
    const array = typeof target === 'object' && target?.kind === 'input' ? target.cell.settled : target;
    const length = typeof array === 'object' && array?.kind === 'array' ? array.items.length : 0;
    if (!isCounted || index < length || index < 0 || this.#earlier.measured.has(spec.path)) return false;
    if (this.#uses.isAsLongAsRowsBeside(spec)) return false;
    const reached = spec.lengths.reach(this.run, index, this.#lengths.get(spec.path));
    if (reached === 'news') this.specs.reviseSample();
    else if (reached === 'unbounded') this.specs.revision++;
    return reached === 'news' || reached === 'known';
  }

  #lengthOf(spec: InputSpec): number {
    const [outer, inner] = this.draw.sizes;
    const usual = spec.isTable || (spec.depth > 0 && !spec.isSquare) ? inner : outer;
    return spec.length !== null && !spec.lengths.isMade(this.run) ? spec.length : spec.lengths.of(this.run, usual);
  }

  /** What a spec stands for in this sample. */
  cell(spec: InputSpec): InputCell {
    let cell = this.#cells.get(spec);
    if (cell === undefined) {
      cell = { spec, settled: this.#earlier.filled.get(spec.path) };
      this.#cells.set(spec, cell);
      this.#specsByPath.set(spec.path, spec);
    }
    return cell;
  }

  #specOf(target: Value): InputSpec | undefined {
    if (typeof target !== 'object' || target === null) return undefined;
    if (target.kind === 'input') return target.cell.spec;
    return target.kind === 'array' && target.input !== null ? this.#specsByPath.get(target.input) : undefined;
  }

  #materialise(machine: Machine, spec: InputSpec): Exclude<Value, InputValue> {
    switch (spec.shape) {
      case 'scalar':
      case 'unknown':
        return this.#scalar(spec);
      case 'boolean':
      case 'text':
        return this.#option(spec);
      case 'array':
        return this.#array(spec);
      case 'tensor':
        return this.#tensor(spec);
      case 'object':
        return inputObject(machine, this, spec);
      case 'function':
        throw new Unsupported(
          'unsupported-call',
          `the argument \`${spec.path}\`, which is a function`,
          machine.root.node,
        );
      default:
        return spec.shape satisfies never;
    }
  }

  #scalar(spec: InputSpec): NumberValue {
    return { kind: 'number', v: this.#number(spec), e: this.#graph.symbol(spec.path) };
  }

  #number(spec: InputSpec): number {
    this.#specsByPath.set(spec.path, spec);
    this.#steps.push({ kind: 'scalar', spec });
    return this.#numbers.of(spec, this.#lengths);
  }

  #option(spec: InputSpec): boolean | string {
    // Where the code alone tells the texts, another one must be possible.
    const texts = spec.textsAreClosed ? spec.texts : [...spec.texts, ''];
    const chosen = pickInTurn<boolean | string>(this.draw, spec.path, spec.shape === 'boolean' ? [true, false] : texts);
    this.options.set(spec.path, chosen);
    this.#steps.push({ kind: 'option', spec, chosen });
    return chosen;
  }

  #tensor(spec: InputSpec): TensorValue {
    this.#steps.push({ kind: 'tensor' });
    return drawTensor(spec, this.draw.sizes, (part, row, i, length) => {
      this.#lengths.set(row, length);
      if (spec.domain?.kind === 'simplex' && !this.#overrides.has(part.path)) {
        this.values.set(part.path, drawSimplexEntry(this.draw, row, i, length));
      } else part.domain ??= spec.domain;
      return this.#scalar(part);
    });
  }

  #array(spec: InputSpec): ArrayValue {
    const length = this.#lengthOf(spec);
    this.#lengths.set(spec.path, length);
    this.#steps.push({ kind: 'array', spec, length });
    const items: Value[] = [];
    for (let i = 0; i < length; i++) {
      const part = partOf(spec, String(i));
      this.#drawEntry(spec, part, i, length);
      items.push(this.value(part));
    }
    return { ...arrayOf(items), input: spec.path };
  }

  /** Entries of boxes and of probability vectors depend on each other, so they are drawn here. */
  #drawEntry(spec: InputSpec, part: InputSpec, i: number, length: number): void {
    this.#steps.push({ kind: 'entry', spec, part, i, length });
    if (this.#overrides.has(part.path)) return;
    if (spec.domain?.kind === 'simplex') {
      this.values.set(part.path, drawSimplexEntry(this.draw, spec.path, i, length));
    } else if (length === 4 && spec.length === 4 && (spec.domain === null || spec.domain.kind === 'box')) {
      const format = spec.domain?.kind === 'box' ? spec.domain.format : null;
      this.values.set(part.path, drawBoxEntry(this.draw, spec.path, i, format));
    } else if (spec.domain !== null) part.domain ??= spec.domain;
  }
}
