/**
 * @file A summand of the derivative that the gradient lacks, or has with the opposite sign, wherever it is wrong: told from the numbers
 * alone, also where no change of one expression would put it in, as of an entry that a loop adds to in several statements.
 */
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Judged } from '../../check/attempt.ts';
import type { Reading } from '../../check/conventions/expected.ts';
import type { Session } from '../../check/sampling/session.ts';
import { correspondingTerm } from '../corresponding-term.ts';
import { shortText } from '../describe.ts';
import { isNear } from '../search/needed-values.ts';

export interface LostTerm {
  readonly kind: 'missing-term' | 'sign';
  readonly cause: string;
  /** Whether the term of the value is known. */
  readonly isNamed: boolean;
}

/** Fewer wrong entries may lack a term by chance. */
const fewestEntries = 4;
const mostTerms = 24;

/** Null where the wrong entries have nothing of that kind in common. */
export function lostTerm(
  session: Session,
  reading: Reading,
  witness: Judged,
  failing: readonly Judged[],
): LostTerm | null {
  const { graph } = session.environment;
  let found: readonly ('missing-term' | 'sign')[] = ['missing-term', 'sign'];
  let nEntries = 0;
  for (const { judgement, comparison, sample } of failing) {
    const wrong = judgement.kind === 'different' ? judgement.wrong : [];
    for (const k of wrong) {
      // Of an entry that is 0 all of it is lost.
      const isLeftOut = comparison.actual.length > 1 && failing.every((j) => isZero(graph, j, k));
      const whole: Term = { id: comparison.expected[k]!, coefficient: 1 };
      const terms = isLeftOut ? [whole] : termsOf(graph, whole.id);
      if ((terms.length < 2 && !isLeftOut) || terms.length > mostTerms) return null;
      const ids = [comparison.expected[k]!, comparison.actual[k]!, ...terms.map(({ id }) => id)];
      const values = evaluate(program(graph, ids), sample.values);
      const difference = values.get(ids[0]!)! - values.get(ids[1]!)!;
      const isThere = (times: number): boolean =>
        terms.some(({ id, coefficient }) => isNear(difference, times * coefficient * values.get(id)!));
      found = found.filter((kind) => isThere(kind === 'sign' ? 2 : 1));
      if (found.length === 0) return null;
      nEntries++;
    }
  }
  const [kind] = found;
  if (kind === undefined || nEntries < fewestEntries) return null;
  const term = correspondingTerm(session, reading, witness, failing);
  const what = term === null ? 'one term of the derivative' : `the derivative of \`${shortText(term)}\``;
  return {
    kind,
    isNamed: term !== null,
    cause: kind === 'sign' ? `${what} has the opposite sign` : `it lacks ${what}`,
  };
}

function isZero(graph: Graph, { comparison }: Judged, k: number): boolean {
  const entry = comparison.actual[k];
  return entry !== undefined && graph.constantValue(entry) === 0;
}

interface Term {
  readonly id: ExprId;
  readonly coefficient: number;
}

/** The summands of an expression with the numbers that multiply them. */
function termsOf(graph: Graph, root: ExprId): readonly Term[] {
  const found: Term[] = [];
  const open: Term[] = [{ id: root, coefficient: 1 }];
  for (let term = open.pop(); term !== undefined && found.length <= mostTerms; term = open.pop()) {
    const { id, coefficient } = term;
    const node = graph.node(id);
    const [a, b] = node.kind === 'apply' ? node.args : [];
    const [x, y] = [a, b].map((arg) => (arg === undefined ? null : graph.constantValue(arg)));
    const op = node.kind === 'apply' ? node.op : null;
    if (op === 'add') open.push({ id: a!, coefficient }, { id: b!, coefficient });
    else if (op === 'sub') open.push({ id: a!, coefficient }, { id: b!, coefficient: -coefficient });
    else if (op === 'neg') open.push({ id: a!, coefficient: -coefficient });
    else if (op === 'div' && typeof y === 'number') open.push({ id: a!, coefficient: coefficient / y });
    else if (op === 'mul' && typeof x === 'number') open.push({ id: b!, coefficient: coefficient * x });
    else if (op === 'mul' && typeof y === 'number') open.push({ id: a!, coefficient: coefficient * y });
    else found.push(term);
  }
  return found;
}
