/**
 * @file What an expression of a wrong gradient would have to be for the gradient to be right: it is solved for where one value decides,
 * and candidates are put in its place where it has a value in every round of a loop. What such values mean is read in `change.ts`.
 */
import type * as ts from 'typescript';
import type { Probe } from './probe.ts';
import { agree } from './trial.ts';
import type { Unknowns, WhatIf } from './unknowns.ts';

const matchTolerance = 1e-7;

/** One evaluation of an expression that a value is asked for. */
export interface Place {
  readonly probe: number;
  /** Where it stands among all places. */
  readonly index: number;
  /** The expression's value. */
  readonly present: number;
}

/** What is asked of one expression. */
export interface Needs {
  /** The values that candidates are made for. */
  readonly places: readonly Place[];
  /** Whether the gradient would be right with a candidate's value at every place. */
  fits(candidate: (place: Place) => number): boolean;
  /** The values at the places of another expression; null where it has not as many. */
  valuesOf(other: ts.Node): readonly number[] | null;
  /** What a name stands for at the places; null where that is not known at some. */
  valuesOfName(name: string): readonly number[] | null;
  /** Names that stand for numbers, used or not. */
  readonly names: readonly string[];
  /** The one number that it would have to be at every probe, where there is one. */
  readonly constant: number | null;
  /** What it would have to be at each of the places, where that is known. */
  readonly wanted: readonly number[] | null;
  /** Whether it is known which value it would have to be at every probe. */
  readonly isSolved: boolean;
  /** Whether most candidates are refused without computing what they would lead to. */
  readonly isQuick: boolean;
  /** Whether some probe evaluates it more than once, so that no one value is what it would have to be. */
  readonly isRepeated: boolean;
  /** Set where it is what the last round would need: what gives that value has to be tried to be believed. */
  readonly isOfLastRound?: true;
  /** Whether there may be other values than were found: the equation is not linear in it, or conditions depend on it. */
  readonly isOpen: boolean;
}

/**
 * What the expression would have to be at each probe, seen in one way or two: as one value, and as one in every round. Empty when nothing
 * it could be makes all of them right.
 */
export function neededValues(unknowns: Unknowns, probes: readonly Probe[], node: ts.Expression): readonly Needs[] {
  const whatIfs = probes.map((probe) => unknowns.of(probe, node));
  // Where it is not evaluated, nothing it could be helps.
  if (probes.some(({ wrong }, i) => whatIfs[i] === null && wrong.length > 0)) return [];
  const asked = probes.flatMap((probe, i) => (whatIfs[i] === null ? [] : [{ probe, whatIf: whatIfs[i]! }]));
  const isInCondition = asked.some(({ whatIf }) => whatIf.isInCondition);
  const isRepeated = asked.some(({ whatIf }) => whatIf.present.length > 1);
  const solved = solvedValues(probes, whatIfs, solvedValue);
  const isOpen = isInCondition || asked.some(({ whatIf, probe }) => isCurved(whatIf, probe));
  if (solved !== null) {
    // What is not linear may have another solution than the one found.
    const asOne = { ...solvedNeeds(probes, whatIfs, solved), isRepeated, isOpen };
    // For one number some factor of all rounds can always be found, whatever each of them needs.
    const isTelling = !isRepeated || asked.some(({ whatIf }) => moved(whatIf).length > 1);
    return isTelling && !isOpen ? [asOne] : [asOne, { ...triedNeeds(probes, whatIfs), isRepeated, isOpen }];
  }
  if (!isRepeated && !isOpen) return [];
  const ofLastRound = isRepeated ? solvedValues(probes, whatIfs, solvedInLastRound) : null;
  const last =
    ofLastRound === null
      ? []
      : [{ ...solvedNeeds(probes, whatIfs, ofLastRound), isRepeated, isOfLastRound: true as const, isOpen }];
  const isMovable = isInCondition || asked.every(({ whatIf, probe }) => movesAllWrong(whatIf, probe));
  return isMovable ? [...last, { ...triedNeeds(probes, whatIfs), isRepeated, isOpen }] : last;
}

