/**
 * @file Arguments of a gradient that are, or have the shape of, the value function's result, where that is an object: a matrix
 * `{ rows, cols, data }` as a whole, or only the array of its numbers.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { isSizeName } from '../../frontend/size-names.ts';
import { settle } from '../../frontend/trace/conversions.ts';
import type { Run } from '../../frontend/trace/inputs/array-lengths.ts';
import { describeSize, type InputSpec, partOf } from '../../frontend/trace/inputs/input-spec.ts';
import type { Inputs } from '../../frontend/trace/inputs/inputs.ts';
import type { Machine } from '../../frontend/trace/machine.ts';
import type { ArrayValue, ObjectValue, Value } from '../../frontend/trace/value.ts';
import type { FunctionNode } from '../../frontend/types.ts';

/** The result, or the one array among its fields where the function takes its argument for an array. */
export function partTaken(result: Value, node: FunctionNode, parameter: ts.ParameterDeclaration | undefined): Value {
  const [only, ...others] = arraysOf(result);
  const isPart = parameter !== undefined && only !== undefined && others.length === 0;
  if (!isPart || typeof result !== 'object' || result?.kind !== 'object') return result;
  // A class has methods of its own that are called as those of arrays are.
  return isUsedAsArray(node, parameter, result.classValue === null ? arrayMembers : /^$/) ? only[1] : result;
}

const arrayMembers = /^(length|map|forEach|reduce|slice|entries|every|some|fill|at)$/;

/** Whether the body takes entries of the parameter, or asks it what only arrays answer: one of the `members`. */
export function isUsedAsArray(
  { body }: FunctionNode,
  { name }: ts.ParameterDeclaration,
  members: RegExp = arrayMembers,
): boolean {
  if (body === undefined || !ts.isIdentifier(name)) return false;
  let asArray = false;
  let asObject = false;
  forEachDescendant(body, (child) => {
    if (!ts.isIdentifier(child) || child.text !== name.text) return;
    const { parent } = child;
    if (ts.isElementAccessExpression(parent) && parent.expression === child) asArray = true;
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== child) return;
    if (members.test(parent.name.text)) asArray = true;
    else asObject = true;
  });
  return asArray && !asObject;
}

/** Notes that an input has the lengths of a result. */
export function describeLike(result: Value, spec: InputSpec, run: Run): void {
  describeSize(result, onlyArrayOf(result, spec) ?? spec, run);
  if (spec.shape !== 'object') return;
  spec.followsResult = true;
  for (const [name, field] of arraysOf(result)) {
    const part = partOf(spec, name);
    if (part.shape === 'unknown') part.shape = 'array';
    describeSize(field, part, run);
  }
}

/** `act.dw` holds its numbers in the only array among its fields, where the value fills `act.w` and has no other result. */
function onlyArrayOf(result: Value, spec: InputSpec): InputSpec | null {
  const [only, ...others] = [...spec.parts.values()].filter(({ shape }) => shape === 'array');
  const isArray = typeof result === 'object' && result?.kind === 'array';
  return spec.shape === 'object' && isArray && others.length === 0 ? (only ?? null) : null;
}

/** Draws entries of a matrix object that the code did not look at: they are there all the same. */
export function drawUnreadFields(inputs: Inputs, result: Value, spec: InputSpec): void {
  if (spec.shape !== 'object') return;
  for (const [name, field] of arraysOf(result)) inputs.drawUnread(partOf(spec, name), field.items.length);
  const whole = onlyArrayOf(result, spec);
  if (whole !== null) inputs.drawUnread(whole, (result as ArrayValue).items.length);
}

/** The fields of an object that hold its numbers. */
function arraysOf(result: Value): readonly (readonly [string, ArrayValue])[] {
  if (typeof result !== 'object' || result?.kind !== 'object') return [];
  return [...result.fields].flatMap(([name, field]): [string, ArrayValue][] =>
    !isSizeName(name) && typeof field === 'object' && field?.kind === 'array' ? [[name, field]] : [],
  );
}

/** An input that is an object as the result is one has the very sizes of the result. */
export function withSizesOf(machine: Machine, result: Value, input: Value): Value {
  if (typeof result !== 'object' || result?.kind !== 'object' || !isObjectInput(input)) return input;
  const object = settle(machine, input, 'object') as ObjectValue;
  for (const [name, field] of result.fields) if (isSizeName(name)) object.fields.set(name, field);
  return object;
}

function isObjectInput(value: Value): boolean {
  return typeof value === 'object' && value?.kind === 'input' && value.cell.spec.shape === 'object';
}
