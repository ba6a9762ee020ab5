/** @file What a rule is: it looks at one checked pair and says what the user should be told. One rule per file of this folder. */
import type ts from 'typescript';
import type { CatalogueMisprint } from '../catalogue/load.ts';
import type { Recognised } from '../catalogue/recognise.ts';
import type { CheckedPair } from '../check/decide.ts';
import type { Explanation } from '../check/explain.ts';

export type RuleSeverity = 'error' | 'warning' | 'information';

/** Everything known about a pair when its findings are worded. */
export interface PairEvidence {
  readonly checked: CheckedPair;
  /** Set when the pair is refuted. */
  readonly explanation: Explanation | null;
  readonly reference: Recognised | null;
  /** The known misprint that the written gradient equals. */
  readonly misprint: CatalogueMisprint | null;
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

export interface Rule {
  /** Also the name of its page in `docs/rules/` and of this file. */
  readonly id: string;
  readonly severity: RuleSeverity;
  find(evidence: PairEvidence): readonly RuleFinding[];
}