/** What the expression would have to be at one probe. */
interface Need {
  /** Its value now, and the value that makes the gradient right. */
  readonly present: number;
  readonly wanted: number;
  /** The round that it had this value in. */
  readonly round: number;
}

/** One value per probe, null where it may be anything; null when some probe has none. */
function solvedValues(
  probes: readonly Probe[],
  whatIfs: readonly (WhatIf | null)[],
  valueAt: (whatIf: WhatIf, probe: Probe) => Need | null | 'impossible',
): readonly (Need | null)[] | null {
  const found: (Need | null)[] = [];
  for (const [i, probe] of probes.entries()) {
    const whatIf = whatIfs[i];
    const need = whatIf === null || whatIf === undefined ? null : valueAt(whatIf, probe);
    if (need === 'impossible') return null;
    found.push(need);
  }
  return found;
}

function solvedValue(whatIf: WhatIf, probe: Probe): Need | null | 'impossible' {
  const scaled = scaling(whatIf);
  if (probe.wrong.length === 0) {
    const round = whatIf.present.length - 1;
    const present = whatIf.present[round]!;
    // Where the result does not depend on the expression, as on a factor of a label that is 0, it may be anything.
    const [one, other] = [scaled.at(scaled.isFactor ? 1 : 0), scaled.at(1.5)];
    return probe.components.some((k) => one[k] !== other[k]) ? { present, wanted: present, round } : null;
  }
  const round = tellingRound(whatIf);
  const present = whatIf.present[round]!;
  const solved = solveFor(scaled, probe, probe.wrong[0]!, probe.components);
  return solved === null ? 'impossible' : { present, wanted: scaled.isFactor ? present * solved : solved, round };
}

/** The last round that an expression is not 0 in, as the distance to oneself is: of 0, everything is a multiple. */
function tellingRound({ present }: WhatIf): number {
  const round = present.findLastIndex((value) => value !== 0);
  return round === -1 ? present.length - 1 : round;
}

/** In a loop over the entries each round needs another value. The last one is asked about, whose names are the ones still known. */
function solvedInLastRound(whatIf: WhatIf, probe: Probe): Need | null | 'impossible' {
  if (probe.wrong.length === 0) return solvedValue(whatIf, probe);
  const before = whatIf.present.slice(0, -1);
  const present = whatIf.present.at(-1)!;
  const last = probe.expected.length - 1;
  if (before.length === 0 || !probe.wrong.includes(last)) return 'impossible';
  const isFactor = present !== 0;
  const at = (x: number): readonly number[] => whatIf.with([...before, isFactor ? present * x : x]);
  const solved = solveFor({ at, isFactor }, probe, last, [last]);
  return solved === null
    ? 'impossible'
    : { present, wanted: isFactor ? present * solved : solved, round: before.length };
}

function solvedNeeds(
  probes: readonly Probe[],
  whatIfs: readonly (WhatIf | null)[],
  solved: readonly (Need | null)[],
): Omit<Needs, 'isRepeated' | 'isOfLastRound' | 'isOpen'> {
  const places: Place[] = [];
  const wanted: number[] = [];
  const rounds: number[] = [];
  solved.forEach((need, probe) => {
    if (need === null) return;
    rounds.push(need.round);
    places.push({ probe, index: places.length, present: need.present });
    wanted.push(need.wanted);
  });
  const isWanted = (x: number, { probe, index }: Place): boolean => {
    const goal = wanted[index]!;
    if (isNear(x, goal)) return true;
    // Where the result hardly depends on the expression, what it would have to be is known less precisely.
    const whatIf = whatIfs[probe]!;
    return whatIf.present.length === 1 && isRoughly(x, goal) && agree(probes[probe]!, whatIf.with([x]));
  };
  return {
    isSolved: true,
    wanted,
    constant: wanted.length > 1 && wanted.every((w) => isNear(w, wanted[0]!)) ? wanted[0]! : null,
    names: [],
    isQuick: true,
    places,
    fits: (candidate) => places.every((place) => isWanted(candidate(place), place)),
    valuesOf: (other) => {
      const values = places.map(({ probe, index }) => {
        const whatIf = whatIfs[probe]!;
        const own = whatIf.valuesOf(other);
        return own?.at(own.length === whatIf.present.length ? rounds[index]! : -1);
      });
      return values.every((v) => v !== undefined) ? values : null;
    },
    valuesOfName: () => null,
  };
}

