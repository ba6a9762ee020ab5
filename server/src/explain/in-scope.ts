/** @file What was derived, as code in the place of an expression: in the names that the gradient function has there. */
import * as ts from 'typescript';
import type { Judged } from '../check/attempt.ts';
import { type Binding, parametersOf, type Session } from '../check/sampling/session.ts';
import { leafNames } from '../check/sampling/leaf-names.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { type Names, printCode } from '../math/expr/print.ts';
import type { Engine } from '../frontend/types.ts';
import { calledInClosure, engineOf } from './quantities/closure-names.ts';
import { NamedValues } from '../math/rewrite/named.ts';

/** Formulas that were derived at a sample, in the names that the code has at some place. */
export class FormulasInScope {
  readonly #graph: Graph;
  readonly #names: Names;
  readonly #values: NamedValues;

  /** @param names see {@link namesInScope}. */
  constructor(graph: Graph, names: Names) {
    this.#graph = graph;
    this.#names = names;
    this.#values = new NamedValues(graph, names.keys());
  }

  /** The simplest equal formula in these names. */
  simplified(formula: ExprId): ExprId {
    return this.#values.simplified(formula);
  }

  /** As code; null where that would be longer than `most` characters, or would need another name. */
  code(formula: ExprId, most: number): string | null {
    const text = printCode(this.#graph, formula, this.#names, most);
    if (text === null) return null;
    const known = new Set([...this.#names.values()].flatMap((name) => name.match(/^[\w$]+/) ?? []));
    const used = text.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g) ?? [];
    return used.every((name) => name === 'Math' || known.has(name) || /^e\d*$/.test(name)) ? text : null;
  }
}

/** What the gradient function calls the inputs, and its own constants that are declared before an expression, by their formulas at a sample. */
export function namesInScope(session: Session, binding: Binding, at: Judged, place: ts.Node): Names {
  const { graph } = session.environment;
  const names = new Map<ExprId, string>();
  for (const local of at.sample.gradient.locals) {
    const isConstant = ts.isVariableDeclaration(local.node.parent) || ts.isBindingElement(local.node.parent);
    const isVisible =
      local.own && !local.isEntry && isConstant && local.node.end <= place.pos && isInScopeOf(local.node, place);
    if (isVisible && graph.node(local.e).kind === 'apply') names.set(local.e, local.name);
  }
  const engine = engineOf(session);
  if (engine !== null) nameOperands(graph, engine, at, names);
  binding.gradient.forEach((source, i) => {
    if (source.kind !== 'input') return;
    const parameter = parametersOf(session.gradient)[i]!;
    for (const symbol of leafNames(source.spec, at.sample.values)) {
      const name = ts.isIdentifier(parameter.name) ? parameter.name.text + symbol.slice(source.spec.path.length) : null;
      if (name !== null) names.set(graph.symbol(symbol), name);
    }
  });
  // Inputs taken apart by a pattern go by the pattern's names.
  for (const local of at.sample.gradient.locals) {
    if (
      local.own &&
      !local.isEntry &&
      graph.node(local.e).kind === 'symbol' &&
      ts.isBindingElement(local.node.parent)
    ) {
      names.set(local.e, local.name);
    }
  }
  return names;
}

/** What a closure calls the numbers of nodes, and the data of the node that its operation returned. */
function nameOperands(graph: Graph, engine: Engine, { sample }: Judged, names: Map<ExprId, string>): void {
  const [only, ...others] = sample.value.outputs;
  if (engine.result !== null && only !== undefined && others.length === 0 && graph.node(only.e).kind === 'apply')
    names.set(only.e, `${engine.result}.${engine.data}${only.key}`);
  for (const path of sample.values.keys()) {
    const name = calledInClosure(engine, path);
    if (name !== null) names.set(graph.symbol(path), name);
  }
}

/** Whether a declaration's block encloses the expression. */
function isInScopeOf(declaration: ts.Node, use: ts.Node): boolean {
  let block: ts.Node = declaration;
  while (!ts.isBlock(block) && !ts.isSourceFile(block) && !ts.isArrowFunction(block)) block = block.parent;
  return use.pos >= block.pos && use.end <= block.end;
}
