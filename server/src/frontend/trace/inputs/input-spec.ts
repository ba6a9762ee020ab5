/**
 * @file What is known of an argument of a traced function: from its annotation, its tags, or from how the code uses it.
 * It lives as long as the analysis of a pair; the values of one sample are in `inputs.ts`.
 */
import type * as ts from 'typescript';
import type { ParameterDomain } from '../../domain.ts';
import { ArrayLengths, type Run } from './array-lengths.ts';
import type { TensorSpec } from '../tensor/input-tensor.ts';
import type { Value } from '../value.ts';

export type InputShape = 'unknown' | 'scalar' | 'array' | 'tensor' | 'object' | 'boolean' | 'text' | 'function';

/** What the use of an argument decides about its shape. */
export type InputUse = 'scalar' | 'array' | 'object' | 'truth' | 'tensor';

/** What is known of one argument or part of one. Mutable: traces add to it, and `revision` tells that they did. */
export interface InputSpec {
  /** `pred`, `pred[2]`, `box.w`: also the name of the symbol when it is a scalar. */
  readonly path: string;
  shape: InputShape;
  domain: ParameterDomain | null;
  /** The default of the parameter, when it is a number. */
  fallback: number | null;
  /** For arrays: nesting depth (0 for a vector, 1 for the rows of a matrix). */
  readonly depth: number;
  /** For what is an element of an array: that array. */
  rowOf: InputSpec | null;
  /** For arrays: the exact length, once known (tuples, literal indices). */
  length: number | null;
  /** For arrays: largest literal index seen, and whether anything else than literal indices was used. */
  literalLength: number;
  dynamic: boolean;
  /** For arrays: how many entries each run has, while the exact length is not known. */
  readonly lengths: ArrayLengths;
  /** For arrays of rows: that there are as many columns as rows; and for such a row, that it is one. */
  isSquare: boolean;
  /** For arrays: that labels alone select its entries, so that it is not as long as there are labels. */
  isTable: boolean;
  /** For scalars that select array elements: how many there are to choose from, by the extent of the sample, see {@link DrawnNumbers.extent}. */
  readonly selects: Map<string, number>;
  /** For the same: the extents at which an array tells how many, which no comparison with more of them changes. */
  readonly selectsOfArrays: Set<string>;
  /** For scalars: whether it is a count: the bound of a loop or the stride of a buffer. */
  count: boolean;
  /** For counts: whether a bound is less by it, as a picture's width less that of a kernel is. */
  isWindow: boolean;
  /** For counts: which side of which operand it is, where several have to fit together. */
  side: { readonly operand: number; readonly axis: number } | null;
  /** For counts: another one that it always equals. */
  sameAs: InputSpec | null;
  /** For scalars: whether one bounds a magnitude. */
  positive: boolean;
  /** For scalars, and for arrays of them: the whole numbers that one is compared with. */
  readonly equals: Set<number>;
  /** For scalars, and for arrays of them: whether the value is computed with it, and not only decided by it. */
  isInValue: boolean;
  /** For scalars: whether it is added to 1, as the ε that a ratio may differ by, or divides by itself, as a scale does. */
  isDistance: boolean;
  /** For scalars that are class indices: no position between two of them is meant. */
  integral: boolean;
  /** For scalars: that it is one is a guess, made by an operation on entries or by a product; both take arrays as well. */
  guess: 'entry' | 'factor' | null;
  /** For tensors. */
  tensor: TensorSpec | null;
  /** For texts: the values it may have, and whether the annotation says that these are all. */
  texts: readonly string[];
  textsAreClosed: boolean;
  /** For objects: the fields in the order of their declaration, as far as the annotation tells. */
  fields: readonly string[];
  /** For objects: whether the code goes through its fields, whatever they are. */
  isListed: boolean;
  /** For objects: the class that the annotation names. */
  madeBy: ts.ClassLikeDeclaration | null;
  /** For objects: whether it is handed in from above and has the sizes of the value's result. */
  followsResult: boolean;
  /** For arrays: what is known of each of its entries, told to an entry when it is made. */
  ofEach: ((entry: InputSpec) => void) | null;
  /** Parts by index or field name, made when first asked for. */
  readonly parts: Map<string, InputSpec>;
  /** How a part's shape starts out; unknown when not annotated. */
  part: (spec: InputSpec, key: string) => void;
}

export function inputSpec(path: string, depth = 0): InputSpec {
  return {
    path,
    shape: 'unknown',
    domain: null,
    fallback: null,
    depth,
    rowOf: null,
    length: null,
    literalLength: 0,
    dynamic: false,
    lengths: new ArrayLengths(),
    isSquare: false,
    isTable: false,
    selects: new Map(),
    selectsOfArrays: new Set(),
    count: false,
    isWindow: false,
    side: null,
    sameAs: null,
    positive: false,
    equals: new Set(),
    isInValue: false,
    isDistance: false,
    integral: false,
    guess: null,
    tensor: null,
    texts: [],
    textsAreClosed: false,
    fields: [],
    isListed: false,
    madeBy: null,
    followsResult: false,
    ofEach: null,
    parts: new Map(),
    part: () => undefined,
  };
}

