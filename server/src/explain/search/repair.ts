/**
 * @file Finds the one expression of a wrong gradient that, changed, would make it right, and the change: of all ways to call and read the
 * gradient and of the functions that it calls, the simplest repair that `repair-search.ts` finds.
 */
import type { Repair } from './change.ts';
import type { Attempt, Judged } from '../../check/attempt.ts';
import { derivativeNames } from '../../check/conventions/handed-on.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { helpersOf } from './helpers.ts';
import type { Effort } from '../../frontend/trace/effort.ts';
import { looksLikeHyperparameter, looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import { withinBudget } from '../../math/expr/graph.ts';
import { withinLimits } from './other-labels.ts';
import { RepairSearch } from './repair-search.ts';
import { type ArgumentSource, parameterName, parametersOf, type Session } from '../../check/sampling/session.ts';
import { takesOutputByInputName } from '../../check/conventions/targets.ts';

/** Trials of edits under one attempt, and at least: they keep the search of a long function from holding up the editor. */
const mostTrials = 1200;
const fewestTrials = 300;

/** Steps of the interpreter that each kind of search may take: none of them is to use up what another would need. */
const searchSteps = { plainChange: 90_000, edit: 200_000, farFetchedChange: 80_000 } as const;

/** Costlier repairs are not believed before other ways to call the gradient have been looked at. */
export const plainRepair = 2.7;
/** What another way to call or read the gradient costs, beside the likeliest one. */
const otherAttempt = 0.8;
/** How much the reading that a name asks for, as that of forces, is likelier than the plain one. */
const opposite = 0.05;
/** What it costs besides to take for the output what has the name of one of several inputs. */
const inputForOutput = 2;
/** What it costs to call it otherwise than `p` and `dp` tell. */
const againstNames = 1.5;
/** What it costs to look for the mistake in a function that the gradient calls. */
const inHelper = 0.7;
/** What it costs besides to take it for the derivative by something else. */
const otherInputs = 2.4;

/** What it costs besides to take it for the derivative by what is mostly a constant of the loss, or its label. */
const byConstant = 1.6;

const mostFarFetchedOfOne = 5;
export interface FoundRepair {
  readonly attempt: Attempt;
  readonly repair: Repair;
}

/**
 * The simplest single change that makes the gradient right at every sample looked at, under one of the attempts, the likeliest of which
 * comes first; null when there is none. Code written for some labels alone is wrong at the others whatever is changed, so those
 * that it may be written for are tried by themselves.
 * @param most trials of edits
 */
export function findRepair(
  session: Session,
  attempts: readonly Attempt[],
  most: number = mostTrials,
): FoundRepair | null {
  return (
    findAmong(session, attempts, most, ({ judged }) => [judged]) ?? findAmong(session, attempts, most, withinLimits)
  );
}

function findAmong(
  session: Session,
  fitting: readonly Attempt[],
  most: number,
  samplesOf: (attempt: Attempt) => readonly (readonly Judged[])[],
): FoundRepair | null {
  const told = fitting.find((attempt) => isTold(session, attempt));
  const attempts = told === undefined ? fitting : [told, ...fitting.filter((attempt) => attempt !== told)];
  const ofOther = told === undefined ? 0 : againstNames;
  const penalty = (attempt: Attempt): number =>
    ofOther + penaltyOf(attempt, attempts[0]!) + (isInputTaken(session, attempt) ? inputForOutput : 0);
  const ways = attempts.flatMap((attempt, i) =>
    samplesOf(attempt).map((judged): Way => ({
      attempt,
      penalty: i === 0 ? 0 : penalty(attempt),
      search: new RepairSearch(session, attempt, judged, null),
    })),
  );
  const [likeliest] = attempts;
  const inHelpers =
    likeliest === undefined ? [] : samplesOf(likeliest).flatMap((judged) => helperWays(session, likeliest, judged));
  const trials = Math.max(Math.min(fewestTrials, most), most / Math.max(1, ways.length));
  // What mends it under the likeliest attempt mostly costs too little for the others to be looked at.
  const { effort } = session.environment;
  const ofLikeliest = simplest(ways.slice(0, 1), trials, effort, null);
  const withHelpers = inHelpers.length === 0 ? ofLikeliest : simplest(inHelpers, trials, effort, ofLikeliest);
  return simplest(ways.slice(1), trials, effort, withHelpers);
}

/** The same attempt with the mistake in a function that the gradient calls. */
function helperWays(session: Session, attempt: Attempt, judged: readonly Judged[]): readonly Way[] {
  return helpersOf(session).map((helper) => ({
    attempt,
    penalty: inHelper,
    search: new RepairSearch(session, attempt, judged, null, helper),
  }));
}

/** One way to take the gradient, and what it costs to believe in it. */
interface Way {
  readonly attempt: Attempt;
  readonly penalty: number;
  readonly search: RepairSearch;
}

/** The simplest repair, or the one known before where nothing simpler is found. Each look is for what costs less than all before. */
function simplest(
  ways: readonly Way[],
  trials: number,
  effort: Effort | undefined,
  known: FoundRepair | null,
): FoundRepair | null {
  let best = known;
  const look = (way: Way, find: (below: number) => Repair | null): void => {
    const below = (best?.repair.cost ?? Infinity) - way.penalty;
    const found = withinBudget(
      () => find(below),
      () => null,
    );
    if (found === null) return;
    best = { attempt: way.attempt, repair: { ...found, cost: found.cost + way.penalty } };
  };
  effort?.allow(searchSteps.plainChange);
  for (const way of ways) look(way, (below) => way.search.plainChange(below));
  effort?.allow(searchSteps.edit);
  for (const way of ways) look(way, (below) => way.search.bestEdit(below, trials));
  effort?.allow(searchSteps.farFetchedChange);
  for (const way of ways) look(way, (below) => way.search.farFetchedChange(below));
  return best;
}

/** What it costs to take a gradient otherwise than is likeliest. Of forces and steps the opposite sign is meant. */
function penaltyOf(attempt: Attempt, likeliest: Attempt): number {
  const isSame = isAsTo(attempt, likeliest);
  if (isSame && attempt.binding === likeliest.binding && attempt.reading.kind === 'negative') return -opposite;
  const isGiven = (name: string): boolean => looksLikeHyperparameter(name) || looksLikeLabel(name);
  const isByConstant = !isSame && attempt.target.parameters.every(isGiven);
  return otherAttempt + (isSame ? 0 : otherInputs) + (isByConstant ? byConstant : 0);
}

/** Whether names tell that the gradient is called with the output and what is handed in by it: `p` and `dp`. */
function isTold({ gradient }: Session, { binding }: Attempt): boolean {
  const nameOf = (isIt: (source: ArgumentSource) => boolean): string | null => {
    const g = binding.gradient.findIndex(isIt);
    return g < 0 ? null : plainName(parameterName(parametersOf(gradient)[g]!, g));
  };
  const output = nameOf(({ kind }) => kind === 'output');
  const upstream = nameOf((source) => source.kind === 'input' && source.spec === binding.upstream);
  return output !== null && upstream !== null && derivativeNames(output).includes(upstream);
}

/** Whether the gradient would be called with the output where it has the name of one of several inputs. */
function isInputTaken(session: Session, { binding }: Attempt): boolean {
  return parametersOf(session.value).length > 1 && takesOutputByInputName(session, binding);
}

/** Whether two attempts take the gradient for the derivative by the same inputs. */
function isAsTo({ target }: Attempt, other: Attempt): boolean {
  return target.parameters.join() === other.target.parameters.join();
}

/** Entries that are wrong each in its own way are not more than this. */
const mostOwnMistakes = 4;

/**
 * The simplest change that mends one entry of a gradient of which no single change mends all; null unless each other wrong entry has such
 * a change as well, because one mistake that all of them follow from would not be it.
 */
export function findPartialRepair(session: Session, attempt: Attempt, component: number): Repair | null {
  const others = wrongEntries(attempt).filter((entry) => entry !== component);
  if (others.length === 0 || others.length >= mostOwnMistakes) return null;
  const found = repairOfEntry(session, attempt, component);
  if (found === null || !others.every((entry) => repairOfEntry(session, attempt, entry) !== null)) return null;
  return { ...found, isPartial: true };
}

/**
 * What the derivative tells that one expression of the gradient lacks, for where no quantity of the code is what is missing: a factor or
 * a term that is short enough to be named.
 */
export function findLackingPart(session: Session, attempt: Attempt, witness: Judged): Repair | null {
  session.environment.effort?.allow(searchSteps.farFetchedChange);
  return new RepairSearch(session, attempt, attempt.judged, null).lackingPart(witness);
}

function wrongEntries({ judged }: Attempt): readonly number[] {
  return [...new Set(judged.flatMap(({ judgement }) => (judgement.kind === 'different' ? judgement.wrong : [])))];
}

function repairOfEntry(session: Session, attempt: Attempt, entry: number): Repair | null {
  const search = new RepairSearch(session, attempt, attempt.judged, entry);
  const found = simplest([{ attempt, penalty: 0, search }], fewestTrials, session.environment.effort, null);
  return found === null || found.repair.cost > mostFarFetchedOfOne ? null : found.repair;
}
