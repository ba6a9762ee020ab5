/**
 * @file Convention "roles of a module": top-level functions whose whole names are roles, such as exports `activate` and `measure`, or
 * `fn` beside `derivative`. What stands in an object or a class is `object-members.ts`.
 */
import * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { hasUpstream, isAboutDerivatives } from './evidence.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import { splitWords } from './words.ts';

const ACTIVATIONS = ['f', 'fn', 'func', 'activation', 'activate', 'forward', 'output', 'transfer', 'squash'];

const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['measure', ['activate']],
  ['derivative', ACTIVATIONS],
  ['derivate', ACTIVATIONS],
  ['deriv', ACTIVATIONS],
  ['derive', ['activation', 'activate']],
  ['slope', ['loss', 'cost', 'f', 'fn']],
]);

export function pairModuleRoles(gradient: FoundFunction, { found }: Collection): PairCandidate | null {
  const roles = VALUES.get(splitWords(gradient.localName).join(''));
  if (roles === undefined || gradient.container !== null) return null;
  const values = found.filter(
    (candidate) =>
      candidate.container === null &&
      candidate.scope === gradient.scope &&
      roles.includes(splitWords(candidate.localName).join('')) &&
      mayBePaired(candidate) &&
      mayBeValue(candidate),
  );
  // Where they are assigned in one branch or another, those of one branch belong together.
  const near = values.filter((candidate) => branchOf(candidate) === branchOf(gradient));
  const [value, ...others] = near.length > 0 ? near : values;
  if (value === undefined || others.length > 0 || isFiniteDifference(gradient, value)) return null;
  const isBelievable = hasUpstream(gradient) || isAboutDerivatives(gradient.unit.file);
  return isBelievable
    ? {
        kind: 'object-members',
        value: value.unit,
        gradient: gradient.unit,
        wrt: null,
        flagIndex: null,
        declared: false,
      }
    : null;
}

/** The block or `case` that a function is assigned in. */
export function branchOf({ unit }: FoundFunction): ts.Node {
  let around: ts.Node = unit.node.parent;
  while (!ts.isSourceFile(around) && !ts.isBlock(around) && !ts.isCaseOrDefaultClause(around)) around = around.parent;
  return around;
}
