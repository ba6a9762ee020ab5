/**
 * @file Weights with their offset at the end, `w[w.length - 1]`: the rows of data beside them are one shorter. Where we drew rows as long as
 * the weights, the value of a `row.reduce` has a term more than the gradient knows of.
 */
import type { Attempt, Judged } from '../attempt.ts';
import type { Aim } from '../sampling/aim.ts';

/** Samples that must be right once the last column is 0. */
const fewest = 3;

/**
 * The matrix whose last column alone makes the gradient wrong; null where there is none.
 * @param judgeAt runs both functions on further inputs and judges them like those of the attempt.
 */
export function shorterRows({ judged }: Attempt, judgeAt: (aims: readonly Aim[]) => readonly Judged[]): string | null {
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different').slice(0, 2 * fewest);
  const aims = wrong.flatMap((each) => withoutLastColumn(each));
  if (aims.length < Math.min(fewest, wrong.length) || aims.length === 0) return null;
  const kinds = judgeAt(aims).map(({ judgement }) => judgement.kind);
  const isRight = kinds.filter((kind) => kind === 'equal').length >= Math.min(fewest, aims.length);
  return isRight && !kinds.includes('different') ? aims[0]!.name : null;
}

/** The sample with 0 in the column at the place of the last weight, where that alone is wrong. */
function withoutLastColumn({ sample, comparison, judgement }: Judged): readonly (Aim & { readonly name: string })[] {
  const last = comparison.inputs.length - 1;
  const isLast = judgement.kind === 'different' && judgement.wrong.every((k) => k === last);
  if (!isLast || !comparison.inputs.every((name, i) => name.endsWith(`[${i}]`))) return [];
  const column = [...sample.values.keys()].filter((path) => new RegExp(`\\[\\d+\\]\\[${last}\\]$`).test(path));
  const name = column[0]?.replace(/\[\d+\]\[\d+\]$/, '') ?? null;
  const overrides = new Map([...sample.overrides, ...column.map((path): [string, number] => [path, 0])]);
  return name === null ? [] : [{ base: sample, overrides, name }];
}
