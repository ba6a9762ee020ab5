/** @file Answers `gradcheck/openReference`: where the reference behind the function at a position is defined. */
import type { ReferenceLocation } from '../../protocol/requests.ts';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';
import { referenceAt } from './reference-at.ts';

export async function openReference(context: ServerContext, params: unknown): Promise<ReferenceLocation | null> {
  const place = await placeOf(context, params);
  const reference = place === null ? null : referenceAt(place);
  return reference === null ? null : { id: reference.id, uri: context.documents.uriOfPath(reference.path) };
}
