/**
 * @file Matrices that a gradient takes for symmetric, as covariances, kernels and Hessians are: 2·A·x is the gradient of x·A·x for these
 * and for no others. Nothing in the code says which are handed in, so that a gradient which is right for all of them is no mistake.
 */
import type { Aim } from '../sampling/aim.ts';
import type { Attempt, Judged } from '../attempt.ts';
import type { Sample } from '../sampling/session.ts';

/** Weights of a layer, and batches of examples: that they have as many rows as columns is a coincidence of one run. */
const neverSymmetric =
  /(^|\.)_?(w\d?|weights?\w*|w_?[a-z]{1,3}|\w+weights?|x|xs|inputs?|batch|data|examples|features)$/i;

/** Samples of which each must agree before a matrix is taken for symmetric. */
const looks = 8;

/**
 * The square matrix beside what is differentiated whose symmetry makes the gradient right; null when there is none.
 * @param judgeAt runs both functions on further inputs and judges them like those of the attempt.
 */
export function symmetricMatrix(
  { judged, binding }: Attempt,
  judgeAt: (aims: readonly Aim[]) => readonly Judged[],
): string | null {
  const [first] = judged;
  if (first === undefined) return null;
  const isDifferentiated = (name: string): boolean =>
    first.comparison.inputs.some((input) => input.startsWith(`${name}[`));
  const mayBe = (name: string): boolean => name !== binding.upstream?.path && !neverSymmetric.test(name);
  const names = squareMatrices(first.sample).filter((name) => !isDifferentiated(name) && mayBe(name));
  return names.find((name) => isRightFor(judged, name, judgeAt)) ?? null;
}

function isRightFor(
  judged: readonly Judged[],
  name: string,
  judgeAt: (aims: readonly Aim[]) => readonly Judged[],
): boolean {
  const different = judged.filter((each) => each.judgement.kind === 'different').slice(0, looks);
  if (different.length === 0) return false;
  const mirrored = judgeAt(different.map(({ sample }) => ({ base: sample, overrides: mirroredEntries(sample, name) })));
  const kinds = mirrored.map(({ judgement }) => judgement.kind);
  return (
    kinds.filter((kind) => kind === 'equal').length >= Math.min(3, different.length) && !kinds.includes('different')
  );
}

/** Inputs that are as many rows of as many numbers, by name. */
function squareMatrices({ values }: Sample): readonly string[] {
  const sides = new Map<string, { rows: number; columns: number; entries: number }>();
  for (const path of values.keys()) {
    const [, name = '', row = '', column = ''] = entry.exec(path) ?? [];
    if (name === '') continue;
    const known = sides.get(name) ?? { rows: 0, columns: 0, entries: 0 };
    known.rows = Math.max(known.rows, Number(row) + 1);
    known.columns = Math.max(known.columns, Number(column) + 1);
    known.entries++;
    sides.set(name, known);
  }
  return [...sides].flatMap(([name, { rows, columns, entries }]) =>
    rows > 1 && rows === columns && entries === rows * columns ? [name] : [],
  );
}

const entry = /^(.*[^\]])\[(\d+)\]\[(\d+)\]$/;

/** The sample's overrides and those that set the entries below the diagonal to the ones above it. */
function mirroredEntries({ values, overrides }: Sample, name: string): ReadonlyMap<string, number> {
  const mirrored = new Map(overrides);
  for (const path of values.keys()) {
    const [, of, row, column] = entry.exec(path) ?? [];
    const above = values.get(`${name}[${column}][${row}]`);
    if (of === name && Number(row) > Number(column) && above !== undefined) mirrored.set(path, above);
  }
  return mirrored;
}
