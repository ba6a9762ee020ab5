/**
 * @file The state of one traced run: the graph it writes to, the path it takes, the budgets it lives on.
 * How syntax is interpreted is in `expressions.ts`, `statements.ts` and `calls.ts`; this file only holds what they share.
 */
import type * as ts from 'typescript';
import { type Builder, builder } from '../../math/expr/build.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { replaceNodes } from '../../math/rewrite/replace.ts';
import { ops, type OpName } from '../../math/expr/ops/registry.ts';
import { worksInPlace } from '../out-parameter.ts';
import type { FunctionUnit } from '../types.ts';
import { callFunction } from './calls.ts';
import { noteLoopBound } from './inputs/counts.ts';
import type { Effort } from './effort.ts';
import { evaluateExpression } from './expressions.ts';
import { iterate, type Visit } from './generators.ts';
import type { InputSpec } from './inputs/input-spec.ts';
import type { Inputs } from './inputs/inputs.ts';
import type { Modules } from './modules/modules.ts';
import { Unsupported } from './outcome.ts';
import { isDrawnDecision } from './inputs/random-numbers.ts';
import type { Scope } from './scope.ts';
import { type Completion, executeStatement } from './statements.ts';
import { type ArrayValue, arrayOf, type ClosureValue, type NumberValue, objectOf, type Value } from './value.ts';

/** How two numbers were compared. */
export type Comparison = '<' | '<=' | '>' | '>=' | '===' | '!==';

/** One branch decision that depends on the inputs. */
export interface Decision {
  readonly comparison: Comparison;
  readonly lhs: ExprId;
  readonly rhs: ExprId;
  readonly taken: boolean;
  readonly node: ts.Node;
}

/**
 * What a run relied on besides its decisions: that a number has a property (it is NaN, it is 3), or that an operation which the graph
 * simplified away has the value that the simplified expression has, as 0·x has while x is finite.
 */
export type Assumption =
  | { readonly kind: 'answer'; readonly e: ExprId; readonly ask: (v: number) => unknown; readonly answer: unknown }
  | {
      readonly kind: 'simplified';
      readonly e: ExprId;
      readonly op: OpName;
      readonly a: ExprId;
      readonly b: ExprId | null;
      readonly isConstant: boolean;
    };

/** An entry that is not there, read from an array and then computed with, which makes NaN. */
export interface StrayRead {
  readonly node: ts.Node;
  readonly index: number;
  readonly length: number;
  /** The argument that the array is, or null for one that the code made. */
  readonly input: string | null;
}

/** A number, or an entry of a tensor, bound to a local name during the run. */
export interface LocalBinding {
  readonly name: string;
  readonly e: ExprId;
  readonly v: number;
  /** The declaration or assignment. */
  readonly node: ts.Node;
  /** Whether it was bound by the traced function's own code, not by a function it calls. */
  readonly own: boolean;
  /** Whether it is one entry of a tensor that has the name as a whole. */
  readonly isEntry: boolean;
}

/** What to put in the place of expressions: changes of their numbers, or another expression that is evaluated where one stands. */
export type Override =
  | {
      readonly nodes: ReadonlySet<ts.Node>;
      readonly change: (machine: Machine, value: NumberValue, node: ts.Node) => NumberValue;
    }
  | { readonly node: ts.Node; readonly expression: ts.Expression; readonly twin?: Replaced };

/** One more expression that is replaced. */
export interface Replaced {
  readonly node: ts.Node;
  readonly expression: ts.Expression;
}

/** Limits of one run. They count work, not time, so that the same input always ends the same way. */
export const budgets = {
  steps: 300_000,
  /** Of a run with an expression replaced, many of which are tried and some of which would never end. */
  trialSteps: 20_000,
  callDepth: 120,
  arrayLength: 20_000,
  textLength: 100_000,
} as const;

