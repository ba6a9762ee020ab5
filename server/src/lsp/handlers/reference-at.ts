/** @file Which catalogue reference stands behind a place in a document. Shared by the two ways to ask for it; no message is answered here. */
import type { FunctionSummary, ReferenceSummary } from '../../service/types.ts';
import type { Place } from '../place.ts';

/** The reference that the innermost analysed function around the place computes, or that a `@reference` tag under it names. */
export function referenceAt({ source, offset, service }: Place): ReferenceSummary | null {
  const tagged = taggedReference(source.text, offset);
  const id = tagged ?? referenceOfFunction({ source, offset, service });
  if (id === null) return null;
  const named = (reference: ReferenceSummary): boolean => reference.id === id || reference.aliases.includes(id);
  return service.references().find(named) ?? null;
}

/** The id in a `@reference <id>` tag when the offset stands on the tag. */
export function taggedReference(text: string, offset: number): string | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  for (const match of line.matchAll(/@reference\s+([\w./-]+)/g)) {
    const start = lineStart + match.index;
    if (offset >= start && offset <= start + match[0].length) return match[1] ?? null;
  }
  return null;
}

function referenceOfFunction({ source, offset, service }: Place): string | null {
  const analysis = service.analyze(source.path, source.text);
  const functions = [
    ...analysis.pairs.flatMap(({ value, gradient, reference }) => [
      { summary: value, reference },
      { summary: gradient, reference },
    ]),
    ...analysis.losses.map(({ value, reference }) => ({ summary: value, reference })),
  ];
  const holds = ({ path, span }: FunctionSummary): boolean =>
    path === source.path && span.start <= offset && offset <= span.end;
  const length = ({ span }: FunctionSummary): number => span.end - span.start;
  const around = functions.filter(({ summary }) => holds(summary));
  around.sort((one, other) => length(one.summary) - length(other.summary));
  return around.find(({ reference }) => reference !== null)?.reference ?? null;
}
