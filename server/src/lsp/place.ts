/**
 * @file Resolves "this position in this document" of a request into text, offset and service. Requests come from any client, so their
 * shape is checked here; a request that names no place has no answer.
 */
import type { LossService } from '../service/types.ts';
import type { ServerContext } from './context.ts';
import type { Source } from './documents.ts';
import { offsetOf } from './from-lsp.ts';

export interface Place {
  readonly source: Source;
  readonly offset: number;
  readonly service: LossService;
}

/** Null when the request is malformed, the document is unknown, or Gradcheck is switched off for it. */
export async function placeOf(context: ServerContext, params: unknown): Promise<Place | null> {
  const uri = uriOf(params);
  const position = (params as { readonly position?: unknown } | null | undefined)?.position;
  if (uri === null || !isPosition(position)) return null;
  const { enable } = await context.config.settings(uri);
  if (!enable) return null;
  const service = await context.services.forUri(uri);
  const source = context.documents.source(uri);
  return source === null ? null : { source, offset: offsetOf(source.document, position), service };
}

/** The document a request is about: `{ uri }` in our own requests, `{ textDocument: { uri } }` in the protocol's. */
export function uriOf(params: unknown): string | null {
  const sent = params as { readonly uri?: unknown; readonly textDocument?: { readonly uri?: unknown } | null } | null;
  const uri = sent?.uri ?? sent?.textDocument?.uri;
  return typeof uri === 'string' && uri !== '' ? uri : null;
}

function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  const { line, character } = (value ?? {}) as { readonly line?: unknown; readonly character?: unknown };
  return isCount(line) && isCount(character);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
