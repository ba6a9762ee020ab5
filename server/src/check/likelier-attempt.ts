/** @file Which of several failed attempts to call and read a gradient comes closest to it, and which others are worth keeping. */
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
import type { Attempt, Judged } from './attempt.ts';
import { labelModeOf } from './inputs/label-limits.ts';

/**
 * Whether an attempt explains clearly more of the gradient than another, component by component: the one that is reported.
 * Earlier bindings, targets and readings are likelier, so a small lead is not enough, nor one at labels of 0 and 1 alone, where any term
 * that they are a factor of is right. What is called like a constant must be right at most samples, not counting those where both are 0.
 */
export function isBetter(attempt: Attempt, than: Attempt | null): boolean {
  if (than === null) return true;
  if (takesLossForInput(attempt) && !takesLossForInput(than)) return false;
  if (vanishes(attempt) && !vanishes(than)) return false;
  // The diagonal of a Jacobian times what comes from above is the mistake that such a gradient has, and no diagonal that is meant.
  if (isOfDiagonal(than) && attempt.binding.upstream !== null && !isOfDiagonal(attempt)) return true;
  const lead = (isOf: (judged: Judged) => boolean): number => rightShare(attempt, isOf) - rightShare(than, isOf);
  const hasOtherLabels = than.judged.filter((j) => !hasClasses(j) && j.judgement.kind !== 'inconclusive').length > 2;
  if (attempt.target.isConstant === true && than.target.isConstant !== true) {
    const share = rightShare(attempt, ({ judgement }) => judgement.kind !== 'equal' || judgement.scale > 0);
    if (share < fewestRightByConstant) return false;
  }
  // Of many modes one alone may be wrong, and another way to call the gradient right in half of them.
  const isNearlyRight = 1 - rightShare(attempt) < (1 - rightShare(than)) / 3;
  const isLeading = lead(() => true) > (isNearlyRight ? smallLead : clearLead);
  return isLeading && (!hasOtherLabels || lead((j) => !hasClasses(j)) > 0);
}

/** By how much of the gradient one attempt must be right more often than another, and one that is seldom wrong. */
const clearLead = 0.15;
const smallLead = 0.05;

/** Share of the samples at which the derivative by a constant must be right, where nobody said that it is meant. */
const fewestRightByConstant = 0.75;

/** Whether the derivative is 0 on all paths that were seen, as by labels that conditions alone look at. */
function vanishes({ judged }: Attempt): boolean {
  return judged.every(({ comparison }) => comparison.vanishes);
}

function isOfDiagonal({ judged }: Attempt): boolean {
  return judged.every(({ comparison }) => comparison.diagonalOnly);
}

/** Whether the gradient is called with the value of a loss, which has a label: by chance it may be right more often there. */
function takesLossForInput({ binding, judged }: Attempt): boolean {
  const [first] = judged;
  const inputs = first?.comparison.inputs ?? [];
  const names = [...(first?.sample.values.keys() ?? [])];
  return binding.outputForm && names.some((name) => !inputs.includes(name) && looksLikeLabel(name));
}

function hasClasses(judged: Judged): boolean {
  const mode = labelModeOf(judged);
  return mode === 'zero-one' || mode === 'one-hot';
}

/** Mean share of right components over the samples that say something; −1 when none does. */
function rightShare({ judged }: Attempt, isOf: (judged: Judged) => boolean = () => true): number {
  const shares = judged.filter(isOf).flatMap(({ judgement, comparison }) => {
    if (judgement.kind === 'inconclusive') return [];
    return [judgement.kind === 'different' ? 1 - judgement.wrong.length / comparison.keys.length : 1];
  });
  return shares.length === 0 ? -1 : shares.reduce((a, b) => a + b, 0) / shares.length;
}

/** Whether the gradient, read as a direction of descent, has the sign of one in most places where it is wrong. */
export function isDescent({ reading, judged }: Attempt): boolean {
  if (reading.kind !== 'negative') return false;
  const wrong = judged.flatMap(({ judgement }) => (judgement.kind === 'different' ? [judgement.worst] : []));
  return wrong.filter(({ expected, actual }) => expected * actual > 0).length > wrong.length * 0.75;
}

/** Where a way is right at so much of the gradient, one that is right at much less is not what it was written for. */
const most = 0.8;
const muchLess = 0.5;

/** Of each other way to call and read the gradient, the first attempt that says something. */
export function otherWays(best: Attempt, failed: readonly Attempt[]): readonly Attempt[] {
  const way = ({ reading, binding, judged }: Attempt): string =>
    `${reading.kind} ${binding.outputForm} ${binding.upstream?.path ?? ''} ${judged[0]?.comparison.inputs.join() ?? ''}`;
  const found = new Map<string, Attempt>();
  for (const attempt of failed) {
    // What can only be the upstream gradient, by its name, is not the output or an input.
    const isMistaken = best.binding.upstreamIsNamed && attempt.binding.upstream === null;
    const isUnlikely =
      isMistaken ||
      (takesLossForInput(attempt) && !takesLossForInput(best)) ||
      (rightShare(best) > most && rightShare(attempt) < rightShare(best) - muchLess);
    if (way(attempt) !== way(best) && isConclusive(attempt) && !isUnlikely && !found.has(way(attempt)))
      found.set(way(attempt), attempt);
  }
  return [...found.values()];
}

/**
 * Whether the same call with likelier inputs to differentiate by, such as the main argument instead of a scale, or in terms of the input
 * instead of the output, was found wrong nowhere and only not seen enough, so that a difference by the other inputs says nothing.
 */
export function isUncontradicted(failed: readonly Attempt[], attempt: Attempt): boolean {
  const inputs = inputsOf(attempt);
  for (const other of failed) {
    const isLikelierForm = attempt.binding.outputForm && !other.binding.outputForm;
    if (inputsOf(other) === inputs && !isLikelierForm) return false;
    const isCallMeant = isLikelierForm || other.binding === attempt.binding;
    const isSameCall = isCallMeant && other.reading.kind === 'plain' && other.misfits === 0;
    const isOpen = other.judged.every(({ judgement }) => judgement.kind !== 'different');
    // What only chooses among cases has no derivative that could be meant.
    const isMeant = other.judged.some(({ comparison }) => !comparison.vanishes);
    if (isSameCall && isOpen && isMeant) return true;
  }
  return false;
}

function inputsOf({ judged }: Attempt): string {
  return judged[0]?.comparison.inputs.join() ?? '';
}

/** Of fewer samples, as are drawn where runs are long, anything may be read. */
const enoughToExplain = 6;

function isConclusive({ judged }: Attempt): boolean {
  if (judged.length < enoughToExplain) return false;
  return judged.filter(({ judgement }) => judgement.kind === 'different').length >= 2;
}
