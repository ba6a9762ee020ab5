/**
 * @file Arguments that are tensors: how many axes they have and how long these are. An annotation says so, or use does, or small
 * defaults apply: a vector of 3 or 4, a matrix of two rows of 3 or three rows of 4. Drawing the entries is in `inputs.ts`.
 */
import { type InputSpec, partOf } from '../inputs/input-spec.ts';
import type { AxisSource, NumberValue, TensorLibrary, TensorValue, Value } from '../value.ts';

/** What is known of a tensor argument. */
export interface TensorSpec {
  library: TensorLibrary;
  /** The number of axes: from the annotation when it is fixed, or from use; null when neither said. */
  rank: number | null;
  readonly isFixed: boolean;
  /** Arguments that were combined entry by entry with this one, so that they have as many axes. */
  readonly peers: Set<InputSpec>;
  /** Lengths of axes that use has shown, by the sizes of the sample. */
  readonly lengths: Map<string, Map<number, number>>;
}

export function tensorSpec(library: TensorLibrary, rank: number | null = null): TensorSpec {
  return { library, rank, isFixed: rank !== null, peers: new Set(), lengths: new Map() };
}

/** Tensors of more axes are no arguments of losses. */
const highestRank = 4;

/** An axis is not made longer than this to fit another. */
const longestAxis = 32;

/** Notes that arguments have equally many axes. */
export function linkRanks(specs: readonly InputSpec[]): void {
  for (const spec of specs) for (const other of specs) if (other !== spec) spec.tensor?.peers.add(other);
}

/** The arguments and all that have as many axes as they. */
export function withPeers(specs: readonly InputSpec[]): readonly InputSpec[] {
  const found = new Set(specs);
  for (const spec of found) for (const peer of spec.tensor?.peers ?? []) found.add(peer);
  return [...found];
}

export function setRank({ tensor }: InputSpec, rank: number): boolean {
  if (tensor === null || tensor.isFixed || (tensor.rank ?? 1) === rank || rank > highestRank) return false;
  // Two uses that want different numbers of axes do not take turns.
  if (tensor.rank !== null && rank < tensor.rank) return false;
  tensor.rank = rank;
  tensor.lengths.clear();
  return true;
}

export function setLength({ spec, axis }: AxisSource, sizes: readonly number[], length: number): boolean {
  if (spec.tensor === null || !Number.isInteger(length) || length < 1 || length > longestAxis) return false;
  const key = sizes.join();
  let lengths = spec.tensor.lengths.get(key);
  if (lengths === undefined) spec.tensor.lengths.set(key, (lengths = new Map<number, number>()));
  if (lengths.has(axis)) return false;
  lengths.set(axis, length);
  return true;
}

/** Gives an argument the shape of a result, as the upstream gradient of that result has it; it is a tensor if that is sure. */
export function followShape(spec: InputSpec, sizes: readonly number[], result: Value, isSure: boolean): void {
  if (typeof result !== 'object' || result?.kind !== 'tensor') return;
  if (spec.shape !== 'tensor' && spec.shape !== 'unknown') return;
  spec.tensor ??= tensorSpec(result.library);
  if (isSure) spec.shape = 'tensor';
  if (spec.tensor.isFixed && spec.tensor.rank !== result.shape.length) return;
  spec.tensor.rank = result.shape.length;
  spec.tensor.lengths.set(sizes.join(), new Map(result.shape.map((length, axis) => [axis, length])));
}

function shapeOf(spec: InputSpec, sizes: readonly [number, number]): readonly number[] {
  const rank = spec.tensor?.rank ?? 1;
  // Rows are as long as a vector is, so that a vector can be added to each.
  const usual = [2, 2, ...(sizes[0] === 3 ? [2, 3] : [3, 4])];
  const known = spec.tensor?.lengths.get(sizes.join());
  return Array.from({ length: rank }, (_, axis) => known?.get(axis) ?? usual[usual.length - rank + axis] ?? 1);
}

/** The tensor that a spec stands for; `entry` draws a number, told the path of its row and its place there. */
export function drawTensor(
  spec: InputSpec,
  sizes: readonly [number, number],
  entry: (part: InputSpec, row: string, i: number, length: number) => NumberValue,
): TensorValue {
  const shape = shapeOf(spec, sizes);
  const items: NumberValue[] = [];
  const visit = (parent: InputSpec, axis: number): void => {
    if (axis === shape.length) return;
    const length = shape[axis]!;
    for (let i = 0; i < length; i++) {
      const part = partOf(parent, String(i));
      if (axis + 1 === shape.length) {
        part.shape = 'scalar';
        items.push(entry(part, parent.path, i, length));
      } else {
        part.shape = 'array';
        visit(part, axis + 1);
      }
    }
  };
  if (shape.length === 0) items.push(entry(spec, spec.path, 0, 1));
  else visit(spec, 0);
  const { library, isFixed } = spec.tensor ?? tensorSpec('tfjs');
  return {
    kind: 'tensor',
    shape,
    items,
    dtype: 'float32',
    library,
    axes: shape.map((_, axis) => ({ spec, axis })),
    ranks: isFixed ? [] : [spec],
  };
}
