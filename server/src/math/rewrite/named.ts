/**
 * @file Expressions in terms of named intermediate values: each becomes a symbol of its own, whose definition the simplifier knows.
 * Differentiating through the names is `calculus/derivation.ts`'s business.
 */
import type { ExprId, Graph } from '../expr/graph.ts';
import type { Names } from '../expr/print.ts';
import { replaceNodes } from './replace.ts';
import { Simplifier } from './simplify.ts';

/** A named node: the symbol that stands for it, and its definition in terms of earlier symbols. */
export interface NamedNode {
  readonly node: ExprId;
  readonly symbol: ExprId;
  readonly written: ExprId;
  readonly simplified: ExprId;
}

/** Named nodes of a graph and a simplifier that knows their definitions. */
export class NamedValues {
  readonly simplifier: Simplifier;
  /** In evaluation order. */
  readonly nodes: readonly NamedNode[];
  readonly #graph: Graph;
  readonly #symbolOf = new Map<ExprId, ExprId>();
  readonly #nodeOf = new Map<ExprId, ExprId>();

  /** @param nodes the nodes to name; those that are constants or symbols stay as they are. */
  constructor(graph: Graph, nodes: Iterable<ExprId>) {
    this.#graph = graph;
    this.simplifier = new Simplifier(graph);
    const named: NamedNode[] = [];
    // Ascending ids: a value is defined before those that use it.
    for (const node of [...new Set(nodes)].sort((a, b) => a - b)) {
      if (graph.node(node).kind !== 'apply') continue;
      const written = this.withSymbols(node);
      const simplified = this.simplifier.simplifyAlone(written);
      // No name from source code contains a blank, so these symbols clash with none.
      const symbol = graph.symbol(`node ${node}`);
      this.#symbolOf.set(node, symbol);
      this.#nodeOf.set(symbol, node);
      this.simplifier.define({ symbol, value: simplified });
      named.push({ node, symbol, written, simplified });
    }
    this.nodes = named;
  }

  /** The expression with symbols in the place of named nodes. */
  withSymbols(id: ExprId): ExprId {
    return replaceNodes(this.#graph, id, this.#symbolOf);
  }

  /** The expression with the named nodes themselves in the place of their symbols. */
  withNodes(id: ExprId): ExprId {
    return replaceNodes(this.#graph, id, this.#nodeOf);
  }

  /** A smaller equal expression for printing with the same names: named nodes are used whole, expanded, or solved for, as it helps. */
  simplified(id: ExprId): ExprId {
    return this.withNodes(this.simplifier.simplify(this.withSymbols(id)));
  }
}

/** {@link NamedValues.simplified} for one expression. */
export function simplifyWithNames(graph: Graph, id: ExprId, names: Names): ExprId {
  return new NamedValues(graph, names.keys()).simplified(id);
}
