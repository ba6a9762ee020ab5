/**
 * @file Entries of array arguments at the indices that loops around an expression count, which no line of the gradient may read: `x[j]`,
 * `W[i][j]`, and `W[i * n + j]` of a matrix that is stored row by row.
 */
import * as ts from 'typescript';
import { calledInClosure, engineOf } from './closure-names.ts';
import { fieldsLeft } from './fields-left.ts';
import type { Needs } from '../search/needed-values.ts';
import type { Probe } from '../search/probe.ts';
import type { Quantity } from './quantities.ts';
import type { Piece } from './round-quantities.ts';
import type { Engine } from '../../frontend/types.ts';
import type { ArrayValue, NumberValue, Value } from '../../frontend/trace/value.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { evaluate, type NodeValues, program } from '../../math/numeric/evaluate.ts';
import { type Binding, parametersOf, type Sample, type Session } from '../../check/sampling/session.ts';

/** More arrays, counters or sizes than these are not combined. */
const mostArrays = 8;
const mostCounters = 4;
const mostSizes = 4;
const mostLabels = 2;

const cost = 0.15;
const costOfClass = 0.4;

/** An array as the gradient calls it, with its numbers by `[i]` or `[i][j]`. */
export interface NamedArray {
  readonly name: string;
  entry(sample: Sample, indices: string): number | undefined;
}

/**
 * @param pieces what is known where the quantities are to stand; names that are whole numbers may be indices.
 * @param arrays those of `namedArrays`.
 * @param valueCode tells which name is the class of the one example: it finds an entry by it alone, as `p[label]`.
 */
export function entryQuantities(
  arrays: readonly NamedArray[],
  probes: readonly Probe[],
  pieces: readonly Piece[],
  needs: Needs,
  valueCode: string,
): readonly Quantity[] {
  const whole = pieces.filter(({ text, values }) => /^[A-Za-z_$][\w$.]*$/.test(text) && values.every(Number.isInteger));
  const firstOfProbe = new Map<number, number>();
  for (const { probe, index } of needs.places) if (!firstOfProbe.has(probe)) firstOfProbe.set(probe, index);
  const isSize = ({ values }: Piece): boolean =>
    needs.places.every(({ probe, index }) => values[index] === values[firstOfProbe.get(probe)!]);
  const sizes = whole.filter(isSize);
  const changing = whole.filter((piece) => !sizes.includes(piece));
  const counters = (changing.length === 0 ? whole : changing).slice(0, mostCounters);
  const among = (rows: readonly Piece[], columns: readonly Piece[]): readonly Subscript[] =>
    rows.flatMap((i) =>
      columns
        .filter((j) => j.text !== i.text)
        .flatMap((j) => [inRows(i, j), ...sizes.slice(0, mostSizes).map((n) => inOneArray(i, j, n))]),
    );
  const alone = counters.map((i) => ({ text: `[${i.text}]`, at: (index: number) => `[${i.values[index]!}]` }));
  const found = entriesAt(arrays, [...alone, ...among(counters, counters)], counters, probes, needs);
  // The label of an example is the row or column of an entry: `centres[labels[i]][k]`.
  const labels = found
    .map(({ text, at }): Piece => ({ text, values: needs.places.map(at) }))
    .filter(({ text, values }) => /^[\w$.]+\[\w+\]$/.test(text) && values.every(Number.isInteger))
    .slice(0, mostLabels);
  const ofLabels = [...among(labels, counters), ...among(counters, labels)];
  const classes = sizes
    .filter(({ text }) => valueCode.includes(`[${text}]`))
    .flatMap((label) => classesOf(label, counters));
  return [...found, ...entriesAt(arrays, ofLabels, counters, probes, needs), ...classes];
}

/** What the one label of an example is of each class: `(k === label ? 1 : 0)`. */
function classesOf(label: Piece, counters: readonly Piece[]): readonly Quantity[] {
  return counters.flatMap((counter): readonly Quantity[] => {
    const values = counter.values.map((k, index) => (k === label.values[index] ? 1 : 0));
    const text = `(${counter.text} === ${label.text} ? 1 : 0)`;
    const isVaried = values.includes(0) && values.includes(1);
    const found = { isOne: false, isNumber: false, inScope: true } as const;
    return isVaried ? [{ ...found, text, at: ({ index }) => values[index]!, cost: costOfClass }] : [];
  });
}

