/**
 * @file Inputs aimed at what random samples may miss: the far side of a branch never taken, the thin region between two thresholds.
 * Where the comparisons of the code, and the kinks of the value, change sign along one input is solved for (`thresholds.ts`); points
 * are placed between and beyond those thresholds, and from where they lead the next ones are aimed at.
 */
import type * as ts from 'typescript';
import { builder } from '../../math/expr/build.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import {
  isBeyondUnit,
  looksLikeLabel,
  type OwnThresholds,
  plausibleRange,
} from '../../frontend/trace/inputs/domains.ts';
import { asksForNaN } from '../../frontend/trace/builtins/globals.ts';
import { selectsEntry } from '../../frontend/trace/inputs/input-spec.ts';
import type { Decision } from '../../frontend/trace/machine.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { valueLeaves } from '../leaves.ts';
import { isCondition } from './unreached.ts';
import { pathKey } from '../path-key.ts';
import { pointBeyond } from './reach.ts';
import type { Sample, Session } from './session.ts';
import { pointsAround, type Range, thresholdsAlong } from './thresholds.ts';

/** Samples that aim, at most; thresholds beyond are left to chance. */
const maxAims = 32;
/** Further ones that aim at sides of branches which nothing has reached yet, in each further round. */
const maxFurtherAims = 8;
const furtherRounds = 4;
/** Inputs that are moved, at most: of arrays, the first entries. */
const maxInputs = 8;
const maxQuantities = 40;
/** Most pairs take some ten thousand to find all thresholds. */
const mostInstructions = 4_000_000;
/** Samples from which several inputs are moved together, at most. */
const mostStarts = 6;

/** Some inputs moved away from where a sample had them. */
export interface Aim {
  readonly base: Sample;
  readonly overrides: ReadonlyMap<string, number>;
}

/** Runs aimed samples, starting from plain ones, and aims again from those that came to a branch with a side not reached yet. */
export function aimedSamples(
  session: Session,
  samples: readonly Sample[],
  inputs: readonly string[],
  run: (aim: Aim) => readonly Sample[],
): readonly Sample[] {
  const { graph } = session.environment;
  const aims = new Aims(graph, inputs);
  const runThere = (aim: Aim): readonly Sample[] => run(aim).filter((sample) => !isCutOff(graph, sample));
  const found = aims.from(baseSamples(samples), maxAims, null).flatMap(runThere);
  let fresh: readonly Sample[] = [...samples, ...found];
  const sides = new Sides();
  for (let round = 0; round < furtherRounds; round++) {
    fresh.forEach((sample) => sides.note(sample));
    const candidates = round === 0 ? [...samples, ...found] : fresh;
    const bases = baseSamples(candidates.filter((sample) => pathOf(sample).some((d) => sides.isOneSided(d))));
    fresh = aims.from(bases, maxFurtherAims, sides, candidates).flatMap(runThere);
    if (fresh.length === 0) break;
    found.push(...fresh);
  }
  return found;
}

/** Whether something called a probability was moved out of (0, 1) to where the value does not depend on it: a guard has cut it off. */
function isCutOff(graph: Graph, { overrides, value, values }: Sample): boolean {
  const beyond = [...overrides].filter(([input, x]) => isBeyondUnit(input, x));
  if (beyond.length === 0) return false;
  const asked = askedOf(graph, value);
  const moved = beyond.filter(([input]) => !asked.some((quantity) => isMargin(graph, quantity, input)));
  const code = program(
    graph,
    valueLeaves(value.outputs).map((leaf) => leaf.e),
  );
  return moved.some(([input, x]) => {
    const near = (name: string): number | undefined => (name === input ? x + 1e-4 : values.get(name));
    const found = evaluate(code, { get: near });
    return valueLeaves(value.outputs).every((leaf) => found.get(leaf.e) === leaf.v);
  });
}

function pathOf({ value, gradient }: Sample): readonly Decision[] {
  return [...value.path, ...gradient.path];
}

/** Which sides of the code's conditions were taken. */
class Sides {
  readonly #taken = new Map<ts.Node, Set<boolean>>();

