/**
 * @file One evaluation of expressions in prime fields: a homomorphism, so that equal expressions have equal values, and unequal ones
 * almost surely do not (Gonnet, "Determining equivalence of expressions in random polynomial time", STOC 1984; Monagan & Gonnet,
 * "Signature functions for algebraic numbers", ISSAC 1994). exp(a) is g^a with a taken modulo q; logarithms are additive atoms over
 * multiplicatively split arguments; real powers need bases that are squares; any other function is an atom keyed by its argument.
 */
import type { ExprId, Graph } from '../expr/graph.ts';
import { uniform } from '../numeric/random.ts';
import { generator, inverse, isSquare, modulo, multiply, p, power, q, rationalOf, residueOf } from './field.ts';

/** The random point is unlucky (a division by zero, a base that is no square); another one may do. */
export class Unlucky extends Error {}

/** One for all: half of the draws end with it where there is a root, and a stack trace takes longer than the draw. */
const unlucky = new Unlucky('a division by zero, or a base that is no square');

/** The expression is outside what signatures can express. */
export class Inexpressible extends Error {}

/** Largest integer exponent that is multiplied out, which keeps degrees well below the size of the fields. */
const largestExponent = 65_536;

/** ±log of a base, as it enters the logarithm of a product. */
interface LogAtom {
  /** The base in F_p. */
  readonly base: number;
  /** Its logarithm in F_p and F_q, as formal numbers. */
  readonly inP: number;
  readonly inQ: number;
}

/** Expressions on one piece, with what all trials of them share. */
export interface Subject {
  readonly graph: Graph;
  /** Signs of the real values at the point; 0 where the sign is not certain. */
  readonly signs: ReadonlyMap<ExprId, number>;
  /** Exponentials of something that varies. */
  readonly exponentials: readonly ExprId[];
  /** Whether an expression has a logarithm as a term. */
  readonly logTerms: Map<ExprId, boolean>;
  /** Whether an exponent is whole where its symbols are. */
  readonly whole: Map<ExprId, boolean>;
}

export function subject(graph: Graph, roots: readonly ExprId[], signs: ReadonlyMap<ExprId, number>): Subject {
  const exponentials = graph.reachable(roots).filter((id) => {
    const node = graph.node(id);
    return node.kind === 'apply' && node.op === 'exp' && graph.symbolsOf(node.args).size > 0;
  });
  return { graph, signs, exponentials, logTerms: new Map(), whole: new Map() };
}

export class Trial {
  readonly #graph: Graph;
  readonly #seed: number;
  readonly #signs: ReadonlyMap<ExprId, number>;
  readonly #inP = new Map<ExprId, number>();
  readonly #inQ = new Map<ExprId, number>();
  readonly #logAtoms: LogAtom[] = [];
  readonly #logTerms: Map<ExprId, boolean>;
  readonly #whole: Map<ExprId, boolean>;
  #hasRootedSum = false;
  readonly #rootedNumbers = new Set<number>();
  /** Arguments of exponentials met so far: a logarithm may be another one plus such an argument. */
  readonly #exponents: { readonly exponential: number; readonly inP: number; readonly inQ: number }[] = [];

  constructor({ graph, signs, exponentials, logTerms, whole }: Subject, seed: number) {
    this.#graph = graph;
    this.#seed = seed;
    this.#signs = signs;
    this.#logTerms = logTerms;
    this.#whole = whole;
    for (const id of exponentials) {
      const node = graph.node(id);
      if (node.kind !== 'apply') continue;
      const [a] = node.args;
      this.#exponents.push({ exponential: this.value(id), inP: this.value(a!), inQ: this.exponent(a!) });
    }
  }

  /**
   * Whether a sum was raised to a power with a fraction in it, or numbers were that may have roots which are rational. If it is a
   * perfect square, its root in the field has the sign of whichever square root is itself a square, which the draw decides; on the
   * reals it is positive. A single number without a rational root is as good as its negative: what holds of √c holds of −√c.
   */
  get hasAmbiguousRoot(): boolean {
    return this.#hasRootedSum || this.#rootedNumbers.size > 1 || [...this.#rootedNumbers].some(isSquareOfRational);
  }

  /** The expression's value in F_p. */
  value(id: ExprId): number {
    let v = this.#inP.get(id);
    if (v === undefined) this.#inP.set(id, (v = this.#valueOf(id)));
    return v;
  }

  /** The expression's value in F_q, where exponents live. */
  exponent(id: ExprId): number {
    let v = this.#inQ.get(id);
    if (v === undefined) this.#inQ.set(id, (v = this.#exponentOf(id)));
    return v;
  }