function triedNeeds(
  probes: readonly Probe[],
  whatIfs: readonly (WhatIf | null)[],
): Omit<Needs, 'isRepeated' | 'isOfLastRound' | 'isOpen'> {
  const tests = probes.map((probe, i) => (isSomething(whatIfs[i]) ? linearTest(whatIfs[i], probe) : null));
  const byProbe: Place[][] = [];
  let index = 0;
  whatIfs.forEach((whatIf, probe) => {
    byProbe.push((whatIf?.present ?? []).map((present) => ({ probe, index: index++, present })));
  });
  return {
    isSolved: false,
    wanted: null,
    constant: null,
    names: whatIfs.find(isSomething)?.names ?? [],
    isQuick: tests[0] !== null,
    places: byProbe.flat(),
    fits: (candidate) =>
      probes.every((probe, i) => {
        const whatIf = whatIfs[i];
        if (!isSomething(whatIf)) return true;
        const values = byProbe[i]!.map(candidate);
        return tests[i]?.(values) !== false && agree(probe, whatIf.with(values));
      }),
    valuesOf: (other) => joined(whatIfs, (whatIf) => whatIf.valuesOf(other)),
    valuesOfName: (name) => joined(whatIfs, (whatIf) => whatIf.valuesOfName(name)),
  };
}

function joined(
  whatIfs: readonly (WhatIf | null)[],
  valuesOf: (whatIf: WhatIf) => readonly number[] | null,
): readonly number[] | null {
  const values = whatIfs.map((whatIf) => (whatIf === null ? [] : valuesOf(whatIf)));
  return values.every((own) => own !== null) ? values.flat() : null;
}

function isSomething(whatIf: WhatIf | null | undefined): whatIf is WhatIf {
  return whatIf !== null && whatIf !== undefined;
}

/** Refuses most values that would not make a wrong component right at once; null where the component is not linear in them. */
function linearTest(whatIf: WhatIf, { wrong, expected }: Probe): ((values: readonly number[]) => boolean) | null {
  const [component] = wrong;
  if (component === undefined) return null;
  const { present } = whatIf;
  const now = whatIf.with(present)[component]!;
  const slopes = present.map((v, round) => {
    const step = 0.5 * (1 + Math.abs(v));
    const then = whatIf.with(present.map((other, i) => (i === round ? v + step : other)))[component]!;
    return (then - now) / step;
  });
  const predicted = (values: readonly number[]): number =>
    values.reduce((sum, value, i) => sum + slopes[i]! * (value - present[i]!), now);
  const elsewhere = present.map((v, round) => v * 1.25 + 0.375 / (round + 1));
  const isLinear = isClose(predicted(elsewhere), whatIf.with(elsewhere)[component]!);
  return isLinear ? (values) => isClose(predicted(values), expected[component]!) : null;
}

/** Loose enough for slopes that are differences of rounded numbers. */
function isClose(x: number, y: number): boolean {
  return Math.abs(x - y) <= 1e-5 * Math.max(Math.abs(x), Math.abs(y)) + 1e-9;
}

/** All components as a function of one unknown for all rounds: it multiplies the expression, or is added where that is 0. */
interface Scaling {
  at(x: number): readonly number[];
  readonly isFactor: boolean;
}

