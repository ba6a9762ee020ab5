/**
 * @file What all runs for one question may cost together. A single run has limits of its own (`budgets` in `machine.ts`); a pair is run
 * hundreds of times, and code that stays just below those limits would hold up a file for minutes. Steps are counted, never time.
 */

export class Effort {
  #left: number;

  /** @param steps of the interpreter, in all runs together. */
  constructor(steps: number) {
    this.#left = steps;
  }

  spend(steps: number): void {
    this.#left -= steps;
  }

  /** Allows this many steps, for another question about what was run. */
  allow(steps: number): void {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }
}
