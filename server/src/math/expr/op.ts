/**
 * @file What an operation is: one object with every facet, so that a missing facet does not compile.
 * The operations themselves are in `ops/`.
 */
import type { Decimal } from 'decimal.js';
import type { Interval } from '../numeric/interval.ts';
import type { Builder } from './build.ts';
import type { ExprId } from './graph.ts';
import type { Layout } from './notation.ts';

/** The decimal.js class with the precision to work at. */
export type DecimalClass = typeof Decimal;

export interface OpDef {
  /** Mathematical name, also the key in the registry. */
  readonly name: string;
  readonly arity: 1 | 2;
  /** Float64 value with JavaScript's semantics; NaN outside the domain. The second argument is ignored when arity is 1. */
  evaluate(a: number, b: number): number;
  /** An interval sure to hold the exact value for all arguments in the given intervals. */
  enclose(a: Interval, b: Interval): Interval;
  /** The value at the working precision of `D`; NaN outside the domain. */
  precise(D: DecimalClass, a: Decimal, b: Decimal): Decimal;
  /**
   * ∂self/∂args, one expression per argument. At a kink it gives the mean of the one-sided derivatives.
   * Piecewise-constant operations give 0, which is their derivative wherever they have one.
   */
  partials(build: Builder, args: readonly ExprId[], self: ExprId): readonly ExprId[];
  /** Where the operation is real and finite. */
  defined(a: number, b: number): boolean;
  /**
   * Distance, in units of the arguments, to the nearest point where the operation is not differentiable; Infinity where smooth.
   * Samples keep this above a threshold unless the kink is the subject.
   */
  kinkDistance(a: number, b: number): number;
  /** Whether the operation has pieces at all. */
  readonly isPiecewise: boolean;
  /** Signed quantity whose sign tells which smooth piece the arguments are on; 0 for smooth operations. */
  piece(a: number, b: number): number;
  /** LaTeX, plain text, and TypeScript. */
  readonly latex: Layout;
  readonly text: Layout;
  readonly code: Layout;
  /** Arguments inside the domain and away from kinks, for tests and for aiming samples. */
  readonly samples: readonly (readonly [number] | readonly [number, number])[];
}

/** Facets of an operation that is differentiable throughout its domain. */
export const smooth = {
  kinkDistance: (): number => Infinity,
  isPiecewise: false,
  piece: (): number => 0,
} as const;
