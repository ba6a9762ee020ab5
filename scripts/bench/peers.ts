/** @file The libraries that the benchmark compares with, and what it uses of them. They are no dependencies of the product. */
import { join } from 'node:path';
import { loadBundled } from '../bundled-library.ts';
import { outFolder } from './bundles.ts';

interface Tensor {
  dataSync(): Float32Array;
  dispose(): void;
}

export interface TensorFlow {
  setBackend(name: 'cpu'): Promise<boolean>;
  env(): { set(flag: string, value: boolean): void };
  tensor1d(values: Float32Array): Tensor;
  grad(f: (z: Tensor) => Tensor): (z: Tensor) => Tensor;
  tidy<T>(work: () => T): T;
  add(a: Tensor | number, b: Tensor | number): Tensor;
  sub(a: Tensor | number, b: Tensor | number): Tensor;
  mul(a: Tensor | number, b: Tensor | number): Tensor;
  pow(a: Tensor, b: number): Tensor;
  neg(a: Tensor): Tensor;
  abs(a: Tensor): Tensor;
  exp(a: Tensor): Tensor;
  log(a: Tensor): Tensor;
  log1p(a: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  sigmoid(a: Tensor): Tensor;
}

/** An array of jax-js is used up by each operation; `ref` keeps it for another one. */
export interface JaxArray {
  readonly ref: JaxArray;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  sum(): JaxArray;
  dataSync(): Float32Array;
}

export interface Jax {
  init(device: 'cpu'): Promise<unknown>;
  defaultDevice(device: 'cpu'): unknown;
  grad(f: (z: JaxArray) => JaxArray): (z: JaxArray) => JaxArray;
  readonly nn: { sigmoid(a: JaxArray): JaxArray; softplus(a: JaxArray): JaxArray };
  readonly numpy: { array(values: Float32Array): JaxArray; log(a: JaxArray): JaxArray };
}

export interface Peers {
  readonly tensorFlow: TensorFlow;
  readonly jax: Jax;
}

/** The libraries, or the sentence that says why they are not there. */
export async function loadPeers(): Promise<Peers | string> {
  if (process.argv.includes('--no-peers')) return 'Other libraries are left out because of --no-peers.';
  try {
    const tensorFlow = await load<TensorFlow>('tensorflow', tensorFlowModules);
    tensorFlow.env().set('IS_TEST', true);
    await tensorFlow.setBackend('cpu');
    const jax = await load<Jax>('jax', `export * from '@jax-js/jax';`);
    await jax.init('cpu');
    jax.defaultDevice('cpu');
    return { tensorFlow, jax };
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).split('\n')[0];
    return `Other libraries are left out because they could not be loaded (${reason}).`;
  }
}

/** What Node finds of the core by itself has no gradients registered; these are modules that only a bundler reads. */
const tensorFlowModules = `
export * from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
`;

function load<Library>(name: string, contents: string): Promise<Library> {
  return loadBundled(contents, join(outFolder, `peer-${name}.mjs`));
}
