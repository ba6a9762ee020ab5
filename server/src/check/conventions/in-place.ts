/** @file Values that change the array they are given, whose gradient may be handed what it held before: a copy, as `activateInPlace(z.slice())` leaves. */
import { worksInPlace } from '../../frontend/out-parameter.ts';
import { type Binding, parameterName, parametersOf, type Session } from '../sampling/session.ts';

/** The same call with what the array held before; none where the value works on no array in place. */
export function ofOriginal({ value }: Session, binding: Binding): readonly Binding[] {
  const isInPlace = parametersOf(value).some((parameter, i) => worksInPlace(value.node, parameterName(parameter, i)));
  return isInPlace ? [{ ...binding, isOfOriginal: true }] : [];
}
