/** @file A gradient that is right and, at a point where its value has a derivative, no number: 0 / 0, or an exponential that overflows. */
import type * as ts from 'typescript';
import type { Session } from '../check/sampling/session.ts';
import type { Trace } from '../frontend/trace/trace.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { capitalised, numberText, pairNames, pointText } from './words.ts';

export const nanGradient: Rule = {
  id: 'nan-gradient',
  severity: 'information',
  find({ checked }): readonly RuleFinding[] {
    const { decision, session } = checked;
    const point = decision.kind === 'refuted' ? null : (decision.nanAt ?? null);
    if (point === null) return [];
    const names = pairNames(checked);
    const origin = originOf(session, point.sample.gradient);
    const place = origin === null ? '' : `: \`${origin.node.getText()}\` is ${origin.isNaN ? 'NaN' : 'infinite'} there`;
    const [value] = point.sample.value.outputs;
    const known = value === undefined ? 'has a value' : `is ${numberText(value.v)}`;
    const at = pointText(session.environment.graph, point);
    const message = `${capitalised(names.gradient)} is NaN at ${at}, where ${names.value} ${known}${place}.${decision.kind === 'agrees' ? ' Elsewhere it is right.' : ''}`;
    const { node } = session.gradient;
    return [
      {
        node: origin?.node ?? node.name ?? node,
        message,
        cause: 'no number at a point',
        hasWitness: false,
        related: [],
      },
    ];
  },
};

/** The first expression of the gradient that is no finite number; null where its code has none. */
function originOf(
  { gradient: { node } }: Session,
  { numbers }: Trace,
): { readonly node: ts.Node; readonly isNaN: boolean } | null {
  const file = node.getSourceFile();
  for (const [part, { v }] of numbers) {
    const isWithin = part.pos >= node.pos && part.end <= node.end && part.getSourceFile() === file;
    if (isWithin && !Number.isFinite(v)) return { node: part, isNaN: Number.isNaN(v) };
  }
  return null;
}
