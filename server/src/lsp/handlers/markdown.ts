/** @file Pieces of Markdown with their escaping. What the hover says and in which order is `hover-content.ts`. */
import type { TypesetImage } from '../../render/typeset.ts';

/** Plain text that stays plain: no emphasis, named link, image, HTML, table or entity can begin in it, and it stays on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>~|$&]/g, '\\$&')
    .replace(/^([#+\-=]|\d+[.)])/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** A sentence whose names stand in backticks, as in our messages: the names become code, the rest stays plain. */
export function sentenceMarkdown(text: string): string {
  return text
    .split(/(`[^`\s][^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : spaced(part)))
    .join('');
}

/** Escaped, with the spaces that separate it from the code beside it. */
function spaced(part: string): string {
  const escaped = escapeMarkdown(part);
  if (escaped === '') return part === '' ? '' : ' ';
  return `${/^\s/.test(part) ? ' ' : ''}${escaped}${/\s$/.test(part) ? ' ' : ''}`;
}

/** A code block that the text cannot end: its fence is longer than any run of backticks inside. */
export function codeFence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** The size is given as well, so that the hover has its final size before the picture is decoded. */
export function imageMarkdown({ uri, width, height }: TypesetImage, alternative: string): string {
  return `![${escapeMarkdown(alternative)}](${uri}|width=${width},height=${height})`;
}

/** A link that runs a command of the client with one argument. */
export function commandLink(title: string, command: string, argument: unknown): string {
  const query = encodeURIComponent(JSON.stringify([argument]));
  // Markdown ends a link at a closing parenthesis, which `encodeURIComponent` leaves alone.
  return `[${title}](command:${command}?${query.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;
}
