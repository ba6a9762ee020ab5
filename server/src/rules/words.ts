/** @file Words that several rules share: names, numbers and points as a sentence has them. */
import type { CheckedPair, Judged } from '../check/decide.ts';

/** A number with six significant digits. */
export function numberText(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x);
  const text = Math.abs(x) >= 1e-4 && Math.abs(x) < 1e7 ? String(Number(x.toPrecision(6))) : x.toExponential(4);
  return text.replace('-', '−').replace(/e−/, 'e-');
}

/** The inputs of a sample, short enough to read: `z = 0.5, y = 1`, `pred = [0.1, 0.2]`. */
export function pointText(judged: Judged): string {
  const groups = new Map<string, string[]>();
  for (const [name, v] of judged.sample.values) {
    const head = /^(.*)\[\d+\]$/.exec(name)?.[1] ?? name;
    const list = groups.get(head);
    if (list === undefined) groups.set(head, [numberText(v)]);
    else list.push(numberText(v));
  }
  const parts = [...groups].map(([name, values]) =>
    values.length === 1 && judged.sample.values.has(name)
      ? `${name} = ${values[0]}`
      : `${name} = [${values.join(', ')}]`,
  );
  return parts.join(', ');
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
