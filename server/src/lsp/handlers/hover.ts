/** @file The hover on a loss, a gradient or one of their locals. The layout is `hover-content.ts`; the mathematics is the service's. */
import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import { alignedDerivation } from '../../render/aligned.ts';
import type { TypesetImage } from '../../render/typeset.ts';
import type { HoverInfo } from '../../service/types.ts';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';
import { rangeOf } from '../to-lsp.ts';
import { hoverMarkdown, hoverPlainText, shownSteps, type Pictures } from './hover-content.ts';

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

/** One picture of the whole derivation is aligned and shares its glyphs; when that is too wide, each step gets its own. */
async function drawAll({ typesetting }: ServerContext, { formulas, derivation }: HoverInfo): Promise<Pictures> {
  const pictures = new Map<string, TypesetImage | null>();
  const draw = async (latex: string): Promise<void> => void pictures.set(latex, await typesetting.image(latex));
  for (const { latex } of formulas) await draw(latex);
  const steps = shownSteps(derivation);
  if (steps.length === 0) return pictures;
  const whole = alignedDerivation(steps);
  await draw(whole);
  if (pictures.get(whole) === null) for (const { latex } of steps) await draw(latex);
  return pictures;
}
