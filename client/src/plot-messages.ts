/** @file Reads what the plot panel posts. A webview's messages are untrusted: whatever is not exactly a known message is dropped. */
import type { FromPanel } from '../../server/src/protocol/webview.ts';

type PlotQuery = Extract<FromPanel, { kind: 'request' }>['query'];

export function parseFromPanel(data: unknown): FromPanel | null {
  if (!isRecord(data)) return null;
  switch (data.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'request': {
      const query = parseQuery(data.query);
      return query && isFiniteNumber(data.sequence) ? { kind: 'request', sequence: data.sequence, query } : null;
    }
    case 'save':
      if (data.format !== 'svg' && data.format !== 'csv') return null;
      return typeof data.text === 'string' ? { kind: 'save', format: data.format, text: data.text } : null;
    default:
      return null;
  }
}

function parseQuery(data: unknown): PlotQuery | null {
  if (!isRecord(data)) return null;
  const { variable, values, range, points } = data;
  if (variable !== undefined && typeof variable !== 'string') return null;
  if (values !== undefined && !(isRecord(values) && Object.values(values).every(isFiniteNumber))) return null;
  if (range !== undefined && !isRange(range)) return null;
  if (points !== undefined && !isFiniteNumber(points)) return null;
  return {
    ...(variable === undefined ? {} : { variable }),
    // Every entry was checked to be a number above.
    ...(values === undefined ? {} : { values: values as { readonly [id: string]: number } }),
    ...(range === undefined ? {} : { range: { min: range.min, max: range.max } }),
    ...(points === undefined ? {} : { points }),
  };
}

function isRange(value: unknown): value is { min: number; max: number } {
  return isRecord(value) && isFiniteNumber(value.min) && isFiniteNumber(value.max) && value.min < value.max;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
