/** @file All charts of the panel, one below the other, as pure data: decides which views there are and how high each is. */
import type { PlotResult } from '../../server/src/protocol/requests.ts';
import type { AxisMode } from './axis.ts';
import { type Chart, drawChart, noiseBeside } from './chart.ts';
import { differenceView } from './difference-view.ts';
import { disagreementRuns } from './disagreement.ts';
import { gradientView } from './gradient-view.ts';
import { valueView } from './value-view.ts';
import { visibleSeries } from './view.ts';

const views = [valueView, gradientView, differenceView];

export interface ChartsInput {
  readonly data: PlotResult;
  readonly mode: AxisMode;
  readonly hidden: ReadonlySet<string>;
  readonly width: number;
  /** Room for all charts together; each is at least readable and at most as high as the eye can compare. */
  readonly height: number;
}

export function drawCharts({ data, mode, hidden, width, height }: ChartsInput): Chart[] {
  const series = { ...visibleSeries(data, hidden), data };
  const contents = views.map((view) => view(series)).filter((content) => content !== null);
  const derived = data.series.find(({ id }) => id === 'derived');
  const difference = data.series.find(({ id }) => id === 'difference');
  const runs = disagreementRuns(data.disagreements, difference?.y ?? null);
  const each = Math.round(Math.max(150, Math.min(380, height / Math.max(1, contents.length))));
  return contents.map(({ marksDisagreements, ...content }) =>
    drawChart({
      ...content,
      variable: data.variable,
      x: data.x,
      mode,
      noise: noiseBeside(derived?.y ?? []),
      disagreements: marksDisagreements ? runs : [],
      width,
      height: each,
    }),
  );
}
