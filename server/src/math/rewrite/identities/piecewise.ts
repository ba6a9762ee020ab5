/** @file Identities of absolute values, extrema, steps and roots. They hold at the kinks too, with step(0) = ½ and sign(0) = 0. */
import type { Identity } from '../identity.ts';

export const piecewiseIdentities: readonly Identity[] = [
  { name: 'root-of-square', left: 'sqrt(x^2)', right: '|x|', when: 'always' },
  { name: 'abs-of-nonnegative', left: '|x|', right: 'x', when: { variable: 'x', is: 'nonnegative' } },
  { name: 'abs-of-nonpositive', left: '|x|', right: '-x', when: { variable: 'x', is: 'nonpositive' } },
  { name: 'sign-of-positive', left: 'sign(x)', right: '1', when: { variable: 'x', is: 'positive' } },
  { name: 'step-of-positive', left: '[x > 0]', right: '1', when: { variable: 'x', is: 'positive' } },
  { name: 'max-of-nonnegative-and-zero', left: 'max(x, 0)', right: 'x', when: { variable: 'x', is: 'nonnegative' } },
  { name: 'max-of-equals', left: 'max(x, x)', right: 'x', when: 'always' },
  { name: 'min-of-equals', left: 'min(x, x)', right: 'x', when: 'always' },
  { name: 'argument-times-sign', left: 'x * sign(x)', right: '|x|', when: 'always' },
  { name: 'abs-times-sign', left: '|x| * sign(x)', right: 'x', when: 'always' },
  { name: 'argument-over-abs', left: 'x / |x|', right: 'sign(x)', when: 'always' },
  { name: 'abs-over-argument', left: '|x| / x', right: 'sign(x)', when: 'always' },
  { name: 'argument-times-step', left: 'x * [x > 0]', right: 'max(x, 0)', when: 'always' },
  { name: 'steps-of-opposites', left: '[x > 0] + [-x > 0]', right: '1', when: 'always' },
  { name: 'difference-of-steps', left: '[x > 0] - [-x > 0]', right: 'sign(x)', when: 'always' },
  { name: 'max-plus-min', left: 'max(x, y) + min(x, y)', right: 'x + y', when: 'always' },
  { name: 'max-minus-min', left: 'max(x, y) - min(x, y)', right: '|x - y|', when: 'always' },
  { name: 'hypot-squared', left: 'hypot(x, y)^2', right: 'x^2 + y^2', when: 'always' },
];
