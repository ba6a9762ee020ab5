/**
 * @file From a traced function to a derivation that a person can follow: the local variables it uses, its value in terms of them,
 * one line per factor of the chain rule, their product, and what remains of it. Lines are data; `latex/derivation.ts` and
 * {@link stepToText} print them. Which function to derive, and what its locals are, is the front end's business.
 */
import { type Builder, builder } from '../expr/build.ts';
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

/** A side of an equation: an expression of {@link Derivation.graph}, or a sum of products in which derivatives are named. */
export type Side =
  Expression | { readonly kind: 'chain'; readonly summands: readonly (readonly (Quantity | Expression)[])[] };

export interface Expression {
  readonly kind: 'expression';
  readonly id: ExprId;
}

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

/** How telling the lines are; definitions of what the result speaks of come before the chain rule's factors. */
const weights = { result: 9, value: 8, chain: 7, spokenOf: 6, factor: 5, definition: 4, product: 3, aside: 2 } as const;

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
export function stepToText({ graph, names }: Derivation, step: Step): string {
  return printStep(step, {
    value: (name) => name,
    derivative: (of, by) => `∂${of}/∂${by}`,
    expression: (id) => printText(graph, id, names),
    times: ' · ',
  });
}

/** How the parts of a line are written. */
export interface StepStyle {
  value(name: string): string;
  derivative(of: string, by: string): string;
  expression(id: ExprId): string;
  readonly times: string;
}

