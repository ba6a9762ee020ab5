/** @file Which of the numbers that a function returns are its value, or its derivatives. */
import type { Graph } from '../math/expr/graph.ts';
import { isSizeName } from '../frontend/size-names.ts';
import type { OutputLeaf } from '../frontend/trace/trace.ts';

/** Numbers of a gradient's result that are derivatives: of `{ loss, grad }` only those below `grad`. */
export function gradientLeaves(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  const isValue = (key: string): boolean => /^\.(loss|value|val|cost|error|output|y|f|fx|fct)$/.test(key);
  const rest = leaves.filter((leaf) => !isValue(leaf.key));
  const isNamed = rest.every((leaf) => /^\.(d|grad|der|param(eter)?s\[)/i.test(leaf.key));
  const named = rest.length > 0 && rest.length < leaves.length && isNamed ? rest : leaves;
  return withoutSizes(named);
}

/** `{ rows, cols, data }`: the size of a matrix is neither a derivative nor differentiated. In `{ a, p, n }` the last is no size. */
function withoutSizes(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  const entries = leaves.filter(({ key }) => !isSize(key));
  return entries.some(({ key }) => key.endsWith(']')) ? entries : leaves;
}

/** Whether a result's field says how large another is: a number, or an entry of what is a list of sizes by its name. */
function isSize(key: string): boolean {
  const [, name, index] = /\.([^.[]+)(\[\d+\])?$/.exec(key) ?? [];
  return name !== undefined && isSizeName(name) && (index === undefined || /^(shape|strides?|dims|size)$/.test(name));
}

/** The value function's result: the number, or the one field that is the loss. */
export function valueLeaves(leaves: readonly OutputLeaf[]): readonly OutputLeaf[] {
  if (leaves.length < 2) return leaves;
  const named = leaves.filter((leaf) => /^\.(loss|value|cost|error|total|totalLoss|objective)$/.test(leaf.key));
  return named.length === 1 ? named : withoutSizes(leaves);
}

/**
 * Whether there is a number for each of the inputs below a name, and 0 for those that the value did not read, as for words that no text has
 * and for what no window of a pooling reaches.
 * @param leaves with keys that go on from the name
 */
export function areByEach(
  graph: Graph,
  leaves: readonly OutputLeaf[],
  name: string,
  inputs: readonly string[],
): boolean {
  const read = new Set(inputs);
  const others = leaves.filter(({ key }) => !read.has(name + key));
  const isEach = read.size > 0 && leaves.length - others.length === read.size;
  return isEach && others.every(({ e }) => graph.constantValue(e) === 0);
}
