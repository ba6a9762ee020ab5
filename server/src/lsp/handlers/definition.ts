/**
 * @file Go to Definition on a `@reference` tag leads to the catalogue file. Functions and variables are the business of the editor's own
 * TypeScript support: answering there too would turn every jump into a choice.
 */
import type { Location } from 'vscode-languageserver/node';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';
import { referenceAt, taggedReference } from './reference-at.ts';

export async function definition(context: ServerContext, params: unknown): Promise<Location | null> {
  const place = await placeOf(context, params);
  if (place === null || taggedReference(place.source.text, place.offset) === null) return null;
  const reference = referenceAt(place);
  if (reference === null) return null;
  const start = { line: 0, character: 0 };
  return { uri: context.documents.uriOfPath(reference.path), range: { start, end: start } };
}
