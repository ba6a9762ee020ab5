/** @file Reads what the extension posts. Whatever is not exactly a known message is dropped. */
import type { PlotParameterInfo, PlotResult, PlotSeriesInfo } from '../../server/src/protocol/requests.ts';
import type { ToPanel } from '../../server/src/protocol/webview.ts';

const seriesIds: readonly unknown[] = ['value', 'derived', 'written', 'difference'] satisfies PlotSeriesInfo['id'][];

export function parseToPanel(data: unknown): ToPanel | null {
  if (!isRecord(data) || !isFinite(data.sequence)) return null;
  const { kind, sequence, problem, result } = data;
  if (kind === 'problem' && typeof problem === 'string') return { kind, sequence, problem };
  if (kind === 'plot' && isPlotResult(result)) return { kind, sequence, result };
  return null;
}

function isPlotResult(value: unknown): value is PlotResult {
  if (!isRecord(value)) return false;
  const { title, variable, x, series, parameters, disagreements, notes } = value;
  return (
    typeof title === 'string' &&
    typeof variable === 'string' &&
    isArrayOf(x, isFinite) &&
    x.length >= 2 &&
    isArrayOf(series, (each): each is PlotSeriesInfo => isSeries(each, x.length)) &&
    isArrayOf(parameters, isParameter) &&
    isArrayOf(disagreements, (index): index is number => isFinite(index) && index >= 0 && index < x.length) &&
    isArrayOf(notes, (note): note is string => typeof note === 'string')
  );
}

function isSeries(value: unknown, length: number): value is PlotSeriesInfo {
  if (!isRecord(value) || !seriesIds.includes(value.id) || typeof value.label !== 'string') return false;
  return isArrayOf(value.y, (y): y is number | null => y === null || isFinite(y)) && value.y.length === length;
}

function isParameter(value: unknown): value is PlotParameterInfo {
  if (!isRecord(value) || typeof value.id !== 'string') return false;
  return (
    isFinite(value.value) && isFinite(value.min) && isFinite(value.max) && (value.step === null || isFinite(value.step))
  );
}

function isArrayOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every((item) => isItem(item));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
