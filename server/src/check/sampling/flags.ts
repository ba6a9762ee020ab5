/** @file The argument of a function with a flag, which is its value without and its gradient with it. */
import { settle } from '../../frontend/trace/conversions.ts';
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import type { Machine } from '../../frontend/trace/machine.ts';
import { objectOf, type Value } from '../../frontend/trace/value.ts';

/** The object that an input is, with one of its fields as given. */
export function flagged(machine: Machine, spec: InputSpec, field: string, value: boolean | number): Value {
  const options = settle(machine, machine.inputs.value(spec), 'object');
  const flag = flagValue(machine, value);
  if (typeof options !== 'object' || options?.kind !== 'object') return objectOf([[field, flag]]);
  options.fields.set(field, flag);
  return options;
}

/** A truth value, or how often to differentiate. */
export function flagValue(machine: Machine, value: boolean | number): Value {
  return typeof value === 'number' ? machine.constant(value) : value;
}