function scaling(whatIf: WhatIf): Scaling {
  const isFactor = whatIf.present.some((v) => v !== 0);
  return { at: (x) => whatIf.with(whatIf.present.map((v) => (isFactor ? v * x : x))), isFactor };
}

/** Whether a wrong component depends on the expression otherwise than linearly. */
function isCurved(whatIf: WhatIf, { wrong }: Probe): boolean {
  const { at } = scaling(whatIf);
  const [a, b, c] = [at(1), at(1.5), at(2)];
  return wrong.some((k) => !isNear(c[k]! - b[k]!, b[k]! - a[k]!));
}

/** Whether every wrong component depends on the expression. */
function movesAllWrong(whatIf: WhatIf, { wrong }: Probe): boolean {
  const found = moved(whatIf);
  return wrong.every((k) => found.includes(k));
}

/** The components that depend on the expression: other values in different rounds do not cancel by chance. */
function moved(whatIf: WhatIf): readonly number[] {
  const { present } = whatIf;
  const now = whatIf.with(present);
  const then = whatIf.with(present.map((v, round) => v * 1.25 + 0.375 / (round + 1)));
  return now.flatMap((x, k) => (x === then[k] ? [] : [k]));
}

/** The unknown that makes one component right, if it makes all of the given ones right. */
function solveFor(
  { at, isFactor }: Scaling,
  { expected }: Probe,
  component: number,
  components: readonly number[],
): number | null {
  const goal = expected[component]!;
  const given = (x: number): number => at(x)[component]!;
  // Where the expression is divided by, its reciprocal is what the result depends on linearly.
  // The opposite sign is the commonest mistake, and need not be looked for.
  // Where it can be left out as well, as within a sign, that says more.
  const isOpposite = isFactor && isNear(given(-1), goal) && !isNear(given(0), goal);
  const solved =
    (isOpposite ? -1 : null) ??
    (isFactor && isNear(given(0), goal) ? 0 : null) ??
    solve(given, isFactor ? 1 : 0, goal) ??
    (isFactor ? reciprocal(solve((x) => given(1 / x), 1, goal)) : null) ??
    solve(given, -1, goal);
  if (solved === null) return null;
  const values = at(solved);
  return components.every((k) => isNear(values[k]!, expected[k]!)) ? solved : null;
}

export function isNear(x: number, y: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= matchTolerance * Math.max(Math.abs(x), Math.abs(y)) + 1e-13;
}

function isRoughly(x: number, y: number): boolean {
  return Math.abs(x - y) <= 1e-3 * Math.max(Math.abs(x), Math.abs(y));
}

function reciprocal(x: number | null): number | null {
  return x === null || x === 0 ? null : 1 / x;
}

/** x with f(x) = goal by the secant method from `start`; exact in one step where f is affine, as it mostly is. */
function solve(f: (x: number) => number, start: number, goal: number): number | null {
  let x0 = start;
  let f0 = f(x0);
  // As exact as the numbers are large: forces of gravity are 1e-11.
  const exact = 1e-10 * Math.max(1e-4 * Math.min(1, Math.abs(f0)), Math.abs(goal));
  let x1 = start === 0 ? 1 : start * 1.5;
  for (let i = 0; i < 30; i++) {
    let f1 = f(x1);
    // A step to where f does not exist, as under a root, was too long.
    for (let half = 0; half < 6 && !Number.isFinite(f1) && Number.isFinite(f0); half++) f1 = f((x1 = (x0 + x1) / 2));
    if (!Number.isFinite(f1)) return null;
    if (Math.abs(f1 - goal) <= exact) return x1;
    if (f1 === f0) return null;
    const next = x1 + ((goal - f1) * (x1 - x0)) / (f1 - f0);
    if (!Number.isFinite(next)) return null;
    x0 = x1;
    f0 = f1;
    x1 = next;
  }
  return null;
}
