/** @file The lines of source around a finding, with carets under its span. Long lines are cut to what surrounds the span. */
import type { TextSpan } from '../service/types.ts';
import { withoutControls } from './terminal.ts';
import type { TextLines } from './text-lines.ts';

const linesBefore = 1;
const mostLines = 6;
const widest = 110;

/** `paint` colours the carets. Tabs keep their width because the line of carets repeats them. */
export function codeFrame(lines: TextLines, span: TextSpan, paint: (carets: string) => string): readonly string[] {
  const { start, end } = lines.rangeOf(span);
  const last = Math.min(end.line, start.line + mostLines - 1);
  const gutter = String(last + 1).length;
  const frame: string[] = [];
  for (let index = Math.max(0, start.line - linesBefore); index <= last; index += 1) {
    const line = withoutControls(lines.line(index));
    const from = index === start.line ? start.character : firstInk(line);
    const to = index === end.line ? Math.min(end.character, line.length) : line.trimEnd().length;
    // A long line begins late enough to show its span, and no later than to fill the frame.
    const cut = Math.max(0, Math.min(from - 20, line.length - widest));
    const mark = cut > 0 ? '…' : '';
    const shown = mark + line.slice(cut, cut + widest) + (line.length > cut + widest ? '…' : '');
    frame.push(`  ${String(index + 1).padStart(gutter)} | ${shown}`.trimEnd());
    if (index < start.line || (index > start.line && to <= from)) continue;
    const blank = mark.replace('…', ' ') + line.slice(cut, from).replace(/[^\t]/g, ' ');
    const carets = '^'.repeat(Math.max(1, Math.min(to, cut + widest) - from));
    frame.push(`  ${' '.repeat(gutter)} | ${blank}${paint(carets)}`);
  }
  if (end.line > last) frame.push(`  ${' '.repeat(gutter)} | …`);
  return frame;
}

function firstInk(line: string): number {
  return line.length - line.trimStart().length;
}
