/** @file Replacing a base by an equal sum throughout a normal form. Which replacements are true and which help is decided in `trades.ts` and `simplify.ts`. */
import * as q from './rational.ts';
import { type Algebra, CannotRewrite, euler, type Factor, type Sum, type Term } from './sums.ts';

/** What may be replaced: powers of a base, or exponentials of multiples of an exponent. */
export type Target =
  | { readonly kind: 'power'; readonly base: Factor['base']; readonly exponent: number }
  | { readonly kind: 'exponential'; readonly exponent: Sum };

/** The sum as something that can be looked for in another sum; null when it is no power of a single base. */
export function targetOf(algebra: Algebra, sum: Sum): Target | null {
  const { coefficient, factors } = sum.terms.length === 1 ? sum.terms[0]! : algebra.asTerm(sum);
  const [only] = factors;
  if (only === undefined || factors.length > 1 || !q.equal(coefficient, q.one)) return null;
  if (only.base === euler) return { kind: 'exponential', exponent: only.exponent };
  const exponent = algebra.asInteger(only.exponent);
  return exponent === null || exponent < 1 ? null : { kind: 'power', base: only.base, exponent };
}

/**
 * The sum with the target replaced wherever it stands as a factor, also inside bases and exponents; the same object when it occurs
 * nowhere. @param positive whether the replacement is known to be positive, without which only integer powers are replaced.
 */
export function substitute(algebra: Algebra, sum: Sum, target: Target, by: Sum, positive: boolean): Sum {
  const done = new Map<Sum, Sum>();
  const inSum = (whole: Sum): Sum => {
    const known = done.get(whole);
    if (known !== undefined) return known;
    const replaced = algebra.add(...whole.terms.map(inTerm));
    done.set(whole, replaced);
    return replaced;
  };
  const inTerm = (part: Term): Sum => {
    let product = algebra.constant(part.coefficient);
    for (const factor of part.factors) product = algebra.mul(product, inFactor(factor));
    return product;
  };
  const inFactor = ({ base, exponent }: Factor): Sum => {
    if (base === euler) {
      const times = target.kind === 'exponential' ? multipleOf(exponent, target.exponent) : 0;
      if (times === 0 || target.kind !== 'exponential') return algebra.exponential(inSum(exponent));
      const rest = algebra.sub(exponent, algebra.scale(target.exponent, q.integer(times)));
      return algebra.mul(algebra.power(by, algebra.integer(times)), algebra.exponential(rest));
    }
    if (target.kind === 'power' && base === target.base) {
      const n = algebra.asInteger(exponent);
      if (n !== null) {
        const times = Math.trunc(n / target.exponent);
        const rest = algebra.powerOfBase(base, algebra.integer(n - times * target.exponent));
        return algebra.mul(algebra.power(by, algebra.integer(times)), rest);
      }
      if (positive && target.exponent === 1) return algebra.power(by, inSum(exponent));
    }
    const what = algebra.base(base);
    const power = inSum(exponent);
    if (what.kind === 'sum') {
      const inner = inSum(what.sum);
      if (inner !== what.sum) return algebra.power(inner, power);
    }
    return algebra.powerOfBase(base, power);
  };
  return inSum(sum);
}

/** The largest integer multiple of `unit` that `exponent` contains, judged by the terms of `unit`; 0 when there is none. */
function multipleOf(exponent: Sum, unit: Sum): number {
  let times: number | null = null;
  for (const part of unit.terms) {
    const here = exponent.terms.find(({ key }) => key === part.key);
    if (here === undefined) return 0;
    const ratio = q.div(here.coefficient, part.coefficient);
    if (!q.isInteger(ratio)) return 0;
    if (times === null) times = Number(ratio.n);
    else if (times !== Number(ratio.n)) return 0;
  }
  if (times !== null && Math.abs(times) > 16) throw new CannotRewrite('large multiple of an exponent');
  return times ?? 0;
}
