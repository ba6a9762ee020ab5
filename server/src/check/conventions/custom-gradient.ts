/**
 * @file Gradients that override the derivative on purpose. Of `customGrad`, most of whose uses are of this kind: where the value is passed
 * on as it is, clipped or rounded, or where its name or a comment says so. Of an operation of an autograd engine, where the name says so.
 * Of any function, where a comment calls it a straight-through estimator, a surrogate, or not the derivative.
 */
import { commentsOn } from '../../frontend/comments.ts';
import { splitWords } from '../../frontend/discover/words.ts';
import type { Attempt } from '../attempt.ts';
import type { Session } from '../sampling/session.ts';

const NAMES =
  /revers|straightthrough|^ste$|surrogate|stopgrad|detach|clip|binari[sz]e|quanti[sz]|ternar|round|sign$|^sign|step|heaviside|spike|scalegrad|passthrough|identity/;

/** Of operations of engines few are, and these say so. */
const NAMES_OF_OPERATIONS =
  /revers|straightthrough|^ste$|surrogate|stopgrad|detach|binari[sz]e|quanti[sz]|scalegrad|clipgrad|passthrough/;

/** What a comment calls a gradient that is meant to differ. */
const COMMENTS =
  /straight.?through|\bSTE\b|\b(?:surrogate|pseudo).?(?:gradient|derivative|slope)|\bnot the (?:true|exact|real|actual|mathematical) (?:gradient|derivative)\b(?! (?:check|test))/i;

/** The same beside `customGrad`, where words that mean many things elsewhere mean this. */
const COMMENTS_BESIDE_CUSTOM_GRADIENTS =
  /\boverrid|\bsurrogate|\bon purpose\b|\b(?:deliberate|intentional)(?:ly)?\b|\bpretend/i;

/** Whether a gradient that differs from the derivative is meant to. */
export function isOverridden({ candidate, environment }: Session, attempt: Attempt): boolean {
  const { name, owner } = candidate.value;
  const isCustom = candidate.kind === 'custom-grad';
  const comments = commentsOn((isCustom ? candidate.value : candidate.gradient).node);
  if (COMMENTS.test(comments) || (isCustom && COMMENTS_BESIDE_CUSTOM_GRADIENTS.test(comments))) return true;
  if (candidate.engine !== undefined) return NAMES_OF_OPERATIONS.test(splitWords(name).join(''));
  if (!isCustom) return false;
  if ([name, owner ?? ''].some((each) => NAMES.test(splitWords(each).join('')))) return true;
  const { graph } = environment;
  return attempt.judged.every(({ comparison, sample }) => {
    const upstream = new Set(sample.upstream);
    return comparison.expected.every((id) => upstream.has(id) || [0, 1].includes(graph.constantValue(id) ?? NaN));
  });
}
