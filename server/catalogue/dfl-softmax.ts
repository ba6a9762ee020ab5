/**
 * @file Distribution focal loss of probabilities. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * The softmax before it is not here (`dfl-logits.ts`): the entries of S are independent variables.
 *
 * @reference dfl-softmax
 * @title Distribution focal loss from softmax outputs
 * @alias dfl
 * @alias distributionFocalLoss
 * @cite X. Li et al., Generalized Focal Loss (2020), arXiv:2006.04388, eq. 6, with bins 0, 1, …, n - 1.
 * @role S probabilities of the bins
 * @domain S simplex
 * @role y target, a real between two neighbouring bins
 * @domain y bin S
 */

/** L = -((i + 1) - y)·log S_i - (y - i)·log S_(i+1) with i = ⌊y⌋. */
export function dflSoftmax(S: readonly number[], y: number): number {
  const i = Math.floor(y);
  return -(i + 1 - y) * Math.log(S[i]!) - (y - i) * Math.log(S[i + 1]!);
}

/**
 * dL/dS_i = -((i + 1) - y)/S_i, dL/dS_(i+1) = -(y - i)/S_(i+1), others 0; dL/dy = log S_i - log S_(i+1) between two bins.
 * @gradientOf dflSoftmax wrt S, y
 */
export function dflSoftmaxGrad(S: readonly number[], y: number): { S: number[]; y: number } {
  const i = Math.floor(y);
  const dS: number[] = [];
  for (let k = 0; k < S.length; k++) {
    dS.push(0);
  }
  dS[i] = -(i + 1 - y) / S[i]!;
  dS[i + 1] = -(y - i) / S[i + 1]!;
  return { S: dS, y: Math.log(S[i]!) - Math.log(S[i + 1]!) };
}

/**
 * The printed derivative is right for S_i; taken for the whole gradient it forgets the other bin.
 * @misprint g4b-left-bin-only
 * @gradientOf dflSoftmax wrt S
 * @source Appendix G, G.4
 * @cause the component of S_(i+1), -(y - i)/S_(i+1), is missing
 */
export function dflSoftmaxLeftOnly(S: readonly number[], y: number): number[] {
  const i = Math.floor(y);
  const dS: number[] = [];
  for (let k = 0; k < S.length; k++) {
    dS.push(0);
  }
  dS[i] = -(i + 1 - y) / S[i]!;
  return dS;
}
