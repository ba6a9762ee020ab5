/**
 * @file The same losses at the same 1000 points in the same run: our check of the written gradient, and what one would do without it, a
 * library's own gradient and central differences to compare the written one with.
 */
import { checkPair } from '../../server/src/check/check-pair.ts';
import { evaluateBatch } from '../../server/src/math/numeric/evaluate.ts';
import { uniform } from '../../server/src/math/numeric/random.ts';
import { bceGradients, focalGradients, type PeerGradients } from './peer-losses.ts';
import { bce, type ComparedLoss, environment, focal, pairOf } from './pairs.ts';
import type { Peers } from './peers.ts';
import { heading, line, median, number, spread } from './statistics.ts';

const count = 1000;
const runs = 40;
const warmUp = 15;
const z = Float64Array.from({ length: count }, (_, i) => 12 * uniform(1, `z${i}`) - 6);
const y = Float64Array.from({ length: count }, (_, i) => i % 2);

/** One way to check the written gradient; answers the largest difference that it saw. */
interface Contender {
  readonly title: string;
  readonly check: () => number;
}

export function reportSamePoints(peers: Peers | string): void {
  heading(`Checking a gradient at the same ${count} points, warm, ${runs} runs in turns`);
  if (typeof peers === 'string') console.log(`  ${peers}`);
  compete(bce, typeof peers === 'string' ? null : bceGradients(peers, z, y));
  compete(focal, typeof peers === 'string' ? null : focalGradients(peers, z, y));
}

function compete(loss: ComparedLoss, peer: PeerGradients | null): void {
  const contenders: Contender[] = [
    { title: 'Gradcheck: check, proof, and these points', check: () => fullCheck(loss, 48) },
    { title: 'Gradcheck: the same with 1000 samples of its own', check: () => fullCheck(loss, count) },
    { title: 'central differences alone, float64', check: () => compare(loss, differences(loss)) },
  ];
  if (peer !== null) {
    contenders.push(
      {
        title: 'TensorFlow.js gradient + differences',
        check: () => Math.max(compare(loss, peer.tensorFlow()), compare(loss, differences(loss))),
      },
      {
        title: 'jax-js gradient + differences',
        check: () => Math.max(compare(loss, peer.jax()), compare(loss, differences(loss))),
      },
    );
  }
  const times = contenders.map((): number[] => []);
  const worst = contenders.map(() => 0);
  for (let run = 0; run < warmUp + runs; run++) {
    contenders.forEach(({ check }, i) => {
      const start = performance.now();
      worst[i] = check();
      if (run >= warmUp) times[i]!.push(performance.now() - start);
    });
  }
  console.log(`  ${loss.title}`);
  const own = median(times[0]!);
  contenders.forEach(({ title }, i) => {
    const ratio = i === 0 ? '' : `${number(median(times[i]!) / own)} times ours`;
    line(`  ${title}`, spread(times[i]!, 'ms'), ratio, `largest difference ${worst[i]!.toExponential(0)}`);
  });
  const tensorFlow = times[3];
  if (tensorFlow === undefined) return;
  const factor = median(tensorFlow) / own;
  const verdict = factor > 1 ? `met, ${number(factor)} times faster` : `MISSED, ${number(1 / factor)} times slower`;
  line('  target: faster than TensorFlow.js + differences', verdict);
}

/** Everything from the text to the verdict, then the derived and the written gradient compared at the points. */
function fullCheck(loss: ComparedLoss, samples: number): number {
  const { decision, session } = checkPair(environment(), pairOf(loss), { samples, seed: 1 });
  if (decision.kind !== 'agrees' || !decision.proved) throw new Error(`${loss.title} is not proved`);
  const { judged } = decision.attempt;
  const { expected, actual } = judged[0]!.comparison;
  // Without branches all samples share one pair of expressions, which then holds at every point.
  if (judged.some(({ comparison }) => comparison.expected[0] !== expected[0] || comparison.actual[0] !== actual[0])) {
    throw new Error(`${loss.title} has more than one path`);
  }
  const columns = new Map([
    ['z', z],
    ['y', y],
  ]);
  const { graph } = session.environment;
  const derived = evaluateBatch(graph, expected[0]!, columns, count);
  const written = evaluateBatch(graph, actual[0]!, columns, count);
  return largest((i) => derived[i]! - written[i]!);
}

function differences({ value }: ComparedLoss): Float64Array {
  const h = 1e-5;
  return Float64Array.from(z, (x, i) => (value(x + h, y[i]!) - value(x - h, y[i]!)) / (2 * h));
}

function compare({ gradient }: ComparedLoss, found: ArrayLike<number>): number {
  return largest((i) => found[i]! - gradient(z[i]!, y[i]!));
}

function largest(difference: (i: number) => number): number {
  let found = 0;
  for (let i = 0; i < count; i++) found = Math.max(found, Math.abs(difference(i)));
  return found;
}
