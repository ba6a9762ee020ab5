/**
 * @file Convention "suffix": `sigmoid` and `sigmoidGrad`, `mseLoss` and `mse_gradient_wrt_p`, `tanh` and `tanhderivative`.
 * The name is only read here; `match.ts` looks for the value.
 */
import { MARKERS, namedParameter, reading, type GradientReading } from './gradient-names.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

/** `sigmoidGrad`, `bce_gradient_wrt_p`, `sigmoidderivative`. */
export function suffixReadings(name: string): readonly GradientReading[] {
  const words = withoutCallable(withoutVerb(splitWords(name)));
  const readings: GradientReading[] = [];
  for (let index = words.length - 1; index > 0; index--) {
    if (MARKERS.has(words[index] ?? '')) {
      const stem = words.slice(0, index);
      const wrts = namedParameter(words.slice(index + 1));
      readings.push(
        ...wrts.filter(() => isStemOf(words[index] ?? '', stem)).map((wrt) => reading('suffix', stem, wrt)),
      );
    }
  }
  const joined = /^(.+?)(?:derivative|deriviate|derivate|derivation|deriv|gradient|grad|prime|backward)$/.exec(
    words.at(-1) ?? '',
  );
  if (joined?.[1] !== undefined && !MARKERS.has(words.at(-1) ?? '')) {
    readings.push(reading('suffix', [...words.slice(0, -1), joined[1]], null));
  }
  return readings;
}

/** Before these words a marker word means something else: `isPrime`, `moveBackward`, `radialGradient`. */
const OTHER_MEANINGS: { readonly [marker: string]: ReadonlySet<string> } = {
  prime: new Set(
    (
      'is are largest smallest next prev previous nth find first last count check generate random to co add has each ' +
      'test sub sum list closest nearest big mersenne twin safe factor sieve optimus price'
    ).split(' '),
  ),
  backward: new Set(
    (
      'step move go skip seek search play fast jump walk turn page navigate slide rotate drive look find match read ' +
      'iterate traverse delete kill word char cursor is scan shift roll spin swim travel scroll pass'
    ).split(' '),
  ),
  gradient: new Set(
    'color colour background radial conic fill stroke border text sky rainbow palette css svg canvas image draw'.split(
      ' ',
    ),
  ),
  der: new Set('or un in on'.split(' ')),
};

function isStemOf(marker: string, stem: readonly string[]): boolean {
  const others = OTHER_MEANINGS[marker];
  return others === undefined || !(others.has(stem[0] ?? '') || others.has(stem.at(-1) ?? ''));
}
