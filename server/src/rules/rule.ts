/**
 * @file What a rule is: it looks at one checked pair, or at all pairs of a file, and says what the user should be told. One rule per
 * file of this folder.
 */
import type * as ts from 'typescript';
import type { CatalogueMisprint } from '../catalogue/load.ts';
import type { Recognised } from '../catalogue/recognise.ts';
import type { CallForm } from '../check/conventions/call-form.ts';
import type { CheckedPair } from '../check/decision.ts';
import type { Explanation } from '../explain/explain.ts';
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import { capitalised } from './words.ts';

export type RuleSeverity = 'error' | 'warning' | 'information';

/** Everything known about a pair when its findings are worded. */
export interface PairEvidence {
  readonly checked: CheckedPair;
  /** Set when the pair is refuted, or differs for no reason that is known. */
  readonly explanation: Explanation | null;
  /** The reference that the value computes; looked for when first asked for, since the verdict does not need it. */
  readonly reference: () => Recognised | null;
  /** The known misprint that the written gradient equals. */
  readonly misprint: CatalogueMisprint | null;
  /** The term of the value that a refuted gradient goes wrong in; null when it is not known to be a single one. */
  readonly valueTerm: () => ts.Expression | null;
  /** What the derivative must be called with; found out when first asked for. */
  readonly callForm: () => CallForm | null;
}

/** A finding before it is given offsets. */
export interface RuleFinding {
  readonly node: ts.Node;
  /** One or two plain sentences. */
  readonly message: string;
  readonly cause: string | null;
  /** Whether the evidence's witness belongs to it. */
  readonly hasWitness: boolean;
  readonly related: readonly { readonly node: ts.Node; readonly path: string; readonly message: string }[];
}

/** A finding on the name of the gradient, or on all of one that has none, and without numbers. */
export function noteOnGradient({ session }: CheckedPair, message: string, cause: string | null): RuleFinding {
  const { node } = session.gradient;
  return { node: node.name ?? node, message: capitalised(message), cause, hasWitness: false, related: [] };
}

export interface Rule {
  /** Also the name of its page in `docs/rules/` and of this file. */
  readonly id: string;
  readonly severity: RuleSeverity;
  find(evidence: PairEvidence): readonly RuleFinding[];
}

/** A pair of a file; the evidence may be older than the text, whose syntax nodes `current` has. */
export interface FilePair {
  readonly current: PairCandidate;
  readonly evidence: PairEvidence;
}

/** A finding on the name of a function of the file. */
export interface FileFinding {
  readonly unit: FunctionUnit;
  readonly message: string;
  readonly cause: string | null;
  readonly related: readonly { readonly unit: FunctionUnit; readonly message: string }[];
}

/** A rule about what the pairs of a file have to do with each other. */
export interface FileRule {
  /** As in {@link Rule}. */
  readonly id: string;
  readonly severity: RuleSeverity;
  find(pairs: readonly FilePair[]): readonly FileFinding[];
}
