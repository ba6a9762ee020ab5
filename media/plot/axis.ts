/**
 * @file Chooses the vertical axis of a chart: which interval to show and on what scale, so that a pole or an exponential does not
 * flatten everything else. Pure functions of the numbers; drawing is in `chart.ts`.
 */
import { extent, max, quantileSorted } from 'd3-array';
import { format } from 'd3-format';
import { type ScaleContinuousNumeric, scaleLinear, scaleSymlog } from 'd3-scale';

/** `fit` cuts off the few far points of a pole, `all` shows every point, `symlog` is logarithmic on both sides of zero. */
export type AxisMode = 'fit' | 'all' | 'symlog';

export interface VerticalAxis {
  /** From value to pixel. */
  readonly scale: ScaleContinuousNumeric<number, number>;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** How many points lie beyond the shown interval. */
  readonly outside: number;
}

export interface AxisInput {
  readonly values: readonly number[];
  readonly mode: AxisMode;
  /** Pixels of the lower and the upper end. */
  readonly range: readonly [number, number];
  /** The axis spans at least this much: rounding errors of 1e-17 must look like the zero they are. */
  readonly minimumSpan: number;
}

/** Outside the middle 94 % of the points a curve may do what it likes … */
const tail = 0.03;
/** … unless that would make the axis this many times longer. A bell curve stays whole, 1/x is cut. */
const tolerated = 8;

export function verticalAxis({ values, mode, range, minimumSpan }: AxisInput): VerticalAxis {
  const sorted = values.toSorted((a, b) => a - b);
  const whole = widened(extent(sorted), minimumSpan);
  if (mode === 'symlog') return symlogAxis(sorted, whole, range, minimumSpan);
  const domain = mode === 'fit' ? fitted(sorted, whole, minimumSpan) : whole;
  const padding = (domain[1] - domain[0]) * 0.06;
  const scale = scaleLinear([domain[0] - padding, domain[1] + padding], range);
  const count = tickCount(range);
  const label = scale.tickFormat(count, needsExponent(domain) ? '.2~e' : undefined);
  return {
    scale,
    ticks: scale.ticks(count).map((value) => ({ value, label: value === 0 ? '0' : label(value) })),
    outside: sorted.filter((value) => value < domain[0] || value > domain[1]).length,
  };
}

function tickCount(range: readonly [number, number]): number {
  return Math.max(4, Math.floor(Math.abs(range[1] - range[0]) / 32));
}

function needsExponent([low, high]: readonly [number, number]): boolean {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return size >= 1e5 || size < 1e-3;
}

function widened([low, high]: [number, number] | [undefined, undefined], minimumSpan: number): [number, number] {
  if (low === undefined) return [-1, 1];
  const span = Math.max(minimumSpan, low === high ? Math.abs(low) * 0.2 || 2 : 0);
  if (high - low >= span) return [low, high];
  const middle = (low + high) / 2;
  return [middle - span / 2, middle + span / 2];
}

function fitted(sorted: number[], whole: [number, number], minimumSpan: number): [number, number] {
  const low = quantileSorted(sorted, tail) ?? whole[0];
  const high = quantileSorted(sorted, 1 - tail) ?? whole[1];
  const span = high - low;
  if (span <= minimumSpan || whole[1] - whole[0] <= tolerated * span) return whole;
  return [Math.max(whole[0], low - span / 2), Math.min(whole[1], high + span / 2)];
}

function symlogAxis(
  sorted: number[],
  [low, high]: [number, number],
  range: readonly [number, number],
  minimumSpan: number,
): VerticalAxis {
  const sizes = sorted.map(Math.abs).sort((a, b) => a - b);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // Linear below the smallest values that matter: at most nine decades, so that a single tiny value does not stretch the axis.
  const smallest =
    quantileSorted(
      sizes.filter((size) => size > 0),
      0.05,
    ) ?? largest;
  const linear = Math.max(smallest, largest * 1e-9, minimumSpan / 2);
  // Half a decade of air, so that an extreme does not lie on the frame.
  const air = Math.sqrt(10);
  const domain = [low < 0 ? low * air : 0, high > 0 ? high * air : 0] as const;
  const scale = scaleSymlog(domain, range).constant(linear);
  const from = Math.ceil(Math.log10(linear));
  const to = Math.floor(Math.log10(largest * air));
  const decades = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => 10 ** (from + index));
  const label = (value: number): string => format(value !== 0 && needsExponent([value, value]) ? '~e' : '~g')(value);
  const candidates = [0, ...decades.toReversed().flatMap((size) => [size, -size])].filter(
    (value) => value >= domain[0] && value <= domain[1],
  );
  const ticks: { value: number; label: string }[] = [];
  for (const value of candidates) {
    if (ticks.every((tick) => Math.abs(scale(tick.value) - scale(value)) >= 18))
      ticks.push({ value, label: label(value) });
  }
  if (ticks.length < 2) {
    // No power of ten lies in the interval: a few round numbers have to do.
    for (const value of scaleLinear(domain, range).ticks(3))
      if (value !== 0) ticks.push({ value, label: label(value) });
  }
  return { scale, ticks, outside: 0 };
}

/** The largest absolute value, 0 for none. */
export function magnitude(values: readonly (number | null)[]): number {
  return max(values, (value) => (value === null ? 0 : Math.abs(value))) ?? 0;
}
