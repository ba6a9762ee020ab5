/**
 * @file An argument that is an object: fields are drawn when they are asked for, methods are those of the class that its type names. A
 * tensor `{ data, shape }` has as many numbers as its shape says, and a matrix `{ rows, cols, data }` as its sides say.
 */
import { classOf } from '../objects/class-of.ts';
import { type InputSpec, partOf } from './input-spec.ts';
import type { Inputs } from './inputs.ts';
import type { Machine } from '../machine.ts';
import { objectOf, type ObjectValue, type Value } from '../value.ts';

export function inputObject(machine: Machine, inputs: Inputs, spec: InputSpec): ObjectValue {
  for (const key of spec.fields) if (key === 'shape' || key === 'data') partOf(spec, key);
  if (!spec.followsResult) {
    fitToShape(machine, inputs, spec);
    fitToSides(machine, inputs, spec);
  }
  const fields = new Map<string, Value>();
  // Annotated fields exist from the start, so that spreading and iterating sees them.
  for (const key of spec.parts.keys())
    fields.set(key, sizeBeside(machine, inputs, spec, key) ?? inputs.value(partOf(spec, key)));
  const object: ObjectValue = objectOf(fields, {
    classValue: spec.madeBy === null ? null : classOf(machine, spec.madeBy),
    missing: (key) => {
      const isFirst = !spec.parts.has(key);
      const value = sizeBeside(machine, inputs, spec, key) ?? inputs.value(partOf(spec, key));
      object.fields.set(key, value);
      // Known only now that there is a shape, which must be drawn first.
      const isLate =
        /^(shape|data)$/.test(key) && spec.parts.has('size')
          ? isFirst
          : key === 'shape' && partOf(spec, key).length === null && spec.parts.get('data')?.shape === 'array';
      const isWhole = isFirst && partNames.some((names) => names.includes(key)) && sidesOf(spec) !== null;
      const isUnlisted = isFirst && spec.isListed;
      if ((isLate || isWhole || isUnlisted) && inputs.specs.learns) inputs.specs.revision++;
      return value;
    },
    beforeListing: () => {
      spec.isListed = true;
      for (const key of spec.fields) if (!object.fields.has(key)) object.missing?.(key);
    },
  });
  return object;
}

/** How many numbers a tensor `{ data, shape, size }` has, once both others are known; null for any other field. */
function sizeBeside(machine: Machine, inputs: Inputs, { parts }: InputSpec, key: string): Value | null {
  const data = parts.get('data');
  if (!/^(size|length|numel)$/.test(key) || !parts.has('shape') || data?.shape !== 'array') return null;
  const entries = inputs.settle(machine, inputs.cell(data), 'array');
  return typeof entries === 'object' && entries?.kind === 'array' ? machine.constant(entries.items.length) : null;
}

const partNames: readonly (readonly string[])[] = [['rows'], ['cols', 'columns'], ['data']];

/** The fields that say how large a matrix is, and the one that holds its numbers; null where it has not all of them. */
function sidesOf({
  parts,
}: Pick<InputSpec, 'parts'>): readonly [rows: InputSpec, cols: InputSpec, data: InputSpec] | null {
  const [rows, cols, data] = partNames.map((names) => names.map((name) => parts.get(name)).find((part) => part));
  return rows === undefined || cols === undefined || data === undefined ? null : [rows, cols, data];
}

/** Gives a matrix as many rows and columns as it says that it has, where no loop counts them. */
export function fitToSides(machine: Machine, inputs: Inputs, spec: Pick<InputSpec, 'parts'>): void {
  const [rows, cols, data] = sidesOf(spec) ?? [];
  if (rows?.shape !== 'scalar' || cols?.shape !== 'scalar' || data?.shape !== 'array') return;
  const [height, width] = [rows, cols].map((side) => inputs.settle(machine, inputs.cell(side), 'scalar'));
  if (typeof height !== 'object' || height?.kind !== 'number' || typeof width !== 'object' || width?.kind !== 'number')
    return;
  const hasRows = partOf(data, '0').shape === 'array';
  data.lengths.make(inputs.run, hasRows ? height.v : height.v * width.v);
  for (let i = 0; hasRows && i < height.v; i++) {
    const row = partOf(data, String(i));
    row.shape = 'array';
    row.lengths.make(inputs.run, width.v);
  }
}

/** Axes of a tensor that nothing tells more about. */
const usualRank = 2;

/** Gives the buffer beside a shape as many entries as the shape has places. */
export function fitToShape(machine: Machine, inputs: Inputs, { parts }: Pick<InputSpec, 'parts'>): void {
  const shape = parts.get('shape');
  const data = parts.get('data') ?? parts.get('values');
  if (shape?.shape !== 'array' || data?.shape !== 'array' || partOf(data, '0').shape !== 'scalar') return;
  if (shape.length === null) {
    shape.length = Math.max(usualRank, shape.literalLength);
    inputs.specs.revision++;
  }
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = partOf(shape, String(axis));
    length.shape = 'scalar';
    length.count = true;
    const drawn = inputs.settle(machine, inputs.cell(length), 'scalar');
    if (typeof drawn === 'object' && drawn?.kind === 'number') size *= drawn.v;
  }
  data.lengths.make(inputs.run, size);
}
