/** @file Which of the numbers that a function returns are its value, or its derivatives. */
import { isSizeName } from '../frontend/size-names.ts';
import type { OutputLeaf } from '../frontend/trace/trace.ts';

/** Numbers of a gradient's result that are derivatives: of `{ loss, grad }` only those below `grad`. */
export function gradientLeaves(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  const isValue = (key: string): boolean => /^\.(loss|value|cost|error|output|y)$/.test(key);
  const rest = leaves.filter((leaf) => !isValue(leaf.key));
  const isNamed = rest.every((leaf) => /^\.(d|grad|der)/i.test(leaf.key));
  const named = rest.length > 0 && rest.length < leaves.length && isNamed ? rest : leaves;
  return withoutSizes(named);
}

/** `{ rows, cols, data }`: the size of a matrix is neither a derivative nor differentiated. */
function withoutSizes(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  const entries = leaves.filter(({ key }) => !isSizeName(/\.([^.[]+)(\[\d+\])?$/.exec(key)?.[1] ?? ''));
  return entries.length > 0 ? entries : leaves;
}

/** The value function's result: the number, or the one field that is the loss. */
export function valueLeaves(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  if (leaves.length < 2) return leaves;
  const named = leaves.filter((leaf) => /^\.(loss|value|cost|error|total|totalLoss|objective)$/.test(leaf.key));
  return named.length === 1 ? named : withoutSizes(leaves);
}
