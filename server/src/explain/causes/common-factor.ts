/** @file A factor that every entry of a gradient lacks or has too much, where each is written by itself: no one expression is wrong then. */
import type { Judged } from '../../check/attempt.ts';
import { isCount } from '../quantities/counts.ts';
import { withoutParentheses } from '../describe.ts';
import type { Session } from '../../check/sampling/session.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { isNear } from '../search/needed-values.ts';
import { quantities, type Quantity } from '../quantities/quantities.ts';

/** Samples that are looked at, and how many of them are no chance. */
const mostSamples = 8;
const fewestSamples = 3;
/** Costlier quantities fit by chance. */
const mostFarFetched = 1.5;

export interface CommonFactor {
  readonly kind: 'missing-factor' | 'reduction' | 'constant-factor';
  readonly cause: string;
}

/** Null where the entries do not all lack the same, or where no quantity of the code is what they lack. */
export function commonFactor(session: Session, failing: readonly Judged[]): CommonFactor | null {
  const samples = failing.slice(0, mostSamples);
  const ratios = samples.map((judged) => ratioOf(session, judged));
  if (samples.length < fewestSamples || ratios.some((ratio) => ratio === null)) return null;
  const fits = ({ at }: Quantity, meaning: (x: number) => number): boolean =>
    ratios.every((ratio, probe) => isNear(meaning(at({ probe, index: probe, present: NaN })), ratio!));
  const known = quantities(session, samples)
    .filter(({ cost, isOne }) => cost <= mostFarFetched && !isOne)
    .toSorted((a, b) => a.cost - b.cost);
  const divisor = known.find((quantity) => fits(quantity, (x) => 1 / x));
  const factor = known.find((quantity) => fits(quantity, (x) => x));
  if (divisor !== undefined && (factor === undefined || divisor.cost <= factor.cost)) {
    const text = withoutParentheses(divisor.text);
    if (isCount(text))
      return {
        kind: 'reduction',
        cause: `it is \`${text}\` times too large: the value is a mean, the gradient is not`,
      };
    if (divisor.isNumber) return { kind: 'constant-factor', cause: `all its entries are ${timesTooLarge(text)}` };
    const sign = text.startsWith('-') ? 'have the opposite sign and ' : '';
    const cause = `all its entries ${sign}must be divided by \`${withoutParentheses(text.replace(/^-/, ''))}\``;
    return { kind: 'missing-factor', cause };
  }
  if (factor?.isNumber === true)
    return { kind: 'constant-factor', cause: `all its entries are ${factor.text} times too small` };
  return factor === undefined
    ? null
    : {
        kind: 'missing-factor',
        cause: `all its entries are missing the factor \`${withoutParentheses(factor.text)}\``,
      };
}

/** What is 0.5 times too large is 2 times too small. */
function timesTooLarge(factor: string): string {
  const times = Number(factor);
  return times > 0 && times < 1 ? `${Number((1 / times).toPrecision(6))} times too small` : `${factor} times too large`;
}

/** What every entry has to be multiplied with at a sample; null where that is not the same for all, or only one is not 0. */
function ratioOf({ environment: { graph } }: Session, { comparison, judgement, sample }: Judged): number | null {
  if (judgement.kind !== 'different') return null;
  const { expected, actual } = comparison;
  const values = evaluate(program(graph, [...expected, ...actual]), sample.values);
  const pairs = expected.map((id, k): [number, number] => [values.get(id)!, values.get(actual[k]!)!]);
  const some = pairs.filter(([x, y]) => x !== 0 || y !== 0);
  const [first] = some;
  if (some.length < 2 || first === undefined) return null;
  const ratio = first[0] / first[1];
  return some.every(([x, y]) => isNear(x, ratio * y)) ? ratio : null;
}
