/**
 * @file The open `this` of a method that is traced by itself. Its constructor runs on free inputs, so that what fields have to do with
 * each other is kept; what the constructor does not tell (weights that start as zeros or at random, what another method stores) is a
 * free input named `this.field`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../../function-node.ts';
import { describeParameter } from '../inputs/annotations.ts';
import { prototypeOf } from '../calls.ts';
import { constructorOf, initialise, initialiseFields } from './construction.ts';
import { forgiving } from './forgiving.ts';
import { describeSize, type InputSpec, partOf } from '../inputs/input-spec.ts';
import type { Machine } from '../machine.ts';
import { openObject } from './prototypes.ts';
import { isRandomStart, whileMaking } from '../inputs/random-numbers.ts';
import { FrameScope } from '../scope.ts';
import {
  type ArrayValue,
  type ClassValue,
  type ClosureValue,
  type ObjectValue,
  objectOf,
  type Value,
} from '../value.ts';

/** Whose specs the fields of an open object are, and what it is called. */
export interface Opened {
  readonly owner: ts.Node;
  readonly name: string;
  /** Arguments of its constructor that are known. */
  readonly given?: ReadonlyMap<string, Value>;
}

/** An object whose unknown fields are free inputs. */
export function openFields(
  machine: Machine,
  { owner, name: path }: Opened,
  more: Partial<Pick<ObjectValue, 'classValue' | 'proto'>>,
): ObjectValue {
  const object: ObjectValue = objectOf([], {
    ...more,
    missing: (name) => {
      const value = machine.inputs.value(machine.inputs.specs.get(owner, `${path}.${name}`));
      object.fields.set(name, value);
      return value;
    },
  });
  return object;
}

/** The `this` of a method of a class, or an argument that is an instance of it. */
export function openInstance(
  machine: Machine,
  type: ClassValue,
  opened: Opened = { owner: type.node, name: 'this' },
): ObjectValue {
  const object = openFields(machine, opened, { classValue: type });
  const own = nearestConstructor(machine, type);
  const args = own === undefined ? [] : freeArguments(machine, own, opened);
  whileMaking(machine, () => initialise(machine, type, object, args, type.node, forgiving(machine, object)));
  forgetStarts(machine, object, opened);
  return object;
}

/** An argument that a constructor function made. */
export function openArgument(machine: Machine, made: ClosureValue, opened: Opened): ObjectValue {
  const object = openFields(machine, opened, { proto: prototypeOf(made) });
  if (isFunctionNode(made.node)) runConstructor(machine, made.node, object, opened);
  return object;
}

/** The `this` of a function that is put on the prototype of a constructor function. */
export function openConstructed(
  machine: Machine,
  node: ts.Node,
  constructor: ts.FunctionLikeDeclaration,
  proto: ObjectValue | null,
): ObjectValue {
  const opened = { owner: constructor, name: 'this' };
  const object = openObject(machine, node) ?? openFields(machine, opened, {});
  object.proto = proto;
  runConstructor(machine, constructor, object, opened);
  return object;
}

function runConstructor(
  machine: Machine,
  constructor: ts.FunctionLikeDeclaration,
  object: ObjectValue,
  opened: Opened,
): void {
  const { body } = constructor;
  if (body === undefined || !ts.isBlock(body)) return;
  const frame = new FrameScope(machine.modules.scopeAround(constructor), true);
  frame.declare('this', object, true);
  const args = freeArguments(machine, constructor, opened);
  constructor.parameters.forEach((parameter, i) => {
    if (ts.isIdentifier(parameter.name)) frame.declare(parameter.name.text, args[i], false);
  });
  machine.depth++;
  const { inRoot } = machine;
  machine.inRoot = false;
  try {
    whileMaking(machine, () => forgiving(machine, object)(body.statements, frame));
  } finally {
    machine.depth--;
    machine.inRoot = inRoot;
  }
  forgetStarts(machine, object, opened);
}

/**
 * The `this` of a function that its constructor puts there, as in `this.rate = (x) => …`. Such a function sees the parameters and
 * variables of the constructor, which are free inputs of their own, so the fields are computed from those.
 */
export function openAround(
  machine: Machine,
  node: ts.Node,
  constructor: ts.FunctionLikeDeclaration,
  type: ClassValue | null,
): ObjectValue {
  const opened = { owner: constructor, name: 'this' };
  const object =
    type === null
      ? (openObject(machine, node) ?? openFields(machine, opened, {}))
      : openFields(machine, opened, { classValue: type });
  const { body } = constructor;
  if (body === undefined || !ts.isBlock(body)) return object;
  const frame = new FrameScope(machine.modules.scopeAround(node));
  frame.declare('this', object, true);
  const { inRoot } = machine;
  machine.depth++;
  machine.inRoot = false;
  try {
    if (type !== null) initialiseFields(machine, type, object);
    forgiving(machine, object)(body.statements.filter(setsField), frame);
  } finally {
    machine.depth--;
    machine.inRoot = inRoot;
  }
  for (const [name, value] of object.fields) if (value === null) object.fields.delete(name);
  return object;
}

/** `this.name = …;` */
function setsField(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
  const { left } = statement.expression;
  return ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
}

