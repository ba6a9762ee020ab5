/** @file Labels for which alone a gradient may be right, because the code is written for no others. Explained in `docs/conventions.md`. */
import { type LabelMode, looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { isFlag, selectsEntry } from '../../frontend/trace/inputs/input-spec.ts';
import type { Judged } from '../attempt.ts';

/** For which labels the gradient was found right, when not for all that were tried. */
export type LabelLimit = 'labels 0 and 1' | 'labels -1 and 1' | 'labels that sum to one' | 'one-hot labels' | null;

interface Limit {
  readonly labels: Exclude<LabelLimit, null>;
  /** The kinds of samples that have such labels. */
  readonly modes: readonly LabelMode[];
}

/** The widest first. */
export const labelLimits: readonly Limit[] = [
  { labels: 'labels 0 and 1', modes: ['zero-one', 'one-hot'] },
  { labels: 'labels that sum to one', modes: ['one-hot', 'simplex'] },
  { labels: 'labels -1 and 1', modes: ['plus-minus-one'] },
  { labels: 'one-hot labels', modes: ['one-hot'] },
];

/**
 * Which kind of labels a sample has. An aim that moves a label away from its classes makes it a number like any other; one that says which
 * entry of an array is meant is none of these, and whoever marks rows to be ignored with it marks them for the gradient, too; nor is one
 * that is missing. What the code asks whether it is 1 is a label by any name, unless the gradient is taken by it.
 */
export function labelModeOf({ sample: { draw, overrides, specs, values }, comparison: { inputs } }: Judged): LabelMode {
  const flags = [...values].filter(
    ([name]) => isFlag(specs.get(name)) && !looksLikeLabel(name) && !inputs.includes(name),
  );
  if (flags.length > 0) return flags.every(([, v]) => v === 0 || v === 1) ? 'zero-one' : 'real';
  const isMark = (name: string, v: number): boolean => Number.isNaN(v) || selectsEntry(specs.get(name));
  const moved = [...overrides].filter(([name, v]) => looksLikeLabel(name) && !isMark(name, v));
  const isClass = (v: number): boolean => v === 1 || v === (draw.labels === 'plus-minus-one' ? -1 : 0);
  return moved.every(([, v]) => isClass(v)) ? draw.labels : 'real';
}

/** Whether a sample has labels of that kind. */
export function isWithin(labels: LabelLimit, judged: Judged): boolean {
  return labelLimits.some((limit) => limit.labels === labels && limit.modes.includes(labelModeOf(judged)));
}

/**
 * Whether the labels of the samples take the values they must, with a gradient at each of them that is not simply zero. What the
 * gradient is taken by is no label, whatever its name.
 */
export function labelsVary(judged: readonly Judged[], { labels }: Limit): boolean {
  const seen = new Map<string, Set<number>>();
  for (const { sample, judgement, comparison } of judged) {
    if ('scale' in judgement && judgement.scale === 0) continue;
    for (const [name, v] of sample.values) {
      if (comparison.inputs.includes(name)) continue;
      let values = seen.get(name);
      if (values === undefined) seen.set(name, (values = new Set()));
      values.add(v);
    }
  }
  if (labels === 'labels that sum to one') {
    return [...seen].some(([name, values]) => name.endsWith(']') && looksLikeLabel(name) && values.size > 2);
  }
  const [low, high] = labels === 'labels -1 and 1' ? [-1, 1] : [0, 1];
  const isEntry = (name: string): boolean => labels !== 'one-hot labels' || name.endsWith(']');
  return [...seen].some(([name, values]) => isEntry(name) && values.size === 2 && values.has(low) && values.has(high));
}

/** Whether all labels of the samples say which entry of an array is meant: these may mark rows, and sum to one by chance alone. */
export function areIndices(judged: readonly Judged[]): boolean {
  const labels = judged.flatMap(({ sample, comparison }) =>
    [...sample.values.keys()]
      .filter((name) => looksLikeLabel(name) && !comparison.inputs.includes(name))
      .map((name) => sample.specs.get(name)),
  );
  return labels.length > 0 && labels.every(selectsEntry);
}
