/**
 * @file Binary cross-entropy of a probability. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * The clamps that libraries put around the logarithms are not here: they are conventions of those libraries.
 *
 * @reference bce-prob
 * @title Binary cross-entropy from a probability
 * @alias bce
 * @alias binaryCrossEntropy
 * @alias logLoss
 * @cite Negative log-likelihood of a Bernoulli variable; C. M. Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.90.
 * @role p predicted probability of the positive class
 * @domain p (0, 1)
 * @role y target, 0 or 1, or a probability in between
 * @domain y [0, 1]
 */

/** L = -(y·log p + (1 - y)·log(1 - p)). */
export function bceProb(p: number, y: number): number {
  return -(y * Math.log(p) + (1 - y) * Math.log1p(-p));
}

/**
 * dL/dp = (p - y)/(p·(1 - p)); dL/dy = log(1 - p) - log p.
 * @gradientOf bceProb wrt p, y
 */
export function bceProbGrad(p: number, y: number): { p: number; y: number } {
  return {
    p: (p - y) / (p * (1 - p)),
    y: Math.log1p(-p) - Math.log(p),
  };
}

/**
 * The loss as printed: the brackets around the sum are missing, so the second term has the wrong sign.
 * @misprint g1a-printed-loss
 * @misprintOf bceProb
 */
export function bceProbPrintedLoss(p: number, y: number): number {
  return -y * Math.log(p) + (1 - y) * Math.log1p(-p);
}

/**
 * The gradient of the bracketed loss is not that of the printed one.
 * @misprint g1a-printed-loss
 * @gradientOf bceProbPrintedLoss wrt p
 * @source Appendix G, G.1
 * @cause the second term of the loss has the wrong sign: the brackets in -[y log p + (1 - y) log(1 - p)] are missing
 */
export function bceProbPrintedLossGrad(p: number, y: number): number {
  return (p - y) / (p * (1 - p));
}
