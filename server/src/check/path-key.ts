/** @file Which way a run took, as a key: runs of one way differ in their numbers only. */
import type { Decision } from '../frontend/trace/machine.ts';

/** The conditions by their places in the code, each with the side that was taken. */
export function pathKey(path: readonly Decision[]): string {
  return path.map(({ node, taken }) => `${node.pos}${taken ? '+' : '-'}`).join();
}
