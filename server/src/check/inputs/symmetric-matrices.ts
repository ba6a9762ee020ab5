/**
 * @file Matrices that a gradient takes for symmetric, as covariances, kernels and Hessians are: 2·A·x is the gradient of x·A·x for these
 * and for no others. Nothing in the code says which are handed in, so that a gradient which is right for all of them is no mistake. Shares
 * of all pairs, as t-SNE has them (van der Maaten and Hinton 2008, eq. 10), are also 0 on the diagonal and 1 together.
 */
import { adjoints } from '../../math/calculus/differentiate.ts';
import type { Graph } from '../../math/expr/graph.ts';
import { valueLeaves } from '../leaves.ts';
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
  const square = judged.flatMap(({ sample }) => [...squareMatrices(sample).keys()]);
  const names = [...new Set(square)].filter((name) => !isDifferentiated(name) && mayBe(name));
  return (
    names.find((name) => sharesOfPairs.test(name) && isRightFor(judged, name, mirroredShares, judgeAt)) ??
    names.find((name) => isRightFor(judged, name, mirroredEntries, judgeAt)) ??
    null
  );
}

/** What shares of all pairs are called. */
const sharesOfPairs = /^(.*\.)?(p|pij|joint\w*|affinit\w*)$/i;

/**
 * Whether a matrix is multiplied by the entries of one array along both sides, as in x·A·x: with more rows than columns it would make no
 * sense, whatever the code computes then.
 */
export function isOfQuadraticForm(graph: Graph, { value, values }: Sample): boolean {
  const outputs = valueLeaves(value.outputs);
  const [output] = outputs;
  // Of an entry beside the diagonal.
  const beside = [...values.keys()].filter((name) => /[^\]]\[0\]\[1\]$/.test(name));
  if (output === undefined || outputs.length > 1) return false;
  return beside.some((name) => {
    const slope = adjoints(graph, output.e).of(graph.symbol(name));
    const used = graph.symbolsOf([slope]);
    return [...used].some((each) => each.endsWith('[0]') && used.has(each.replace(/\[0\]$/, '[1]')));
  });
}

function isRightFor(
  judged: readonly Judged[],
  name: string,
  entriesOf: (sample: Sample, name: string, side: number) => ReadonlyMap<string, number>,
  judgeAt: (aims: readonly Aim[]) => readonly Judged[],
): boolean {
  // Beside a matrix that has other sides nothing can be said of its symmetry.
  const isSquare = ({ sample }: Judged): boolean => squareMatrices(sample).has(name);
  const different = judged.filter((each) => each.judgement.kind === 'different' && isSquare(each)).slice(0, looks);
  if (different.length === 0) return false;
  const mirrored = judgeAt(
    different.map(({ sample }) => ({
      base: sample,
      overrides: entriesOf(sample, name, squareMatrices(sample).get(name)!),
    })),
  );
  const kinds = mirrored.map(({ judgement }) => judgement.kind);
  return (
    kinds.filter((kind) => kind === 'equal').length >= Math.min(3, different.length) && !kinds.includes('different')
  );
}

/** Inputs that are as many rows of as many numbers, by name, with the number of rows; also one after the other in a flat array. */
function squareMatrices({ values }: Sample): ReadonlyMap<string, number> {
  const sides = new Map<string, { rows: number; columns: number; entries: number }>();
  for (const path of values.keys()) {
    const [, name = '', row = '', column] = entry.exec(path) ?? [];
    if (name === '') continue;
    const known = sides.get(name) ?? { rows: 0, columns: 0, entries: 0 };
    known.rows = Math.max(known.rows, Number(row) + 1);
    known.columns = column === undefined ? 0 : Math.max(known.columns, Number(column) + 1);
    known.entries++;
    sides.set(name, known);
  }
  return new Map(
    [...sides].flatMap(([name, { rows, columns, entries }]): [string, number][] => {
      const side = columns === 0 ? Math.sqrt(rows) : rows;
      const isSquare = Number.isInteger(side) && side > 1 && (columns === 0 || rows === columns);
      return isSquare && entries === side * side ? [[name, side]] : [];
    }),
  );
}

const entry = /^(.*[^\]])\[(\d+)\](?:\[(\d+)\])?$/;

/** The sample's overrides and those that set the entries below the diagonal to the ones above it. */
function mirroredEntries({ values, overrides }: Sample, name: string, side: number): ReadonlyMap<string, number> {
  const mirrored = new Map(overrides);
  for (const path of values.keys()) {
    const [, of, first, second] = entry.exec(path) ?? [];
    if (of !== name) continue;
    const [row, column] =
      second === undefined ? [Math.floor(Number(first) / side), Number(first) % side] : [Number(first), Number(second)];
    const opposite = second === undefined ? `${name}[${column * side + row}]` : `${name}[${column}][${row}]`;
    const above = values.get(opposite);
    if (row > column && above !== undefined) mirrored.set(path, above);
  }
  return mirrored;
}

/** The same with a diagonal of 0, and scaled so that all entries together are 1. */
function mirroredShares(sample: Sample, name: string, side: number): ReadonlyMap<string, number> {
  const mirrored = mirroredEntries(sample, name, side);
  const shares = new Map<string, number>();
  for (const [path, v] of sample.values) {
    const [, of, first, second] = entry.exec(path) ?? [];
    if (of !== name) continue;
    const isDiagonal = second === undefined ? Number(first) % (side + 1) === 0 : first === second;
    shares.set(path, isDiagonal ? 0 : Math.abs(mirrored.get(path) ?? v));
  }
  const total = [...shares.values()].reduce((sum, v) => sum + v, 0);
  return new Map([...mirrored, ...[...shares].map(([path, v]) => [path, v / total] as const)]);
}
