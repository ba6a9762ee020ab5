/**
 * @file Distribution focal loss of logits. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * The loss of given probabilities is not here (`dfl-softmax.ts`).
 *
 * @reference dfl-logits
 * @title Distribution focal loss from logits
 * @alias dflWithLogits
 * @alias distributionFocalLossWithLogits
 * @cite X. Li et al., Generalized Focal Loss (2020), arXiv:2006.04388, eq. 6, after a softmax, with bins 0, 1, …, n - 1.
 * @role z logits of the bins
 * @domain z real
 * @role y target, a real between two neighbouring bins
 * @domain y bin z
 */

/** L = -((i + 1) - y)·log S_i - (y - i)·log S_(i+1) with S = softmax(z), i = ⌊y⌋ and log S_k = z_k - logsumexp(z). */
export function dflLogits(z: readonly number[], y: number): number {
  const i = Math.floor(y);
  const lse = logSumExp(z);
  return (i + 1 - y) * (lse - z[i]!) + (y - i) * (lse - z[i + 1]!);
}

/**
 * dL/dz_k = S_k - ((i + 1) - y)·[k = i] - (y - i)·[k = i + 1]; dL/dy = z_i - z_(i+1) between two bins.
 * @gradientOf dflLogits wrt z, y
 */
export function dflLogitsGrad(z: readonly number[], y: number): { z: number[]; y: number } {
  const i = Math.floor(y);
  const dz = softmax(z);
  dz[i] = dz[i]! - (i + 1 - y);
  dz[i + 1] = dz[i + 1]! - (y - i);
  return { z: dz, y: z[i]! - z[i + 1]! };
}

/**
 * The printed derivative with respect to the probabilities, used as if it were the one with respect to the logits.
 * @misprint g4b-on-logits
 * @gradientOf dflLogits wrt z
 * @source Appendix G, G.4
 * @cause this is the derivative with respect to S_i, without the other bin and without the derivative of the softmax
 */
export function dflLogitsPrinted(z: readonly number[], y: number): number[] {
  const i = Math.floor(y);
  const S = softmax(z);
  const dz: number[] = [];
  for (let k = 0; k < z.length; k++) {
    dz.push(0);
  }
  dz[i] = -(i + 1 - y) / S[i]!;
  return dz;
}

/** S_k = e^(z_k) / Σ e^(z_j). */
function softmax(z: readonly number[]): number[] {
  const lse = logSumExp(z);
  const S: number[] = [];
  for (let k = 0; k < z.length; k++) {
    S.push(Math.exp(z[k]! - lse));
  }
  return S;
}

/** log Σ e^(z_k), shifted by the largest entry so that nothing overflows; the shift cancels in value and derivative. */
function logSumExp(z: readonly number[]): number {
  let shift = z[0]!;
  for (let k = 1; k < z.length; k++) {
    if (z[k]! > shift) {
      shift = z[k]!;
    }
  }
  let sum = 0;
  for (let k = 0; k < z.length; k++) {
    sum += Math.exp(z[k]! - shift);
  }
  return shift + Math.log(sum);
}
