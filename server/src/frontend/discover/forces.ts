/**
 * @file Convention "forces": `springForce(x, k)` beside `springEnergy(x, k)` or `springPotential(x, k)`, `force(r)` beside
 * `potential(r)`, `lennardJonesForces(x)` beside `lennardJones(x)`, which it is the derivative of but for the sign.
 */
import type { PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired } from './look-alikes.ts';
import { isVisible, type ValueIndex } from './match.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

const FORCES: ReadonlySet<string> = new Set(['force', 'forces', 'torque', 'torques']);
/** Names of energies that say so by themselves: `morse` beside `morseForce`. */
const NAMED: ReadonlySet<string> = new Set('lj lennardjones morse coulomb yukawa buckingham harmonic hertz'.split(' '));
const POTENTIALS: readonly (readonly string[])[] = [['potential', 'energy'], ['energy'], ['potential']];

/** Only the very arguments say that both are of the same thing, and what is a function of time is no derivative by it. */
export function pairForce(force: FoundFunction, { byStem }: ValueIndex): PairCandidate | null {
  const words = withoutCallable(withoutVerb(splitWords(force.localName)));
  const place = words.findIndex((word) => FORCES.has(word));
  const [first] = force.parameters;
  if (place < 0 || first === undefined || /^(t|time|dt)$/i.test(first)) return null;
  // What is computed from a squared distance is a force divided by the distance, or times it.
  if (force.parameters.some((name) => /^(r|d|dist|distance)_?(2|sq|squared)$/i.test(name))) return null;
  // Forces on all bodies are those of the one energy that has the name.
  const isOfAll = /s$/.test(words[place] ?? '') && words.length > 1;
  const named = isOfAll || NAMED.has(words.toSpliced(place, 1).join('')) ? [...POTENTIALS, []] : POTENTIALS;
  for (const potential of named) {
    const name = words.toSpliced(place, 1, ...potential);
    const [value, ...others] = (byStem.get(name.join('')) ?? []).filter((each) => isBeside(each, force));
    if (value === undefined || others.length > 0 || isFiniteDifference(force, value)) continue;
    return { kind: 'suffix', value: value.unit, gradient: force.unit, wrt: null, flagIndex: null, declared: false };
  }
  return null;
}

function isBeside(value: FoundFunction, force: FoundFunction): boolean {
  return (
    value.unit.file === force.unit.file &&
    value.factory === force.factory &&
    value.container === force.container &&
    takesTheVery(force, value) &&
    isVisible(value, force) &&
    mayBePaired(value)
  );
}

/** What the potential takes, and after it perhaps how many entries the force has. */
function takesTheVery(force: FoundFunction, value: FoundFunction): boolean {
  const { parameters } = value;
  const further = force.parameters.slice(parameters.length);
  return (
    parameters.every((name, i) => force.parameters[i] === name) &&
    (further.length === 0 ||
      (parameters.length > 0 && further.length === 1 && /^(n|count|size|length)$/.test(further[0] ?? '')))
  );
}
