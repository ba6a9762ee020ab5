/** @file Hessians of which each entry is told once, by the letters of its inputs: `{ xx, xy, yy }`, `{ fxx, fxy, fyy }`. */
import type { ExprId } from '../../math/expr/graph.ts';
import type { OutputLeaf } from '../../frontend/trace/trace.ts';

/**
 * The derivatives that the fields are called after; null where they are not called so.
 * @param jacobian of the gradient, whose entries are in the order of the inputs
 */
export function packedHessian(
  jacobian: readonly (readonly ExprId[])[],
  inputs: readonly string[],
  leaves: readonly OutputLeaf[],
): readonly ExprId[] | null {
  const n = inputs.length;
  if (n < 2 || jacobian.length !== n || leaves.length !== (n * (n + 1)) / 2) return null;
  const entries = leaves.map(({ key }): ExprId | undefined => {
    const [, row = '', column = ''] = /^\.[a-z]{0,2}([a-z])d?([a-z])$/i.exec(key) ?? [];
    return jacobian[inputs.indexOf(row.toLowerCase())]?.[inputs.indexOf(column.toLowerCase())];
  });
  return entries.every((entry) => entry !== undefined) ? entries : null;
}
