/** @file Members of tensors: what they are (`shape`, `size`), their methods, and their entries as plain arrays. */
import type * as ts from 'typescript';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { type ArrayValue, arrayOf, type TensorLibrary, type TensorValue, type Value } from '../value.ts';
import { lookUp, toNested } from './functions.ts';
import { jaxMethods } from './jax.ts';
import type { TensorOperation } from './tensor.ts';
import { tfjsMethods } from './tfjs.ts';
import { unseenMethod, unseenProperty } from './unseen.ts';

const methods: { readonly [library in TensorLibrary]: (name: string) => TensorOperation | undefined } = {
  tfjs: (name) => lookUp(tfjsMethods, name),
  jax: (name) => lookUp(jaxMethods, name),
  unseen: unseenMethod,
};

/** Reading entries back later is not followed. */
const asynchronous: ReadonlySet<string> = new Set(['data', 'array', 'bytes', 'buffer', 'jsAsync', 'blockUntilReady']);

export function tensorMember(machine: Machine, tensor: TensorValue, key: string | number, node: ts.Node): Value {
  const name = String(key);
  switch (name) {
    case 'shape':
      return shapeArray(machine, tensor);
    case 'size':
      return machine.constant(tensor.items.length);
    case 'rank':
    case 'ndim':
      return machine.constant(tensor.shape.length);
    case 'dtype':
      return tensor.dtype;
    case 'isDisposed':
      return false;
    case 'ref':
      if (tensor.library === 'jax') return tensor;
      break;
    case 'dataSync':
      return { kind: 'builtin', name, call: () => arrayOf([...tensor.items], 'Float32Array') };
    case 'arraySync':
    case 'js':
      return { kind: 'builtin', name, call: () => toNested(tensor) };
    case 'item':
      return { kind: 'builtin', name, call: () => tensor.items[0] };
    default:
      break;
  }
  const method = methods[tensor.library](name);
  if (method !== undefined) {
    return {
      kind: 'builtin',
      name,
      call: (m, args, at) => method({ machine: m, node: at, library: tensor.library }, [tensor, ...args]),
    };
  }
  const property = tensor.library === 'unseen' ? unseenProperty(machine, tensor, name, node) : undefined;
  if (property !== undefined) return property;
  if (asynchronous.has(name))
    throw new Unsupported('async-code', `\`${name}\` of a tensor, which is there later`, node);
  throw new Unsupported('unsupported-call', `\`${name}\` of a tensor`, node);
}

/** Whether only tensors have a member of that name, or whether it is one of numbers and arrays as well. */
export function isTensorMember(name: string): boolean {
  if (isShared.has(name)) return false;
  return (
    /^(shape|rank|dtype|dataSync|arraySync|ref)$/.test(name) ||
    methods.tfjs(name) !== undefined ||
    methods.jax(name) !== undefined
  );
}

/** Names that arrays, collections and functions have too. */
const isShared: ReadonlySet<string> = new Set(
  'slice concat reverse flat fill find at sort map apply call bind add get set has delete print split'.split(' '),
);

function shapeArray(machine: Machine, tensor: TensorValue): ArrayValue {
  const items = tensor.shape.map((length) => machine.constant(length));
  return { ...arrayOf(items), shapeOf: tensor };
}
