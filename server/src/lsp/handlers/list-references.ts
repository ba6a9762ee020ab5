/** @file Answers `gradcheck/listReferences`: the whole catalogue for a pick list. */
import type { ReferenceListItem } from '../../protocol/requests.ts';
import type { ServerContext } from '../context.ts';

export async function listReferences({ services, documents }: ServerContext): Promise<readonly ReferenceListItem[]> {
  const service = await services.forNone();
  return service
    .references()
    .map(({ id, title, citation, path }) => ({ id, title, citation, uri: documents.uriOfPath(path) }));
}
