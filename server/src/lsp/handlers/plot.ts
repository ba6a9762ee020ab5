/** @file Answers `gradcheck/plot`. Nothing is remembered about panels: each request says everything, and what is malformed in it is left out. */
import type { PlotResult, ProblemResult } from '../../protocol/requests.ts';
import type { PlotRequest } from '../../service/types.ts';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';

export async function plot(context: ServerContext, params: unknown): Promise<PlotResult | ProblemResult> {
  const place = await placeOf(context, params);
  if (place === null) return { problem: 'There is no open TypeScript or JavaScript document at this place to plot.' };
  const { source, offset, service } = place;
  return service.plot(source.path, source.text, { offset, ...readQuery(params) });
}

function readQuery(params: unknown): Omit<PlotRequest, 'offset'> {
  const { variable, values, range, points } = params as { readonly [key: string]: unknown };
  return {
    ...(typeof variable === 'string' ? { variable } : {}),
    ...(isObject(values) ? { values: finiteNumbers(values) } : {}),
    ...(isRange(range) ? { range: { min: range.min, max: range.max } } : {}),
    ...(isFinite(points) ? { points: Math.round(Math.min(4001, Math.max(2, points))) } : {}),
  };
}

function finiteNumbers(values: { readonly [key: string]: unknown }): { readonly [key: string]: number } {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => isFinite(entry[1])));
}

function isRange(value: unknown): value is { readonly min: number; readonly max: number } {
  return isObject(value) && isFinite(value['min']) && isFinite(value['max']) && value['min'] < value['max'];
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
