/** @file Every threshold on numbers, with its reason. Nothing else in the analysis compares with a constant of its own. */

/**
 * Gradients that differ by less, relative to the larger, count as equal: constants typed with six or seven digits
 * (0.7978846 for √(2/π)) and an eps of 1e-7 in a denominator differ by up to this much.
 */
export const equalityTolerance = 1e-5;

/**
 * Gradients that differ by less are called approximately equal, which is never an error: the tanh form of GELU and its exact
 * derivative differ by 5e-4, and a hand-typed SELU constant by 1e-4.
 */
export const approximationTolerance = 2e-3;

/**
 * The same for what a gradient computes by another formula far out, where it tends to the derivative: the ratio of a density to its tail
 * by the first terms of a series.
 */
export const asymptoticTolerance = 1e-2;

/** A component smaller than this share of the largest one is compared on that scale: it may be rounding alone. */
export const negligibleShare = 1e-9;

/**
 * Samples this close to a kink, relative to the argument, say nothing: on it any value between the one-sided derivatives is right.
 */
export const kinkClearance = 1e-6;

/** Share of the typical gradient below which a difference at an aimed input, far out, is a cut-off rather than a mistake. */
export const negligibleCut = 1e-3;
