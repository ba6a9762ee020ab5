/**
 * @file Numbers drawn at random. What a constructor computes from `Math.random()` only says how many there are, since training changes them;
 * `open-instance.ts` puts free inputs in its place. What a value function draws may decide, as a dropout's mask does, which it leaves for
 * its gradient: what is decided is a choice like any other, and no number of the result may depend on the draw itself.
 */
import type { ExprId, Graph } from '../../../math/expr/graph.ts';
import { uniform } from '../../../math/numeric/random.ts';
import type { Machine } from '../machine.ts';
import type { NumberValue } from '../value.ts';

/** How many numbers have been drawn, of runs that are making an object. */
const drawn = new WeakMap<Machine, number>();

const prefix = 'Math.random()#';

/** Runs what makes an object. In it `Math.random` is a number that is nobody's input. */
export function whileMaking(machine: Machine, run: () => void): void {
  if (drawn.has(machine)) {
    run();
    return;
  }
  drawn.set(machine, 0);
  try {
    run();
  } finally {
    drawn.delete(machine);
  }
}

/** How many a value function has drawn. */
const decisive = new WeakMap<Machine, number>();

/** The next random number; null where it would be another one than the value function drew. */
export function randomNumber(machine: Machine): NumberValue | null {
  const isMaking = drawn.has(machine);
  if (!isMaking && machine.inputs.isOfGradient) return null;
  const counts = isMaking ? drawn : decisive;
  const count = counts.get(machine) ?? 0;
  counts.set(machine, count + 1);
  const name = isMaking ? prefix + count : `${prefix}decides${count}`;
  // Which sides were taken is not to be read off the inputs.
  if (!isMaking) machine.isRepeatable = false;
  return { kind: 'number', v: uniform(machine.inputs.draw.seed, name), e: machine.graph.symbol(name) };
}

/** Whether a comparison is decided by a number that a value function drew, and by no input. */
export function isDrawnDecision(machine: Machine, sides: readonly ExprId[]): boolean {
  return decisive.has(machine) && dependsOnDraws(machine.graph, sides);
}

/** Whether expressions depend on a number that was drawn. */
export function dependsOnDraws(graph: Graph, expressions: readonly ExprId[]): boolean {
  for (const name of graph.symbolsOf(expressions)) if (name.startsWith(prefix)) return true;
  return false;
}

/** Whether a number was drawn, or computed from one that was. */
export function isRandomStart({ graph }: Machine, e: ExprId): boolean {
  return dependsOnDraws(graph, [e]);
}
