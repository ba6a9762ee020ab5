/**
 * @file Convention "influence": of an M-estimator, ψ = ρ′: `huberPsi` beside `huberRho`, `tukeyInfluence` beside `tukey`. Members of one
 * object that are called `rho` and `psi` are in `roles.ts`. The name is only read here; `match.ts` looks for the value.
 */
import { reading, type GradientReading } from './gradient-names.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

export function influenceReadings(name: string): readonly GradientReading[] {
  const words = withoutCallable(withoutVerb(splitWords(name)));
  const [last, ...rest] = words.toReversed();
  const stem = rest.toReversed();
  if (stem.length === 0 || (last !== 'psi' && last !== 'influence')) return [];
  return [[...stem, 'rho'], stem].map((value) => reading('suffix', value, null, 'influence'));
}
