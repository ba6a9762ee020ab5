/**
 * @file Gradients that `customGrad`, or an operation of an autograd engine, overrides on purpose: of a value that is passed on as it is,
 * clipped or rounded, or whose name says so. Most uses of `customGrad` are of this kind, so a difference there is no mistake.
 */
import { splitWords } from '../../frontend/discover/words.ts';
import type { Attempt } from '../attempt.ts';
import type { Session } from '../sampling/session.ts';

const NAMES =
  /revers|straightthrough|^ste$|surrogate|stopgrad|detach|clip|binari[sz]e|quanti[sz]|ternar|round|sign$|^sign|step|heaviside|spike|scalegrad|passthrough|identity/;

/** Of operations of engines few are, and these say so. */
const NAMES_OF_OPERATIONS =
  /revers|straightthrough|^ste$|surrogate|stopgrad|detach|binari[sz]e|quanti[sz]|scalegrad|clipgrad|passthrough/;

/** Whether a gradient that differs from the derivative is meant to. */
export function isOverridden({ candidate, environment }: Session, attempt: Attempt): boolean {
  const { name, owner } = candidate.value;
  if (candidate.engine !== undefined) return NAMES_OF_OPERATIONS.test(splitWords(name).join(''));
  if (candidate.kind !== 'custom-grad') return false;
  if ([name, owner ?? ''].some((each) => NAMES.test(splitWords(each).join('')))) return true;
  const { graph } = environment;
  return attempt.judged.every(({ comparison, sample }) => {
    const upstream = new Set(sample.upstream);
    return comparison.expected.every((id) => upstream.has(id) || [0, 1].includes(graph.constantValue(id) ?? NaN));
  });
}
