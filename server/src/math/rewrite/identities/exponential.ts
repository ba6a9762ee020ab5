/** @file Identities of exponentials, logarithms and the functions made from them. Powers and products of exponentials are `sums.ts`'s business. */
import type { Identity } from '../identity.ts';

export const exponentialIdentities: readonly Identity[] = [
  { name: 'logistic-becomes-sigmoid', left: '1 / (1 + exp(x))', right: 'sigmoid(-x)', when: 'always' },
  { name: 'exponential-share-becomes-sigmoid', left: 'exp(x) / (1 + exp(x))', right: 'sigmoid(x)', when: 'always' },
  {
    name: 'two-class-softmax-becomes-sigmoid',
    left: 'exp(x) / (exp(x) + exp(y))',
    right: 'sigmoid(x - y)',
    when: 'always',
  },
  { name: 'half-tanh-becomes-sigmoid', left: '(1 + tanh(x / 2)) / 2', right: 'sigmoid(x)', when: 'always' },
  { name: 'log-one-plus-exp-becomes-softplus', left: 'log(1 + exp(x))', right: 'softplus(x)', when: 'always' },
  { name: 'log1p-exp-becomes-softplus', left: 'log1p(exp(x))', right: 'softplus(x)', when: 'always' },
  { name: 'stable-softplus', left: 'max(x, 0) + softplus(-|x|)', right: 'softplus(x)', when: 'always' },
  { name: 'stable-softplus-of-negative', left: 'max(-x, 0) + softplus(-|x|)', right: 'softplus(-x)', when: 'always' },
  { name: 'stable-softplus-by-min', left: 'softplus(-|x|) - min(x, 0)', right: 'softplus(-x)', when: 'always' },
  { name: 'softplus-minus-argument', left: 'softplus(x) - x', right: 'softplus(-x)', when: 'always' },
  { name: 'logsumexp-of-two', left: 'log(exp(x) + exp(y))', right: 'x + softplus(y - x)', when: 'always' },
  { name: 'exp-of-log', left: 'exp(log(x))', right: 'x', when: 'always' },
  { name: 'exp-of-log1p', left: 'exp(log1p(x))', right: '1 + x', when: 'always' },
  { name: 'exp-of-softplus', left: 'exp(softplus(x))', right: '1 + exp(x)', when: 'always' },
  { name: 'log-of-exp', left: 'log(exp(x))', right: 'x', when: 'always' },
  { name: 'expm1-of-log1p', left: 'expm1(log1p(x))', right: 'x', when: 'always' },
  { name: 'log1p-of-expm1', left: 'log1p(expm1(x))', right: 'x', when: 'always' },
  { name: 'expm1-plus-one', left: 'expm1(x) + 1', right: 'exp(x)', when: 'always' },
  { name: 'log1p-of-difference', left: 'log1p(x - 1)', right: 'log(x)', when: 'always' },
  { name: 'log-of-power', left: 'log(x ^ y)', right: 'y * log(x)', when: { variable: 'x', is: 'positive' } },
  { name: 'log-of-quotient-with-exp', left: 'log(exp(x) / y)', right: 'x - log(y)', when: 'always' },
];

export const hyperbolicIdentities: readonly Identity[] = [
  {
    name: 'tanh-of-exponentials',
    left: '(exp(x) - exp(-x)) / (exp(x) + exp(-x))',
    right: 'tanh(x)',
    when: 'always',
  },
  { name: 'tanh-of-double-exponential', left: '(exp(2 * x) - 1) / (exp(2 * x) + 1)', right: 'tanh(x)', when: 'always' },
  { name: 'tanh-of-negative-double', left: '(1 - exp(-2 * x)) / (1 + exp(-2 * x))', right: 'tanh(x)', when: 'always' },
  { name: 'tanh-of-sigmoid', left: '2 * sigmoid(2 * x) - 1', right: 'tanh(x)', when: 'always' },
  { name: 'tanh-of-opposite-sigmoid', left: '1 - 2 * sigmoid(-2 * x)', right: 'tanh(x)', when: 'always' },
  { name: 'cosh-of-exponentials', left: '(exp(x) + exp(-x)) / 2', right: 'cosh(x)', when: 'always' },
  { name: 'cosh-of-halves', left: '0.5 * (exp(x) + exp(-x))', right: 'cosh(x)', when: 'always' },
  { name: 'sinh-of-exponentials', left: '(exp(x) - exp(-x)) / 2', right: 'sinh(x)', when: 'always' },
  { name: 'sinh-of-halves', left: '0.5 * (exp(x) - exp(-x))', right: 'sinh(x)', when: 'always' },
  { name: 'tanh-of-sinh-and-cosh', left: 'sinh(x) / cosh(x)', right: 'tanh(x)', when: 'always' },
  { name: 'cosh-squared-minus-sinh-squared', left: 'cosh(x)^2 - sinh(x)^2', right: '1', when: 'always' },
];
