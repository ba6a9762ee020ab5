/** @file What an identity is: a row of data. The rows are in `identities/`, the matching is in `engine.ts`. */

/** Something that must be known of a variable before a row applies; `always` is written out. */
export type Condition =
  'always' | { readonly variable: string; readonly is: 'positive' | 'nonnegative' | 'nonpositive' };

/**
 * `left` becomes `right` wherever it is met. Both are in the language of `expr/read.ts`; their symbols stand for any expression.
 * The two are equal wherever `left` is defined and the condition holds.
 */
export interface Identity {
  /** `what-becomes`. */
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly when: Condition;
}

/**
 * When `given` occurs, `replace` may be written as `by`: a trade that is made only where the whole gets smaller,
 * for example e^z by means of σ(z).
 */
export interface Relation {
  readonly name: string;
  readonly given: string;
  readonly replace: string;
  readonly by: string;
}
