/** @file The local variables of a trace that a derivation may speak of. */
import * as ts from 'typescript';
import type { Trace } from '../../frontend/trace/trace.ts';
import type { ExprId } from '../../math/expr/graph.ts';

export interface NamedLocal {
  readonly name: string;
  readonly id: ExprId;
}

/**
 * Variables with a proper name, in program order. Parameters of callbacks are left out: what `sum` is in the last round of a
 * `reduce` is no quantity of the loss.
 */
export function namedLocals(trace: Trace): readonly NamedLocal[] {
  return trace.locals
    .filter(({ name, node, isEntry }) => !isEntry && /^[A-Za-z_$][\w$]*$/.test(name) && !ts.isParameter(node.parent))
    .map(({ name, e }) => ({ name, id: e }));
}