function entriesAt(
  arrays: readonly NamedArray[],
  subscripts: readonly Subscript[],
  counters: readonly Piece[],
  probes: readonly Probe[],
  needs: Needs,
): readonly Quantity[] {
  return arrays.flatMap((array) =>
    subscripts.flatMap((subscript): readonly Quantity[] => {
      const values: number[] = [];
      for (const { probe, index } of needs.places) {
        const entry = array.entry(probes[probe]!.judged.sample, subscript.at(index));
        if (entry === undefined) return [];
        values.push(entry);
      }
      const text = array.name + subscript.text;
      if (values.every((v) => v === values[0])) return [];
      const found = { isOne: false, isNumber: false, inScope: true } as const;
      const entry: Quantity = { ...found, text, at: ({ index }) => values[index]!, cost };
      return values.every(Number.isInteger) ? [entry, ...counters.flatMap((c) => isClass(entry, c, needs))] : [entry];
    }),
  );
}

/** What a class that is given by its number is of each class: `(labels[r] === c ? 1 : 0)`. */
function isClass({ text, at, ...rest }: Quantity, counter: Piece, { places }: Needs): readonly Quantity[] {
  const isOne = (index: number): boolean => at(places[index]!) === counter.values[index];
  const isVaried = places.some((_, index) => isOne(index)) && !places.every((_, index) => isOne(index));
  if (!isVaried || text.includes(`[${counter.text}]`)) return [];
  const code = `(${text} === ${counter.text} ? 1 : 0)`;
  return [{ ...rest, text: code, at: ({ index }) => (isOne(index) ? 1 : 0), cost: costOfClass }];
}

interface Subscript {
  readonly text: string;
  /** What it is at a place. */
  readonly at: (index: number) => string;
}

function inRows(i: Piece, j: Piece): Subscript {
  return { text: `[${i.text}][${j.text}]`, at: (index) => `[${i.values[index]!}][${j.values[index]!}]` };
}

function inOneArray(i: Piece, j: Piece, n: Piece): Subscript {
  return {
    text: `[${i.text} * ${n.text} + ${j.text}]`,
    at: (index) => `[${i.values[index]! * n.values[index]! + j.values[index]!}]`,
  };
}

/**
 * Arrays among the gradient's arguments and in their fields, and fields of `this` that both functions read or that the value leaves for
 * the gradient.
 */
