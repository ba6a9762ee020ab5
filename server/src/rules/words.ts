/** @file Words that several rules share: names, numbers and points as a sentence has them. */
import type { Graph } from '../math/expr/graph.ts';
import type { Judged } from '../check/attempt.ts';
import type { CheckedPair } from '../check/decision.ts';
import type { Reading } from '../check/conventions/expected.ts';
import { nameOfNumbers } from '../check/conventions/operand-targets.ts';
import { byIndex } from '../check/sampling/leaf-names.ts';

/** A number with six significant digits. */
export function numberText(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x).replace('-', '−');
  const text = Math.abs(x) >= 1e-4 && Math.abs(x) < 1e7 ? String(Number(x.toPrecision(6))) : x.toExponential(4);
  return text.replace('-', '−').replace(/e−/, 'e-');
}

/** What a gradient that is read so should be. */
export function derivativeText({ kind }: Reading): 'derivative' | 'negative derivative' {
  return kind === 'negative' ? 'negative derivative' : 'derivative';
}

/** Longer points are told with the first entries of each array. */
const longestPoint = 240;
const fewEntries = 3;

/** The inputs of a sample that matter, short enough to read: `z = 0.5, y = 1`, `pred = [0.1, 0.2]`, `box = {x: 1, w: 2}`. */
export function pointText(graph: Graph, judged: Judged): string {
  const { values, options } = judged.sample;
  const matters = fieldsThatMatter(graph, judged);
  const inputs: readonly Entry[] = [
    ...[...values]
      .filter(([path]) => !path.startsWith('this.') || matters.has(withoutIndices(path)))
      .map(([path, v]): Entry => [withoutPlace(path), numberText(v)]),
    ...[...options].map(([path, v]): Entry => [withoutPlace(path), JSON.stringify(v)]),
  ];
  const whole = assignments(inputs, Infinity);
  return whole.length > longestPoint ? assignments(inputs, fewEntries) : whole;
}

/** Of the fields of an object those that something was computed from: not what a sum of gradients happens to start with. */
function fieldsThatMatter(graph: Graph, { sample: { value, gradient }, comparison }: Judged): ReadonlySet<string> {
  const outputs = [...comparison.expected, ...comparison.actual, ...value.outputs.map(({ e }) => e)];
  const decisions = [...value.path, ...gradient.path].flatMap(({ lhs, rhs }) => [lhs, rhs]);
  return new Set([...graph.symbolsOf([...outputs, ...decisions])].map(withoutIndices));
}

