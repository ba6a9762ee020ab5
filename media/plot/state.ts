/** @file What the panel remembers between reloads, and how to read it back from untrusted data. */
import type { AxisMode } from './axis.ts';

export interface PanelState {
  /** What the panel is about, as the extension wrote it into the page. Its fields are read by the extension only. */
  readonly target: unknown;
  readonly variable: string | null;
  readonly values: { readonly [parameterId: string]: number };
  readonly range: { readonly min: number; readonly max: number } | null;
  readonly mode: AxisMode;
  readonly hidden: readonly string[];
}

export function initialState(target: unknown): PanelState {
  return { target, variable: null, values: {}, range: null, mode: 'fit', hidden: [] };
}

/** The saved state when it is about the same target, else a fresh one that keeps only the reader's taste: the kind of axis. */
export function restoredState(saved: unknown, target: unknown): PanelState {
  const fresh = initialState(target);
  if (!isRecord(saved)) return fresh;
  const mode = isAxisMode(saved.mode) ? saved.mode : fresh.mode;
  if (JSON.stringify(saved.target) !== JSON.stringify(target)) return { ...fresh, mode };
  const { variable, values, range, hidden } = saved;
  return {
    target,
    variable: typeof variable === 'string' ? variable : null,
    values: isRecord(values) ? Object.fromEntries(Object.entries(values).filter(isNumberEntry)) : {},
    range:
      isRecord(range) && typeof range.min === 'number' && typeof range.max === 'number'
        ? { min: range.min, max: range.max }
        : null,
    mode,
    hidden: Array.isArray(hidden) ? hidden.filter((id) => typeof id === 'string') : [],
  };
}

export function isAxisMode(value: unknown): value is AxisMode {
  return value === 'fit' || value === 'all' || value === 'symlog';
}

function isNumberEntry(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