/** The line in the given style. */
export function printStep({ left, right }: Step, style: StepStyle): string {
  const part = (what: Quantity | Expression): string => {
    switch (what.kind) {
      case 'value':
        return style.value(what.name);
      case 'derivative':
        return style.derivative(what.of, what.by);
      case 'expression':
        return style.expression(what.id);
    }
  };
  const side = (what: Side): string =>
    what.kind === 'chain'
      ? what.summands.map((factors) => factors.map(part).join(style.times)).join(' + ')
      : part(what);
  return [part(left), ...right.map(side)].join(' = ');
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
    const adjoint = this.#sweep(through);
    const gradient = adjoint.get(this.#wrt)!;
    const path = this.#onlyPath(through);
    const lines =
      through.length <= 1
        ? this.#directly(gradient)
        : path === null
          ? this.#fromTheOutputDown(through, adjoint)
          : this.#alongOnePath(path, gradient);
    return {
      title,
      wrt: wrt.name,
      graph,
      names: this.#names,
      steps: [...this.#definitions(through, gradient), ...lines],
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
    return [...dependent.filter((variable) => needed.has(variable) && variable !== this.#output), this.#output];
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
      const own =
        user.symbol === null ? raw : replaceNodes(this.#graph, raw, new Map([[user.simplified, user.symbol]]));
      partial = this.#named.simplifier.simplify(own);
      this.#partials.set(key, partial);
    }
    return partial;
  }

  #heldNodes(): ReadonlySet<ExprId> {
    return new Set([...(this.#traced.held ?? [])].map((node) => this.#named.withSymbols(node)));
  }

  /** ∂output/∂symbol for every variable in between and the one differentiated by, simplified at each on the way down. */
  #sweep(through: readonly Variable[]): ReadonlyMap<ExprId | null, ExprId> {
    const build = builder(this.#graph);
    const adjoint = new Map<ExprId | null, ExprId>([[null, build.num(1)]]);
    for (const user of through.toReversed()) {
      const own = this.#named.simplifier.simplify(adjoint.get(user.symbol) ?? build.num(0));
      adjoint.set(user.symbol, own);
      for (const symbol of [...through.map((part) => part.symbol), this.#wrt]) {
        if (symbol === null || symbol === user.symbol) continue;
        const flow = product(build, own, this.#partial(user, symbol));
        adjoint.set(symbol, build.add(adjoint.get(symbol) ?? build.num(0), flow));
      }
    }
    adjoint.set(this.#wrt, this.#named.simplifier.simplify(adjoint.get(this.#wrt) ?? build.num(0)));
    return adjoint;
  }

  /** The output depends on the variable directly: its raw derivative, and what that simplifies to. */
  #directly(gradient: ExprId): readonly Step[] {
    const { simplifier } = this.#named;
    const raw = adjoints(this.#graph, this.#output.simplified, this.#heldNodes()).of(this.#wrt);
    const rule = ruleNames[this.#opOf(this.#output)];
    const left = derivative(this.#output.name, this.#traced.wrt.name);
    const isTelling = raw !== gradient && simplifier.cost(raw) < 4 * simplifier.cost(gradient);
    return [
      ...(isTelling ? [line(rule, left, [expression(raw)], weights.product)] : []),
      line(isTelling ? 'simplify' : rule, left, [expression(gradient)], weights.result),
    ];
  }

  /** One local uses the next: a product of derivatives, one line for each, their product, and what is left of it. */
  #alongOnePath(path: readonly Variable[], gradient: ExprId): readonly Step[] {
    const build = builder(this.#graph);
    const { wrt } = this.#traced;
    const links = path.map((user, i) => {
      const next = path[i + 1];
      const partial = this.#partial(user, next?.symbol ?? this.#wrt);
      return { user, quantity: derivative(user.name, next?.name ?? wrt.name), partial };
    });
    const left = derivative(this.#output.name, wrt.name);
    const chain: Side = { kind: 'chain', summands: [links.map(({ quantity }) => quantity)] };
    const written = links.map(({ partial }) => partial).reduce((a, b) => product(build, a, b));
    return [
      line('chain rule', left, [chain], weights.chain),
      ...links.map(({ user, quantity, partial }) => this.#factorLine(user, quantity, partial)),
      ...this.#productLine(written, gradient),
      line('simplify', left, [expression(gradient)], weights.result),
    ];
  }

  /** Locals share their use of others: ∂L/∂v for each of them from the output down, then for the variable itself. */
  #fromTheOutputDown(through: readonly Variable[], adjoint: ReadonlyMap<ExprId | null, ExprId>): readonly Step[] {
    const build = builder(this.#graph);
    const zero = build.num(0);
    const { wrt } = this.#traced;
    const steps: Step[] = [];
    const targets = [...through.toReversed().slice(1), { symbol: this.#wrt, name: wrt.name }];
    for (const target of targets) {
      const symbol = target.symbol!;
      const own = adjoint.get(symbol) ?? zero;
      const users = through.filter((user) => {
        const flows = user === this.#output || adjoint.get(user.symbol) !== zero;
        return flows && user.symbol !== symbol && this.#partial(user, symbol) !== zero;
      });
      const quantity = derivative(this.#output.name, target.name);
      const isLast = symbol === this.#wrt;
      const [only] = users;
      if (only === this.#output && users.length === 1) {
        steps.push(
          line(ruleNames[this.#opOf(only)], quantity, [expression(own)], isLast ? weights.result : weights.factor),
        );
        continue;
      }
      const chain: Side = {
        kind: 'chain',
        summands: users.map((user) =>
          user === this.#output
            ? [expression(this.#partial(user, symbol))]
            : [derivative(this.#output.name, user.name), derivative(user.name, target.name)],
        ),
      };
      if (!isLast) {
        steps.push(
          line('chain rule', quantity, [chain, expression(own)], own === zero ? weights.aside : weights.factor),
        );
        continue;
      }
      steps.push(line('chain rule', quantity, [chain], weights.chain));
      for (const user of users)
        if (user !== this.#output)
          steps.push(this.#factorLine(user, derivative(user.name, target.name), this.#partial(user, symbol)));
      const flows = users.map((user) => product(build, adjoint.get(user.symbol)!, this.#partial(user, symbol)));
      steps.push(
        ...this.#productLine(
          flows.reduce((a, b) => build.add(a, b), zero),
          own,
        ),
      );
      steps.push(line('simplify', quantity, [expression(own)], weights.result));
    }
    return steps;
  }

  #factorLine(user: Variable, quantity: Quantity, partial: ExprId): Step {
    const isTrivial = this.#graph.node(partial).kind === 'constant';
    return line(
      ruleNames[this.#opOf(user)],
      quantity,
      [expression(partial)],
      isTrivial ? weights.aside : weights.factor,
    );
  }

  /** The product of the factors, unless that is the result already. */
  #productLine(written: ExprId, gradient: ExprId): readonly Step[] {
    const texts = [written, gradient].map((id) => printText(this.#graph, id, this.#names));
    if (texts[0] === texts[1]) return [];
    const left = derivative(this.#output.name, this.#traced.wrt.name);
    return [line('product of the factors', left, [expression(written)], weights.product)];
  }

  /** The value, after definitions of the variables that lines to come speak of. */
  #definitions(through: readonly Variable[], gradient: ExprId): readonly Step[] {
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
      const { name, symbol, written, simplified } = variable;
      if (symbol !== null && !mentioned.has(variable)) continue;
      const sides = [expression(written)];
      const { simplifier } = this.#named;
      if (simplifier.cost(simplified) * 3 < simplifier.cost(written) * 2) sides.push(expression(simplified));
      const left: Quantity = { kind: 'value', name };
      if (symbol === null) steps.push(line('value', left, sides, weights.value));
      else {
        const isSpokenOf = this.#graph.contains(gradient, symbol);
        const weight = isSpokenOf ? weights.spokenOf : through.includes(variable) ? weights.definition : weights.aside;
        steps.push(line(variable.held ? 'definition, held constant' : 'definition', left, sides, weight));
      }
    }
    return steps;
  }

  /** The variables from the output down if each is used by its predecessor only, and the last one alone uses the variable. */
  #onlyPath(through: readonly Variable[]): readonly Variable[] | null {
    const path = through.toReversed();
    const isLink = path.every((user, i) => {
      const used = through.filter((part) => this.#uses(user, part));
      const isLast = i === path.length - 1;
      return (
        this.#graph.contains(user.simplified, this.#wrt) === isLast &&
        (isLast ? used.length === 0 : used.length === 1 && used[0] === path[i + 1])
      );
    });
    return isLink ? path : null;
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

/** a·b, with the factors of b one after another so that they need no parentheses. */
function product(build: Builder, a: ExprId, b: ExprId): ExprId {
  const node = build.graph.node(b);
  if (node.kind !== 'apply' || node.op !== 'mul') return build.mul(a, b);
  return product(build, product(build, a, node.args[0]!), node.args[1]!);
}

function expression(id: ExprId): Expression {
  return { kind: 'expression', id };
}

function derivative(of: string, by: string): Quantity {
  return { kind: 'derivative', of, by };
}

function line(rule: string, left: Quantity, right: readonly Side[], weight: number): Step {
  return { rule, left, right, weight };
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
    if (reachable.has(id) && id !== output && graph.node(id).kind === 'apply' && !names.has(id))
      names.set(id, `c${++unnamed}`);
  return names;
}

/** L, unless the function uses that name itself. */
function outputName({ graph, output }: TracedFunction, locals: ReadonlyMap<ExprId, string>): string {
  const taken = new Set([...graph.symbolsOf([output]), ...locals.values()]);
  return ['L', 'f', 'value'].find((name) => !taken.has(name)) ?? 'result';
}