/** The spec of an element or field. */
export function partOf(spec: InputSpec, key: string): InputSpec {
  const known = spec.parts.get(key);
  if (known !== undefined) return known;
  const isElement = spec.shape === 'array' || spec.shape === 'tensor';
  const part = inputSpec(isElement ? `${spec.path}[${key}]` : `${spec.path}.${key}`, spec.depth + (isElement ? 1 : 0));
  if (isElement) part.rowOf = spec;
  if (isElement && spec.isSquare) {
    part.isSquare = true;
    part.length = spec.length;
  }
  spec.part(part, key);
  spec.parts.set(key, part);
  if (isElement) spec.ofEach?.(part);
  return part;
}

/** Whether a scalar is a class or another index: it says which entry of an array is meant. */
export function selectsEntry(spec: InputSpec | undefined): boolean {
  return spec !== undefined && spec.selects.size > 0;
}

/**
 * Whether a scalar, or any entry of its array, is compared with 1 and with no other number than 0: it says whether something happened. What
 * the value is computed with and that is kept from both 0 and 1 is a probability.
 */
export function isFlag(spec: InputSpec | undefined): boolean {
  if (spec === undefined) return false;
  const { equals, isInValue } = spec.rowOf ?? spec;
  return equals.has(1) && equals.size === (equals.has(0) ? 2 : 1) && !(equals.has(0) && isInValue);
}

/** All that is known of an argument, as text, but for what `Inputs.redraw` looks at itself: two runs differ only where this does. */
export function knowledgeOf(spec: InputSpec): string {
  const { path, shape, domain, fallback, length, literalLength, texts } = spec;
  const facts = [path, shape, domain === null ? '' : JSON.stringify(domain), fallback, length, literalLength];
  const sets = [[...spec.equals], [...spec.selects].map(([sizes, count]) => `${sizes}:${count}`), texts, spec.fields];
  const parts = [...spec.parts].map(([key, part]) => `${key}=${knowledgeOf(part)}`);
  const flags = [
    spec.dynamic,
    spec.positive,
    isFlag(spec),
    spec.isDistance,
    spec.integral,
    spec.count,
    spec.isWindow,
    spec.textsAreClosed,
  ];
  return [...facts, ...flags, ...sets.map((set) => set.join()), `{${parts.join()}}`].join(';');
}

/** A spec with the very shape that an input had in a sample: for running another function on the same numbers. */
export function observedSpec(path: string, values: ReadonlyMap<string, number>): InputSpec {
  const spec = inputSpec(path);
  if (values.has(path)) {
    spec.shape = 'scalar';
    return spec;
  }
  const keys = new Set<string>();
  for (const name of values.keys()) {
    const rest = name.startsWith(path) ? /^(?:\[(\d+)\]|\.([^.[]+))/.exec(name.slice(path.length)) : null;
    if (rest !== null) keys.add((rest[1] ?? rest[2])!);
    if (rest?.[1] !== undefined) spec.shape = 'array';
    else if (rest !== null) spec.shape = 'object';
  }
  if (spec.shape === 'array') spec.length = keys.size;
  for (const key of keys) {
    const part = observedSpec(spec.shape === 'array' ? `${path}[${key}]` : `${path}.${key}`, values);
    spec.parts.set(key, part);
  }
  return spec;
}

/** Notes that an input, if it is an array, has in a run the lengths of one that is there already. */
export function describeSize(array: Value, spec: InputSpec, run: Run): void {
  if (typeof array !== 'object' || array?.kind !== 'array') return;
  spec.lengths.make(run, array.items.length);
  if (spec.shape !== 'array') return;
  array.items.forEach((item, i) => {
    const part = partOf(spec, String(i));
    const isRow = typeof item === 'object' && item?.kind === 'array';
    if (part.shape === 'unknown') part.shape = isRow ? 'array' : 'scalar';
    if (isRow) describeSize(item, part, run);
  });
}

/** The specs, and all entries of the lists among which they stand; in an array with a place for each thing, as `[class, x, y]`, they stand alone. */
export function listed(specs: readonly InputSpec[]): ReadonlySet<InputSpec> {
  return new Set(
    specs.flatMap((spec) => {
      const { rowOf } = spec;
      const isListed = rowOf?.dynamic === true && rowOf.literalLength === 0;
      return isListed ? [spec, ...[...rowOf.parts.values()].filter(({ shape }) => shape === 'scalar')] : [spec];
    }),
  );
}

/** Whether a number, or one beside it in its array, is compared with 0, 1 and 2: it must be an index, as a class is. */
export function isOfIndices(spec: InputSpec): boolean {
  const { equals } = spec.rowOf ?? spec;
  return [0, 1, 2].every((i) => equals.has(i));
}
