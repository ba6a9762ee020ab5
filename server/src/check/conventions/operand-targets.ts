/** @file What the closure of an engine's operation is the gradient by: the numbers of the nodes that the operation was given. */
import type { Sample } from '../sampling/session.ts';
import type { Target } from './targets.ts';

/** `m.w` of `m.w[3]`, `terms[i].data` of `terms[2].data`. */
export function nameOfNumbers(input: string): string {
  return input.replace(/(\[\d+\])+$/, '').replace(/\[\d+\]/g, '[i]');
}

/** The numbers of the nodes that an operation was given, after which what its closure adds is called. */
export function byOperands({ gradient }: Sample): Target {
  const inputs = ({ gradient: { outputs } }: Pick<Sample, 'gradient'>): readonly string[] =>
    outputs.map(({ key }) => key.slice(1));
  return { parameters: [...new Set(inputs({ gradient }).map(nameOfNumbers))], inputs };
}
