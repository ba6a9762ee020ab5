/** @file The numbers of one sample: set where the sample says so, drawn otherwise, the same however often they are asked for. */
import { uniform } from '../../../math/numeric/random.ts';
import { remembered } from '../../remembered.ts';
import { type Draw, drawLabelEntry, drawScalar } from './domains.ts';
import { isOfIndices, type InputSpec, isFlag } from './input-spec.ts';

export class DrawnNumbers {
  /** Names and values of the counts; empty where none is known. */
  readonly counts: string;
  /** How long the arrays of the sample are follows from this. */
  readonly extent: string;
  /** By symbol name. */
  readonly values = new Map<string, number>();
  readonly specs = new Map<string, InputSpec>();
  readonly #draw: Draw;
  readonly #overrides: ReadonlyMap<string, number>;
  readonly #drawn: Map<InputSpec, number>;

  /**
   * @param overrides numbers to take instead of drawn ones, by symbol name.
   * @param drawn numbers drawn in this sample before; others are added.
   */
  constructor(
    draw: Draw,
    overrides: ReadonlyMap<string, number>,
    drawn: Map<InputSpec, number>,
    counts: ReadonlySet<InputSpec>,
  ) {
    this.#draw = draw;
    this.#overrides = overrides;
    this.#drawn = drawn;
    this.counts = [...counts].map((spec) => `${spec.path}=${this.#peek(spec)}`).join();
    this.extent = `${draw.sizes.join()};${this.counts}`;
  }

  /** @param lengths of the arrays that the sample has, by path. */
  of(spec: InputSpec, lengths: ReadonlyMap<string, number>): number {
    const { path, sameAs } = spec;
    const v =
      sameAs !== null
        ? this.of(sameAs, lengths)
        : (this.#setTo(spec) ?? this.values.get(path) ?? this.#labelEntry(spec, lengths) ?? this.#drawnOf(spec));
    this.values.set(path, v);
    this.specs.set(path, spec);
    return v;
  }

  /** The number that an input will have which is no entry of an array. */
  #peek(spec: InputSpec): number {
    return spec.sameAs === null ? (this.#setTo(spec) ?? this.#drawnOf(spec)) : this.#peek(spec.sameAs);
  }

  /** What an input is set to instead of being drawn. Half a row is no count, whatever side of a comparison it would lead to. */
  #setTo(spec: InputSpec): number | undefined {
    const value = this.#overrides.get(spec.path);
    return value !== undefined && spec.count && !(Number.isInteger(value) && value > 0) ? undefined : value;
  }

  /** Labels that sum to one depend on each other. Those that select an entry of another array do not. */
  #labelEntry(spec: InputSpec, lengths: ReadonlyMap<string, number>): number | null {
    const { path, domain, integral } = spec;
    const entry = domain === null && !integral && !isOfIndices(spec) ? entryAt(path) : null;
    const length = entry === null ? undefined : lengths.get(entry.array);
    return length === undefined ? null : drawLabelEntry(this.#draw, entry!.array, entry!.index, length);
  }

  #drawnOf(spec: InputSpec): number {
    let v = this.#drawn.get(spec);
    if (v === undefined) {
      v =
        spec.side !== null && spec.count && !spec.isWindow
          ? sideOf(this.#draw, spec.side, spec.rowOf?.length ?? 0)
          : drawScalar(this.#draw, spec.path, {
              domain: spec.domain,
              fallback: spec.fallback,
              indexes: spec.selects.get(this.extent) ?? null,
              whole: spec.integral || spec.equals.has(2),
              isFlag: isFlag(spec),
              positive: spec.positive,
              isDistance: spec.isDistance,
              count: spec.count,
              isWindow: spec.isWindow,
            });
      this.#drawn.set(spec, v);
    }
    return v;
  }
}

/**
 * A side of an operand: in turn such that all operands are of one shape, that each has as many columns as the next one has rows, and that
 * all sides are equal. Two sides that differ tell rows from columns; of pictures and kernels in batches there are enough entries with less.
 */
function sideOf({ index, seed }: Draw, { operand, axis }: NonNullable<InputSpec['side']>, rank: number): number {
  const keys = [`side of axis ${axis}`, `side between ${operand + axis}`, 'side'];
  return (rank > 3 ? 1 : 2) + Math.floor(uniform(seed, keys[index % keys.length]!) * 2);
}

/** Which entry of which array a path means. */
const entryAt = remembered((path): { readonly array: string; readonly index: number } | null => {
  const match = /^(.*)\[(\d+)\]$/.exec(path);
  return match === null ? null : { array: match[1]!, index: Number(match[2]) };
});
