/**
 * @file Focal loss of a logit. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * Batches and their reduction are not here: the functions take one sample.
 *
 * @reference sigmoid-focal
 * @title Sigmoid focal loss
 * @alias focal
 * @alias focalLoss
 * @alias sigmoidFocalLoss
 * @alias binaryFocalLoss
 * @cite T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár, Focal Loss for Dense Object Detection (2017), arXiv:1708.02002,
 * eq. 5; gradient from its Appendix B. Soft labels as in torchvision.ops.sigmoid_focal_loss.
 * @role z logit, the input of the sigmoid
 * @domain z real
 * @role y target, 0 or 1, or a probability in between
 * @domain y [0, 1]
 * @role alpha weight of the positive class, one minus that of the negative; below 0, usually -1, for no balancing
 * @domain alpha [-1, 1]
 * @role gamma focusing exponent; 0 gives the cross-entropy
 * @domain gamma [0, 5]
 */

/** L = α_t·(1 - p_t)^γ·CE with p = σ(z), p_t = p·y + (1 - p)·(1 - y), α_t = α·y + (1 - α)·(1 - y), or 1 where α < 0. */
export function sigmoidFocal(z: number, y: number, alpha = 0.25, gamma = 2): number {
  // 1 - p_t, put together from σ(z) and σ(-z) because subtracting p_t from 1 cancels.
  const miss = y * sigmoid(-z) + (1 - y) * sigmoid(z);
  const crossEntropy = y * softplus(-z) + (1 - y) * softplus(z);
  return balance(y, alpha) * Math.pow(miss, gamma) * crossEntropy;
}

/**
 * dL/dz = α_t·[(1 - p_t)^γ·(p - y) - γ·(1 - p_t)^(γ - 1)·(2y - 1)·p·(1 - p)·CE].
 * @gradientOf sigmoidFocal wrt z
 */
export function sigmoidFocalGrad(z: number, y: number, alpha = 0.25, gamma = 2): number {
  const p = sigmoid(z);
  const q = sigmoid(-z);
  const miss = y * q + (1 - y) * p;
  const crossEntropy = y * softplus(-z) + (1 - y) * softplus(z);
  const slope = Math.pow(miss, gamma) * ((1 - y) * p - y * q);
  return balance(y, alpha) * (slope - gamma * Math.pow(miss, gamma - 1) * (2 * y - 1) * p * q * crossEntropy);
}

/**
 * L = -α_t·(1 - p_t)^γ·log p_t, with p_t = p and α_t = α where y = 1, and p_t = 1 - p and α_t = 1 - α where y = 0.
 * @variant hard-labels
 * @domain y {0, 1}
 * @domain alpha [0, 1]
 */
export function sigmoidFocalHard(z: number, y: number, alpha = 0.25, gamma = 2): number {
  if (y === 1) {
    return alpha * Math.pow(sigmoid(-z), gamma) * softplus(-z);
  }
  return (1 - alpha) * Math.pow(sigmoid(z), gamma) * softplus(z);
}

/**
 * dL/dz = α_t·(2y - 1)·(1 - p_t)^γ·(γ·p_t·log p_t + p_t - 1).
 * @gradientOf sigmoidFocalHard wrt z
 */
export function sigmoidFocalHardGrad(z: number, y: number, alpha = 0.25, gamma = 2): number {
  if (y === 1) {
    return alpha * Math.pow(sigmoid(-z), gamma) * (-gamma * sigmoid(z) * softplus(-z) - sigmoid(-z));
  }
  return (1 - alpha) * Math.pow(sigmoid(z), gamma) * (gamma * sigmoid(-z) * softplus(z) + sigmoid(z));
}

/**
 * As printed: α_t(1 - p_t)^γ(p_t - y) + α_t γ(1 - p_t)^(γ - 1) p_t log(p_t)(p_t - y). Exact where y = 1 and γ = 0.
 * @misprint g2b-printed
 * @gradientOf sigmoidFocalHard wrt z
 * @source Appendix G, G.2
 * @cause the second term has the wrong sign, and p_t - y stands for p - y
 */
export function sigmoidFocalPrinted(z: number, y: number, alpha = 0.25, gamma = 2): number {
  const p = sigmoid(z);
  const p_t = y === 1 ? p : 1 - p;
  const alpha_t = y === 1 ? alpha : 1 - alpha;
  return (
    alpha_t * Math.pow(1 - p_t, gamma) * (p_t - y) +
    alpha_t * gamma * Math.pow(1 - p_t, gamma - 1) * p_t * Math.log(p_t) * (p_t - y)
  );
}

/**
 * The printed gradient with only its sign put right: exact where y = 1.
 * @misprint g2b-sign-fixed
 * @gradientOf sigmoidFocalHard wrt z
 * @source Appendix G, G.2, after a partial correction
 * @cause p_t - y stands for p - y, which shows where y = 0
 */
export function sigmoidFocalSignFixed(z: number, y: number, alpha = 0.25, gamma = 2): number {
  const p = sigmoid(z);
  const p_t = y === 1 ? p : 1 - p;
  const alpha_t = y === 1 ? alpha : 1 - alpha;
  return (
    alpha_t * Math.pow(1 - p_t, gamma) * (p_t - y) -
    alpha_t * gamma * Math.pow(1 - p_t, gamma - 1) * p_t * Math.log(p_t) * (p_t - y)
  );
}

/**
 * The printed gradient with only p in place of p_t: exact where γ = 0.
 * @misprint g2b-p-fixed
 * @gradientOf sigmoidFocalHard wrt z
 * @source Appendix G, G.2, after a partial correction
 * @cause the second term has the wrong sign
 */
export function sigmoidFocalPFixed(z: number, y: number, alpha = 0.25, gamma = 2): number {
  const p = sigmoid(z);
  const p_t = y === 1 ? p : 1 - p;
  const alpha_t = y === 1 ? alpha : 1 - alpha;
  return (
    alpha_t * Math.pow(1 - p_t, gamma) * (p - y) +
    alpha_t * gamma * Math.pow(1 - p_t, gamma - 1) * p_t * Math.log(p_t) * (p - y)
  );
}

function balance(y: number, alpha: number): number {
  if (alpha >= 0) {
    return alpha * y + (1 - alpha) * (1 - y);
  }
  return 1;
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
