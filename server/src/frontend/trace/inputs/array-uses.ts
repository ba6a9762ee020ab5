/** @file What a run did with its array arguments, as far as it tells how long they are. */
import type { InputSpec } from './input-spec.ts';

interface ArrayUse {
  /** One more than the last index that loops came to. */
  end: number;
  /** Its length was asked for, or it was iterated. */
  isWhole: boolean;
  /** An entry was read that no loop came to. */
  isOpen: boolean;
}

export class ArrayUses {
  readonly #uses = new Map<InputSpec, ArrayUse>();

  noteWhole(spec: InputSpec): void {
    this.#of(spec).isWhole = true;
  }

  /** Whether it is a row, and the length of another row of its array was asked for and not its own: all rows have that one. */
  isAsLongAsRowsBeside(spec: InputSpec): boolean {
    const isWhole = (row: InputSpec): boolean => this.#uses.get(row)?.isWhole === true;
    return spec.rowOf !== null && !isWhole(spec) && [...spec.rowOf.parts.values()].some(isWhole);
  }

  noteEntry(spec: InputSpec, index: number, isCounted: boolean): void {
    const use = this.#of(spec);
    if (!isCounted) use.isOpen = true;
    else if (index >= use.end) use.end = index + 1;
  }

  /** Arrays that loops alone looked at, with how many entries these counted. */
  *counted(): Iterable<readonly [InputSpec, number]> {
    for (const [spec, { end, isWhole, isOpen }] of this.#uses)
      if (!isWhole && !isOpen && end > 0 && !this.isAsLongAsRowsBeside(spec)) yield [spec, end];
  }

  /**
   * The paths of the arrays whose length the run settled: loops that something else bounds came to their end. The length of one that is
   * used as a whole is what we drew, and may be at odds with that of another.
   * @param lengths by path
   */
  measured(lengths: ReadonlyMap<string, number>): ReadonlySet<string> {
    const isSettled = ([{ path }, { end, isWhole }]: readonly [InputSpec, ArrayUse]): boolean =>
      !isWhole && end >= (lengths.get(path) ?? Infinity);
    return new Set([...this.#uses].filter(isSettled).map(([{ path }]) => path));
  }

  #of(spec: InputSpec): ArrayUse {
    let use = this.#uses.get(spec);
    if (use === undefined) this.#uses.set(spec, (use = { end: 0, isWhole: false, isOpen: false }));
    return use;
  }
}
