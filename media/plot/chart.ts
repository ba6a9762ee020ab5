/**
 * @file One chart as SVG text: axes, lines, marks. A pure function of its input; which series a chart holds is up to the views, and
 * colours come from the classes in `plot.css`.
 */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { type AxisMode, type VerticalAxis, magnitude, verticalAxis } from './axis.ts';
import type { Run } from './disagreement.ts';
import { escapeXml } from './markup.ts';
import { spokenNumber } from './number-text.ts';

export interface ChartLine {
  /** Also the class that gives the line its colour. */
  readonly id: string;
  readonly label: string;
  readonly y: readonly (number | null)[];
  /** A broad line lies under a thin one, so that both stay visible where they agree. */
  readonly broad: boolean;
}

export interface ChartInput {
  readonly id: string;
  readonly heading: string;
  readonly variable: string;
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly mode: AxisMode;
  /** Rounding at this scale counts as zero. */
  readonly noise: number;
  readonly disagreements: readonly Run[];
  /** Which line carries the rings at disagreements; null for none. */
  readonly markedLine: string | null;
  readonly width: number;
  readonly height: number;
}

export interface Chart {
  readonly input: ChartInput;
  readonly x: ScaleLinear<number, number>;
  readonly y: VerticalAxis;
  readonly svg: string;
}

const margin = { top: 24, right: 16, bottom: 30, left: 64 };

export function drawChart(input: ChartInput): Chart {
  const right = Math.max(margin.left + 40, input.width - margin.right);
  const bottom = Math.max(margin.top + 30, input.height - margin.bottom);
  const x = scaleLinear([input.x[0] ?? 0, input.x[input.x.length - 1] ?? 1], [margin.left, right]);
  const values = input.lines.flatMap(({ y }) => y.filter((value) => value !== null));
  const y = verticalAxis({ values, mode: input.mode, range: [bottom, margin.top], minimumSpan: input.noise });
  const clip = `clip-${input.id}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="${input.width}" height="${input.height}" viewBox="0 0 ${input.width} ${input.height}" aria-label="${escapeXml(description(input))}">`,
    `<clipPath id="${clip}"><rect x="${margin.left}" y="${margin.top}" width="${right - margin.left}" height="${bottom - margin.top}"/></clipPath>`,
    axes(input, x, y, right, bottom),
    `<g clip-path="url(#${clip})">`,
    ...bands(input, x, bottom),
    ...input.lines.map((each) => path(each, input.x, x, y, bottom)),
    `</g>`,
    ...rings(input, x, y),
    `<g class="cursor"></g>`,
    heading(input, y, right),
    `</svg>`,
  ].join('');
  return { input, x, y, svg };
}

/** The vertical line and the dots of the reading position: what goes into the chart's `cursor` group. */
export function drawCursor({ input, x, y }: Chart, index: number): string {
  const at = input.x[index];
  if (at === undefined) return '';
  const [bottom, top] = y.scale.range() as [number, number];
  const place = round(x(at));
  const dots = input.lines.flatMap(({ id, y: values }) => {
    const value = values[index];
    if (value === null || value === undefined) return [];
    const height = y.scale(value);
    return height < top || height > bottom
      ? []
      : [`<circle class="dot ${id}" cx="${place}" cy="${round(height)}" r="4"/>`];
  });
  return `<line class="reading" x1="${place}" x2="${place}" y1="${top}" y2="${bottom}"/>${dots.join('')}`;
}

/** The plotted point nearest to a horizontal pixel. */
export function indexAt({ input, x }: Chart, pixel: number): number {
  const last = input.x.length - 1;
  const [low, high] = x.domain() as [number, number];
  if (high === low) return 0;
  return Math.max(0, Math.min(last, Math.round(((x.invert(pixel) - low) / (high - low)) * last)));
}

function axes(input: ChartInput, x: Chart['x'], y: VerticalAxis, right: number, bottom: number): string {
  const nTicks = Math.max(2, Math.floor((right - margin.left) / 70));
  const format = x.tickFormat(nTicks);
  const vertical = x.ticks(nTicks).map((tick) => {
    const at = round(x(tick));
    return `<line class="grid" x1="${at}" x2="${at}" y1="${margin.top}" y2="${bottom}"/><text class="tick" x="${at}" y="${bottom + 15}" text-anchor="middle">${format(tick)}</text>`;
  });
  const horizontal = y.ticks.map(({ value, label }) => {
    const at = round(y.scale(value));
    const kind = value === 0 ? 'grid zero' : 'grid';
    return `<line class="${kind}" x1="${margin.left}" x2="${right}" y1="${at}" y2="${at}"/><text class="tick" x="${margin.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${label}</text>`;
  });
  const name = `<text class="axis-name" x="${right}" y="${bottom + 27}" text-anchor="end">${escapeXml(input.variable)}</text>`;
  return `<g aria-hidden="true">${vertical.join('')}${horizontal.join('')}${name}</g>`;
}

