/**
 * @file Relations between functions of one argument: trades that rewriting makes only where the whole gets smaller.
 * Unlike the identities, they have no preferred direction of their own.
 */
import type { Relation } from '../identity.ts';

export const relations: readonly Relation[] = [
  { name: 'exp-by-sigmoid', given: 'sigmoid(x)', replace: 'exp(x)', by: 'sigmoid(x) / (1 - sigmoid(x))' },
  { name: 'opposite-sigmoid', given: 'sigmoid(x)', replace: 'sigmoid(-x)', by: '1 - sigmoid(x)' },
  { name: 'one-plus-exp-by-sigmoid', given: 'exp(x)', replace: '1 + exp(x)', by: '1 / sigmoid(-x)' },
  { name: 'sigmoid-by-opposite', given: 'sigmoid(x)', replace: 'sigmoid(x)', by: '1 - sigmoid(-x)' },
  { name: 'opposite-softplus', given: 'softplus(x)', replace: 'softplus(-x)', by: 'softplus(x) - x' },
  { name: 'opposite-step', given: '[x > 0]', replace: '[-x > 0]', by: '1 - [x > 0]' },
  { name: 'step-by-opposite', given: '[x > 0]', replace: '[x > 0]', by: '1 - [-x > 0]' },
  { name: 'exp-by-expm1', given: 'expm1(x)', replace: 'exp(x)', by: 'expm1(x) + 1' },
  { name: 'expm1-by-exp', given: 'exp(x)', replace: 'expm1(x)', by: 'exp(x) - 1' },
  { name: 'exp-by-tanh', given: 'tanh(x)', replace: 'exp(2 * x)', by: '(1 + tanh(x)) / (1 - tanh(x))' },
  { name: 'cosh-by-tanh', given: 'tanh(x)', replace: 'cosh(x)^2', by: '1 / (1 - tanh(x)^2)' },
  { name: 'sinh-by-tanh', given: 'tanh(x)', replace: 'sinh(x)', by: 'tanh(x) * cosh(x)' },
  { name: 'sinh-squared-by-cosh', given: 'cosh(x)', replace: 'sinh(x)^2', by: 'cosh(x)^2 - 1' },
  { name: 'sin-squared-by-cos', given: 'cos(x)', replace: 'sin(x)^2', by: '1 - cos(x)^2' },
  { name: 'cos-squared-by-sin', given: 'sin(x)', replace: 'cos(x)^2', by: '1 - sin(x)^2' },
  { name: 'sin-by-tan', given: 'tan(x)', replace: 'sin(x)', by: 'tan(x) * cos(x)' },
  { name: 'abs-by-sign', given: 'sign(x)', replace: '|x|', by: 'x * sign(x)' },
  { name: 'hypot-squared', given: 'hypot(x, y)', replace: 'hypot(x, y)^2', by: 'x^2 + y^2' },
];
