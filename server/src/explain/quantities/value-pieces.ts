/**
 * @file Sums that the value computes, as `x + 2 * y - 7`. A gradient repeats them: where a change would restore one, the change is
 * likely; where the gradient has one as it stands, the mistake is elsewhere.
 */
import * as ts from 'typescript';
import type { ExprId } from '../../math/expr/graph.ts';
import { operators } from '../arithmetic.ts';
import type { Needs } from '../search/needed-values.ts';
import { withParentheses } from '../operands.ts';
import type { Probe } from '../search/probe.ts';

/** What the cost of a change is multiplied by that gives the expression, or the sum it stands in, what a sum of the value has. */
export const restoring = 0.7;
/** The same for a change within a sum that both functions compute. */
export const disturbing = 1.5;
/** Sums of fewer operations are the same in both functions by chance. */
const fewestOperations = 2;

interface ValueSum {
  readonly sum: ts.BinaryExpression;
  /** Its number at every probe. */
  readonly values: readonly number[];
}

export class ValuePieces {
  readonly #probes: readonly Probe[];
  #sums: readonly ValueSum[] | null = null;
  readonly #shared = new Map<ts.Node, boolean>();
  #ids: ReadonlySet<ExprId> | null = null;

  constructor(probes: readonly Probe[]) {
    this.#probes = probes;
  }

  /**
   * Whether the expression would be one of the value's sums if it had what it needs. Where it reads like that sum already, the names
   * in it are what is wrong.
   */
  isRestoredBy(node: ts.Expression, needs: Needs, fewest = fewestOperations): boolean {
    this.#sums ??= this.#readSums();
    return (
      needs.isSolved &&
      this.#sums.some(
        ({ sum, values }) =>
          nOperations(sum) >= fewest && needs.fits(({ probe }) => values[probe]!) && sum.getText() !== node.getText(),
      )
    );
  }

  /** The same for the sum that the expression is an operand of. */
  isSumRestored(node: ts.Expression, needsOf: (sum: ts.Expression) => readonly Needs[]): boolean {
    const { parent } = withParentheses(node);
    return isSum(parent) && needsOf(parent).some((needs) => this.isRestoredBy(parent, needs, 1));
  }

  /** Whether the expression stands in a sum that the value computes as well. */
  isWithinShared(node: ts.Node, root: ts.Node): boolean {
    const { parent } = node;
    if (parent === undefined || node === root) return false;
    const known = this.#shared.get(node);
    if (known !== undefined) return known;
    const found = this.#isShared(parent) || this.isWithinShared(parent, root);
    this.#shared.set(node, found);
    return found;
  }

  #isShared(node: ts.Node): boolean {
    if (!isSum(node) || nOperations(node) < fewestOperations) return false;
    this.#ids ??= new Set(
      this.#probes.flatMap(({ judged: { sample } }) =>
        [...sample.value.numbers].filter(([piece]) => isSum(piece)).map(([, { e }]) => e),
      ),
    );
    const ids = this.#probes.flatMap(({ judged: { sample } }) => sample.gradient.numbers.get(node)?.e ?? []);
    return ids.length > 0 && ids.every((id) => this.#ids!.has(id));
  }

  #readSums(): readonly ValueSum[] {
    const nodes = [...(this.#probes[0]?.judged.sample.value.numbers.keys() ?? [])].filter(isSum);
    return nodes.flatMap((sum) => {
      const values = this.#probes.map(({ judged }) => judged.sample.value.numbers.get(sum)?.v);
      return values.every((v) => v !== undefined) && values.some((v) => v !== values[0]) ? [{ sum, values }] : [];
    });
  }
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const operator = operators.get(node.operatorToken.kind);
  return operator === '+' || operator === '-';
}

function nOperations(node: ts.Node): number {
  let n = ts.isBinaryExpression(node) || ts.isCallExpression(node) ? 1 : 0;
  node.forEachChild((child) => {
    n += nOperations(child);
  });
  return n;
}
