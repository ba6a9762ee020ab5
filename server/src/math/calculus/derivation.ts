/**
 * @file From a traced function to a derivation that a person can follow: the local variables it uses, its value in terms of them,
 * one line per factor of the chain rule, their product, and what remains of it. Lines are data; `latex/derivation.ts` and
 * {@link stepToText} print them. Which function to derive, and what its locals are, is the front end's business.
 */
import { builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import { type Names, printText } from '../expr/print.ts';
import { NamedValues } from '../rewrite/named.ts';
import { replaceNodes } from '../rewrite/replace.ts';
import { adjoints } from './differentiate.ts';
import { ruleNames } from './rule-names.ts';

/** A function as it was traced along one path. */
export interface TracedFunction {
  readonly graph: Graph;
  readonly output: ExprId;
  readonly wrt: { readonly name: string; readonly id: ExprId };
  /** Local variables in program order; of several with one name the last counts. */
  readonly locals: readonly { readonly name: string; readonly id: ExprId }[];
  readonly title: string;
  /** Nodes that the gradient takes for constants (stop-gradient). */
  readonly held?: ReadonlySet<ExprId>;
}

/** What stands on the left of a line, and as a factor in the chain rule: a variable, or a derivative of one by another. */
export type Quantity =
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'derivative'; readonly of: string; readonly by: string };

/** A side of an equation: an expression of {@link Derivation.graph}, or a sum of products of derivatives. */
export type Side =
  | { readonly kind: 'expression'; readonly id: ExprId }
  | { readonly kind: 'chain'; readonly summands: readonly (readonly Quantity[])[] };

/** One line: `left = right[0] = right[1] …`. */
export interface Step {
  /** The rule in plain words: "definition", "chain rule", "derivative of the sigmoid". */
  readonly rule: string;
  readonly left: Quantity;
  readonly right: readonly Side[];
  /** What a short form keeps first; the result is highest. */
  readonly weight: number;
}

export interface Derivation {
  readonly title: string;
  readonly wrt: string;
  readonly graph: Graph;
  /** Names of the symbols that stand for local variables in the steps and in {@link gradient}. */
  readonly names: Names;
  readonly steps: readonly Step[];
  /** The simplified derivative in terms of the local variables; print it with {@link names}. */
  readonly gradient: ExprId;
  /** The same with the local variables' own nodes in their place, for evaluation and proof. */
  readonly expanded: ExprId;
}

/** Lines of a hover. */
export const hoverLines = 7;

const weights = { result: 9, value: 8, chain: 7, product: 4, factor: 6, definition: 5, aside: 3 } as const;

export function derive(traced: TracedFunction): Derivation {
  return new Deriver(traced).derive();
}

/** The most telling lines, at most `most` of them, in their order. */
export function condense(steps: readonly Step[], most: number): readonly Step[] {
  const kept = [...steps.entries()]
    .sort(([i, a], [j, b]) => b.weight - a.weight || i - j)
    .slice(0, most)
    .map(([i]) => i)
    .sort((a, b) => a - b);
  return kept.map((i) => steps[i]!);
}

/** The line in plain characters: `∂L/∂z = ∂L/∂p · ∂p/∂z`. */
export function stepToText({ graph, names }: Derivation, { left, right }: Step): string {
  const quantity = (part: Quantity): string => (part.kind === 'value' ? part.name : `∂${part.of}/∂${part.by}`);
  const side = (part: Side): string =>
    part.kind === 'expression'
      ? printText(graph, part.id, names)
      : part.summands.map((factors) => factors.map(quantity).join(' · ')).join(' + ');
  return [quantity(left), ...right.map(side)].join(' = ');
}

/** A variable of the derivation: the output, a local, or the one that is differentiated by. */
interface Variable {
  readonly name: string;
  /** The symbol that stands for it; the output has none. */
  readonly symbol: ExprId | null;
  /** Its definition as written and simplified, in terms of earlier symbols. */
  readonly written: ExprId;
  readonly simplified: ExprId;
  readonly held: boolean;
}

class Deriver {
  readonly #traced: TracedFunction;
  readonly #graph: Graph;
  readonly #named: NamedValues;
  readonly #names = new Map<ExprId, string>();
  /** In evaluation order; the output is last. */
  readonly #variables: readonly Variable[];
  readonly #output: Variable;
  readonly #wrt: ExprId;
  readonly #partials = new Map<string, ExprId>();

