/**
 * @file Convention "slope": `curveSlope(x)` beside `curve(x)`, `curveValue(x)` or `curveHeight(x)`, where both are formulas of the same
 * arguments. Slopes that are measured, steepnesses without a sign, angles and percentages are left alone.
 */
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { onlySibling, plainWords } from './siblings.ts';

/** What the value of a curve is called. */
const VALUES: ReadonlySet<string> = new Set(
  'value val y x offset lift height elevation point position displacement'.split(' '),
);

export function pairSlope(slope: FoundFunction, collection: Collection): PairCandidate | null {
  const words = plainWords(slope);
  const [first] = slope.parameters;
  if (words.at(-1) !== 'slope' || first === undefined) return null;
  const stem = words.slice(0, -1).join(' ');
  const value = onlySibling(slope, collection, (candidate) => {
    const own = plainWords(candidate);
    // Of a surface, by its two coordinates.
    if (stem === '') return slope.parameters.length > 1 && /^(height|elevation)$/.test(own.join(' '));
    const isOfKind = own.length > 1 && VALUES.has(own.at(-1) ?? '');
    return own.join(' ') === stem || (isOfKind && own.slice(0, -1).join(' ') === stem);
  });
  if (value === null || isMeasured(slope, value)) return null;
  const pair = { kind: 'suffix', value: value.unit, gradient: slope.unit, flagIndex: null } as const;
  return { ...pair, wrt: stem === '' ? null : [first], declared: false };
}

/** Whether the slope is steepness, an angle or a percentage, or rounded: by what it has and its value has not. */
function isMeasured(slope: FoundFunction, value: FoundFunction): boolean {
  const has = ({ unit }: FoundFunction, word: string): boolean =>
    new RegExp(`\\b${word}\\b`).test(unit.node.body?.getText() ?? '');
  return ['abs', 'hypot', 'sqrt', 'atan', 'atan2', 'round', 'toFixed', '100', '180'].some(
    (word) => has(slope, word) && !has(value, word),
  );
}
