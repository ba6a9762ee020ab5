/**
 * @file Why a gradient that is wrong at some samples may be right all the same, as far as its attempts tell: none of them runs anything.
 */
import type { Graph } from '../math/expr/graph.ts';
import type { Attempt } from './attempt.ts';
import { chainedBy } from './conventions/chained.ts';
import { clippedTo } from './conventions/clipped.ts';
import { fusedSum } from './conventions/fused-sum.ts';
import { isFilledInPart } from './conventions/misshapen.ts';
import { failingModes, isRightInSomeMode, modeText } from './conventions/mixed-forms.ts';
import { failsWhereRounded } from './conventions/rounded.ts';
import { computesTheValue } from './conventions/same-function.ts';
import type { Decision } from './decision.ts';
import { inputMadeText } from './inputs/made-texts.ts';
import { failsWhereTakenTwice } from './inputs/marked-indices.ts';
import { isUncontradicted } from './likelier-attempt.ts';
import type { Session } from './sampling/session.ts';
import { isInSteps, undetermined } from './undecided.ts';

/** Null where nothing speaks for it. `failed` are the other attempts. */
export function excused(
  session: Session,
  attempt: Attempt,
  failed: readonly Attempt[],
  wrt: readonly string[],
): Decision | null {
  if (isUncontradicted(failed, attempt)) {
    return undetermined('no-conclusive-sample', 'no sample was conclusive', wrt);
  }
  if (isFilledInPart(attempt.judged)) {
    return undetermined('no-valid-input', 'the value fills a part of its array at the sizes drawn', wrt);
  }
  if (computesTheValue(session, attempt)) {
    return undetermined('same-function', 'it computes what the value does, and its name may mean something else', wrt);
  }
  const cut = clippedTo(session, attempt);
  if (cut !== null) return undetermined('clipped', `it is the derivative, ${cut}`, wrt);
  const chained = chainedBy(session, [attempt, ...failed]);
  if (chained !== null) return undetermined('chained', `it is the derivative, ${chained}`, wrt);
  const activation = fusedSum(session, attempt);
  if (activation !== null) {
    const of = 'of the sum of which the value is the mean';
    return undetermined('fused-sum', `it is the derivative by the logits before a ${activation}, ${of}`, wrt);
  }
  if (failsWhereTakenTwice(session, attempt.judged)) {
    return undetermined('no-conclusive-sample', 'it differs only where an index is taken twice', wrt);
  }
  if (failsWhereRounded(session.environment.graph, attempt)) {
    return undetermined('no-conclusive-sample', 'it differs only where the value is rounded', wrt);
  }
  const modes = modesInSteps(session.environment.graph, attempt);
  if (modes.length > 0) {
    const detail = `the value is piecewise constant in ${modes.map((mode) => `'${mode}'`).join(', ')}`;
    return { kind: 'undetermined', code: 'surrogate', detail, failure: null, wrt, modes };
  }
  const text = inputMadeText(session.environment.graph, failed, attempt);
  if (text === null) return null;
  return undetermined('no-conclusive-sample', `\`${text}\` is made a text, which has no derivative`, wrt);
}

/** The modes that fail, where in each the value has steps, with a number in the place of their derivative, and others are right. */
function modesInSteps(graph: Graph, attempt: Attempt): readonly string[] {
  const modes = failingModes(attempt);
  return modes.every((mode) => isInSteps(graph, mode)) && isRightInSomeMode(attempt) ? modes.map(modeText) : [];
}
