/**
 * @file `tf.customGrad(f)`: where it is called it computes what `f` returns as `value`. What `gradFunc` makes of an upstream gradient is
 * run when the two are checked against each other.
 */
import { Unsupported } from '../outcome.ts';
import { type BuiltinValue, type ObjectValue, type Value } from '../value.ts';
import { noteOverriddenDerivative } from './automatic-derivative.ts';
import { type TensorCall, type TensorOperation, toTensor } from './tensor.ts';

export const customGradient: TensorOperation = (_, [f]) => ({
  kind: 'builtin',
  name: 'customGrad',
  call: (machine, args, node) => {
    const c: TensorCall = { machine, node, library: 'tfjs' };
    noteOverriddenDerivative(machine);
    const tensors = args.map((arg) => toTensor(c, arg));
    const result = machine.call(f, [...tensors, saveFunction([])], node);
    return resultField(c, result, 'value');
  },
});

/** The last argument of the callback: it keeps tensors for the gradient. */
export function saveFunction(saved: Value[]): BuiltinValue {
  return {
    kind: 'builtin',
    name: 'save',
    call: (machine, [list], node) => {
      const isList = typeof list === 'object' && list?.kind === 'array';
      saved.push(...(isList ? list.items : [toTensor({ machine, node, library: 'tfjs' }, list)]));
      return undefined;
    },
  };
}

/** `value` or `gradFunc` of what the callback returns. */
export function resultField(c: TensorCall, result: Value, name: 'value' | 'gradFunc'): Value {
  const isObject = (value: Value): value is ObjectValue => typeof value === 'object' && value?.kind === 'object';
  const field = isObject(result) ? result.fields.get(name) : undefined;
  if (field === undefined)
    throw new Unsupported('unsupported-call', '`customGrad` of a function that returns no value and gradFunc', c.node);
  return field;
}
