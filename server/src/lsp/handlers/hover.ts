/** @file The hover on a loss, a gradient or one of their locals. The layout is `hover-content.ts`; the mathematics is the service's. */
import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import type { HoverInfo } from '../../service/types.ts';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';
import { rangeOf } from '../to-lsp.ts';
import { hoverMarkdown, hoverPlainText, type Pictures } from './hover-content.ts';

export async function hover(context: ServerContext, params: unknown): Promise<Hover | null> {
  const place = await placeOf(context, params);
  if (place === null) return null;
  const { source, offset, service } = place;
  const info = service.hover(source.path, source.text, offset);
  if (info === null) return null;
  const range = rangeOf(source.document, info.span);
  const { markdown, imagesInHover, commandLinks } = context.getFeatures();
  if (!markdown) return { contents: { kind: MarkupKind.PlainText, value: hoverPlainText(info) }, range };
  const pictures = imagesInHover ? await drawAll(context, info) : null;
  const at = { uri: source.document.uri, position: source.document.positionAt(offset) };
  const value = hoverMarkdown(info, pictures, commandLinks ? at : null);
  return { contents: { kind: MarkupKind.Markdown, value }, range };
}

async function drawAll({ typesetting }: ServerContext, info: HoverInfo): Promise<Pictures> {
  const pictures = new Map<string, Awaited<ReturnType<typeof typesetting.image>>>();
  for (const { latex } of [...info.formulas, ...info.derivation]) {
    if (!pictures.has(latex)) pictures.set(latex, await typesetting.image(latex));
  }
  return pictures;
}
