/** @file What a value leaves in its object for its gradient. */
import type { Sample } from '../../check/sampling/session.ts';
import type { Value } from '../../frontend/trace/value.ts';

/** The fields by name, whether the gradient reads them or not. */
export function fieldsLeft({ value: { self } }: Sample): ReadonlyMap<string, Value> {
  return typeof self === 'object' && self?.kind === 'object' ? self.fields : new Map<string, Value>();
}
