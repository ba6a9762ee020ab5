/** @file All rules: about pairs, about files, and the ids of those about tags. A new rule is a new file and a line here. */
import { approximateGradient } from './approximate-gradient.ts';
import { fusedGradient } from './fused-gradient.ts';
import { gradientMismatch } from './gradient-mismatch.ts';
import { jacobianDiagonal } from './jacobian-diagonal.ts';
import { labelsOnly } from './labels-only.ts';
import { mixedForms } from './mixed-forms.ts';
import { nanGradient } from './nan-gradient.ts';
import { overwrittenGradient } from './overwritten-gradient.ts';
import type { FileRule, Rule } from './rule.ts';
import { summedGradient } from './summed-gradient.ts';
import { surrogateGradient } from './surrogate-gradient.ts';
import { unexplainedDifference } from './unexplained-difference.ts';

export const rules: readonly Rule[] = [
  gradientMismatch,
  jacobianDiagonal,
  fusedGradient,
  approximateGradient,
  surrogateGradient,
  summedGradient,
  nanGradient,
  unexplainedDifference,
  labelsOnly,
];

/** Rules that compare the pairs of a file. */
export const fileRules: readonly FileRule[] = [mixedForms, overwrittenGradient];

/** Rules that look at doc tags rather than at pairs (`service/tag-findings.ts`). */
export const tagRules = ['unknown-tag', 'unresolved-tag', 'unusable-tag'] as const;
export type TagRuleId = (typeof tagRules)[number];

export const ruleIds: readonly string[] = [...rules, ...fileRules].map((rule): string => rule.id).concat(tagRules);
