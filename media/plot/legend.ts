/** @file The legend, which is the readout as well: each series with its value at the reading position, and a switch to hide it. */
import type { PlotResult } from '../../server/src/protocol/requests.ts';
import { escapeXml } from './markup.ts';
import { numberText, spokenNumber } from './number-text.ts';

/** HTML of the legend's entries. The values are filled in by {@link readings}, in the same order. */
export function legendHtml({ series }: PlotResult, hidden: ReadonlySet<string>): string {
  const entries = series.map(
    ({ id, label }) =>
      `<button type="button" class="entry" data-series="${id}" aria-pressed="${!hidden.has(id)}" title="${hidden.has(id) ? 'Show' : 'Hide'} ${escapeXml(label)}">` +
      `<svg class="swatch" width="24" height="10" aria-hidden="true"><path class="line ${id}" d="M0,5H24"/></svg>` +
      `<span class="label">${escapeXml(label)}</span><span class="reading-value"></span></button>`,
  );
  return `<span class="position"><span class="reading-value"></span></span>${entries.join('')}`;
}

/** The texts of the readout: first the position, then each series. */
export function readings({ variable, x, series }: PlotResult, index: number): string[] {
  return [`${variable} = ${numberText(x[index])}`, ...series.map(({ y }) => numberText(y[index]))];
}

/** The readout as one sentence for screen readers. */
export function spokenReadings(
  { variable, x, series }: PlotResult,
  hidden: ReadonlySet<string>,
  index: number,
): string {
  const values = series.filter(({ id }) => !hidden.has(id)).map(({ label, y }) => `${label} ${spokenNumber(y[index])}`);
  return `${variable} ${spokenNumber(x[index])}: ${values.join(', ')}`;
}
