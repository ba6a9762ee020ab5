/** @file One traced run of a function on one sample: from a function and its arguments to expressions, or to the reason why not. */
import * as ts from 'typescript';
import type { Effort } from './effort.ts';
import { type ExprId, type Graph, GraphBudgetExceeded } from '../../math/expr/graph.ts';
import type { FunctionNode, FunctionUnit } from '../types.ts';
import { runBody } from './calls.ts';
import { settle, toItems } from './conversions.ts';
import type { Inputs } from './inputs/inputs.ts';
import {
  type Assumption,
  type Decision,
  type LocalBinding,
  Machine,
  type Override,
  type StrayRead,
} from './machine.ts';
import { Modules } from './modules/modules.ts';
import type { Dependency, ImportResolver } from './modules/read-modules.ts';
import { Unsupported, type UnsupportedCode, UserThrow } from './outcome.ts';
import { toNested } from './tensor/functions.ts';
import { none, receiverOf } from './objects/receiver.ts';
import type { ArrayValue, CollectionValue, NumberValue, Value } from './value.ts';
import type { VariablesLeft } from './modules/variables-left.ts';

/** An entry of a result that was written beyond the end of a typed array, and so is not there. */
export interface LostEntry {
  readonly key: string;
  /** What wrote it. */
  readonly node: ts.Node;
}

/** One number of a result, with where it stands in it: '' for a number itself, `[0]`, `.dw`, `[1].x`. */
export interface OutputLeaf {
  readonly key: string;
  readonly e: ExprId;
  readonly v: number;
  /** Set where the array has no such entry. */
  readonly isGap?: true;
}

export interface Trace {
  readonly kind: 'traced';
  /** What it returned; of a function that returns nothing, the arrays it was given and wrote to. */
  readonly result: Value;
  /** The `this` it ran with, as it left it. */
  readonly self: Value;
  /** What it left in the variables around it. */
  readonly variables: VariablesLeft;
  /** Variables around it that are inputs because their values cannot be read. */
  readonly unread: readonly string[];
  /** Functions and members of classes that are not in sight and were taken for what their names say. */
  readonly guesses: ReadonlySet<string>;
  readonly outputs: readonly OutputLeaf[];
  /** The numbers that it wrote to arrays it was given. */
  readonly written: readonly OutputLeaf[];
  /** Arrays within its arguments that it filled, by path. */
  readonly filled: ReadonlyMap<string, ArrayValue>;
  /** Array arguments whose length it settled, by path. */
  readonly measured: ReadonlySet<string>;
  /** What it handed to a `save` function, for its gradient. */
  readonly kept: readonly Value[];
  /** The expression whose value the function returned, when it returned one. */
  readonly returned: ts.Expression | null;
  /** The decisions; samples that share a trace share this very list. */
  readonly path: readonly Decision[];
  /** The sides that comparisons of constants took, see {@link Machine.fixedSides}. */
  readonly fixedSides: readonly (readonly [node: ts.Node, taken: boolean])[];
  /** What else the run relied on; null when its numbers are not all those of its expressions. */
  readonly assumptions: readonly Assumption[] | null;
  readonly locals: readonly LocalBinding[];
  /** See {@link Machine.arrays}; the numbers in them are those of the run that was interpreted. */
  readonly arrays: ReadonlyMap<string, ArrayValue | null>;
  readonly numbers: ReadonlyMap<ts.Node, NumberValue>;
  /** The last entry of each expression that was a tensor. */
  readonly lastEntries: ReadonlyMap<ts.Node, NumberValue>;
  /** Entries that are not there and that it computed with. */
  readonly strayReads: readonly StrayRead[];
  /** Entries of the result that it wrote beyond the end of an array, those of an array by their index. */
  readonly lost: readonly LostEntry[];
  /** See {@link Machine.fillsInPart}; false for a function that returns something. */
  readonly fillsInPart: boolean;
  /** See {@link Machine.writesBeside}. */
  readonly writesBeside: boolean;
  /** See {@link Machine.isUnconverged}. */
  readonly isUnconverged: boolean;
  /** Keys of entries of the result by which it grew, see {@link Machine.appended}. */
  readonly appended: ReadonlySet<string>;
  readonly dependencies: readonly Dependency[];
  /** Steps of work that it took. */
  readonly steps: number;
}

