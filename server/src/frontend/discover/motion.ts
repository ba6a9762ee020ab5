/**
 * @file Convention "motion": `position(t)` and `velocity(t)`, `velocity(t)` and `acceleration(t)`, in an object, a class or a scope,
 * where both are formulas of the same time. What is looked up, measured or converted to other units is left alone.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

/** What the rate of change of each is called. The words of a curve, such as its point, belong to its velocity as well. */
const RATES: readonly { readonly rates: ReadonlySet<string>; readonly of: ReadonlySet<string> }[] = [
  {
    rates: new Set(['velocity', 'vel']),
    of: new Set(
      'position pos displacement offset location centre center point curve trajectory path equation'.split(' '),
    ),
  },
  { rates: new Set(['acceleration', 'accel', 'acc']), of: new Set(['velocity', 'vel']) },
];

export function pairMotion(rate: FoundFunction, { found }: Collection): PairCandidate | null {
  const words = motionWords(rate);
  const kind = RATES.find(({ rates }) => words.some((word) => rates.has(word)));
  if (kind === undefined || !isOfTime(rate) || isConverted(rate)) return null;
  const rest = words.filter((word) => !kind.rates.has(word)).join(' ');
  const isValue = (candidate: FoundFunction): boolean => {
    const own = motionWords(candidate);
    return (
      isBeside(candidate, rate) &&
      // `at(t)` beside `velocityAt(t)`.
      (own.some((word) => kind.of.has(word)) || own.length === 0) &&
      own.filter((word) => !kind.of.has(word)).join(' ') === rest
    );
  };
  const [value, ...others] = found.filter(isValue);
  if (value === undefined || others.length > 0 || !mayBePaired(value) || !mayBeValue(value)) return null;
  if (isConverted(value) || isStored(rate, value) || isFiniteDifference(rate, value)) return null;
  const pair = { kind: 'object-members', value: value.unit, gradient: rate.unit, flagIndex: null } as const;
  return { ...pair, wrt: [rate.parameters[0]!], declared: false };
}

/** The words of a name without verbs and without `at`: `getVelocityAt` → `velocity`. */
function motionWords({ localName }: FoundFunction): readonly string[] {
  return withoutCallable(withoutVerb(splitWords(localName))).filter((word) => word !== 'at' && word !== 'of');
}

function isOfTime({ parameters }: FoundFunction): boolean {
  return /^(t|time|tau|seconds)$/i.test(parameters[0] ?? '');
}

function isBeside(value: FoundFunction, rate: FoundFunction): boolean {
  if (value.unit.node === rate.unit.node || value.parameters.join() !== rate.parameters.join()) return false;
  return rate.container === null
    ? value.container === null && value.scope === rate.scope && value.factory === rate.factory
    : value.container === rate.container;
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
