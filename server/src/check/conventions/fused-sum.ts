/**
 * @file `p - y` beside the mean of a cross-entropy: the derivative by the logits, as most people mean it, and of the sum. Who divides by
 * the number of rows where weights are updated has it right, who does not has a larger learning rate; neither is seen here.
 */
import { assess } from '../assess.ts';
import { type Attempt, attemptReading } from '../attempt.ts';
import type { Session } from '../sampling/session.ts';
import { AdjointCache, type OfSum, type Reading } from './expected.ts';

const sums: readonly OfSum[] = ['rows', 'entries'];

const fusedSums: readonly Reading[] = [
  ...sums.map((ofSum) => ({ kind: 'fused-sigmoid', ofSum }) as const),
  ...sums.map((ofSum) => ({ kind: 'fused-softmax', isMean: true, ofSum }) as const),
];

/** The activation before which a gradient that fits nothing else is that of the sum; null where it is none. */
export function fusedSum(session: Session, { binding, target, judged }: Attempt): 'sigmoid' | 'softmax' | null {
  const { graph } = session.environment;
  const cache = new AdjointCache();
  // A single number is the mean of nothing.
  if (judged.every(({ comparison }) => comparison.inputs.length < 2)) return null;
  const samples = judged.map(({ sample }) => sample);
  const found = fusedSums.find((reading) => {
    const attempt = attemptReading(session, cache, binding, target, reading, samples);
    return attempt !== null && assess(graph, attempt) !== null;
  });
  if (found === undefined) return null;
  return found.kind === 'fused-sigmoid' ? 'sigmoid' : 'softmax';
}
