/**
 * @file Inputs in small units: dates in milliseconds that code turns into whole days, `Math.round((b - a) / 86400000)`. Numbers of usual size
 * would all be rounded to 0 there.
 */
import type { Machine } from '../machine.ts';
import type { NumberValue, Value } from '../value.ts';

/** What is divided by less than this may be of usual size. */
const smallestUnit = 1000;

const day = 24 * 60 * 60 * 1000;

/** Notes that an input is a date, in milliseconds, of a few years. */
export function noteDate({ graph, inputs }: Machine, date: Value): void {
  const node = typeof date === 'object' && date?.kind === 'number' ? graph.node(date.e) : null;
  const spec = node?.kind === 'symbol' ? inputs.scalars.get(node.name) : undefined;
  if (spec !== undefined) inputs.specs.noteUnit(spec, day);
}

/** Notes, of what is about to be rounded, in which unit it is. */
export function noteUnit({ graph, inputs }: Machine, rounded: NumberValue): void {
  const quotient = graph.node(rounded.e);
  if (quotient.kind !== 'apply' || quotient.op !== 'div') return;
  const unit = Math.abs(graph.constantValue(quotient.args[1]!) ?? 0);
  if (unit < smallestUnit) return;
  for (const name of graph.symbolsOf([quotient.args[0]!])) {
    const spec = inputs.scalars.get(name);
    if (spec !== undefined) inputs.specs.noteUnit(spec, unit);
  }
}