export class Machine {
  readonly graph: Graph;
  readonly build: Builder;
  readonly inputs: Inputs;
  readonly modules: Modules;
  readonly path: Decision[] = [];
  readonly assumptions: Assumption[] = [];
  /**
   * False once a constant's number is not the one that its expression has, which no evaluation of the graph can repeat, and once the
   * code uses tensors, whose operations do not note what they rely on.
   */
  isRepeatable = true;
  /** Variables around the traced function that are free inputs because their values cannot be read, with what kept them from it. */
  readonly unread = new Map<InputSpec, Unsupported | null>();
  /** Functions and members of classes that are not in sight and were taken for what their names say. */
  readonly guesses = new Set<string>();
  readonly locals: LocalBinding[] = [];
  /** Arrays that the traced function's own code gives a name; null for a name that has had several. */
  readonly arrays = new Map<string, ArrayValue | null>();
  /** Last number each expression of the traced function had. */
  readonly numbers = new Map<ts.Node, NumberValue>();
  /** Last entry of the last tensor that each expression of the traced function had. */
  readonly lastEntries = new Map<ts.Node, NumberValue>();
  readonly root: FunctionUnit;
  readonly strayReads: StrayRead[] = [];
  /** Writes beyond the end of typed arrays that the code made, which are lost: the first of each entry. */
  readonly strayWrites = new Map<ArrayValue, Map<number, ts.Node>>();
  /** Whether it wrote where no array has an entry: between two of them, or before the first. */
  writesBeside = false;
  /** Whether an iteration ended by the number of its rounds that was to end where its steps are small. */
  isUnconverged = false;
  /** Entries that a plain array, which the code made with some, did not have before they were written. */
  readonly appended = new Map<ArrayValue, Set<number>>();
  /** Arrays that had no entry when the first was written. */
  readonly #filled = new WeakSet<ArrayValue>();
  /** The last entry read that is not there, until something computes with `undefined`. */
  #stray: StrayRead | null = null;
  /** The expression whose value the traced function returned. */
  returned: ts.Expression | null = null;
  /** What the traced function handed to a `save` function, for its gradient. */
  readonly kept: Value[] = [];
  depth = 0;
  /** Whether the code that runs is written in the traced function: its body, or a callback inside it. */
  inRoot = true;
  /** Takes what the running generator yields and says whether more is wanted; null in any other function. */
  onYield: ((item: Value) => boolean) | null = null;
  #steps = 0;
  readonly #written = new Map<string, ArrayValue>();
  /** The functions that were made by running code, the last of each. */
  readonly closures = new Map<ts.Node, ClosureValue>();
  /**
   * Parameters of constructors that are left out, for nodes that also keep names and parents; what a constructor does that cannot be read
   * then leaves its fields open.
   */
  isBeside: ((parameter: ts.ParameterDeclaration) => boolean) | null = null;
  /** The sides that comparisons of constants took, where such are asked for. */
  readonly fixedSides: [node: ts.Node, taken: boolean][] = [];
  /** Whether these are noted: where a part of the run makes what another compares. */
  notesFixedSides = false;
  /** Whether it left some entries of an array that it was given and wrote to as they were. */
  fillsInPart = false;
  readonly #checkpoint: () => void;
  readonly #effort: Effort | null;
  /** Changes the number of an expression as it is evaluated, to ask what the result would be then. */
  readonly override: Override | null;

  constructor(
    graph: Graph,
    root: FunctionUnit,
    inputs: Inputs,
    modules: Modules,
    checkpoint: () => void,
    override: Override | null = null,
    effort: Effort | null = null,
  ) {
    this.#effort = effort;
    this.override = override;
    this.graph = graph;
    this.build = builder(graph);
    this.root = root;
    this.inputs = inputs;
    this.modules = modules;
    this.#checkpoint = checkpoint;
  }

