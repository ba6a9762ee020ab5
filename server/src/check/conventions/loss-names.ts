/** @file What functions are called that come last, and are handed 1 from above. */

export const lossName = /loss|cost|error|energy|objective|criterion|entropy|nll|[bmr]?mse|mae|hinge|diverg|likelihood/i;