export function namedArrays(session: Session, binding: Binding, probes: readonly Probe[]): readonly NamedArray[] {
  const paths = [...(probes[0]?.judged.sample.values.keys() ?? [])];
  const engine = engineOf(session);
  if (engine !== null) return arraysInClosure(engine, paths, probes).slice(0, mostArrays);
  const ofArguments = parametersOf(session.gradient).flatMap((parameter, i): NamedArray[] => {
    const source = binding.gradient[i];
    if (!ts.isIdentifier(parameter.name) || source === undefined) return [];
    const name = parameter.name.text;
    if (source.kind === 'output') {
      // Of an object that is handed on, nobody says which of its fields the name stands for.
      const isArray = probes[0]?.judged.sample.value.outputs.some(({ key }) => key.startsWith('[')) === true;
      const entry: NamedArray['entry'] = ({ value }, indices) => value.outputs.find(({ key }) => key === indices)?.v;
      return isArray ? [{ name, entry }] : [];
    }
    const path = source.kind === 'input' ? source.spec.path : name;
    const isOf = (other: string): boolean => other.startsWith(`${path}.`) || other.startsWith(`${path}[`);
    const arrays = new Set(paths.filter(isOf).flatMap((other) => /^[\w$.]+(?=\[)/.exec(other)?.[0] ?? []));
    return [...arrays].map((array) => ({
      name: name + array.slice(path.length),
      entry: (sample, indices) => entryLeft(sample.value.filled.get(array), sample, array + indices),
    }));
  });
  const fields = new Set(paths.flatMap((path) => /^this\.\w+(?=\[)/.exec(path)?.[0] ?? []));
  const ofThis = [...fields].map((name): NamedArray => ({
    name,
    entry: (sample, indices) => entryLeft(fieldsLeft(sample).get(name.slice(5)), sample, name + indices),
  }));
  const left = probes
    .slice(0, 1)
    .flatMap(({ judged: { sample } }) => [...fieldsLeft(sample)])
    .flatMap(([name, field]): readonly NamedArray[] => {
      const text = `this.${name}`;
      if (asArray(field) === null || fields.has(text)) return [];
      return [{ name: text, entry: (sample, indices) => entryOf(fieldsLeft(sample).get(name), indices) }];
    });
  const known = [...ofArguments, ...ofThis, ...left];
  const own = localArrays(session, probes).filter(({ name }) => !known.some((other) => other.name === name));
  return [...known.slice(0, mostArrays), ...own];
}

/** Arrays that the gradient makes at once, as by `map`: what it writes one by one may have been another where it was read. */
function localArrays({ environment: { graph } }: Session, probes: readonly Probe[]): readonly NamedArray[] {
  const [first] = probes;
  const names = [...(first?.judged.sample.gradient.arrays ?? [])].flatMap(([name, array]) =>
    array === null || array.items.length === 0 ? [] : [name],
  );
  return names.slice(0, mostArrays).map((name): NamedArray => {
    const evaluated = new WeakMap<Sample, NodeValues<number>>();
    return {
      name,
      entry: (sample, indices) => {
        const array = sample.gradient.arrays.get(name) ?? undefined;
        const entry = numberOf(array, indices);
        if (array === undefined || entry === undefined) return undefined;
        let numbers = evaluated.get(sample);
        if (numbers === undefined)
          evaluated.set(sample, (numbers = evaluate(program(graph, expressionsIn(array)), sample.values)));
        return numbers.get(entry.e);
      },
    };
  });
}

function expressionsIn(value: Value): readonly ExprId[] {
  if (typeof value === 'object' && value?.kind === 'number') return [value.e];
  return asArray(value)?.items.flatMap(expressionsIn) ?? [];
}

/** Arrays of the nodes that the closure of an operation sees. */
function arraysInClosure(engine: Engine, paths: readonly string[], probes: readonly Probe[]): readonly NamedArray[] {
  const arrays = new Set(paths.flatMap((path) => /^[\w$.]+(?=\[)/.exec(path)?.[0] ?? []));
  const ofNodes = [...arrays].flatMap((array): readonly NamedArray[] => {
    const name = calledInClosure(engine, array);
    return name === null ? [] : [{ name, entry: ({ values }, indices) => values.get(array + indices) }];
  });
  const isArray = probes[0]?.judged.sample.value.outputs.some(({ key }) => key.startsWith('[')) === true;
  const entry: NamedArray['entry'] = ({ value }, indices) => value.outputs.find(({ key }) => key === indices)?.v;
  return isArray && engine.result !== null ? [...ofNodes, { name: `${engine.result}.${engine.data}`, entry }] : ofNodes;
}

/** The number at a path such as `cache.unit[2]`: what the value left there, if it wrote to the array, or the input. */
function entryLeft(array: Value, { values }: Sample, path: string): number | undefined {
  return asArray(array) === null ? values.get(path) : entryOf(array, path.replace(/^[\w$.]+/, ''));
}

function asArray(value: Value): ArrayValue | null {
  if (typeof value !== 'object' || value === null) return null;
  if (value.kind === 'input') return asArray(value.cell.settled);
  return value.kind === 'array' ? value : null;
}

/** The number at `[i]` or `[i][j]` of an array. */
function entryOf(array: Value, indices: string): number | undefined {
  return numberOf(array, indices)?.v;
}

function numberOf(array: Value, indices: string): NumberValue | undefined {
  const entry = [...indices.matchAll(/\[(\d+)\]/g)].reduce<Value>(
    (outer, [, index]) => asArray(outer)?.items[Number(index)],
    array,
  );
  const settled = typeof entry === 'object' && entry?.kind === 'input' ? entry.cell.settled : entry;
  return typeof settled === 'object' && settled?.kind === 'number' ? settled : undefined;
}