  /** Counts one step of work. */
  tick(node: ts.Node): void {
    this.#steps++;
    if ((this.#steps & 4095) === 0) this.#checkpoint();
    this.#effort?.spend(1);
    if (this.#effort?.isSpent) {
      throw new Unsupported('step-budget', 'too many steps in all runs of the two functions together', node);
    }
    const most = this.override === null ? budgets.steps : budgets.trialSteps;
    if (this.#steps > most) {
      throw new Unsupported('step-budget', `more than ${most} steps in one call (an endless loop?)`, node);
    }
  }

  /** How many steps of work were counted. */
  get steps(): number {
    return this.#steps;
  }

  /** Counts the cost of an array. */
  allocate(length: number, node: ts.Node): void {
    if (!(length <= budgets.arrayLength)) {
      throw new Unsupported(
        'memory-budget',
        `an array of ${length} elements (the limit is ${budgets.arrayLength})`,
        node,
      );
    }
    for (let i = 0; i < length; i += 64) this.tick(node);
  }

  /** A text that code put together, unless it is longer than any name or message. */
  text(parts: readonly string[], glue: string, node: ts.Node): string {
    const gaps = Math.max(0, parts.length - 1) * glue.length;
    const length = parts.reduce((sum, part) => sum + part.length, gaps);
    if (length > budgets.textLength) {
      throw new Unsupported(
        'memory-budget',
        `a text of ${length} characters (the limit is ${budgets.textLength})`,
        node,
      );
    }
    return parts.join(glue);
  }

  evaluate(node: ts.Expression, scope: Scope): Value {
    return evaluateExpression(this, node, scope);
  }

  execute(node: ts.Statement, scope: Scope): Completion {
    return executeStatement(this, node, scope);
  }

  call(callee: Value, args: readonly Value[], node: ts.Node, self?: Value): Value {
    return callFunction(this, callee, args, node, self);
  }

  /** Runs through an iterable value until the visitor answers false. */
  iterate(value: Value, node: ts.Node, visit: Visit): void {
    iterate(this, value, node, visit);
  }

  /** Whether code is written in the traced function. */
  isInRoot(node: ts.Node): boolean {
    for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent) if (n === this.root.node) return true;
    return false;
  }

  constant(v: number): NumberValue {
    // An expression has no negative zero.
    return { kind: 'number', v: v === 0 ? 0 : v, e: this.build.num(v) };
  }

  /** The operation on numbers, concrete and symbolic at once. */
  apply(op: OpName, a: NumberValue, b?: NumberValue): NumberValue {
    const computed = ops[op].evaluate(a.v, b === undefined ? NaN : b.v);
    const e = b === undefined ? this.build.op(op, a.e) : this.build.op(op, a.e, b.e);
    const v = computed === 0 && this.graph.constantValue(e) === 0 ? 0 : computed;
    this.#noteSimplified(op, a.e, b?.e ?? null, e, v);
    return { kind: 'number', v, e };
  }

  #noteSimplified(op: OpName, a: ExprId, b: ExprId | null, e: ExprId, v: number): void {
    const node = this.graph.node(e);
    if (node.kind === 'apply' && node.op === op && node.args[0] === a && (b === null || node.args[1] === b)) return;
    const isFixed = this.graph.constantValue(a) !== null && (b === null || this.graph.constantValue(b) !== null);
    if (!isFixed) {
      this.assumptions.push({ kind: 'simplified', e, op, a, b, isConstant: node.kind === 'constant' });
    } else if (node.kind !== 'constant' || !Object.is(node.value, v)) this.isRepeatable = false;
  }

  /** What is asked of a number decides how the run goes on, and so belongs to its assumptions. */
  ask<T>(x: NumberValue, ask: (v: number) => T): T {
    const answer = ask(x.v);
    if (this.graph.constantValue(x.e) === null) this.assumptions.push({ kind: 'answer', e: x.e, ask, answer });
    return answer;
  }

  /** Compares two numbers and records the decision unless both are constants. */
  compare(comparison: Comparison, a: NumberValue, b: NumberValue, node: ts.Node): boolean {
    const taken = compareNumbers(comparison, a.v, b.v);
    const fixed = this.graph.constantValue(a.e) !== null && this.graph.constantValue(b.e) !== null;
    if (fixed && this.notesFixedSides) this.fixedSides.push([node, taken]);
    if (fixed || isDrawnDecision(this, [a.e, b.e])) return taken;
    this.path.push({ comparison, lhs: a.e, rhs: b.e, taken, node });
    noteLoopBound(this, a, b, node);
    this.#learn(comparison, a, b);
    this.#learn(comparison, b, a);
    return taken;
  }

