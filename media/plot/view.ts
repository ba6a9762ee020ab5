/** @file What a view is: a pure function from plot data to the content of one chart, or null when the data has nothing for it. */
import type { PlotResult, PlotSeriesInfo } from '../../server/src/protocol/requests.ts';
import type { ChartInput } from './chart.ts';

type SeriesById = { readonly [Id in PlotSeriesInfo['id']]?: PlotSeriesInfo };

export type ViewContent = Pick<ChartInput, 'id' | 'heading' | 'lines' | 'markedLine'> & {
  readonly marksDisagreements: boolean;
};

export type View = (input: SeriesById & { readonly data: PlotResult }) => ViewContent | null;

/** The series of the plot that the legend has not switched off. */
export function visibleSeries(data: PlotResult, hidden: ReadonlySet<string>): SeriesById {
  return Object.fromEntries(data.series.filter(({ id }) => !hidden.has(id)).map((series) => [series.id, series]));
}
