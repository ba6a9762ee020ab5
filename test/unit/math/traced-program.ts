/** @file Traced functions for tests, from lines such as `p = sigmoid(z)` with the output on the last line. */
import type { TracedFunction } from '../../../server/src/math/calculus/derivation.ts';
import { type ExprId, Graph } from '../../../server/src/math/expr/graph.ts';
import { parseExpression } from './parse-expression.ts';

/** @param held names of locals that the gradient takes for constants. */
export function tracedProgram(lines: readonly string[], wrt: string, held: readonly string[] = []): TracedFunction {
  const graph = new Graph();
  const known = new Map<string, ExprId>();
  const locals: { readonly name: string; readonly id: ExprId }[] = [];
  let output: ExprId | null = null;
  for (const line of lines) {
    const [, name, value = line] = /^([\w[\]]+) = (.*)$/.exec(line) ?? [];
    const id = parseExpression(graph, value, known);
    if (name === undefined) output = id;
    else {
      known.set(name, id);
      locals.push({ name, id });
    }
  }
  if (output === null) throw new Error('the last line has no value');
  return {
    graph,
    output,
    wrt: { name: wrt, id: graph.symbol(wrt) },
    locals,
    title: 'loss',
    held: new Set(held.map((name) => known.get(name)!)),
  };
}