  /** What a comparison tells about an argument that is one of its sides. */
  #learn(comparison: Comparison, side: NumberValue, other: NumberValue): void {
    const symbol = this.graph.node(side.e);
    if (symbol.kind !== 'symbol') return;
    const against = this.graph.node(other.e);
    if (comparison === '===' || comparison === '!==') {
      if (against.kind !== 'apply' && against.kind !== 'symbol') this.inputs.noteEquality(symbol.name, other.v);
    } else if (against.kind === 'apply' && against.op === 'abs') this.inputs.noteMagnitude(symbol.name);
  }

  /** The concrete value of a number that decides structure (an index, a length); the decision becomes part of the path. */
  concretise(x: NumberValue, node: ts.Node): number {
    if (this.graph.constantValue(x.e) === null) {
      this.path.push({ comparison: '===', lhs: x.e, rhs: this.build.num(x.v), taken: true, node });
    }
    return x.v;
  }

  /** Remembers that code wrote to an array: the arguments among them are results of a function that returns nothing. */
  noteWrite(array: ArrayValue): void {
    const written = array.owner ?? array;
    if (written.input !== null) this.#written.set(written.input, written);
  }

  /** The argument arrays that were written to, or the only one of them. What was added to their entries counts, not the sum. */
  writtenInputs(): Value {
    const results = [...this.#written].map(([path, array]) => [path, this.#contribution(path, array)] as const);
    const [first] = results;
    if (first === undefined) return undefined;
    return results.length === 1 ? first[1] : objectOf(results);
  }

  /** Arrays within arguments that were filled and not read before, by path: results, though the function may return another. */
  filledParts(): ReadonlyMap<string, ArrayValue> {
    const names = [...this.inputs.values.keys()];
    const isRead = (path: string): boolean => names.some((name) => name.startsWith(`${path}[`));
    return new Map([...this.#written].filter(([path]) => path.includes('.') && !isRead(path)));
  }

  /** An argument that is returned after it was added to: what was added. */
  withoutStart(returned: Value): Value {
    if (typeof returned !== 'object' || returned?.kind !== 'array' || returned.input === null) return returned;
    if (this.#written.get(returned.input) !== returned || this.#isChangedInPlace(returned.input, returned))
      return returned;
    return this.#contribution(returned.input, returned);
  }

  #contribution(path: string, array: ArrayValue): ArrayValue {
    const isInPlace = this.#isChangedInPlace(path, array);
    const isWholly = worksInPlace(this.root.node, path);
    return arrayOf(
      array.items.map((item, i): Value => {
        const start = `${path}[${i}]`;
        // What was looked at and left is a result as well, as is all that a loop goes over; other entries may lie beyond those that are meant.
        if (isWholly || (isInPlace && this.inputs.values.has(start))) return item;
        // An entry that nothing touched is what the caller had there; one of another argument may have been put there.
        if (typeof item === 'object' && item?.kind === 'input' && item.cell.spec.path === start) {
          this.fillsInPart = true;
          return { kind: 'number', v: 0, e: this.graph.constant(0) };
        }
        if (typeof item !== 'object' || item?.kind !== 'number' || !this.graph.symbolsOf([item.e]).has(start))
          return item;
        if (!isAddedTo(this.graph, item.e, start)) return this.#fromZero(item, start);
        const before = { kind: 'number', v: this.inputs.values.get(start) ?? 0, e: this.graph.symbol(start) } as const;
        return this.apply('sub', item, before);
      }),
    );
  }

  /** Whether the code works on what stood in an array, and does not only add to it: it computes with entries, or asks for one. */
  #isChangedInPlace(path: string, { items }: ArrayValue): boolean {
    if (worksInPlace(this.root.node, path)) return true;
    const isEntry = (name: string): boolean => name.startsWith(`${path}[`);
    const isAsked = (e: ExprId): boolean => {
      const node = this.graph.node(e);
      return node.kind === 'symbol' && isEntry(node.name);
    };
    if (this.path.some(({ lhs, rhs }) => isAsked(lhs) || isAsked(rhs)) || this.#isMasked(path, items)) return true;
    return items.some((item, i) => {
      if (typeof item !== 'object' || item?.kind !== 'number') return false;
      const entries = [...this.graph.symbolsOf([item.e])].filter(isEntry);
      if (entries.length === 0) return false;
      const isSummed = (entry: string): boolean =>
        gradientName.test(path) ? isCollected(this.graph, item.e, entry) : isAddedTo(this.graph, item.e, entry);
      return entries.length > 1 || entries[0] !== `${path}[${i}]` || !isSummed(entries[0]);
    });
  }

  /** An entry that was added to and then divided, as a mean is: what it is where it starts at 0. */
  #fromZero({ e }: NumberValue, start: string): NumberValue {
    const rest = replaceNodes(this.graph, e, new Map([[this.graph.symbol(start), this.graph.constant(0)]]));
    this.isRepeatable = false;
    return { kind: 'number', v: evaluate(program(this.graph, [rest]), this.inputs.values).get(rest)!, e: rest };
  }

  /** Whether entries were set to constants alone, and others left, as a rectifier's backward does: `if (y[i] <= 0) dy[i] = 0`. */
  #isMasked(path: string, items: readonly Value[]): boolean {
    const isLeft = (item: Value, i: number): boolean =>
      typeof item === 'object' && item?.kind === 'input' && item.cell.spec.path === `${path}[${i}]`;
    const written = items.filter((item, i) => !isLeft(item, i));
    return (
      written.length < items.length &&
      written.every(
        (item) => typeof item === 'object' && item?.kind === 'number' && this.graph.constantValue(item.e) !== null,
      )
    );
  }

  /** The entry of an array; one that is not there is remembered until it is computed with. */
  entry(array: ArrayValue, index: number, node: ts.Node): Value {
    const { items } = array;
    if (index in items) return items[index];
    this.#stray = { node, index, length: items.length, input: (array.owner ?? array).input };
    return undefined;
  }

  /** A write beyond the end of a typed array. */
  noteStrayWrite(array: ArrayValue, index: number, node: ts.Node): void {
    if ((array.owner ?? array).input !== null) return;
    const known = this.strayWrites.get(array) ?? new Map<number, ts.Node>();
    this.strayWrites.set(array, known);
    if (!known.has(index)) known.set(index, node);
  }

  /** A write behind the end of a plain array, which grows by it. One that was empty is filled so. */
  noteAppended(array: ArrayValue, index: number): void {
    if (array.input !== null || this.#filled.has(array)) return;
    if (array.items.length === 0) this.#filled.add(array);
    else this.appended.set(array, (this.appended.get(array) ?? new Set<number>()).add(index));
  }

  /** Remembers a function that was made. */
  made(closure: ClosureValue): ClosureValue {
    this.closures.set(closure.node, closure);
    return closure;
  }

  /** `undefined` as a number. */
  undefinedAsNumber(): NumberValue {
    if (this.#stray !== null) this.strayReads.push(this.#stray);
    this.#stray = null;
    return this.constant(NaN);
  }

  /** Remembers a number bound to a name, for hovers, derivations and stop-gradients. */
  recordLocal(name: string, value: Value, node: ts.Node): void {
    if (typeof value !== 'object' || value === null) return;
    const own = this.inRoot;
    if (value.kind === 'array' && own) this.arrays.set(name, (this.arrays.get(name) ?? value) === value ? value : null);
    if (value.kind === 'number') this.locals.push({ name, e: value.e, v: value.v, node, own, isEntry: false });
    // Whoever asks what expressions would have to be asks for a callback's parameters before the code reads them.
    const isAsked = this.override !== null && this.depth > 0;
    if (isAsked && value.kind === 'input' && value.cell.spec.shape === 'scalar') {
      this.locals.push({ name, e: this.graph.symbol(value.cell.spec.path), v: NaN, node, own, isEntry: false });
    }
    if (value.kind !== 'tensor') return;
    const isEntry = value.items.length > 1;
    for (const { e, v } of value.items) this.locals.push({ name, e, v, node, own, isEntry });
  }
}

export function compareNumbers(comparison: Comparison, a: number, b: number): boolean {
  switch (comparison) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    default:
      return comparison satisfies never;
  }
}

/** Whether an expression is a sum, or a difference, that starts with a symbol on which nothing else in it depends. */
function isAddedTo(graph: Graph, sum: ExprId, symbol: string): boolean {
  const node = graph.node(sum);
  if (node.kind === 'symbol') return node.name === symbol;
  if (node.kind !== 'apply' || (node.op !== 'add' && node.op !== 'sub')) return false;
  const [start, ...others] = node.args.filter((arg) => graph.symbolsOf([arg]).has(symbol));
  if (start === undefined || others.length > 0) return false;
  return (node.op === 'add' || start === node.args[0]) && isAddedTo(graph, start, symbol);
}

/** Arrays in which gradients are collected, which start at 0: `grad`, `dW`, `weightGrads`. */
const gradientName = /^(d[A-Z_]|d[a-z]{1,2}$|g[A-Z_]|grad|\w+[a-z_](Grad|Gradient)s?$)/;

/** The same where the sum is then divided, or multiplied by something. */
function isCollected(graph: Graph, e: ExprId, symbol: string): boolean {
  if (isAddedTo(graph, e, symbol)) return true;
  const node = graph.node(e);
  if (node.kind !== 'apply' || (node.op !== 'mul' && node.op !== 'div')) return false;
  const [sum, ...others] = node.args.filter((arg) => graph.symbolsOf([arg]).has(symbol));
  const isSum = sum !== undefined && graph.node(sum).kind === 'apply' && others.length === 0;
  return isSum && (node.op === 'mul' || sum === node.args[0]) && isCollected(graph, sum, symbol);
}
