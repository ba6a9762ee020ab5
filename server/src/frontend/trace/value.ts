/**
 * @file Values of the interpreter. A number carries its concrete float64 value and its expression, a tensor such numbers; everything
 * else is concrete.
 * An {@link InputValue} is an argument whose shape is not known yet: the first use decides it (see `inputs.ts`).
 */
import type * as ts from 'typescript';
import type { ExprId } from '../../math/expr/graph.ts';
import type { FunctionNode } from '../types.ts';
import type { InputSpec } from './inputs/input-spec.ts';
import type { InputCell } from './inputs/inputs.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scope.ts';

export interface NumberValue {
  readonly kind: 'number';
  readonly v: number;
  readonly e: ExprId;
}

/** Arrays, tuples and typed arrays: they differ in nothing that matters to a derivative. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly items: Value[];
  /** Name of the typed-array class, or null for a plain array. */
  readonly typed: string | null;
  /** The argument it came from, when it is one: out-parameters are recognised by it. */
  readonly input: string | null;
  /** The array whose elements it shows, for a view such as `subarray` makes. */
  readonly owner?: ArrayValue;
  /** The argument that it is a slice of, and how many entries of that are before and behind it. */
  readonly cutFrom?: { readonly array: ArrayValue; readonly beside: readonly [before: number, behind: number] };
  /** The tensor whose `shape` it is: reading its second entry says that there are two axes. */
  readonly shapeOf?: TensorValue;
}

/** The libraries whose tensors are read; their functions of one name may differ. `unseen` are classes of matrices that are not in sight. */
export type TensorLibrary = 'tfjs' | 'jax' | 'unseen';

/** The axis of an argument, whose length was a choice of ours. */
export interface AxisSource {
  readonly spec: InputSpec;
  readonly axis: number;
}

/** A tensor of a library: numbers in row-major order that nothing overwrites. */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly shape: readonly number[];
  readonly items: readonly NumberValue[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly library: TensorLibrary;
  /** For each axis the argument's axis that it is, or null: use may show that the length must be another one. */
  readonly axes: readonly (AxisSource | null)[];
  /** The arguments that have as many axes as this tensor because we said so. */
  readonly ranks: readonly InputSpec[];
}

/** What the interpreter calls: beside functions, setters, which are no functions of their own to discovery. */
export type CallableNode = FunctionNode | ts.SetAccessorDeclaration;

export interface ObjectValue {
  readonly kind: 'object';
  readonly fields: Map<string, Value>;
  /** Getters and setters of an object literal; those of a class are found on the class. */
  readonly accessors: Map<string, Accessor>;
  /** Where members are looked up next: the `prototype` of a constructor function, or what `Object.create` was given. */
  proto: ObjectValue | null;
  /** The class it is an instance of, for methods; null for a plain object. */
  readonly classValue: ClassValue | null;
  /** Supplies a field that is not there yet: the open `this` of a method that is traced by itself. */
  readonly missing: ((name: string) => Value | undefined) | null;
  /** Told before its fields are listed, as by `Object.keys`: an argument has those that are known of it. */
  readonly beforeListing: (() => void) | null;
}

export interface Accessor {
  readonly get: Value;
  readonly set: Value;
}

/** A `Map` or `Set` keyed by strings and concrete numbers. */
export interface CollectionValue {
  readonly kind: 'collection';
  readonly entries: Map<string | number | boolean, { key: Value; value: Value }>;
  readonly isSet: boolean;
}

export interface ClosureValue {
  readonly kind: 'closure';
  readonly name: string;
  readonly node: CallableNode;
  readonly scope: Scope;
  /** The value of `this`; arrow functions keep the one of their definition. */
  readonly self: Value;
  /** The class in which it is written as a method, for `super`. */
  readonly home: ClassValue | null;
  /** Properties assigned to the function itself, as in `f.derivative = …`. */
  readonly fields: Map<string, Value>;
}

export interface BuiltinValue {
  readonly kind: 'builtin';
  readonly name: string;
  readonly call: (machine: Machine, args: readonly Value[], at: ts.Node, self?: Value) => Value;
  /** How many arguments are looked at; further ones, as the message of an assertion, are not evaluated. */
  readonly takes?: number;
  /** Static members, as `Array.from`. */
  readonly statics?: ReadonlyMap<string, Value>;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly name: string;
  readonly node: ts.ClassLikeDeclaration;
  readonly scope: Scope;
  readonly statics: Map<string, Value>;
}

/** A call of a generator function. Its body runs while something takes what it yields. */
export interface GeneratorValue {
  readonly kind: 'generator';
  readonly callee: ClosureValue;
  readonly args: readonly Value[];
  readonly self: Value;
}

/** A namespace object of the language (`Math`, `Number`, …) or of a module (`import * as m`). */
export interface NamespaceValue {
  readonly kind: 'namespace';
  readonly name: string;
  readonly get: (member: string) => Value | undefined;
}

export interface InputValue {
  readonly kind: 'input';
  readonly cell: InputCell;
}

export type Value =
  | NumberValue
  | ArrayValue
  | TensorValue
  | ObjectValue
  | CollectionValue
  | ClosureValue
  | BuiltinValue
  | ClassValue
  | GeneratorValue
  | NamespaceValue
  | InputValue
  | boolean
  | string
  | undefined
  | null;

/** The key under which an object has its iterator; a text that no program writes. */
export const iteratorKey = '@@iterator';

export function arrayOf(items: Value[], typed: string | null = null): ArrayValue {
  return { kind: 'array', items, typed, input: null };
}

export function objectOf(
  entries: Iterable<readonly [string, Value]> = [],
  more: Partial<Pick<ObjectValue, 'classValue' | 'missing' | 'beforeListing' | 'proto'>> = {},
): ObjectValue {
  const fields = new Map(entries);
  const bare = { accessors: new Map(), proto: null, classValue: null, missing: null, beforeListing: null };
  return { kind: 'object', fields, ...bare, ...more };
}

/** Whether a value is a function of the code or of the language, which an iteration can call. */
export function isFunctionValue(value: Value): value is ClosureValue | BuiltinValue {
  return typeof value === 'object' && (value?.kind === 'closure' || value?.kind === 'builtin');
}

export function isNullish(value: Value): value is undefined | null {
  return value === undefined || value === null;
}

/** What `typeof` answers, for values whose kind is decided. */
export function typeOf(value: Exclude<Value, InputValue>): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'object';
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value;
  switch (value.kind) {
    case 'number':
      return 'number';
    case 'closure':
    case 'builtin':
    case 'class':
      return 'function';
    case 'array':
    case 'tensor':
    case 'object':
    case 'collection':
    case 'generator':
    case 'namespace':
      return 'object';
    default:
      return value satisfies never;
  }
}

/** What a user calls such a value in a message. */
export function describe(value: Value): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'boolean') return 'a boolean';
  return {
    number: 'a number',
    array: 'an array',
    tensor: 'a tensor',
    object: 'an object',
    collection: 'a collection',
    closure: 'a function',
    builtin: 'a function',
    class: 'a class',
    generator: 'a generator',
    namespace: 'a module',
    input: 'an argument',
  }[value.kind];
}
