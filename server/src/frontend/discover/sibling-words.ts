/**
 * @file Convention "sibling words": two functions beside each other that take the same and are called alike but for one word, which says
 * that the one is the derivative of the other: `normalDensity` and `normalCdf`, `bezierTangent` and `bezierPoint`, `derivativeAt` and
 * `componentAt`, `gradTorus` and `distTorus`. Motions and slopes, of which more must be asked, are `motion.ts` and `slopes.ts`.
 */
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { isApproximated } from './evidence.ts';
import { isNamedAlike, onlySibling, plainWords } from './siblings.ts';

interface Kind {
  readonly derivatives: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  readonly may: (value: FoundFunction) => boolean;
  /** Whether the words alone, as a `gradient` beside a `distance`, say too little. */
  readonly needsName?: true;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const KINDS: readonly Kind[] = [
  {
    derivatives: words('pdf density'),
    values: words('cdf cumulative'),
    may: (value) => !isApproximated(value),
  },
  {
    derivatives: words('tangent'),
    values: words('point position value'),
    // By the length of the curve it is looked up.
    may: ({ localName }) => !/length|distance/i.test(localName),
  },
  { derivatives: words('derivative deriv'), values: words('point position component coordinate'), may: () => true },
  { derivatives: words('grad gradient'), values: words('dist distance sdf sd'), may: () => true, needsName: true },
];

export function pairSiblingWords(derivative: FoundFunction, collection: Collection): PairCandidate | null {
  const own = plainWords(derivative);
  if (derivative.parameters.length === 0) return null;
  for (const kind of KINDS) {
    if (own.length < 2 && kind.needsName) continue;
    if (own.filter((word) => kind.derivatives.has(word)).length !== 1) continue;
    const value = onlySibling(
      derivative,
      collection,
      (candidate) => isNamedAlike(plainWords(candidate), own, kind) && kind.may(candidate),
    );
    if (value === null) continue;
    return {
      kind: 'suffix',
      value: value.unit,
      gradient: derivative.unit,
      wrt: null,
      flagIndex: null,
      declared: false,
    };
  }
  return null;
}
