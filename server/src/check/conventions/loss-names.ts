/** @file What functions are called that come last, and are handed 1 from above. */

export const lossName = /loss|cost|error|energy|objective|criterion|entropy|nll|[bmr]?mse|mae|hinge|diverg|likelihood/i;

/** Losses that go by their initials or by the name of who found them, at the start of a name. */
const shortLossName = /^(bce|cce|sse|rss|kl|ce|xent|huber|focal|dice)(?![a-z])/;

/** Whether a function is named as a loss, by its kind or by its initials. */
export function isNamedLoss(name: string): boolean {
  return lossName.test(name) || shortLossName.test(name);
}
