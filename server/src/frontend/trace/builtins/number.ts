/** @file Members of numbers: constants are printed, and nothing else. A text that came from an input would have no derivative. */
import type * as ts from 'typescript';
import { isOnlyLabel, label, toNumber } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { NumberValue, Value } from '../value.ts';

export function numberMember(machine: Machine, x: NumberValue, key: string, node: ts.Node): Value {
  const print = (call: (value: number, argument: number | undefined) => string): Value => {
    // A node of a graph is named after its numbers.
    if (isOnlyLabel(machine, x)) return { kind: 'builtin', name: key, call: () => label };
    if (machine.graph.constantValue(x.e) === null)
      throw new Unsupported('unsupported-call', `\`${key}\` of a number`, node);
    return {
      kind: 'builtin',
      name: key,
      call: (m, [argument], at) => {
        const digits = argument === undefined ? undefined : m.concretise(toNumber(m, argument, at), at);
        try {
          return call(x.v, digits);
        } catch {
          throw new Unsupported('unsupported-call', `\`${key}\` with ${digits} digits`, at);
        }
      },
    };
  };
  switch (key) {
    case 'toFixed':
      return print((v, digits) => v.toFixed(digits));
    case 'toPrecision':
      return print((v, digits) => v.toPrecision(digits));
    case 'toExponential':
      return print((v, digits) => v.toExponential(digits));
    case 'toString':
    case 'toLocaleString':
      return print((v, radix) => v.toString(radix));
    case 'valueOf':
    case 'getTime':
      return { kind: 'builtin', name: key, call: () => x };
    case 'length':
    case 'data':
    case 'rows':
    case 'cols':
    case 'shape':
      // Code that takes numbers and arrays asks which of them it was given.
      return undefined;
    default:
      throw new Unsupported('unsupported-call', `\`${key}\` of a number`, node);
  }
}
