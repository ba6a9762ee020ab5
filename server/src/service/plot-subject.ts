/** @file Which function a plot request means, and what is known about it. */
import type { Analyzer } from './analyze.ts';
import { locatePair } from './locate.ts';
import { plotSubject, type PlotSubject } from './plot.ts';
import { conventionOf } from './present.ts';
import type { PlotData, PlotRequest, Problem } from './types.ts';
import { verdictText } from './verdict-text.ts';

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
    sample: plainest(decision.attempt.judged.map((j) => j.sample)),
    target: decision.attempt.target,
    reading: decision.attempt.reading,
    title: `${session.value.name} and ${session.gradient.name}`,
    notes: [verdictText(located.analysed.evidence), ...(detail === null ? [] : [`The gradient is read ${detail}.`])],
  };
  return plotSubject(subject, request);
}

/** The sample with the plainest numbers, where sliders start: hard labels, moderate values. */
function plainest<T extends { readonly draw: { readonly labels: string; readonly mood: string } }>(
  samples: readonly T[],
): T {
  return (
    samples.find((s) => s.draw.labels === 'zero-one' && s.draw.mood === 'unit') ??
    samples.find((s) => s.draw.labels === 'zero-one') ??
    samples[0]!
  );
}