function withoutIndices(path: string): string {
  return path.replace(/\[.*$/, '');
}

/** A part of an input, as `[2].x`, and its text. */
type Entry = readonly [path: string, text: string];

/** Parameters that are taken apart have no name; their parts do. */
function withoutPlace(path: string): string {
  return path.replace(/^arg\d+\.(?=[A-Za-z_$])/, '');
}

function assignments(inputs: readonly Entry[], most: number): string {
  const groups = grouped(inputs, /^[^.[]+/);
  return [...groups].map(([name, entries]) => `${name} = ${groupText(entries, most)}`).join(', ');
}

/** One number, an array, or named fields. */
function groupText(entries: readonly Entry[], most: number): string {
  if (entries.length === 1 && entries[0]![0] === '') return entries[0]![1];
  if (entries.every(([path]) => path.startsWith('['))) {
    // Those that a branch does not read were drawn last.
    const inOrder = [...entries].sort(([a], [b]) => byIndex(a, b));
    const items = [...grouped(inOrder, /^\[\d+\]/).values()].map((item) => groupText(item, most));
    return `[${[...items.slice(0, most), ...(items.length > most ? ['…'] : [])].join(', ')}]`;
  }
  const fields = [...grouped(entries, /^\.?[^.[]*/)];
  return `{${fields.map(([name, field]) => `${name.replace(/^\./, '')}: ${groupText(field, most)}`).join(', ')}}`;
}

/** Entries by what their paths begin with, and the rest of these. */
function grouped(entries: readonly Entry[], head: RegExp): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const [path, text] of entries) {
    const name = head.exec(path)?.[0] ?? path;
    groups.set(name, [...(groups.get(name) ?? []), [path.slice(name.length), text]]);
  }
  return groups;
}

/**
 * Where and by how much the two gradients differ at a sample, as a sentence with the space before it; empty where they do not.
 * @param derivative what the gradient is compared with
 */
export function differenceText(graph: Graph, judged: Judged, derivative = 'derivative'): string {
  const { judgement, comparison } = judged;
  if (judgement.kind !== 'different') return '';
  const { worst } = judgement;
  const input = comparison.inputs[worst.index];
  const key = (comparison.keys[worst.index] ?? '').replace(/^\./, '');
  // What a closure adds is called after the numbers that it is the gradient of.
  const place = input === undefined ? '' : input === key ? `∂/∂${input}` : `${key} (∂/∂${input})`;
  const entry = ` Entry ${place === '' ? key : place}: at`;
  const returned = judged.sample.gradient.outputs.find((leaf) => leaf.key === comparison.keys[worst.index]);
  const given = returned?.isGap === true ? 'this has no such entry' : `this gives ${numberText(worst.actual)}`;
  return (
    `${comparison.keys.length > 1 ? entry : ' At'} ${pointText(graph, judged)} the ${derivative} is ` +
    `${numberText(worst.expected)}, ${given}.`
  );
}

/** "with respect to `z`": what the gradient is of, or of what else a layer has where that alone is wrong, such as its weights. */
export function withRespectTo(checked: CheckedPair): string {
  const { decision } = checked;
  const wrong = decision.kind === 'refuted' ? decision.failing.flatMap(wrongQuantities) : [];
  const isElsewhere =
    wrong.length > 0 && wrong.every((name) => !decision.wrt.includes(/^[^.[]+/.exec(name)?.[0] ?? name));
  const { engine } = checked.session.candidate;
  const isOfOperands = engine !== undefined && engine.returned === undefined && wrong.length > 0;
  const quantities = isOfOperands ? wrong.map(nameOfNumbers) : wrong;
  const names = isElsewhere || isOfOperands ? [...new Set(quantities)] : decision.wrt;
  if (names.length === 0) return '';
  const quoted = names.map((name) => `\`${name}\``).join(', ');
  const before = decision.kind === 'refuted' ? activationBefore(decision.attempt.reading) : null;
  return ` with respect to ${before === null ? quoted : `what goes into the ${before} that gives ${quoted}`}`;
}

/** The activation that a gradient includes. */
function activationBefore({ kind }: Reading): string | null {
  return /^fused-(softmax|sigmoid)/.exec(kind)?.[1] ?? null;
}

/** `this.slope` where the entry of `this.slope[0]` is wrong. */
function wrongQuantities({ judgement, comparison }: Judged): readonly string[] {
  if (judgement.kind !== 'different') return [];
  return judgement.wrong.flatMap((i) => comparison.inputs[i]?.replace(/(\[\d+\])+$/, '') ?? []);
}

/** "`focalGrad` … `focal`", or for one function with a flag "The derivative branch of `tanh` … `tanh`". */
export function pairNames(checked: CheckedPair): { readonly value: string; readonly gradient: string } {
  const { value, gradient, candidate } = checked.session;
  const qualified = (name: string, owner: string | null): string => {
    // An entry of a list of two.
    if (/^\d+$/.test(name)) return `\`${owner ?? ''}[${name}]\``;
    return `\`${owner === null ? name : `${owner}.${name}`}\``;
  };
  if (candidate.kind === 'loss-and-gradient') {
    const name = qualified(value.name, value.owner);
    return { value: 'the loss it returns', gradient: `the gradient that ${name} returns` };
  }
  if (candidate.kind === 'out-parameter') {
    const name = qualified(value.name, value.owner);
    return { value: 'the value it returns', gradient: `the gradient that ${name} writes` };
  }
  if (candidate.engine?.layer !== undefined) {
    const name = qualified(gradient.name, gradient.owner);
    return candidate.engine.layer.isLast
      ? { value: 'the loss it returns', gradient: `the gradient that ${name} leaves` }
      : { value: qualified(value.name, value.owner), gradient: name };
  }
  if (candidate.engine !== undefined) {
    const operation = qualified(value.name, value.owner);
    if (candidate.engine.locals === true)
      return { value: 'its result', gradient: `what ${operation} gives as local gradients` };
    const closure = `the \`${gradient.name}\` ${candidate.engine.returned === undefined ? 'of' : 'that'} ${operation}`;
    if (candidate.engine.returned !== undefined)
      return { value: 'the value it returns', gradient: `${closure} returns` };
    return { value: 'its result', gradient: closure };
  }
  if (candidate.stored !== undefined) {
    const name = qualified(gradient.name, gradient.owner);
    return {
      value: qualified(value.name, value.owner),
      gradient: `the gradient that ${name} stores in \`this.${candidate.stored.field}\``,
    };
  }
  if (candidate.kind === 'custom-grad') {
    const name = qualified(value.name, value.owner);
    return { value: `the value of ${name}`, gradient: `the \`gradFunc\` of ${name}` };
  }
  return {
    value: qualified(value.name, value.owner),
    gradient:
      candidate.flagIndex === null
        ? qualified(gradient.name, gradient.owner)
        : `the derivative branch of ${qualified(gradient.name, gradient.owner)}`,
  };
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
