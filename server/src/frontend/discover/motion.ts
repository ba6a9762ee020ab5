/**
 * @file Convention "motion": `position(t)` and `velocity(t)`, `velocity(t)` and `acceleration(t)`, in an object, a class or a scope,
 * where both are formulas of the same time. What is looked up, measured or converted to other units is left alone.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { isNamedAlike, onlySibling, plainWords } from './siblings.ts';

/** What the rate of change of each is called. The words of a curve, such as its point, belong to its velocity as well. */
const RATES: readonly { readonly derivatives: ReadonlySet<string>; readonly values: ReadonlySet<string> }[] = [
  {
    derivatives: new Set(['velocity', 'vel']),
    values: new Set(
      'position pos displacement offset location centre center point curve trajectory path equation'.split(' '),
    ),
  },
  { derivatives: new Set(['acceleration', 'accel', 'acc']), values: new Set(['velocity', 'vel']) },
];

/** Whether a parameter is called like a time. */
export function isTimeName(name: string): boolean {
  return /^(t|time|tau|seconds)$/i.test(name);
}

export function pairMotion(rate: FoundFunction, collection: Collection): PairCandidate | null {
  const words = plainWords(rate);
  const kind = RATES.find(({ derivatives }) => words.some((word) => derivatives.has(word)));
  const time = rate.parameters.find(isTimeName) ?? null;
  if (kind === undefined || time === null || isConverted(rate)) return null;
  const rest = words.filter((word) => !kind.derivatives.has(word)).join(' ');
  const value = onlySibling(rate, collection, (candidate) => {
    const own = plainWords(candidate);
    // `at(t)` beside `velocityAt(t)`.
    return isNamedAlike(own, words, kind) || (own.length === 0 && rest === '');
  });
  if (value === null || isConverted(value) || isStored(rate, value)) return null;
  const pair = { kind: 'object-members', value: value.unit, gradient: rate.unit, flagIndex: null } as const;
  return { ...pair, wrt: [time], declared: false };
}

/** Seconds, minutes and kilometres turn up as factors, which are no mistakes. */
function isConverted({ unit }: FoundFunction): boolean {
  return /\b(1000|1e3|60|3600|3\.6|0\.001)\b|milli|second/i.test(unit.node.body?.getText() ?? '');
}

/** Whether the rate reads a velocity that somebody keeps, where the value does not read the same: then it is not derived from it. */
function isStored(rate: FoundFunction, value: FoundFunction): boolean {
  const kept = (found: FoundFunction): readonly string[] => {
    const names: string[] = [];
    forEachDescendant(found.unit.node, (node) => {
      if (ts.isPropertyAccessExpression(node) && /^(v|vel|velocit|speed|accel)/i.test(node.name.text))
        names.push(node.name.text);
    });
    return names;
  };
  const known = new Set(kept(value));
  return kept(rate).some((name) => !known.has(name));
}