export function nearestConstructor(machine: Machine, type: ClassValue): ts.ConstructorDeclaration | undefined {
  for (let c: ClassValue | null = type; c !== null; c = machine.modules.bases.readable(machine, c)) {
    const own = constructorOf(c);
    if (own !== undefined) return own;
  }
  return undefined;
}

/** Free inputs for the parameters of a constructor. Where the default is no number, flag, text or empty object, it applies. */
function freeArguments(
  machine: Machine,
  node: ts.FunctionLikeDeclaration,
  { owner, name: path, given }: Opened,
): readonly Value[] {
  return node.parameters.map((parameter, i) => {
    const known = given?.get(parameter.name.getText());
    if (known !== undefined) return known;
    if (machine.isBeside !== null && ts.isObjectBindingPattern(parameter.name))
      return shapeAmong(machine, parameter.name, { owner, name: path });
    if (machine.isBeside?.(parameter)) return undefined;
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : `options${i === 0 ? '' : i + 1}`;
    const { initializer } = parameter;
    const spec = machine.inputs.specs.get(owner, `${path}.${name}`);
    describeParameter(spec, parameter, machine.modules.files);
    const isEmpty = initializer !== undefined && ts.isObjectLiteralExpression(initializer);
    return initializer !== undefined && spec.shape === 'unknown' && !isEmpty ? undefined : machine.inputs.value(spec);
  });
}

/** Of the options of a node only its shape is no matter of what it is beside its numbers. */
function shapeAmong(machine: Machine, { elements }: ts.ObjectBindingPattern, { owner, name: path }: Opened): Value {
  const names = elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
  const shape = names.find((name) => name === 'shape');
  if (shape === undefined) return undefined;
  return objectOf([[shape, machine.inputs.value(machine.inputs.specs.get(owner, `${path}.${shape}`))]]);
}

/** Replaces arrays that were only just made, filled with one constant, by free inputs of the same size. */
function forgetStarts(machine: Machine, object: ObjectValue, { owner, name: path }: Opened): void {
  for (const [name, value] of [...object.fields]) {
    const opened = opening(machine, value, () => machine.inputs.specs.get(owner, `${path}.${name}`), 0);
    if (opened === 'unknown') object.fields.delete(name);
    else if (opened !== undefined) object.fields.set(name, opened);
  }
}

/** What stands for a value that a constructor starts with: a free input, or undefined where the value itself says something. */
function opening(machine: Machine, value: Value, spec: () => InputSpec, depth: number): Value | 'unknown' | undefined {
  // What starts as null is state that something else sets; null that a method sets says that there is none.
  if (value === null) return 'unknown';
  if (typeof value !== 'object' || depth > 3) return undefined;
  if (value.kind === 'number') {
    return machine.graph.constantValue(value.e) === 0 || isRandomStart(machine, value.e) ? 'unknown' : undefined;
  }
  if (value.kind === 'array') {
    if (value.input !== null) return undefined;
    if (!isStart(machine, value)) {
      value.items.forEach((item, i) => {
        if (typeof item !== 'object' || item?.kind !== 'object' || item.missing !== null) return;
        openParts(machine, item, () => partAs(spec(), 'array', String(i)), depth + 1);
      });
      return undefined;
    }
    if (value.items.length === 0) return 'unknown';
    const input = spec();
    if (input.shape === 'unknown') input.shape = 'array';
    describeSize(value, input, machine.inputs.run);
    return machine.inputs.value(input);
  }
  if (value.kind !== 'object' || value.missing !== null) return undefined;
  openParts(machine, value, spec, depth);
  return undefined;
}

/** Opens the fields of an object: arrays, and numbers that are drawn at random. */
function openParts(machine: Machine, object: ObjectValue, spec: () => InputSpec, depth: number): void {
  for (const [name, field] of [...object.fields]) {
    if (typeof field !== 'object' || field === null) continue;
    if (field.kind !== 'number') {
      const opened = opening(machine, field, () => partAs(spec(), 'object', name), depth + 1);
      if (opened !== undefined && opened !== 'unknown') object.fields.set(name, opened);
    } else if (isRandomStart(machine, field.e)) {
      object.fields.set(name, machine.inputs.value(partAs(spec(), 'object', name)));
    }
  }
}

function partAs(parent: InputSpec, shape: 'array' | 'object', key: string): InputSpec {
  parent.shape = shape;
  return partOf(parent, key);
}

/** Whether all numbers of an array, however nested, are drawn at random, are one constant, or are not there yet. */
function isStart(machine: Machine, array: ArrayValue): boolean {
  return isUniform(machine, array) || isRandom(machine, array);
}

function isRandom(machine: Machine, { items }: ArrayValue): boolean {
  return items.every(
    (item) =>
      typeof item === 'object' &&
      ((item?.kind === 'array' && isRandom(machine, item)) ||
        (item?.kind === 'number' && isRandomStart(machine, item.e))),
  );
}

/** Whether all numbers of an array, however nested, are one constant or not there yet. */
function isUniform(machine: Machine, array: ArrayValue): boolean {
  let first: number | null = null;
  const agrees = (item: Value): boolean => {
    if (item === undefined) return true;
    if (typeof item !== 'object' || item === null) return false;
    if (item.kind === 'array') return item.items.every(agrees);
    const constant = item.kind === 'number' ? machine.graph.constantValue(item.e) : null;
    if (constant === null) return false;
    first ??= constant;
    return constant === first;
  };
  return array.items.every(agrees);
}
