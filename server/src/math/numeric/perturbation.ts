/** @file What becomes of expressions when some of their symbols get other values: only what depends on those is computed again. */
import type { ExprId } from '../expr/graph.ts';
import { type Instruction, type Point, type Program, valuesOf } from './evaluate.ts';

/** Which instructions depend on a symbol, found once for all points at which a program is evaluated. */
export class Dependence {
  readonly program: Program;
  readonly #users: readonly number[][];
  readonly #slotOf = new Map<string, number>();
  readonly #isWanted: Uint8Array;
  readonly #known = new Map<string, readonly number[]>();

  /** @param wanted the expressions that will be asked for; what does not lead to them is left alone. */
  constructor(program: Program, wanted: readonly ExprId[]) {
    const { code, slots } = program;
    this.program = program;
    const users: number[][] = code.map(() => []);
    this.#isWanted = new Uint8Array(code.length);
    for (const id of wanted) this.#isWanted[slots.get(id)!] = 1;
    for (let i = code.length - 1; i >= 0; i--) {
      const step = code[i]!;
      if (step.kind === 'symbol') this.#slotOf.set(step.name, i);
      if (step.kind !== 'apply') continue;
      for (const argument of step.a === step.b ? [step.a] : [step.a, step.b]) {
        users[argument]!.push(i);
        if (this.#isWanted[i] === 1) this.#isWanted[argument] = 1;
      }
    }
    this.#users = users;
  }

  slotOf(symbol: string): number | undefined {
    return this.#slotOf.get(symbol);
  }

  /** Instructions to repeat when these symbols change, in order. */
  below(symbols: readonly string[]): readonly number[] {
    const key = symbols.join(' ');
    let found = this.#known.get(key);
    if (found === undefined) {
      const seen = new Set<number>();
      const stack = symbols.flatMap((symbol) => this.#slotOf.get(symbol) ?? []);
      for (let slot = stack.pop(); slot !== undefined; slot = stack.pop()) {
        for (const user of this.#users[slot]!) {
          if (this.#isWanted[user] === 0 || seen.has(user)) continue;
          seen.add(user);
          stack.push(user);
        }
      }
      this.#known.set(key, (found = [...seen].sort((a, b) => a - b)));
    }
    return found;
  }
}

/** The values of a program at one point, and what they become. */
export class Perturbation {
  readonly #dependence: Dependence;
  readonly #base: Float64Array;
  readonly #work: Float64Array;

  constructor(dependence: Dependence, at: Point) {
    this.#dependence = dependence;
    this.#base = valuesOf(dependence.program, at);
    this.#work = this.#base.slice();
  }

  /** The value of an expression of the program as it is. */
  get(id: ExprId): number {
    return this.#base[this.#dependence.program.slots.get(id)!]!;
  }

  /** Values of some of the wanted expressions once the symbols have other values. */
  with(symbols: readonly string[], values: readonly number[], ids: readonly ExprId[]): number[] {
    const { program } = this.#dependence;
    const [base, work] = [this.#base, this.#work];
    const changed = symbols.map((symbol) => this.#dependence.slotOf(symbol));
    changed.forEach((slot, i) => {
      if (slot !== undefined) work[slot] = values[i]!;
    });
    const below = this.#dependence.below(symbols);
    for (const slot of below) {
      const step = program.code[slot] as Extract<Instruction, { kind: 'apply' }>;
      work[slot] = step.op.evaluate(work[step.a]!, work[step.b]!);
    }
    const found = ids.map((id) => work[program.slots.get(id)!]!);
    for (const slot of below) work[slot] = base[slot]!;
    for (const slot of changed) if (slot !== undefined) work[slot] = base[slot]!;
    return found;
  }
}
