/**
 * @file Binary cross-entropy of a logit. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * Batches and their reduction are not here: the functions take one sample.
 *
 * @reference bce-with-logits
 * @title Binary cross-entropy from a logit
 * @alias bceWithLogits
 * @alias binaryCrossEntropyWithLogits
 * @alias sigmoidCrossEntropy
 * @alias logisticLoss
 * @cite Negative log-likelihood of a Bernoulli variable; C. M. Bishop, Pattern Recognition and Machine Learning (2006),
 * eq. 4.90 and 4.91. The stable form is that of torch.nn.functional.binary_cross_entropy_with_logits.
 * @role z logit, the input of the sigmoid
 * @domain z real
 * @role y target, 0 or 1, or a probability in between
 * @domain y [0, 1]
 * @role pos_weight weight of the positive class; 1 leaves the classes alone
 * @domain pos_weight positive
 */

/** L = -(pos_weight·y·log p + (1 - y)·log(1 - p)) with p = σ(z), written without ever rounding p to 0 or 1. */
export function bceWithLogits(z: number, y: number, pos_weight = 1): number {
  return pos_weight * y * softplus(-z) + (1 - y) * softplus(z);
}

/**
 * dL/dz = (1 - y)·p - pos_weight·y·(1 - p), which is p - y when pos_weight is 1; dL/dy = pos_weight·(-log p) + log(1 - p).
 * @gradientOf bceWithLogits wrt z, y
 */
export function bceWithLogitsGrad(z: number, y: number, pos_weight = 1): { z: number; y: number } {
  return {
    z: (1 - y) * sigmoid(z) - pos_weight * y * sigmoid(-z),
    y: pos_weight * softplus(-z) - softplus(z),
  };
}

/**
 * L = -(y·log p + (1 - y)·log(1 - p)).
 * @variant unweighted
 */
export function bceUnweighted(z: number, y: number): number {
  return y * softplus(-z) + (1 - y) * softplus(z);
}

/**
 * dL/dz = p - y.
 * @gradientOf bceUnweighted wrt z
 */
export function bceUnweightedGrad(z: number, y: number): number {
  return sigmoid(z) - y;
}

/**
 * The loss as printed: the brackets around the sum are missing, so the second term has the wrong sign. It has no lower
 * bound, and y = 1 hides the fault.
 * @misprint g1a-printed-loss
 * @misprintOf bceUnweighted
 */
export function bcePrintedLoss(z: number, y: number): number {
  const p = sigmoid(z);
  return -y * Math.log(p) + (1 - y) * Math.log(1 - p);
}

/**
 * p - y is the gradient of the bracketed loss and not of the one printed above it.
 * @misprint g1a-printed-loss
 * @gradientOf bcePrintedLoss wrt z
 * @source Appendix G, G.1
 * @cause the second term of the loss has the wrong sign: the brackets in -[y log p + (1 - y) log(1 - p)] are missing
 */
export function bcePrintedLossGrad(z: number, y: number): number {
  return sigmoid(z) - y;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** log(1 + e^x). Both branches are the same function; each is used where it neither overflows nor cancels. */
function softplus(x: number): number {
  if (x > 0) {
    return x + Math.log1p(Math.exp(-x));
  }
  return Math.log1p(Math.exp(x));
}
