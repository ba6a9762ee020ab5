/** @file Which function a plot request means, and what is known about it. */
import { plainest } from '../check/sampling/plainest.ts';
import { type Analyzer, lookingInto } from './analyze.ts';
import { locatePair } from './locate.ts';
import { plotSubject, type PlotSubject } from './plot.ts';
import { conventionOf } from './present.ts';
import type { PlotData, PlotRequest, Problem } from './types.ts';
import { verdictText } from './verdict-text.ts';

/** Steps of the interpreter for one picture. Most points take the path of another one, and need none. */
const stepsPerPlot = 1_000_000;

export function plotAt(analyzer: Analyzer, path: string, text: string, request: PlotRequest): PlotData | Problem {
  const located = locatePair(analyzer.analyze(path, text), request.offset);
  if (located === null)
    return { problem: 'Put the cursor inside a loss, or inside the gradient written for it, to plot it.' };
  const { checked } = located.analysed.evidence;
  const { decision, session } = checked;
  if (decision.kind === 'undetermined') {
    return { problem: `${session.gradient.name} cannot be plotted: ${decision.detail}.` };
  }
  const [first] = decision.attempt.judged;
  if (first === undefined)
    return { problem: `${session.gradient.name} cannot be plotted: no input was found at which it is defined.` };
  const { detail } = conventionOf(located.analysed.evidence);
  const subject: PlotSubject = {
    session,
    binding: decision.attempt.binding,
    sample: plainest(decision.attempt.judged, (j) => j.sample).sample,
    target: decision.attempt.target,
    reading: decision.attempt.reading,
    labels: decision.kind === 'agrees' ? decision.labels : null,
    title: `${session.value.name} and ${session.gradient.name}`,
    notes: [verdictText(located.analysed.evidence), ...(detail === null ? [] : [`The gradient is read ${detail}.`])],
  };
  const plotted = lookingInto(session, () => plotSubject(subject, request), stepsPerPlot);
  return plotted ?? { problem: `${session.value.name} cannot be plotted: its formula is too long.` };
}
