/** @file The two compared losses in the operations of other libraries, and these libraries' own gradients of them. */
import type { JaxArray, Peers } from './peers.ts';

/** The gradient at all points, in float32, from the library's own differentiation. */
export type PeerGradient = () => Float32Array;

export interface PeerGradients {
  readonly tensorFlow: PeerGradient;
  readonly jax: PeerGradient;
}

export function bceGradients({ tensorFlow: tf, jax }: Peers, z: Float64Array, y: Float64Array): PeerGradients {
  const [zs, ys] = [tf.tensor1d(Float32Array.from(z)), tf.tensor1d(Float32Array.from(y))];
  const gradient = tf.grad((x) => tf.add(tf.sub(tf.relu(x), tf.mul(x, ys)), tf.log1p(tf.exp(tf.neg(tf.abs(x))))));
  const labels = jax.numpy.array(Float32Array.from(y));
  const jaxGradient = jax.grad((x) => jax.nn.softplus(x.ref).sub(x.mul(labels.ref)).sum());
  return {
    tensorFlow: () => tf.tidy(() => gradient(zs).dataSync()),
    jax: () => jaxGradient(jax.numpy.array(Float32Array.from(z))).dataSync(),
  };
}

export function focalGradients({ tensorFlow: tf, jax }: Peers, z: Float64Array, y: Float64Array): PeerGradients {
  const [zs, ys] = [tf.tensor1d(Float32Array.from(z)), tf.tensor1d(Float32Array.from(y))];
  const weights = Float32Array.from(y, (label) => label * 0.25 + (1 - label) * 0.75);
  const ats = tf.tensor1d(weights);
  const gradient = tf.grad((x) => {
    const p = tf.sigmoid(x);
    const pt = tf.add(tf.mul(ys, p), tf.mul(tf.sub(1, ys), tf.sub(1, p)));
    return tf.neg(tf.mul(tf.mul(ats, tf.pow(tf.sub(1, pt), 2)), tf.log(pt)));
  });
  const labels = jax.numpy.array(Float32Array.from(y));
  const others = jax.numpy.array(Float32Array.from(y, (label) => 1 - label));
  const alphas = jax.numpy.array(weights);
  const fromOne = (x: JaxArray): JaxArray => x.mul(-1).add(1);
  const jaxGradient = jax.grad((x) => {
    const p = jax.nn.sigmoid(x);
    const pt = labels.ref.mul(p.ref).add(others.ref.mul(fromOne(p)));
    const rest = fromOne(pt.ref);
    return alphas.ref.mul(rest.ref.mul(rest)).mul(jax.numpy.log(pt)).sum().mul(-1);
  });
  return {
    tensorFlow: () => tf.tidy(() => gradient(zs).dataSync()),
    jax: () => jaxGradient(jax.numpy.array(Float32Array.from(z))).dataSync(),
  };
}
