/** @file How many entries an array argument has in each run, by what the code does with it. */

/** Arrays do not grow beyond this, however far a loop runs. */
const longestReach = 64;
/** Nor once they were too short so often right after they had grown. */
const mostOverruns = 4;

/** What lengths depend on: the sample with the counts that were set for it, and all counts that are known. */
export interface Run {
  readonly sample: string;
  /** Names and values of the counts; empty where none is known. */
  readonly counts: string;
}

/** Lengths stay what they were for a sample, however often it is run, unless a run of that sample needs more. */
export class ArrayLengths {
  /** What the code that makes the array says. */
  readonly #made = new Map<string, number>();
  /** As many as the counts that bound its loops say, where nothing asks for the length. */
  readonly #counted = new Map<string, number>();
  /** As many as the code reads, where that is more than usual. */
  readonly #reached = new Map<string, number>();
  /** What the array of an earlier sample with the same counts turned out to need; null where there was none. */
  readonly #adopted = new Map<string, number | null>();
  readonly #byCounts = new Map<string, number>();
  /** How often a run read beyond the end although the array had just been made longer for it. */
  #overruns = 0;

  /** @param usual how many entries it has if nothing is known. */
  of(run: Run, usual: number): number {
    const known = this.#made.get(run.sample) ?? this.#counted.get(keyOf(run));
    if (known !== undefined) return known;
    const reached = this.#reached.get(run.sample);
    return reached === undefined ? (this.#adoptedFor(run) ?? usual) : Math.max(usual, reached);
  }

  isMade({ sample }: Run): boolean {
    return this.#made.has(sample);
  }

  make({ sample }: Run, length: number): void {
    this.#made.set(sample, length);
  }

  /** Notes that loops count so many entries; of several, in the value and in the gradient, the longest counts. True when that is news. */
  count(run: Run, length: number): boolean {
    const key = keyOf(run);
    if (length <= (this.#counted.get(key) ?? 0)) return false;
    this.#counted.set(key, length);
    this.#remember(run, length);
    return true;
  }

  /**
   * Notes that an entry beyond the end was read, of an array with `length` entries. `unbounded` when that happens however long the array
   * is, as with `x[i + 1]` in a loop up to `x.length`; from then on it has its usual length, and is `limited`. `known` when the array will
   * have that entry in the next run.
   */
  reach(run: Run, index: number, length: number | undefined): 'known' | 'news' | 'unbounded' | 'limited' {
    const reached = this.#reached.get(run.sample) ?? 0;
    if (reached > index) return 'known';
    if (index >= longestReach || this.#overruns > mostOverruns) return 'limited';
    // A write may have added some.
    if (reached > 0 && reached === length) this.#overruns++;
    if (this.#overruns > mostOverruns) {
      this.#reached.clear();
      this.#byCounts.clear();
      return 'unbounded';
    }
    this.#reached.set(run.sample, index + 1);
    this.#counted.delete(keyOf(run));
    this.#remember(run, index + 1);
    return 'news';
  }

  #remember({ counts }: Run, length: number): void {
    if (counts !== '') this.#byCounts.set(counts, length);
  }

  #adoptedFor({ sample, counts }: Run): number | null {
    let adopted = this.#adopted.get(sample);
    if (adopted === undefined) this.#adopted.set(sample, (adopted = this.#byCounts.get(counts) ?? null));
    return adopted;
  }
}

/** A number that turns out to be a count is drawn anew, and what was counted before is void. */
function keyOf({ sample, counts }: Run): string {
  return `${sample};${counts}`;
}
