/** @file The tensor libraries themselves, with the test's expressions compiled beside them: what they compute is what ours must. */
import type { Nested } from '../harness/nested-results.ts';
import { functionsOf, loadLibrary } from '../harness/library.ts';

/** A tensor argument. */
export interface Argument {
  readonly shape: readonly number[];
  readonly entries: readonly number[];
}

export interface Library {
  /** The expression's result. */
  evaluate(expression: string, args: { readonly [name: string]: Argument }): Nested;
  /** The derivative of the sum of the result's entries by the argument; null where the library has none. */
  gradient(expression: string, args: { readonly [name: string]: Argument }, by: string): Nested | null;
}

export async function tensorFlow(names: readonly string[], expressions: readonly string[]): Promise<Library> {
  return loadLibrary<Library>(`
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
tf.env().set('IS_TEST', true);
console.log = () => {};
await tf.setBackend('cpu');
${functionsOf(names, expressions)}
const names = ${JSON.stringify(names)};
const toNested = (x) => x instanceof tf.Tensor ? x.dtype === 'bool' ? number(x.arraySync()) : x.arraySync() : Array.isArray(x)
  ? x.map(toNested) : typeof x === 'object' && x !== null ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, toNested(v)])) : x;
const number = (x) => Array.isArray(x) ? x.map(number) : Number(x);
const make = (args) => names.map((name) => tf.tensor(args[name].entries, args[name].shape));
export const evaluate = (e, args) => toNested(functions[e](...make(args)));
export const gradient = (e, args, by) => {
  const all = make(args);
  const at = names.indexOf(by);
  try {
    return toNested(tf.grad((x) => tf.sum(tf.cast(functions[e](...all.with(at, x)), 'float32')))(all[at]));
  } catch {
    return null;
  }
};
`);
}

export async function jax(names: readonly string[], expressions: readonly string[]): Promise<Library> {
  return loadLibrary<Library>(`
import * as jax from '@jax-js/jax';
const { numpy: np, nn, grad, valueAndGrad, jit } = jax;
await jax.init('cpu');
jax.defaultDevice('cpu');
${functionsOf(names, expressions)}
const names = ${JSON.stringify(names)};
const toNested = (x) => x instanceof np.Array ? number(x.js()) : Array.isArray(x) ? x.map(toNested) : x;
const number = (x) => Array.isArray(x) ? x.map(number) : Number(x);
const one = (x) => {
  if (Array.isArray(x)) throw new Error('a list has no derivative');
  return x;
};
const make = (args) => names.map((name) => np.array(args[name].entries).reshape(args[name].shape));
export const evaluate = (e, args) => toNested(functions[e](...make(args)));
export const gradient = (e, args, by) => {
  const at = names.indexOf(by);
  try {
    return toNested(grad((x) => np.sum(np.astype(one(functions[e](...make(args).with(at, x))), np.float32)))(make(args)[at]));
  } catch {
    return null;
  }
};
`);
}
