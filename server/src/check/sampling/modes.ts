/** @file Which modes a sample has: the texts, flags and members of enumerations that code asks for and does not compute with. */
import type { InputSpecs } from '../../frontend/trace/inputs/input-specs.ts';
import type { Sample } from './session.ts';

/** The modes by the names of their inputs, as one would write them: `'mean'`, `true`, `Reduction.Mean`. */
export function modesOf(sample: Sample): ReadonlyMap<string, string> {
  const options = [...sample.options].map(([name, mode]): [string, string] => [
    name,
    typeof mode === 'string' ? `'${mode}'` : String(mode),
  ]);
  const members = [...sample.values.keys()].flatMap((name): [string, string][] => {
    const member = memberOf(sample, name);
    return member === null ? [] : [[name, member]];
  });
  return new Map([...options, ...members]);
}

/** What an enumeration calls the number that an input has; null where it is of none. */
export function memberOf({ specs, values }: Sample, input: string): string | null {
  const domain = specs.get(input)?.domain;
  if (domain?.kind !== 'set' || domain.members === undefined) return null;
  return domain.members[domain.values.indexOf(values.get(input)!)] ?? null;
}

/** Samples for each text that an argument may be, and how many times the usual number they may come to. */
const samplesPerText = 4;
const mostForTexts = 3;

/** How many samples are drawn of a pair, so that one mode among many has some of them, too. */
export function sampleCount({ mostTexts }: InputSpecs, usual: number): number {
  return Math.max(usual, Math.min(mostForTexts * usual, samplesPerText * mostTexts));
}
