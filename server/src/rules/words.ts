/** @file Words that several rules share: names, numbers and points as a sentence has them. */
import type { Judged } from '../check/attempt.ts';
import type { CheckedPair } from '../check/decision.ts';
import { byIndex } from '../check/session.ts';

/** A number with six significant digits. */
export function numberText(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x).replace('-', '−');
  const text = Math.abs(x) >= 1e-4 && Math.abs(x) < 1e7 ? String(Number(x.toPrecision(6))) : x.toExponential(4);
  return text.replace('-', '−').replace(/e−/, 'e-');
}

/** The inputs of a sample, short enough to read: `z = 0.5, y = 1`, `pred = [0.1, 0.2]`, `box = {x: 1, w: 2}`. */
export function pointText(judged: Judged): string {
  const groups = new Map<string, { readonly keys: string[]; readonly texts: string[] }>();
  const { values, options } = judged.sample;
  const inputs = [
    ...[...values].map(([path, v]) => [path, numberText(v)] as const),
    ...[...options].map(([path, v]) => [path, JSON.stringify(v)] as const),
  ];
  for (const [fullPath, text] of inputs) {
    // Parameters that are taken apart have no name; their parts do.
    const path = fullPath.replace(/^arg\d+\.(?=[A-Za-z_$])/, '');
    const head = /^[^.[]+/.exec(path)?.[0] ?? path;
    let group = groups.get(head);
    if (group === undefined) groups.set(head, (group = { keys: [], texts: [] }));
    group.keys.push(path.slice(head.length));
    group.texts.push(text);
  }
  return [...groups].map(([head, { keys, texts }]) => `${head} = ${groupText(...inOrder(keys, texts))}`).join(', ');
}

/** Entries by their indices: those that a branch does not read were drawn last. */
function inOrder(keys: readonly string[], texts: readonly string[]): readonly [readonly string[], readonly string[]] {
  if (!keys.every((key) => /^(\[\d+\])+$/.test(key))) return [keys, texts];
  const order = keys.map((_, i) => i).sort((a, b) => byIndex(keys[a]!, keys[b]!));
  return [order.map((i) => keys[i]!), order.map((i) => texts[i]!)];
}

/** One number, a vector, or named fields. */
function groupText(keys: readonly string[], texts: readonly string[]): string {
  if (keys.length === 1 && keys[0] === '') return texts[0]!;
  if (keys.every((key) => /^\[\d+\]$/.test(key))) return `[${texts.join(', ')}]`;
  if (keys.every((key) => /^\[\d+\]\[\d+\]$/.test(key))) return matrixText(keys, texts);
  return `{${keys.map((key, i) => `${key.replace(/^\./, '')}: ${texts[i]}`).join(', ')}}`;
}

/** `[[1, 2], [3, 4]]`. */
function matrixText(keys: readonly string[], texts: readonly string[]): string {
  const rows = new Map<string, string[]>();
  keys.forEach((key, i) => {
    const row = key.slice(0, key.indexOf(']'));
    const known = rows.get(row);
    if (known === undefined) rows.set(row, [texts[i]!]);
    else known.push(texts[i]!);
  });
  return `[${[...rows.values()].map((row) => `[${row.join(', ')}]`).join(', ')}]`;
}

/**
 * Where and by how much the two gradients differ at a sample, as a sentence with the space before it; empty where they do not.
 * @param derivative what the gradient is compared with
 */
export function differenceText(judged: Judged, derivative = 'derivative'): string {
  const { judgement, comparison } = judged;
  if (judgement.kind !== 'different') return '';
  const { worst } = judgement;
  const input = comparison.inputs[worst.index];
  const key = (comparison.keys[worst.index] ?? '').replace(/^\./, '');
  const entry = ` Entry ${key}${input === undefined ? '' : ` (∂/∂${input})`}: at`;
  return (
    `${comparison.keys.length > 1 ? entry : ' At'} ${pointText(judged)} the ${derivative} is ` +
    `${numberText(worst.expected)}, this gives ${numberText(worst.actual)}.`
  );
}

/** "with respect to `z`". */
export function withRespectTo(checked: CheckedPair): string {
  const { wrt } = checked.decision;
  return wrt.length === 0 ? '' : ` with respect to ${wrt.map((name) => `\`${name}\``).join(', ')}`;
}

/** "`focalGrad` … `focal`", or for one function with a flag "The derivative branch of `tanh` … `tanh`". */
export function pairNames(checked: CheckedPair): { readonly value: string; readonly gradient: string } {
  const { value, gradient, candidate } = checked.session;
  const qualified = (name: string, owner: string | null): string => `\`${owner === null ? name : `${owner}.${name}`}\``;
  if (candidate.kind === 'loss-and-gradient') {
    const name = qualified(value.name, value.owner);
    return { value: 'the loss it returns', gradient: `the gradient that ${name} returns` };
  }
  if (candidate.kind === 'out-parameter') {
    const name = qualified(value.name, value.owner);
    return { value: 'the value it returns', gradient: `the gradient that ${name} writes` };
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