  note(sample: Sample): void {
    for (const { node, taken } of pathOf(sample)) {
      const known = this.#taken.get(node);
      if (known === undefined) this.#taken.set(node, new Set([taken]));
      else known.add(taken);
    }
  }

  isOneSided({ node }: Decision): boolean {
    return this.#taken.get(node)?.size === 1;
  }
}

class Aims {
  readonly #graph: Graph;
  readonly #inputs: readonly string[];
  readonly #seen = new Set<string>();
  readonly #work = { left: mostInstructions };

  constructor(graph: Graph, inputs: readonly string[]) {
    this.#graph = graph;
    this.#inputs = inputs;
  }

  /**
   * Points between and beyond the thresholds that each base sample's path has.
   * @param sides when given, only inputs that a condition with one side depends on are moved, differentiated or not.
   * @param samples others to start from where no one input leads to the other side.
   */
  from(bases: readonly Sample[], most: number, sides: Sides | null, samples: readonly Sample[] = []): readonly Aim[] {
    const found: Aim[] = [];
    const add = (base: Sample, moved: ReadonlyMap<string, number>): void => {
      const overrides = new Map([...base.overrides, ...moved]);
      const key = `${[...overrides].join(' ')} ${base.draw.labels}`;
      if (this.#seen.has(key) || found.length >= most) return;
      this.#seen.add(key);
      found.push({ base, overrides });
    };
    for (const base of bases) {
      const path = pathOf(base);
      const open = sides === null ? [] : path.filter((d) => isCondition(d) && sides.isOneSided(d));
      if (sides === null) {
        for (const { input, value } of this.#levels(base)) add(base, new Map([[input, value]]));
        for (const moved of this.#missing(base)) add(base, moved);
        for (const moved of this.#marks(base).slice(0, 2)) add(base, moved);
      } else for (const moved of this.#equalities(base, open)) add(base, moved);
      const movable =
        sides === null
          ? this.#inputs
          : [...this.#graph.symbolsOf(open.flatMap((d) => [d.lhs, d.rhs]))].filter((name) => base.values.has(name));
      const signed = signedQuantities(this.#graph, [base.value, base.gradient]);
      const ranges = this.#ranges(base, movable.slice(0, maxInputs), signed);
      for (const aim of this.#beyond(base, open, ranges, samples)) add(aim.base, aim.overrides);
      for (const [input, range] of ranges) {
        const thresholds = thresholdsAlong(
          this.#graph,
          signed.kinks,
          signed.compared,
          base.values,
          input,
          range,
          this.#work,
        );
        for (const x of pointsAround(thresholds, range, input)) add(base, new Map([[input, x]]));
      }
    }
    return found;
  }

  /** Where each input may be moved; inputs that stay where they are have no range. */
  #ranges(base: Sample, inputs: readonly string[], { kinks, compared }: SignedQuantities): ReadonlyMap<string, Range> {
    const ranges = new Map<string, Range>();
    const owners = new Map<ExprId, string>();
    /** The one input that a quantity depends on, or several. */
    const ownerOf = (id: ExprId): string => {
      let owner = owners.get(id);
      if (owner === undefined) owners.set(id, (owner = [...this.#graph.symbolsOf([id])].join()));
      return owner;
    };
    for (const input of inputs) {
      // What is differentiated is what the function is of; the constants of a loss stay where they have a meaning.
      const isInput = this.#inputs.includes(input);
      const isOwn = (id: ExprId): boolean => isInput && ownerOf(id) === input;
      const asksBeyondUnit = (): boolean => {
        return askedOf(this.#graph, base.value).some((id) =>
          isOwn(id) ? leavesUnit(this.#graph, id, input) : isInput && isMargin(this.#graph, id, input),
        );
      };
      const own = { hasKink: kinks.some(isOwn), isCompared: compared.some(isOwn), asksBeyondUnit };
      const range = rangeOf(base, input, own);
      if (range !== null) ranges.set(input, range);
    }
    return ranges;
  }

  /** Points on the other side of conditions: where one input leads, or else several together, from this sample or one of the same path. */
  #beyond(
    base: Sample,
    open: readonly Decision[],
    ranges: ReadonlyMap<string, Range>,
    samples: readonly Sample[],
  ): readonly Aim[] {
    const build = builder(this.#graph);
    const ordered = open.filter(({ comparison }) => comparison !== '===' && comparison !== '!==');
    if (ordered.length === 0) return [];
    // Boxes that lie apart do not overlap more when one side moves a little.
    const alike = samples.filter((sample) => sample !== base && keyOfPath(sample) === keyOfPath(base));
    const starts = [base, ...alike].slice(0, mostStarts);
    return [...new Set(ordered.map(({ lhs, rhs }) => build.sub(lhs, rhs)))].flatMap((quantity) => {
      const found = [...ranges].flatMap(([input, range]) => {
        const thresholds = thresholdsAlong(this.#graph, [], [quantity], base.values, input, range, this.#work);
        return pointsAround(thresholds, range, input).map((x): Aim => ({ base, overrides: new Map([[input, x]]) }));
      });
      if (found.length > 0) return found;
      for (const start of starts) {
        const overrides = pointBeyond(this.#graph, quantity, start.values, ranges);
        if (overrides !== null) return [{ base: start, overrides }];
      }
      return [];
    });
  }

  /**
   * Inputs that are not differentiated, at the whole numbers that the code counts up to them: a level or a class that `level > k` is asked
   * of for k = 0, 1, 2, … is one of these, and no other number tells `>` from `>=`.
   */
  #levels(base: Sample): readonly AtNumber[] {
    const counted = new Map<ts.Node, { readonly input: string; readonly values: Set<number> }>();
    for (const { node, lhs, rhs } of pathOf(base)) {
      for (const [id, bound] of [
        [lhs, rhs],
        [rhs, lhs],
      ] as const) {
        const input = this.#graph.node(id);
        const value = this.#graph.constantValue(bound);
        if (input.kind !== 'symbol' || value === null || !Number.isInteger(value)) continue;
        const known = counted.get(node);
        if (known === undefined) counted.set(node, { input: input.name, values: new Set([value]) });
        else if (known.input === input.name) known.values.add(value);
      }
    }
    return (
      [...counted.values()]
        .filter(({ input, values }) => values.size > 1 && !this.#inputs.includes(input))
        // How many entries there are is no level: loops count up to it.
        .filter(({ input }) => base.specs.get(input)?.count === false)
        .flatMap(({ input, values }) => [...values].map((value) => ({ input, value })))
        .filter(({ input, value }) => allows(base, input, value))
    );
  }

  /** Entries of arrays that are not differentiated, as missing: the code asks them whether they are NaN. */
  #missing(base: Sample): readonly ReadonlyMap<string, number>[] {
    const asked = [...(base.value.assumptions ?? [])].flatMap((each) => {
      const symbol = this.#graph.node(each.e);
      const isAsked = each.kind === 'answer' && each.ask === asksForNaN && each.answer === false;
      return isAsked && symbol.kind === 'symbol' && symbol.name.endsWith(']') ? [symbol.name] : [];
    });
    // A sample may have more entries of an array than the one that named the inputs.
    const arrays = new Set(this.#inputs.map(arrayOf));
    const entries = [...new Set(asked)].filter((input) => !arrays.has(arrayOf(input)) && allows(base, input, NaN));
    const marked = (names: readonly string[]): ReadonlyMap<string, number> => new Map(names.map((name) => [name, NaN]));
    return [...(entries.length > 2 ? [marked(entries.slice(0, -1))] : []), ...entries.map((name) => marked([name]))];
  }

  /**
   * Inputs that are not differentiated, at the one number that a condition asks for: `n === 1`, `label === ignoreIndex`. Of an array first
   * several entries at once, since what is counted over them shows where there is more than one, and then each.
   */
  #equalities(base: Sample, open: readonly Decision[]): readonly ReadonlyMap<string, number>[] {
    const byCondition = new Map<
      ts.Node,
      { readonly asked: Map<string, number>; readonly given: Map<string, number> }
    >();
    for (const decision of open) {
      const found = this.#askedFor(base, decision);
      if (found === null || this.#inputs.includes(found.input)) continue;
      const { input, value, given } = found;
      if (!allows(base, input, value) || (given !== undefined && !allows(base, given, value))) continue;
      const known = byCondition.get(decision.node) ?? { asked: new Map(), given: new Map() };
      byCondition.set(decision.node, known);
      known.asked.set(input, value);
      if (given !== undefined) known.given.set(given, value);
    }
    return [...byCondition.values()].flatMap(({ asked, given }) => [
      ...(asked.size > 2 ? [new Map([...given, ...[...asked].slice(0, -1)])] : []),
      ...[...asked].map((each) => new Map([...given, each])),
    ]);
  }

  /** Rows that are marked to be ignored, beside others that are not: where chance marks all or none, nothing is seen of how they are counted. */
  #marks(base: Sample): readonly ReadonlyMap<string, number>[] {
    const isOfMark = (decision: Decision): boolean => {
      const asked = this.#askedFor(base, decision);
      return asked !== null && asked.input.endsWith(']') && (asked.value === noClass || asked.given !== undefined);
    };
    return this.#equalities(base, pathOf(base).filter(isOfMark));
  }

  /** The number that decides a condition on one input: what it is compared with, or that there is no class by a negative number. */
  #askedFor(base: Sample, { lhs, rhs, comparison }: Decision): Asked | null {
    const isEquality = comparison === '===' || comparison === '!==';
    for (const [id, other] of [
      [lhs, rhs],
      [rhs, lhs],
    ] as const) {
      const symbol = this.#graph.node(id);
      if (symbol.kind !== 'symbol') continue;
      const input = symbol.name;
      const value = this.#graph.constantValue(other);
      if (isEquality && value !== null) return { input, value };
      if (!selectsEntry(base.specs.get(input))) continue;
      const given = this.#graph.node(other);
      const named =
        given.kind === 'symbol' && !this.#inputs.includes(given.name) ? base.specs.get(given.name) : undefined;
      if (isEquality && named !== undefined && !selectsEntry(named) && !named.count)
        return { input, value: named.fallback ?? noClass, given: named.path };
      // Of a single number a negative one only guards against nonsense.
      if (!isEquality && (value === 0 || value === noClass) && input.endsWith(']')) return { input, value: noClass };
    }
    return null;
  }
}

/** The array that an entry is of. */
const arrayOf = (input: string): string => input.replace(/\[.*$/, '');

/** What marks a row that has no class, by custom. */
const noClass = -1;

/** A number that an input has to have for a condition, and the other input that says so, as `ignoreIndex`. */
interface Asked extends AtNumber {
  readonly given?: string;
}

/** Where an input may be moved: as its tag says, or near its default, or where its name has a meaning; null for nowhere. */
function rangeOf({ specs }: Sample, input: string, own: OwnThresholds): Range | null {
  const spec = specs.get(input);
  const domain = spec?.domain ?? null;
  if (domain !== null) return domain.kind === 'interval' ? [domain.low, domain.high] : null;
  if (selectsEntry(spec)) return null;
  const [low, high] = plausibleRange(input, own);
  return spec?.positive === true ? [Math.max(low, 0.01), high] : [low, high];
}

function allows({ specs }: Sample, input: string, value: number): boolean {
  const domain = specs.get(input)?.domain ?? null;
  if (domain === null) return true;
  if (domain.kind === 'set') return domain.values.includes(value);
  return domain.kind === 'interval' && value > domain.low && value < domain.high;
}

function keyOfPath(sample: Sample): string {
  return pathKey(pathOf(sample));
}

/**
 * One sample per path, drawn ones and plain labels first: other paths have other comparisons. So has another label where there is one
 * number of it, since it decides whether there is a threshold at all: of 1 − y·s there is none for y = 0.
 */
function baseSamples(samples: readonly Sample[]): readonly Sample[] {
  const plainFirst = [...samples].sort(
    (a, b) =>
      Number(a.overrides.size > 0) - Number(b.overrides.size > 0) ||
      Number(b.draw.labels === 'zero-one') - Number(a.draw.labels === 'zero-one'),
  );
  const seen = new Set<string>();
  const found: Sample[] = [];
  const withLabel = (sample: Sample): string => `${keyOfPath(sample)} ${onlyLabel(sample)}`;
  for (const keyOf of [keyOfPath, withLabel]) {
    for (const sample of plainFirst) {
      if (seen.has(keyOf(sample))) continue;
      seen.add(keyOfPath(sample)).add(withLabel(sample));
      found.push(sample);
    }
  }
  return found.slice(0, 4);
}

/** The class that a sample's label says, where it is one number. */
function onlyLabel({ values }: Sample): string {
  const labels = [...values].filter(([name]) => looksLikeLabel(name));
  const label = labels.length === 1 ? labels[0]![1] : NaN;
  return Math.abs(label) <= 1 && Number.isInteger(label) ? String(label) : '';
}

/** An input, and a number that it is to have. */
interface AtNumber {
  readonly input: string;
  readonly value: number;
}

interface SignedQuantities {
  readonly kinks: readonly ExprId[];
  readonly compared: readonly ExprId[];
}

/** Expressions whose sign decides something: arguments of |·| and differences of max and min, and sides of comparisons. */
export function signedQuantities(graph: Graph, traces: readonly Trace[]): SignedQuantities {
  const build = builder(graph);
  const kinks = new Set<ExprId>();
  const compared = new Set<ExprId>();
  for (const { lhs, rhs, comparison } of traces.flatMap(({ path }) => path)) {
    if (comparison !== '===' && comparison !== '!==') compared.add(build.sub(lhs, rhs));
  }
  const outputs = traces.flatMap(({ outputs: leaves }) => leaves.map((leaf) => leaf.e));
  for (const id of graph.reachable([...outputs, ...compared])) {
    const node = graph.node(id);
    if (node.kind !== 'apply') continue;
    const [a, b] = node.args;
    if (node.op === 'max' || node.op === 'min') kinks.add(build.sub(a!, b!));
    else if (node.op === 'abs' || node.op === 'sign' || node.op === 'step') kinks.add(a!);
  }
  return { kinks: [...kinks].slice(0, maxQuantities), compared: [...compared].slice(0, maxQuantities) };
}

/** Whose signs the value's code asks for. */
function askedOf(graph: Graph, value: Trace): readonly ExprId[] {
  const { kinks, compared } = signedQuantities(graph, [value]);
  return [...kinks, ...compared];
}

/** Whether a value asks for the sign of a score times its label, so that labels are −1 and 1. */
export function hasMargin(graph: Graph, value: Trace, inputs: readonly string[]): boolean {
  return askedOf(graph, value).some((quantity) => inputs.some((input) => isMargin(graph, quantity, input)));
}

/** Whether a quantity is one of a score times its label, as 1 − y·s: for one of the labels it has a sign where no probability is. */
function isMargin(graph: Graph, quantity: ExprId, input: string): boolean {
  const symbols = graph.symbolsOf([quantity]);
  const [label, ...others] = [...symbols].filter((name) => name !== input);
  if (!symbols.has(input) || label === undefined || others.length > 0 || !looksLikeLabel(label)) return false;
  const code = program(graph, [quantity]);
  const at = (x: number, y: number): number =>
    evaluate(code, { get: (name) => (name === input ? x : y) }).get(quantity)!;
  return [0.3, 0.8, 4].every((x) => at(x, 1) === at(-x, -1)) && Math.sign(at(1e-9, 1)) !== Math.sign(at(4, 1));
}

/** Whether a quantity of one input changes sign at 0 or below, or at 1 or above; what keeps off 0 and 1 by an epsilon does not. */
function leavesUnit(graph: Graph, quantity: ExprId, input: string): boolean {
  const code = program(graph, [quantity]);
  const signAt = (x: number): number =>
    Math.sign(evaluate(code, { get: (name) => (name === input ? x : undefined) }).get(quantity)!);
  return signAt(-3) !== signAt(1e-9) || signAt(1 - 1e-9) !== signAt(4);
}
