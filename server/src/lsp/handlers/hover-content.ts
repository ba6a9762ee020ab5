/**
 * @file How a hover reads: headline, formulas, derivation, notes, reference, links. A pure function from data to text, in Markdown with
 * pictures, Markdown without, or plain characters. Everything that may come from a workspace is escaped here.
 */
import { openReferenceCommand, plotGradientCommand, showDerivationCommand } from '../../protocol/requests.ts';
import type { DocumentPosition } from '../../protocol/requests.ts';
import { alignedDerivation } from '../../render/aligned.ts';
import type { TypesetImage } from '../../render/typeset.ts';
import type { DerivationStep, HoverInfo } from '../../service/types.ts';
import { codeFence, commandLink, escapeMarkdown, imageMarkdown, sentenceMarkdown } from './markdown.ts';

/** Pictures by their LaTeX, that of the whole derivation among them; null for what could not be typeset. */
export type Pictures = ReadonlyMap<string, TypesetImage | null>;

/** VS Code cuts a hover at 100,000 UTF-16 units, in the middle of whatever stands there. */
const longestHover = 98_000;
const mostSteps = 7;

/** A longer derivation belongs into the panel. */
export function shownSteps(derivation: readonly DerivationStep[]): readonly DerivationStep[] {
  return derivation.slice(0, mostSteps);
}

/** `pictures` is null for clients that cannot show any; `linksAt` is null for clients without our commands. */
export function hoverMarkdown(info: HoverInfo, pictures: Pictures | null, linksAt: DocumentPosition | null): string {
  const none: Pictures = new Map();
  // Each next attempt is shorter: first the derivation loses its pictures, then the formulas do, then the derivation goes.
  const attempts = [
    () => layout(info, pictures, pictures, linksAt),
    () => layout(info, pictures, pictures === null ? null : none, linksAt),
    () => layout(info, null, null, linksAt),
    () => layout({ ...info, derivation: [] }, null, null, linksAt),
    () => layout({ ...info, derivation: [], formulas: [] }, null, null, linksAt),
  ];
  for (const attempt of attempts) {
    const text = attempt();
    if (text.length <= longestHover) return text;
  }
  return `**${sentenceMarkdown(info.headline.slice(0, 1000))}**`;
}

function layout(
  info: HoverInfo,
  formulaPictures: Pictures | null,
  stepPictures: Pictures | null,
  linksAt: DocumentPosition | null,
): string {
  const { reference } = info;
  const parts = [
    `**${sentenceMarkdown(info.headline)}**`,
    ...info.formulas.map((formula) => {
      const label = formula.label === '' ? '' : `${escapeMarkdown(formula.label)}:`;
      return formulaMarkdown(formula, formulaPictures, label);
    }),
    ...derivationMarkdown(shownSteps(info.derivation), stepPictures),
    ...info.notes.map(sentenceMarkdown),
    ...(reference === null ? [] : [escapeMarkdown(referenceLine(reference))]),
    ...linksMarkdown(info, linksAt),
  ];
  return parts.join('\n\n');
}

function formulaMarkdown(
  formula: { readonly latex: string; readonly text: string },
  pictures: Pictures | null,
  label: string,
): string {
  if (pictures === null) return joined(label, codeFence('text', formula.text), '\n\n');
  const picture = pictures.get(formula.latex) ?? null;
  // A formula that could not be typeset is still worth more as LaTeX than as nothing.
  if (picture === null) return joined(label, codeFence('latex', formula.latex), '\n\n');
  return joined(label, imageMarkdown(picture, formula.text), ' ');
}

function derivationMarkdown(steps: readonly DerivationStep[], pictures: Pictures | null): readonly string[] {
  if (steps.length === 0) return [];
  const lines = steps.map(stepLine);
  const whole = pictures?.get(alignedDerivation(steps)) ?? null;
  if (whole !== null) return ['Derivation:', imageMarkdown(whole, lines.join('; '))];
  const pictured = pictures !== null && steps.every(({ latex }) => (pictures.get(latex) ?? null) !== null);
  if (!pictured) return ['Derivation:', codeFence('text', lines.join('\n'))];
  const single = steps.map((step) => {
    const rule = step.rule === '' ? '' : ` — ${escapeMarkdown(step.rule)}`;
    return formulaMarkdown(step, pictures, '') + rule;
  });
  // Two spaces at the end of a line break it without the gap of a paragraph.
  return ['Derivation:', single.join('  \n')];
}

function stepLine({ rule, text }: DerivationStep): string {
  return rule === '' ? text : `${text}    (${rule})`;
}

function referenceLine({ title, citation }: NonNullable<HoverInfo['reference']>): string {
  return `Reference: ${joined(title, citation, '. ')}`;
}

function linksMarkdown(info: HoverInfo, at: DocumentPosition | null): readonly string[] {
  if (at === null) return [];
  const derive = info.canDerive
    ? [commandLink('Show Derivation', showDerivationCommand, at), commandLink('Plot Gradient', plotGradientCommand, at)]
    : [];
  const open = info.reference === null ? [] : [commandLink('Open Reference', openReferenceCommand, at)];
  const links = [...derive, ...open];
  return links.length === 0 ? [] : [links.join(' · ')];
}

/** The same content for clients that asked for plain text. */
export function hoverPlainText(info: HoverInfo): string {
  const steps = shownSteps(info.derivation);
  const parts = [
    info.headline,
    ...info.formulas.map(({ label, text }) => joined(label, text, ': ')),
    ...(steps.length === 0 ? [] : [['Derivation:', ...steps.map((step) => `  ${stepLine(step)}`)].join('\n')]),
    ...info.notes,
    ...(info.reference === null ? [] : [referenceLine(info.reference)]),
  ];
  const text = parts.join('\n\n');
  return text.length <= longestHover ? text : info.headline.slice(0, longestHover);
}

function joined(first: string, second: string, between: string): string {
  return first === '' || second === '' ? first + second : first + between + second;
}