export interface TraceFailure {
  /** `rejected`: the user's code threw, so the sample is outside its domain. `unsupported`: we do not read it. */
  readonly kind: 'rejected' | 'unsupported';
  readonly code: UnsupportedCode | 'guard';
  readonly what: string;
  readonly node: ts.Node;
  readonly dependencies: readonly Dependency[];
}

/** What one run leaves for the next. */
export interface StateLeft {
  /** Fields of `this`, where both functions have the same. */
  readonly fields: ReadonlyMap<string, Value> | null;
  readonly variables: VariablesLeft;
}

export interface TraceEnvironment {
  readonly graph: Graph;
  readonly resolveImport: ImportResolver;
  readonly checkpoint: () => void;
  /** What all runs may cost together; without one there is no limit but that of each run. */
  readonly effort?: Effort;
}

/**
 * Runs the function on the arguments that `args` makes for it. Never throws on account of the user's code.
 * @param state what an earlier call of another function left where this one finds it.
 * @param call what is run in the place of the function's body, where more belongs to it.
 */
export function trace(
  environment: TraceEnvironment,
  unit: FunctionUnit,
  inputs: Inputs,
  args: (machine: Machine) => readonly Value[],
  override: Override | null = null,
  state: StateLeft | null = null,
  call: ((machine: Machine) => Value) | null = null,
): Trace | TraceFailure {
  inputs.specs.runs++;
  const modules = new Modules(environment.resolveImport, state?.variables);
  const machine = new Machine(
    environment.graph,
    unit,
    inputs,
    modules,
    environment.checkpoint,
    override,
    environment.effort ?? null,
  );
  const dependencies = (): readonly Dependency[] => [...modules.files.dependencies.values()];
  const failed = (
    kind: TraceFailure['kind'],
    code: TraceFailure['code'],
    what: string,
    node: ts.Node,
  ): TraceFailure => ({
    kind,
    code,
    what,
    node,
    dependencies: dependencies(),
  });
  try {
    modules.attach(machine);
    const { self, home } = call === null ? receiverOf(machine, unit) : none;
    if (state?.fields && typeof self === 'object' && self?.kind === 'object') {
      for (const [name, value] of state.fields) self.fields.set(name, value);
    }
    const returned =
      call === null
        ? runBody(
            machine,
            unit.node,
            withRest(machine, unit.node, args(machine)),
            modules.scopeAround(unit.node),
            self,
            { home },
          )
        : call(machine);
    const written = machine.writtenInputs();
    const result = returned === undefined ? written : machine.withoutStart(returned);
    return {
      kind: 'traced',
      result,
      self,
      variables: modules.variablesLeft(),
      unread: [...machine.unread.keys()].map(({ path }) => path),
      guesses: machine.guesses,
      outputs: leaves(machine, result),
      written: leaves(machine, written),
      filled: machine.filledParts(),
      measured: inputs.measured(),
      kept: machine.kept,
      returned: machine.returned,
      path: machine.path,
      fixedSides: machine.fixedSides,
      assumptions: machine.isRepeatable ? machine.assumptions : null,
      locals: machine.locals,
      arrays: machine.arrays,
      numbers: machine.numbers,
      lastEntries: machine.lastEntries,
      strayReads: machine.strayReads,
      lost: machine.strayWrites.size === 0 ? [] : lostEntries(machine, result),
      fillsInPart: returned === undefined && machine.fillsInPart,
      writesBeside: machine.writesBeside,
      isUnconverged: machine.isUnconverged,
      appended: new Set(machine.appended.size === 0 ? [] : appendedEntries(machine, result)),
      dependencies: dependencies(),
      steps: machine.steps,
    };
  } catch (error) {
    if (error instanceof UserThrow) {
      if (error.isMeant) learnFromGuard(machine);
      return failed('rejected', 'guard', error.message, error.node);
    }
    if (error instanceof Unsupported) return failed('unsupported', error.code, error.message, error.node);
    if (error instanceof GraphBudgetExceeded) return failed('unsupported', 'node-budget', error.message, unit.node);
    // The interpreter recurses over the syntax; code nested thousands deep exhausts the stack, which is a budget like any other.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      return failed('unsupported', 'depth-budget', 'code nested too deeply', unit.node);
    }
    throw error;
  }
}