  constructor(traced: TracedFunction) {
    this.#traced = traced;
    this.#graph = traced.graph;
    const locals = usableLocals(traced);
    this.#named = new NamedValues(traced.graph, locals.keys());
    this.#wrt = this.#named.withSymbols(traced.wrt.id);
    const isHeld = (node: ExprId): boolean => traced.held?.has(node) ?? false;
    const variables: Variable[] = this.#named.nodes.map(({ node, ...parts }) => ({
      ...parts,
      name: locals.get(node)!,
      held: isHeld(node),
    }));
    for (const { name, symbol } of variables) this.#names.set(symbol!, name);
    const written = this.#named.withSymbols(traced.output);
    const simplified = this.#named.simplifier.simplify(written);
    this.#output = { name: outputName(traced, locals), symbol: null, written, simplified, held: false };
    this.#variables = [...variables.filter(({ symbol }) => symbol !== this.#wrt), this.#output];
  }

  derive(): Derivation {
    const { graph, wrt, title } = this.#traced;
    const through = this.#between();
    const gradient = this.#gradient(through);
    return {
      title,
      wrt: wrt.name,
      graph,
      names: this.#names,
      steps: this.#steps(through, gradient),
      gradient,
      expanded: this.#named.withNodes(gradient),
    };
  }

  /** Variables through which the output depends on the one differentiated by, output last. */
  #between(): readonly Variable[] {
    const dependent = this.#variables.filter((variable) => !variable.held && this.#dependsOnWrt(variable));
    const needed = new Set<Variable>([this.#output]);
    for (const user of dependent.toReversed())
      if (needed.has(user)) for (const part of dependent) if (this.#uses(user, part)) needed.add(part);
    return dependent.filter((variable) => needed.has(variable));
  }

  #dependsOnWrt(variable: Variable): boolean {
    return (
      this.#graph.contains(variable.simplified, this.#wrt) ||
      this.#variables.some((part) => !part.held && this.#uses(variable, part) && this.#dependsOnWrt(part))
    );
  }

  #uses(user: Variable, part: Variable): boolean {
    return user !== part && part.symbol !== null && this.#graph.contains(user.simplified, part.symbol);
  }

  /** ∂user/∂symbol with all other symbols held, in terms of the user's own symbol where that helps. */
  #partial(user: Variable, symbol: ExprId): ExprId {
    const key = `${user.simplified} ${symbol}`;
    let partial = this.#partials.get(key);
    if (partial === undefined) {
      const raw = adjoints(this.#graph, user.simplified, this.#heldNodes()).of(symbol);
      const own = user.symbol === null ? raw : replaceNodes(this.#graph, raw, new Map([[user.simplified, user.symbol]]));
      partial = this.#named.simplifier.simplify(own);
      this.#partials.set(key, partial);
    }
    return partial;
  }

  #heldNodes(): ReadonlySet<ExprId> {
    return new Set([...(this.#traced.held ?? [])].map((node) => this.#named.withSymbols(node)));
  }

  /** ∂output/∂wrt by sweeping from the output down, simplified at every variable. */
  #gradient(through: readonly Variable[]): ExprId {
    const build = builder(this.#graph);
    const adjoint = new Map<ExprId | null, ExprId>([[null, build.num(1)]]);
    for (const user of through.toReversed()) {
      const own = this.#named.simplifier.simplify(adjoint.get(user.symbol) ?? build.num(0));
      adjoint.set(user.symbol, own);
      for (const symbol of [...through.map((part) => part.symbol), this.#wrt]) {
        if (symbol === null || symbol === user.symbol) continue;
        const flow = build.mul(own, this.#partial(user, symbol));
        const before = adjoint.get(symbol);
        adjoint.set(symbol, before === undefined ? flow : build.add(before, flow));
      }
    }
    return this.#named.simplifier.simplify(adjoint.get(this.#wrt) ?? build.num(0));
  }

  #steps(through: readonly Variable[], gradient: ExprId): readonly Step[] {
    const steps = this.#definitions(through);
    const inner = through.slice(0, -1);
    const result = expression(gradient);
    if (inner.length === 0) {
      steps.push(this.#line(ruleNames[this.#opOf(this.#output)], this.#byWrt(this.#output), [result], weights.result));
      return steps;
    }
    const paths = this.#paths(through);
    const chain: Side = { kind: 'chain', summands: paths.map((path) => this.#derivatives(path)) };
    steps.push(this.#line('chain rule', this.#byWrt(this.#output), [chain], weights.chain));
    const factors = new Map<string, readonly [Variable, ExprId]>();
    for (const path of paths)
      path.forEach((user, i) => factors.set(`${user.name}/${this.#nameAfter(path, i)}`, [user, path[i + 1]?.symbol ?? this.#wrt]));
    for (const [user, symbol] of factors.values()) {
      const left: Quantity = { kind: 'derivative', of: user.name, by: this.#nameOf(symbol) };
      steps.push(this.#line(ruleNames[this.#opOf(user)], left, [expression(this.#partial(user, symbol))], weights.factor));
    }
    const product = this.#product(paths);
    if (product !== gradient)
      steps.push(this.#line('product of the factors', this.#byWrt(this.#output), [expression(product)], weights.product));
    steps.push(this.#line('simplify', this.#byWrt(this.#output), [result], weights.result));
    return steps;
  }

  /** The value, after definitions of the variables that lines to come speak of. */
  #definitions(through: readonly Variable[]): Step[] {
    const mentioned = new Set<Variable>();
    const mention = (id: ExprId): void => {
      for (const variable of this.#variables)
        if (variable.symbol !== null && !mentioned.has(variable) && this.#graph.contains(id, variable.symbol)) {
          mentioned.add(variable);
          mention(variable.written);
        }
    };
    mention(this.#output.written);
    const steps: Step[] = [];
    for (const variable of this.#variables) {
      if (variable !== this.#output && !mentioned.has(variable)) continue;
      const isOutput = variable === this.#output;
      const rule = isOutput ? 'value' : variable.held ? 'definition, held constant' : 'definition';
      const weight = isOutput ? weights.value : through.includes(variable) ? weights.definition : weights.aside;
      const sides = [expression(variable.written)];
      const { simplifier } = this.#named;
      if (simplifier.cost(variable.simplified) * 3 < simplifier.cost(variable.written) * 2) sides.push(expression(variable.simplified));
      steps.push(this.#line(rule, { kind: 'value', name: variable.name }, sides, weight));
    }
    return steps;
  }

  /** Ways from the output down to the variable differentiated by, each as the variables passed. */
  #paths(through: readonly Variable[]): readonly (readonly Variable[])[] {
    const found: (readonly Variable[])[] = [];
    const walk = (path: readonly Variable[]): void => {
      const last = path.at(-1)!;
      if (this.#graph.contains(last.simplified, this.#wrt)) found.push(path);
      for (const next of through.toReversed()) if (found.length < mostPaths && this.#uses(last, next)) walk([...path, next]);
    };
    walk([this.#output]);
    return found;
  }

  #derivatives(path: readonly Variable[]): readonly Quantity[] {
    return path.map((user, i) => ({ kind: 'derivative', of: user.name, by: this.#nameAfter(path, i) }));
  }

  #nameAfter(path: readonly Variable[], i: number): string {
    return path[i + 1]?.name ?? this.#traced.wrt.name;
  }

  #product(paths: readonly (readonly Variable[])[]): ExprId {
    const { graph } = this.#traced;
    return paths
      .map((path) =>
        path
          .map((user, i) => this.#partial(user, path[i + 1]?.symbol ?? this.#wrt))
          .reduce((a, b) => graph.apply('mul', [a, b])),
      )
      .reduce((a, b) => graph.apply('add', [a, b]));
  }

  #line(rule: string, left: Quantity, right: readonly Side[], weight: number): Step {
    return { rule, left, right, weight };
  }

  #byWrt(of: Variable): Quantity {
    return { kind: 'derivative', of: of.name, by: this.#traced.wrt.name };
  }

  #nameOf(symbol: ExprId): string {
    return symbol === this.#wrt ? this.#traced.wrt.name : this.#names.get(symbol)!;
  }

  /** The operation that a variable's definition ends with, for naming the rule. */
  #opOf({ simplified }: Variable): keyof typeof ruleNames {
    const node = this.#graph.node(simplified);
    if (node.kind !== 'apply') return 'add';
    const [inner] = node.args;
    const below = node.op === 'neg' ? this.#graph.node(inner!) : node;
    return below.kind === 'apply' ? below.op : 'add';
  }
}

/** More ways than this through the locals are not written out. */
const mostPaths = 12;

function expression(id: ExprId): Side {
  return { kind: 'expression', id };
}

/** Locals worth a name of their own: applied operations below the output, by their last name. */
function usableLocals({ graph, output, locals, held }: TracedFunction): ReadonlyMap<ExprId, string> {
  const reachable = new Set(graph.reachable([output]));
  const taken = graph.symbolsOf([output]);
  const last = new Map(locals.map(({ name, id }) => [name, id]));
  const names = new Map<ExprId, string>();
  for (const [name, id] of last)
    if (id !== output && reachable.has(id) && graph.node(id).kind === 'apply' && !taken.has(name)) names.set(id, name);
  // What is held constant is named even if the code does not.
  let unnamed = 0;
  for (const id of held ?? [])
    if (reachable.has(id) && id !== output && graph.node(id).kind === 'apply' && !names.has(id)) names.set(id, `c${++unnamed}`);
  return names;
}

/** L, unless the function uses that name itself. */
function outputName({ graph, output }: TracedFunction, locals: ReadonlyMap<ExprId, string>): string {
  const taken = new Set([...graph.symbolsOf([output]), ...locals.values()]);
  return ['L', 'f', 'value'].find((name) => !taken.has(name)) ?? 'result';
}
