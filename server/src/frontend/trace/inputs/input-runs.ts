/** @file How a run got its inputs, so that another sample can get its own the same way, and what an earlier run tells a later one. */
import type { InputSpec } from './input-spec.ts';
import type { ArrayValue } from '../value.ts';

/** One step in which a run got its inputs. */
export type DrawStep =
  | { readonly kind: 'scalar'; readonly spec: InputSpec }
  | { readonly kind: 'option'; readonly spec: InputSpec; readonly chosen: boolean | string }
  | { readonly kind: 'array'; readonly spec: InputSpec; readonly length: number }
  | { readonly kind: 'tensor' }
  /** An entry that depends on its neighbours. */
  | {
      readonly kind: 'entry';
      readonly spec: InputSpec;
      readonly part: InputSpec;
      readonly i: number;
      readonly length: number;
    };

/** What the run of another function on the same inputs tells. */
export interface EarlierRun {
  /** Arrays within its arguments that it filled, by path. */
  readonly filled: ReadonlyMap<string, ArrayValue>;
  /** Arrays whose length it settled, by path, see {@link ArrayUses.measured}. */
  readonly measured: ReadonlySet<string>;
}

/** Of the function that is run first. */
export const noRun: EarlierRun = { filled: new Map(), measured: new Set() };
