/**
 * @file Numbers that a constructor draws at random: `Math.random()`, and what it computes from that. They only say how many there are, since
 * training changes them; `open-instance.ts` puts free inputs in their place.
 */
import type { ExprId } from '../../math/expr/graph.ts';
import { uniform } from '../../math/numeric/random.ts';
import type { Machine } from './machine.ts';
import type { NumberValue } from './value.ts';

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

/** The next random number; null in code that makes no object, where a random number has no derivative. */
export function randomStart(machine: Machine): NumberValue | null {
  const count = drawn.get(machine);
  if (count === undefined) return null;
  drawn.set(machine, count + 1);
  const name = prefix + count;
  return { kind: 'number', v: uniform(machine.inputs.draw.seed, name), e: machine.graph.symbol(name) };
}

/** Whether a number was drawn, or computed from one that was. */
export function isRandomStart({ graph }: Machine, e: ExprId): boolean {
  for (const name of graph.symbolsOf([e])) if (name.startsWith(prefix)) return true;
  return false;
}
