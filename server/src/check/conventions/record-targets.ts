/** @file Gradients by one field of each record in a list, as by the `logp` of every example, and by a few fields of one record. */
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { gradientLeaves } from '../leaves.ts';
import type { Sample } from '../sampling/session.ts';
import type { Target } from './targets.ts';

/** One target for each field that the records of an argument have: `batch[0].logp`, `batch[1].logp`, …, for a gradient with one number for each record. */
export function fieldsOfRecords(sample: Sample, free: readonly string[]): readonly Target[] {
  const leaves = gradientLeaves(sample.gradient.outputs);
  if (leaves.length === 0 || !leaves.every(({ key }) => /^\[\d+\]$/.test(key))) return [];
  return free.flatMap((name) =>
    fieldsBelow(sample, name).map((field): Target => ({
      parameters: [name],
      inputs: ({ gradient, values }) => {
        const count = gradientLeaves(gradient.outputs).length;
        const inputs = Array.from({ length: count }, (_, i) => `${name}[${i}].${field}`);
        const isLonger = values.has(`${name}[${count}].${field}`);
        return isLonger || !inputs.some((input) => values.has(input)) ? null : inputs;
      },
    })),
  );
}

/** The fields with a number, those that are no labels first. */
function fieldsBelow({ values }: Sample, name: string): readonly string[] {
  const found = new Set<string>();
  for (const path of values.keys()) {
    const rest = path.startsWith(`${name}[`) ? path.slice(name.length) : '';
    const field = /^\[\d+\]\.([\w$]+)$/.exec(rest)?.[1];
    if (field !== undefined) found.add(field);
  }
  return [...found].sort((a, b) => Number(looksLikeLabel(a)) - Number(looksLikeLabel(b)));
}