  #valueOf(id: ExprId): number {
    const node = this.#graph.node(id);
    if (node.kind === 'constant') return this.#rational(node.value, p);
    if (node.kind === 'symbol') return this.#random(`$${node.name}`, p);
    const [a, b] = node.args as [ExprId, ExprId];
    switch (node.op) {
      case 'exp':
        return this.#exponential(a);
      case 'log':
        return this.#log(a).inP;
      case 'pow':
        return this.#power(a, b);
      default:
        return this.#rationalOperation(node.op, a, b, (x) => this.value(x), p) ?? this.#atom(node.op, node.args, p);
    }
  }

  /**
   * exp(times·a), where logarithms that are terms of a give back their arguments: exp(z − log S) = exp(z)/S, and
   * exp(γ·log p / 2) = p^(γ/2). @param times an exponent in F_q; @param n the same as an integer if it is known to be one;
   * @param isWhole whether it is whole where the symbols in it are.
   */
  #exponential(a: ExprId, times = 1, n: number | null = 1, isWhole = true): number {
    const node = this.#graph.node(a);
    if (node.kind === 'apply' && this.#hasLogTerm(a)) {
      const [x, y] = node.args as [ExprId, ExprId];
      switch (node.op) {
        case 'log':
          return n === null ? this.#realPower(x, times, isWhole) : this.#integerPower(this.value(x), n, p);
        case 'add':
          return multiply(this.#exponential(x, times, n, isWhole), this.#exponential(y, times, n, isWhole), p);
        case 'sub':
          return multiply(
            this.#exponential(x, times, n, isWhole),
            this.#inverse(this.#exponential(y, times, n, isWhole), p),
            p,
          );
        case 'neg':
          return this.#inverse(this.#exponential(x, times, n, isWhole), p);
        case 'mul': {
          const [logarithm, factor] = this.#hasLogTerm(x) ? [x, y] : [y, x];
          return this.#exponential(
            logarithm,
            multiply(times, this.exponent(factor), q),
            this.#integerProduct(n, factor),
            isWhole && this.#isWhole(factor),
          );
        }
        case 'div':
          if (this.#hasLogTerm(x))
            return this.#exponential(x, multiply(times, this.#inverse(this.exponent(y), q), q), null, false);
          break;
        default:
          break;
      }
    }
    return power(generator, multiply(times, this.exponent(a), q), p);
  }

  #integerProduct(n: number | null, factor: ExprId): number | null {
    const product = n === null ? null : n * (this.#graph.constantValue(factor) ?? NaN);
    return product !== null && Number.isInteger(product) && Math.abs(product) <= largestExponent ? product : null;
  }

  /** Whether a logarithm is a term of the expression, maybe with factors. */
  #hasLogTerm(id: ExprId): boolean {
    let known = this.#logTerms.get(id);
    if (known === undefined) {
      const node = this.#graph.node(id);
      const isRational = node.kind === 'apply' && ['add', 'sub', 'neg', 'mul', 'div'].includes(node.op);
      known =
        node.kind === 'apply' && (node.op === 'log' || (isRational && node.args.some((arg) => this.#hasLogTerm(arg))));
      this.#logTerms.set(id, known);
    }
    return known;
  }

  #exponentOf(id: ExprId): number {
    const node = this.#graph.node(id);
    if (node.kind === 'constant') return this.#rational(node.value, q);
    if (node.kind === 'symbol') return this.#random(`$${node.name}`, q);
    const [a, b] = node.args as [ExprId, ExprId];
    if (node.op === 'log') return this.#log(a).inQ;
    if (node.op === 'pow') {
      const n = this.#graph.constantValue(b);
      if (n !== null && Number.isInteger(n) && Math.abs(n) <= largestExponent)
        return this.#integerPower(this.exponent(a), n, q);
    }
    return this.#rationalOperation(node.op, a, b, (x) => this.exponent(x), q) ?? this.#atom(node.op, node.args, q);
  }

  #rationalOperation(op: string, a: ExprId, b: ExprId, of: (id: ExprId) => number, m: number): number | null {
    switch (op) {
      case 'add':
        return modulo(of(a) + of(b), m);
      case 'sub':
        return modulo(of(a) - of(b), m);
      case 'mul':
        return multiply(of(a), of(b), m);
      case 'neg':
        return modulo(-of(a), m);
      case 'div':
        return multiply(of(a), this.#inverse(of(b), m), m);
      default:
        return null;
    }
  }

  #inverse(x: number, m: number): number {
    const y = inverse(x, m);
    if (y === null) throw unlucky;
    return y;
  }

  #rational(x: number, m: number): number {
    if (!Number.isFinite(x)) throw new Inexpressible(`the constant ${x}`);
    const residue = residueOf(x, m);
    if (residue === null) throw unlucky;
    return residue;
  }

  #integerPower(base: number, n: number, m: number): number {
    const positive = power(base, Math.abs(n), m);
    return n < 0 ? this.#inverse(positive, m) : positive;
  }

  /** Uniform in [1, m), belonging to the key. */
  #random(key: string, m: number): number {
    return 1 + Math.floor(uniform(this.#seed, key) * (m - 1));
  }

  /** Functions without algebra: a random number keyed by name and arguments, with the symmetry of odd and even functions. */
  #atom(op: string, args: readonly ExprId[], m: number): number {
    const values = args.map((arg) => this.value(arg));
    const [first] = values;
    const mirrored = first === undefined ? 0 : modulo(-first, p);
    if (odd.has(op) && mirrored < first!) return modulo(-this.#random(`${op} ${mirrored}`, m), m);
    if (even.has(op) && mirrored < first!) return this.#random(`${op} ${mirrored}`, m);
    return this.#random(`${op} ${values.join(' ')}`, m);
  }

  /** base^exponent: an integer power is multiplied out, a real power needs positive factors that are squares. */
  #power(base: ExprId, exponent: ExprId): number {
    const n = this.#graph.constantValue(exponent);
    if (n !== null && Number.isInteger(n) && Math.abs(n) <= largestExponent)
      return this.#integerPower(this.value(base), n, p);
    // With a negative base the power has values at single exponents only, which prove nothing about those between them.
    if (this.#isNegative(base)) throw new Inexpressible('a real power of a negative base');
    return this.#realPower(base, this.exponent(exponent), this.#isWhole(exponent));
  }

  /**
   * base^e with e in F_q. @param isWhole whether the exponent is whole where its symbols are: then no square root of the base can
   * come of such powers, and the bases, all of them squares, obey the same relations as positive numbers do.
   */
  #realPower(base: ExprId, e: number, isWhole: boolean): number {
    const node = this.#graph.node(base);
    if (node.kind === 'apply') {
      const [a, b] = node.args as [ExprId, ExprId];
      // |a·b|^e = |a|^e·|b|^e; the base as a whole is positive where the power is defined.
      if (node.op === 'mul') return multiply(this.#realPower(a, e, isWhole), this.#realPower(b, e, isWhole), p);
      if (node.op === 'div') {
        return multiply(this.#realPower(a, e, isWhole), this.#inverse(this.#realPower(b, e, isWhole), p), p);
      }
      if (node.op === 'neg') return this.#realPower(a, e, isWhole);
      if (node.op === 'exp') return power(generator, multiply(this.exponent(a), e, q), p);
      if (node.op === 'pow') {
        return this.#realPower(a, multiply(e, this.exponent(b), q), isWhole && this.#isWhole(b));
      }
      if (node.op === 'add' || node.op === 'sub') this.#hasRootedSum ||= !isWhole;
    }
    if (node.kind === 'constant' && !isWhole && !hasSquareFactors(node.value)) this.#rootedNumbers.add(node.value);
    const magnitude = this.#isNegative(base) ? modulo(-this.value(base), p) : this.value(base);
    if (!isSquare(magnitude)) {
      // Another draw does not change a constant.
      if (node.kind === 'constant') throw new Inexpressible('a real power of a constant that is no square');
      throw unlucky;
    }
    return power(magnitude, e, p);
  }

  /** Whether an exponent is built from symbols and whole numbers by sums and products, as γ − 1 and 2γ are and γ/2 is not. */
  #isWhole(id: ExprId): boolean {
    let known = this.#whole.get(id);
    if (known === undefined) {
      const node = this.#graph.node(id);
      known =
        node.kind === 'symbol' ||
        (node.kind === 'constant' && Number.isInteger(node.value)) ||
        (node.kind === 'apply' &&
          ['add', 'sub', 'neg', 'mul'].includes(node.op) &&
          node.args.every((arg) => this.#isWhole(arg)));
      this.#whole.set(id, known);
    }
    return known;
  }

  #isNegative(id: ExprId): boolean {
    const sign = this.#signs.get(id) ?? 0;
    if (sign === 0) throw new Inexpressible('a base of unknown sign');
    return sign < 0;
  }

  /** log|u|, split over products, quotients, powers and exponentials. */
  #log(u: ExprId): { readonly inP: number; readonly inQ: number } {
    const node = this.#graph.node(u);
    if (node.kind === 'constant') return this.#logOfConstant(node.value);
    if (node.kind === 'apply') {
      const [a, b] = node.args as [ExprId, ExprId];
      if (node.op === 'mul' || node.op === 'div') {
        const x = this.#log(a);
        const y = this.#log(b);
        const sign = node.op === 'mul' ? 1 : -1;
        return { inP: modulo(x.inP + sign * y.inP, p), inQ: modulo(x.inQ + sign * y.inQ, q) };
      }
      if (node.op === 'neg') return this.#log(a);
      if (node.op === 'exp') return { inP: this.value(a), inQ: this.exponent(a) };
      if (node.op === 'pow') {
        const x = this.#log(a);
        return { inP: multiply(x.inP, this.value(b), p), inQ: multiply(x.inQ, this.exponent(b), q) };
      }
    }
    return this.#logOfAtom(this.#isNegative(u) ? modulo(-this.value(u), p) : this.value(u));
  }

  #logOfConstant(x: number): { readonly inP: number; readonly inQ: number } {
    const [n, d] = rationalOf(Math.abs(x));
    let inP = 0;
    let inQ = 0;
    for (const [whole, sign] of [
      [n, 1],
      [d, -1],
    ] as const) {
      for (const factor of primeFactors(whole)) {
        inP += sign * this.#random(`log ${factor}`, p);
        inQ += sign * this.#random(`log ${factor}`, q);
      }
    }
    return { inP: modulo(inP, p), inQ: modulo(inQ, q) };
  }

  /**
   * The logarithm of a base that does not split. It may still be a product of bases met before and of exponentials, as
   * 1 − σ(z) = σ(z)·e^(−z) is; such relations are found in the field and kept, so that log(1 − σ) = log σ − z.
   */
  #logOfAtom(base: number): LogAtom {
    const known = this.#logAtoms.find((atom) => atom.base === base);
    if (known !== undefined) return known;
    const related = this.#relation(base);
    const key = `log ${base}`;
    const atom = related ?? { base, inP: this.#random(key, p), inQ: this.#random(key, q) };
    this.#logAtoms.push(atom);
    return atom;
  }

  #relation(base: number): LogAtom | null {
    const shifts = [
      { exponential: 1, inP: 0, inQ: 0 },
      ...this.#exponents,
      ...this.#exponents.map((e) => ({
        exponential: this.#inverse(e.exponential, p),
        inP: modulo(-e.inP, p),
        inQ: modulo(-e.inQ, q),
      })),
    ];
    for (const shift of shifts) {
      if (base === shift.exponential) return { base, inP: shift.inP, inQ: shift.inQ };
      for (const atom of this.#logAtoms) {
        if (base === multiply(atom.base, shift.exponential, p)) {
          return { base, inP: modulo(atom.inP + shift.inP, p), inQ: modulo(atom.inQ + shift.inQ, q) };
        }
        if (multiply(base, atom.base, p) === shift.exponential) {
          return { base, inP: modulo(shift.inP - atom.inP, p), inQ: modulo(shift.inQ - atom.inQ, q) };
        }
      }
    }
    return null;
  }
}

const odd: ReadonlySet<string> = new Set(['sin', 'asin', 'atan', 'cbrt']);
const even: ReadonlySet<string> = new Set(['cos']);

/** Whether all prime factors of the number are squares in the field, so that its roots have the sign that they have on the reals. */
function hasSquareFactors(x: number): boolean {
  return rationalOf(Math.abs(x)).every((whole) => primeFactors(whole).every((factor) => factor < 50n));
}

/** Whether a root of the number is rational, as that of 0.25 is. */
function isSquareOfRational(x: number): boolean {
  const [numerator, denominator] = rationalOf(Math.abs(x));
  const square = numerator * denominator;
  const root = integerRoot(square);
  return root * root === square;
}

/** The largest integer whose square is at most n, by Newton's method from above. */
function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Prime factors up to a bound; what is left over counts as one factor. */
function primeFactors(n: bigint): readonly bigint[] {
  const found: bigint[] = [];
  let rest = n;
  for (let f = 2n; f * f <= rest && f < 2000n; f++) {
    while (rest % f === 0n) {
      found.push(f);
      rest /= f;
    }
  }
  if (rest > 1n) found.push(rest);
  return found;
}
