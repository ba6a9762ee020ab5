/** @file Functions that stand beside each other and take the same, told apart by one word of their names. */
import type { Collection, FoundFunction } from './collect.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

/** The words of a name without verbs and without `at` and `of`: `getVelocityAt` → `velocity`. */
export function plainWords({ localName }: FoundFunction): readonly string[] {
  return withoutCallable(withoutVerb(splitWords(localName))).filter((word) => word !== 'at' && word !== 'of');
}

/** Whether two functions stand in the same object, class or scope, and take the same. */
export function areSiblings(one: FoundFunction, other: FoundFunction): boolean {
  return (
    one.unit.node !== other.unit.node &&
    one.parameters.join() === other.parameters.join() &&
    standTogether(one, other) &&
    one.factory === other.factory
  );
}

/** Members of one object, or functions of one scope. */
export function standTogether(one: FoundFunction, other: FoundFunction): boolean {
  return one.container === other.container && (one.container !== null || one.scope === other.scope);
}

/** The one function beside a derivative that may be its value; null where there are several. */
export function onlySibling(
  derivative: FoundFunction,
  { found }: Collection,
  isValue: (candidate: FoundFunction) => boolean,
): FoundFunction | null {
  const [value, ...others] = found.filter((candidate) => areSiblings(candidate, derivative) && isValue(candidate));
  if (value === undefined || others.length > 0 || !mayBePaired(value) || !mayBeValue(value)) return null;
  return isFiniteDifference(derivative, value) ? null : value;
}

/** Whether a name is that of the value in all words but those that say which of the two it is. */
export function isNamedAlike(
  value: readonly string[],
  derivative: readonly string[],
  kind: { readonly values: ReadonlySet<string>; readonly derivatives: ReadonlySet<string> },
): boolean {
  const rest = derivative.filter((word) => !kind.derivatives.has(word)).join(' ');
  return (
    rest === value.filter((word) => !kind.values.has(word)).join(' ') && value.some((word) => kind.values.has(word))
  );
}