function heading({ heading: text }: ChartInput, { outside }: VerticalAxis, right: number): string {
  const title = `<text class="heading" x="${margin.left}" y="15">${escapeXml(text)}</text>`;
  if (outside === 0) return title;
  const points = outside === 1 ? '1 point lies' : `${outside} points lie`;
  return `${title}<text class="note" x="${right}" y="15" text-anchor="end">${points} beyond this axis</text>`;
}

function path(
  { id, y: values, broad }: ChartLine,
  xs: readonly number[],
  x: Chart['x'],
  y: VerticalAxis,
  bottom: number,
): string {
  // Pixels far outside are cut off anyway; numbers such as 1e300 would break the renderer.
  const pixel = (value: number): number => Math.max(-4 * bottom, Math.min(5 * bottom, y.scale(value)));
  const points = values.map((value, index) => (value === null ? null : ([x(xs[index] ?? 0), pixel(value)] as const)));
  const draw = line<readonly [number, number] | null>()
    .defined((point) => point !== null)
    .x((point) => round(point?.[0] ?? 0))
    .y((point) => round(point?.[1] ?? 0));
  const d = draw(withGapsAtPoles(points, bottom)) ?? '';
  return `<path class="line ${id}${broad ? ' broad' : ''}" d="${d}"/>`;
}

/** A line from far above to far below is no part of the curve: it jumps over a pole. */
function withGapsAtPoles(
  points: readonly (readonly [number, number] | null)[],
  bottom: number,
): (readonly [number, number] | null)[] {
  const side = (point: readonly [number, number] | null | undefined): number => {
    if (!point) return 0;
    if (point[1] < margin.top) return 1;
    return point[1] > bottom ? -1 : 0;
  };
  return points.flatMap((point, index) => (side(point) * side(points[index - 1]) < 0 ? [null, point] : [point]));
}

function bands({ disagreements, x: xs }: ChartInput, x: Chart['x'], bottom: number): string[] {
  return disagreements.map(({ start, end }) => {
    const from = x(xs[start] ?? 0);
    // A single point has no width; two pixels make it visible.
    const width = Math.max(2, x(xs[end] ?? 0) - from);
    return `<rect class="disagreement" x="${round(from)}" y="${margin.top}" width="${round(width)}" height="${bottom - margin.top}"/>`;
  });
}

function rings({ disagreements, markedLine, lines, x: xs }: ChartInput, x: Chart['x'], y: VerticalAxis): string[] {
  const marked = lines.find(({ id }) => id === markedLine);
  if (!marked) return [];
  return disagreements.flatMap(({ worst }) => {
    const value = marked.y[worst];
    if (value === null || value === undefined || !shows(y, value)) return [];
    return [`<circle class="ring" cx="${round(x(xs[worst] ?? 0))}" cy="${round(y.scale(value))}" r="6"/>`];
  });
}

function description({ heading: text, variable, x, lines, disagreements }: ChartInput): string {
  const ranges = lines.map(({ label, y }) => {
    const values = y.filter((value) => value !== null);
    if (values.length === 0) return `${label}: not defined here`;
    const [low, high] = values.reduce(
      ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
      [Infinity, -Infinity],
    );
    return `${label}: between ${spokenNumber(low)} and ${spokenNumber(high)}`;
  });
  const where = `over ${variable} from ${spokenNumber(x[0])} to ${spokenNumber(x[x.length - 1])}`;
  const marks = disagreements.map(
    ({ start, end }) => `${variable} from ${spokenNumber(x[start])} to ${spokenNumber(x[end])}`,
  );
  const disagreement =
    marks.length === 0
      ? ''
      : ` The gradients disagree for ${marks.slice(0, 3).join('; ')}${marks.length > 3 ? '; and more' : ''}.`;
  return `${text} ${where}. ${ranges.join('. ')}.${disagreement}`;
}

function shows({ scale }: VerticalAxis, value: number): boolean {
  const [low, high] = scale.domain() as [number, number];
  return value >= low && value <= high;
}

function round(pixel: number): number {
  return Math.round(pixel * 100) / 100;
}

/** What counts as rounding beside numbers of this size. */
export function noiseBeside(values: readonly (number | null)[]): number {
  return magnitude(values) * 1e-9;
}
