/**
 * @file The expression graph: an append-only arena of hash-consed nodes, the one mutable structure of the core.
 * Equal expressions have equal ids, and every argument's id is smaller than its node's, so that ascending ids are a topological order.
 * No simplification happens here (see `build.ts`), and no meaning is attached to operations (see `ops/`).
 */
import type { OpName } from './ops/registry.ts';

/** Index of a node in its {@link Graph}; ids of different graphs must not be mixed. */
export type ExprId = number & { readonly __brand: 'ExprId' };

export type ExprNode =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'apply'; readonly op: OpName; readonly args: readonly ExprId[] };

/** Thrown when a graph grows past its budget; the analysis turns it into `undetermined: node budget`. */
export class GraphBudgetExceeded extends Error {}

/** What work comes to, or what is to be said where the graph has no room for it. */
export function withinBudget<T>(work: () => T, otherwise: (reason: string) => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GraphBudgetExceeded) return otherwise(error.message);
    throw error;
  }
}

export class Graph {
  readonly #nodes: ExprNode[] = [];
  readonly #index = new Map<string, ExprId>();
  readonly #keys: string[] = [];
  #nDrops = 0;
  readonly #budget: number;

  /** @param budget largest number of nodes; more throw {@link GraphBudgetExceeded}. */
  constructor(budget = 150_000) {
    this.#budget = budget;
  }

  /** How often expressions were dropped: what is remembered by ids holds as long as this stays the same. */
  get nDrops(): number {
    return this.#nDrops;
  }

  get size(): number {
    return this.#nodes.length;
  }

  /**
   * Runs work whose expressions are of no further use, and forgets them. Its answer must not hold ids of them.
   */
  scratch<T>(work: () => T): T {
    const kept = this.#nodes.length;
    try {
      return work();
    } finally {
      const dropped = this.#keys.splice(kept);
      for (const key of dropped) this.#index.delete(key);
      this.#nodes.length = kept;
      if (dropped.length > 0) this.#nDrops++;
    }
  }

  /** A float64 constant. It stands for the rational number that its shortest decimal text denotes, so `0.1` is one tenth. */
  constant(value: number): ExprId {
    return this.#intern(`#${value}`, { kind: 'constant', value: value === 0 ? 0 : value });
  }

  /** A free variable. Array components are symbols of their own, named `pred[2]`. */
  symbol(name: string): ExprId {
    return this.#intern(`$${name}`, { kind: 'symbol', name });
  }

  /** The operation applied to its arguments, exactly as written. */
  apply(op: OpName, args: readonly ExprId[]): ExprId {
    return this.#intern(`${op} ${args.join(' ')}`, { kind: 'apply', op, args });
  }

  node(id: ExprId): ExprNode {
    const node = this.#nodes[id];
    if (node === undefined) throw new RangeError(`no node ${id} in a graph of ${this.size}`);
    return node;
  }

  /** The value of a constant node, or null for any other node. */
  constantValue(id: ExprId): number | null {
    const node = this.node(id);
    return node.kind === 'constant' ? node.value : null;
  }

  /** Ids reachable from the roots, ascending, which is a topological order. */
  reachable(roots: Iterable<ExprId>): ExprId[] {
    const seen = new Set<ExprId>();
    const stack = [...roots];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = this.node(id);
      if (node.kind === 'apply') stack.push(...node.args);
    }
    return [...seen].sort((a, b) => a - b);
  }

  /** Whether `part` occurs in `whole`. */
  contains(whole: ExprId, part: ExprId): boolean {
    if (part > whole) return false;
    const stack = [whole];
    const seen = new Set<ExprId>();
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (id === part) return true;
      if (id < part || seen.has(id)) continue;
      seen.add(id);
      const node = this.node(id);
      if (node.kind === 'apply') stack.push(...node.args);
    }
    return false;
  }

  /** Names of the symbols the expressions depend on. */
  symbolsOf(roots: Iterable<ExprId>): Set<string> {
    const names = new Set<string>();
    for (const id of this.reachable(roots)) {
      const node = this.node(id);
      if (node.kind === 'symbol') names.add(node.name);
    }
    return names;
  }

  #intern(key: string, node: ExprNode): ExprId {
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    if (this.#nodes.length >= this.#budget) throw new GraphBudgetExceeded(`more than ${this.#budget} nodes`);
    const id = this.#nodes.length as ExprId;
    this.#nodes.push(node);
    this.#keys.push(key);
    this.#index.set(key, id);
    return id;
  }
}
