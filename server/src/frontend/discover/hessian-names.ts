/**
 * @file Convention "Hessian": `hessian(x, y)` beside `gradient(x, y)`, `potentialHessian(x, y)` beside
 * `potentialGradient(x, y)`. Members of one object are `object-members.ts`.
 */
import * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import { entriesOf } from './bare-derivative.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { onlySibling, plainWords } from './siblings.ts';

const HESSIANS: ReadonlySet<string> = new Set(['hessian', 'hess']);
const GRADIENTS: ReadonlySet<string> = new Set(['gradient', 'grad']);

/** Only the very arguments say that both are of the same function: a library has a `gradient(f, x)` and a `hessian(f, x)` of anything. */
export function pairHessian(hessian: FoundFunction, collection: Collection): PairCandidate | null {
  const words = plainWords(hessian);
  const place = words.findIndex((word) => HESSIANS.has(word));
  if (place < 0 || hessian.parameters.length === 0 || !isWrittenOut(hessian)) return null;
  const isOf = (words: readonly string[], of: readonly string[]): boolean =>
    words.length === of.length && words.every((word, i) => (i === place ? GRADIENTS.has(word) : word === of[i]));
  const value = onlySibling(hessian, collection, (candidate) => isOf(plainWords(candidate), words));
  if (value === null) return null;
  const pair = { kind: 'suffix', value: value.unit, gradient: hessian.unit, flagIndex: null } as const;
  return { ...pair, wrt: null, declared: false };
}

/** A Hessian may be approximated, by a sum of outer products say; what is written out in rows, or as `{ xx, xy, yy }`, is not. */
function isWrittenOut(hessian: FoundFunction): boolean {
  if (/\breturn \{\s*\w{0,2}xx:/.test(hessian.unit.node.getText())) return true;
  const rows = entriesOf(hessian) ?? [];
  return (
    rows.length > 1 && rows.every((row) => ts.isArrayLiteralExpression(row) && row.elements.length === rows.length)
  );
}
