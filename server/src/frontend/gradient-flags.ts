/** @file How engines name the flags that ask for gradients: `requiresGrad`, `needs_backprop`. */

/** Where gradients matter these are set. */
export const asksForGradients =
  /(^|[.\s_!(])_*(requires?|needs?|track|enable|do|with|keeps?)s?_?(grads?|gradients?|backprop\w*|backward)(_?enabled)?\b/i;