/** A guard that throws where two counts differ says that they are the same, as the rows of a prediction and of its target. */
function learnFromGuard({ graph, inputs, path }: Machine): void {
  // A message may put numbers into words.
  const last = path.findLast(({ node }) => ts.isBinaryExpression(node));
  if (last === undefined || (last.comparison === '!==') !== last.taken) return;
  const [a, b] = [graph.node(last.lhs), graph.node(last.rhs)];
  if (!/^[!=]==$/.test(last.comparison) || a.kind !== 'symbol' || b.kind !== 'symbol') return;
  inputs.specs.tie(inputs.scalars.get(a.name), inputs.scalars.get(b.name));
}

/** The arguments as a call passes them: the array for a rest parameter, which is one input, is spread. */
export function withRest(machine: Machine, node: FunctionNode, args: readonly Value[]): readonly Value[] {
  const parameters = node.parameters.filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'));
  const last = parameters.length - 1;
  if (parameters[last]?.dotDotDotToken === undefined || args[last] === undefined) return args;
  return [...args.slice(0, last), ...toItems(machine, args[last], node)];
}

/** All numbers of a result, in order. What is not there between the numbers of an array is none. */
function leaves(machine: Machine, result: Value): OutputLeaf[] {
  const found: OutputLeaf[] = [];
  visitResult(machine, result, (value, key) => {
    if (value.kind === 'number') found.push({ key, e: value.e, v: value.v });
    if (value.kind === 'gap') found.push(gapAt(machine.graph, key));
  });
  return found;
}

function lostEntries(machine: Machine, result: Value): LostEntry[] {
  const found: LostEntry[] = [];
  visitResult(machine, result, (value, key) => {
    const lost = value.kind === 'array' ? machine.strayWrites.get(value) : undefined;
    for (const [index, node] of [...(lost ?? [])].sort(([a], [b]) => a - b))
      found.push({ key: `${key}[${index}]`, node });
  });
  return found;
}

function appendedEntries(machine: Machine, result: Value): string[] {
  const found: string[] = [];
  visitResult(machine, result, (value, key) => {
    const indices = value.kind === 'array' ? machine.appended.get(value) : undefined;
    for (const index of indices ?? []) found.push(`${key}[${index}]`);
  });
  return found;
}

/** What stands for an entry that is not there. */
export function gapAt(graph: Graph, key: string): OutputLeaf {
  return { key, e: graph.constant(NaN), v: NaN, isGap: true };
}

/** An entry that is not there, in an array of numbers. */
const gap = { kind: 'gap' } as const;

/** Calls for everything that a result consists of, in order. */
function visitResult(
  machine: Machine,
  result: Value,
  at: (value: Extract<Value, { kind: string }> | typeof gap, key: string) => void,
): void {
  // An object may stand in a result twice, but not within itself.
  const open = new Set<unknown>();
  const visitItems = (items: readonly Value[], key: string): void => {
    const isNumber = (item: Value): boolean => typeof item === 'object' && item?.kind === 'number';
    // `[dx, undefined]` says on purpose that there is no second one.
    const last = items.filter(isNumber).length < 2 ? -1 : items.findLastIndex(isNumber);
    items.forEach((item, i) => {
      if (item === undefined && i < last) at(gap, `${key}[${i}]`);
      else visit(item, `${key}[${i}]`);
    });
  };
  const visitEntries = ({ entries, isSet }: CollectionValue, key: string): void => {
    const places = [...entries].map(([name, { value }]) => ({ name, value }));
    // Whole numbers are places, in whatever order they were set.
    const isPlaced =
      !isSet && places.every(({ name }) => typeof name === 'number' && Number.isInteger(name) && name >= 0);
    if (isPlaced) places.sort((a, b) => Number(a.name) - Number(b.name));
    for (const { name, value } of places) visit(value, isPlaced ? `${key}[${name}]` : `${key}.${name}`);
  };
  const visit = (value: Value, key: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value.kind === 'input') {
      // A result that hands an unused argument on: numbers are the only shape worth assuming.
      visit(value.cell.settled ?? settle(machine, value, 'scalar'), key);
      return;
    }
    at(value, key);
    if (value.kind === 'number' || open.has(value)) return;
    // An object that stands in many places of a result has its numbers in each of them.
    machine.tick(machine.root.node);
    open.add(value);
    if (value.kind === 'tensor') visit(toNested(value), key);
    else if (value.kind === 'array') visitItems(value.items, key);
    else if (value.kind === 'object') for (const [name, item] of value.fields) visit(item, `${key}.${name}`);
    else if (value.kind === 'collection') visitEntries(value, key);
    open.delete(value);
  };
  visit(result, '');
}
