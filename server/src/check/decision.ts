/** @file What is decided of a pair: that its gradient agrees, is refuted, or why nothing can be said. */
import type { Dependency } from '../frontend/trace/modules/read-modules.ts';
import type { TraceFailure } from '../frontend/trace/trace.ts';
import type { Attempt, Judged } from './attempt.ts';
import type { LabelLimit } from './inputs/label-limits.ts';
import type { Sample, Session } from './sampling/session.ts';

export type UndeterminedCode =
  | 'unsupported'
  | 'no-valid-input'
  | 'no-conclusive-sample'
  | 'shape-mismatch'
  | 'surrogate'
  | 'declared-surrogate'
  | 'overridden'
  | 'gradient-not-finite'
  | 'value-not-numeric'
  | 'diagonal-of-jacobian'
  | 'only-diagonal'
  | 'other-state'
  | 'unseen-loss'
  | 'fused-sum'
  | 'summed'
  | 'shared-hold'
  | 'mixed-forms'
  | 'clipped'
  | 'chained'
  | 'same-function'
  | 'symmetric-matrix'
  | 'unseen-code'
  | 'unexplained-difference';

export type Decision =
  | {
      readonly kind: 'agrees';
      readonly attempt: Attempt;
      readonly wrt: readonly string[];
      readonly labels: LabelLimit;
      /** Largest relative difference seen; above the equality tolerance the two are only approximately the same. */
      readonly relative: number;
      /** Whether it is an identity on every path and piece seen, and not only equal at the samples. */
      readonly proved: boolean;
      /** A point at which the gradient is NaN and the derivative a number. */
      readonly nanAt: Judged | null;
    }
  | {
      readonly kind: 'refuted';
      readonly attempt: Attempt;
      /** Other ways to call and read the gradient, the likeliest first: it may have been written for one of them. */
      readonly others: readonly Attempt[];
      readonly wrt: readonly string[];
      readonly failing: readonly Judged[];
    }
  | {
      readonly kind: 'undetermined';
      readonly code: UndeterminedCode;
      readonly detail: string;
      /** What stopped the trace, where that is the reason. */
      readonly failure: TraceFailure | null;
      readonly wrt: readonly string[];
      /** A point at which the gradient is NaN and the derivative a number, where it often is none. */
      readonly nanAt?: Judged | null;
      /** The modes in which alone it is a surrogate. */
      readonly modes?: readonly string[];
    };

export interface CheckedPair {
  readonly decision: Decision;
  readonly session: Session;
  readonly samples: readonly Sample[];
  readonly dependencies: readonly Dependency[];
}

export interface CheckOptions {
  readonly samples: number;
  readonly seed: number;
}
