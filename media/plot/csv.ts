/** @file The plotted numbers as comma-separated values (RFC 4180), in full precision. */
import type { PlotResult } from '../../server/src/protocol/requests.ts';

export function csvText({ variable, x, series }: PlotResult): string {
  const header = [variable, ...series.map(({ label }) => label)].map(field).join(',');
  const rows = x.map((at, index) => [at, ...series.map(({ y }) => y[index] ?? '')].join(','));
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
