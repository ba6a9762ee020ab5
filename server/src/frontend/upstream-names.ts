/** @file How people name the factor that the chain rule hands in: the derivative of a loss by the function's result. */

const upstream =
  /^(dy|dys|dout|douts|doutputs?|dhs?|dhiddens?|dstates?|dl|dloss(es)?|dvalues?|dnext|dzs?|da|dldy|dldout|g|gy|up|upstream\w*|grad\w*|gradient\w*|\w+grads?|\w+gradients?|outputgrad\w*|topdiff|incoming\w*|delta|deltas|error|errors|outputerror|err|seed|cotangent|adjoint|chain)$/;

/** Names that mean nothing else, so that a gradient which does not use the parameter has forgotten the chain rule. */
const unmistakable =
  /^(dy|dys|dout|douts|doutputs?|dl|dloss(es)?|dvalues|dldy|dldout|upstream\w*|gradout\w*|outgrad|outputgrad\w*|topgrad|incoming\w*|cotangent|adjoint)$/;

/** @param name in its plain form, see `plainName`. */
export function isUpstreamName(name: string): boolean {
  return upstream.test(name);
}

/** @param name in its plain form. */
export function isUnmistakablyUpstream(name: string): boolean {
  return unmistakable.test(name);
}
