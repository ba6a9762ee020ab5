/**
 * @file Arguments that were taken for numbers because an operation that takes arrays as well was the first to use them. What is done with
 * them later may show that they are arrays; then the run is repeated with arrays.
 */
import type * as ts from 'typescript';
import { looksLikeHyperparameter } from '../inputs/domains.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import type { InputCell } from '../inputs/inputs.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { InputValue, NumberValue, Value } from '../value.ts';

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

/**
 * A number where an array is expected, or a matrix: an argument that was taken for a number is none, nor are those that it was computed
 * from entry by entry. Of a product one factor may be a number, so that it tells nothing of either.
 */
export function expectArray(machine: Machine, x: Value, what: string, node: ts.Node, isMatrix = false): void {
  if (typeof x !== 'object' || x?.kind !== 'number') return;
  const isItself = machine.graph.node(x.e).kind === 'symbol';
  const guessed = guessedSpecs(machine, x).filter((spec) => isItself || !isEntry(spec));
  if (guessed.length === 0) return;
  const names = guessed.map(({ path }) => `\`${path}\``).join(', ');
  for (const spec of guessed) if (isItself || spec.guess === 'entry') makeArray(machine, spec, isItself && isMatrix);
  throw new Unsupported('unsupported-call', `\`${what}\` of what may be a number or an array, as ${names} may`, node);
}

/** Whether a number might as well be an array, for all that is known of whole arguments. */
export function isGuessed(machine: Machine, x: NumberValue): boolean {
  return guessedSpecs(machine, x).some((spec) => !isEntry(spec) && !isNamedConstant(spec));
}

/** Whether an argument has the name of a constant of a loss. */
export const isNamedConstant = ({ path }: InputSpec): boolean => looksLikeHyperparameter(path) && !/^[ab]$/.test(path);

const isEntry = ({ path }: InputSpec): boolean => path.endsWith(']');

function guessedSpecs({ graph, inputs }: Machine, x: NumberValue): readonly InputSpec[] {
  return [...graph.symbolsOf([x.e])].flatMap((name) => {
    const spec = inputs.scalars.get(name);
    return spec === undefined || spec.guess === null ? [] : [spec];
  });
}

/** From the next run on. */
function makeArray({ inputs }: Machine, spec: InputSpec, isMatrix = false): void {
  if (!inputs.specs.learns) return;
  spec.guess = null;
  spec.shape = 'array';
  if (isMatrix) {
    spec.part = (row) => {
      row.shape = 'array';
    };
  }
  inputs.cell(spec).settled = undefined;
  inputs.specs.revision++;
}
