/** @file Identities of the trigonometric functions. */
import type { Identity } from '../identity.ts';

export const trigonometricIdentities: readonly Identity[] = [
  { name: 'cos-squared-plus-sin-squared', left: 'cos(x)^2 + sin(x)^2', right: '1', when: 'always' },
  { name: 'one-minus-sin-squared', left: '1 - sin(x)^2', right: 'cos(x)^2', when: 'always' },
  { name: 'one-minus-cos-squared', left: '1 - cos(x)^2', right: 'sin(x)^2', when: 'always' },
  { name: 'sin-over-cos', left: 'sin(x) / cos(x)', right: 'tan(x)', when: 'always' },
  { name: 'sin-of-asin', left: 'sin(asin(x))', right: 'x', when: 'always' },
  { name: 'cos-of-acos', left: 'cos(acos(x))', right: 'x', when: 'always' },
  { name: 'tan-of-atan', left: 'tan(atan(x))', right: 'x', when: 'always' },
  { name: 'cos-of-asin', left: 'cos(asin(x))', right: 'sqrt(1 - x^2)', when: 'always' },
  { name: 'sin-of-acos', left: 'sin(acos(x))', right: 'sqrt(1 - x^2)', when: 'always' },
];
