/**
 * @file Arguments that were taken for numbers because an operation that takes arrays as well was the first to use them. What is done with
 * them later may show that they are arrays; then the run is repeated with arrays.
 */
import type ts from 'typescript';
import type { InputSpec } from '../input-spec.ts';
import type { InputCell } from '../inputs.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { InputValue, Value } from '../value.ts';

/** Settles an argument as a number, for the time being if nothing else is known of it. */
export function guessScalar(machine: Machine, cell: InputCell, guess: 'entry' | 'factor'): Exclude<Value, InputValue> {
  const { specs } = machine.inputs;
  if (cell.spec.shape === 'unknown' && specs.learns) cell.spec.guess = guess;
  return machine.inputs.settle(machine, cell, 'scalar');
}

/** An argument is used as an array: if it was only taken for a number, it is none. */
export function takeBackGuess(machine: Machine, spec: InputSpec, node: ts.Node): void {
  if (spec.guess === null || spec.shape !== 'scalar') return;
  makeArray(machine, spec);
  throw new Unsupported('not-a-number', `\`${spec.path}\`, a number in one place and an array in another`, node);
}

/** A number that was computed where an array is expected: the arguments that it was computed from entry by entry are arrays. */
export function expectArray(machine: Machine, x: Value, what: string, node: ts.Node): void {
  if (typeof x !== 'object' || x?.kind !== 'number') return;
  const guessed = [...machine.graph.symbolsOf([x.e])].flatMap((name) => {
    const spec = machine.inputs.scalars.get(name);
    return spec === undefined || spec.guess === null ? [] : [spec];
  });
  if (guessed.length === 0) return;
  const names = guessed.map(({ path }) => `\`${path}\``).join(', ');
  for (const spec of guessed) if (spec.guess === 'entry') makeArray(machine, spec);
  throw new Unsupported('unsupported-call', `\`${what}\` of what may be a number or an array, as ${names} may`, node);
}

/** From the next run on. */
function makeArray({ inputs }: Machine, spec: InputSpec): void {
  if (!inputs.specs.learns) return;
  spec.guess = null;
  spec.shape = 'array';
  inputs.cell(spec).settled = undefined;
  inputs.specs.revision++;
}
