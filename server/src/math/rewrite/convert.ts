/**
 * @file From expressions to normal forms. Rational operations, powers, roots and exponentials become sums over the other operations,
 * which are atoms with simplified arguments; what is odd, even or homogeneous gets a canonical argument.
 */
import { builder, type Builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import { namedConstant } from '../expr/named-constants.ts';
import type { OpName } from '../expr/ops/registry.ts';
import * as q from './rational.ts';
import { type Algebra, CannotRewrite, euler, type Sum, type Term } from './sums.ts';

/** f(−x) = −f(x). */
const odd: ReadonlySet<OpName> = new Set<OpName>([
  ...(['asin', 'asinh', 'atan', 'atanh', 'cbrt', 'sign', 'sin', 'sinh', 'tan', 'tanh'] as const),
]);
/** f(−x) = f(x). */
const even: ReadonlySet<OpName> = new Set<OpName>(['abs', 'cos', 'cosh']);
/** f(c·x) depends on the sign of c only, or is |c|·f(x) for |x|. */
const homogeneous: ReadonlySet<OpName> = new Set<OpName>(['abs', 'sign', 'step']);

/** Reads expressions of one graph into one algebra. */
export class Converter {
  readonly #graph: Graph;
  readonly #build: Builder;
  readonly algebra: Algebra;
  readonly #simplified: (sum: Sum) => ExprId;
  readonly #sums = new Map<ExprId, Sum>();

  /** @param simplified the expression to use for the argument of an atom. */
  constructor(graph: Graph, algebra: Algebra, simplified: (sum: Sum) => ExprId) {
    this.#graph = graph;
    this.#build = builder(graph);
    this.algebra = algebra;
    this.#simplified = simplified;
  }

  /** The exact rational that a constant node stands for; constants with a name stay atoms. */
  constantOf(id: ExprId): q.Rational | null {
    const value = this.#graph.constantValue(id);
    return value === null || namedConstant(value) !== undefined ? null : q.fromNumber(value);
  }

  toSum(root: ExprId): Sum {
    const known = this.#sums.get(root);
    if (known !== undefined) return known;
    for (const id of this.#graph.reachable([root])) if (!this.#sums.has(id)) this.#sums.set(id, this.#convert(id));
    return this.#sums.get(root)!;
  }

  #convert(id: ExprId): Sum {
    const node = this.#graph.node(id);
    if (node.kind === 'symbol') return this.algebra.atom(id);
    if (node.kind === 'constant') {
      const value = this.constantOf(id);
      return value === null ? this.algebra.atom(id) : this.algebra.constant(value);
    }
    try {
      return this.#operation(
        node.op,
        node.args.map((arg) => this.#sums.get(arg)!),
      );
    } catch (error) {
      // Past a budget or at a division by zero the node stays as it is.
      if (error instanceof CannotRewrite) return this.algebra.atom(id);
      throw error;
    }
  }

  #operation(op: OpName, [a, b]: readonly Sum[]): Sum {
    const algebra = this.algebra;
    const [x, y] = [a!, b!];
    switch (op) {
      case 'add':
        return algebra.add(x, y);
      case 'sub':
        return algebra.sub(x, y);
      case 'neg':
        return algebra.negate(x);
      case 'mul':
        return algebra.mul(x, y);
      case 'div':
        return algebra.div(x, y);
      case 'pow':
        return algebra.power(x, y);
      case 'sqrt':
        return algebra.power(x, algebra.constant(q.half));
      case 'exp':
        return this.#exponential(x);
      case 'log':
        return this.#logarithm(x);
      default:
        return b === undefined ? this.#function(op, x) : this.#atom(op, [x, y]);
    }
  }

  /** e^x, where e^(c·log u) is u^c. */
  #exponential(exponent: Sum): Sum {
    const algebra = this.algebra;
    let product = algebra.one;
    const rest: Term[] = [];
    for (const part of algebra.expand(exponent).terms) {
      const logarithm = part.factors.findIndex(({ base, exponent: power }) => {
        const what = algebra.base(base);
        return power === algebra.one && what.kind === 'atom' && this.#argumentOfLog(what.id) !== null;
      });
      if (logarithm < 0) {
        rest.push(part);
        continue;
      }
      const what = algebra.base(part.factors[logarithm]!.base) as { readonly id: ExprId };
      const logOfU = algebra.asTerm(algebra.atom(what.id));
      const power = algebra.sum([algebra.mulTerms(part, algebra.reciprocal(logOfU))]);
      product = algebra.mul(product, algebra.power(this.toSum(this.#argumentOfLog(what.id)!), power));
    }
    return rest.length === 0 ? product : algebra.mul(product, algebra.exponential(algebra.sum(rest)));
  }

  #argumentOfLog(id: ExprId): ExprId | null {
    const node = this.#graph.node(id);
    return node.kind === 'apply' && node.op === 'log' ? node.args[0]! : null;
  }

  /** log(e^u·rest) is u + log(rest), and log(u^r) for a fractional r, which only a positive u has, is r·log(u). */
  #logarithm(argument: Sum): Sum {
    const algebra = this.algebra;
    const [only] = argument.terms;
    if (only !== undefined && argument.terms.length === 1) {
      const exponential = only.factors.find(({ base }) => base === euler);
      if (exponential !== undefined) {
        const rest = algebra.mulTerms(
          only,
          algebra.reciprocal(algebra.asTerm(algebra.exponential(exponential.exponent))),
        );
        return algebra.add(exponential.exponent, this.#logarithm(algebra.sum([rest])));
      }
      const [factor] = only.factors;
      const power = factor === undefined ? null : algebra.asRational(factor.exponent);
      if (only.factors.length === 1 && power !== null && !q.isInteger(power) && q.equal(only.coefficient, q.one)) {
        const root = algebra.power(argument, algebra.constant(q.div(q.one, power)));
        if (root !== argument) return algebra.scale(this.#atom('log', [root]), power);
      }
    }
    return argument === algebra.one ? algebra.zero : this.#atom('log', [argument]);
  }

  /** A function of one argument, with signs and positive constants taken out of the argument where that is possible. */
  #function(op: OpName, argument: Sum): Sum {
    const algebra = this.algebra;
    let inner = argument;
    let factor = q.one;
    if (homogeneous.has(op) && inner.terms.length > 0) {
      const scale = inner.terms.map((part) => part.coefficient).reduce(q.content);
      const magnitude = scale.n < 0n ? q.negate(scale) : scale;
      inner = algebra.scale(inner, q.div(q.one, magnitude));
      if (op === 'abs') factor = magnitude;
    }
    const mayFlip = odd.has(op) || even.has(op);
    if (mayFlip && inner.terms.length > 0 && inner.terms.every((part) => part.coefficient.n < 0n)) {
      inner = algebra.negate(inner);
      if (odd.has(op)) factor = q.negate(factor);
    } else if (mayFlip && inner.terms.length > 1) {
      // |p − y| and |y − p| are one atom: whichever was met first.
      const opposite = algebra.negate(inner);
      const here = this.#known(op, inner);
      const there = this.#known(op, opposite);
      if (here === null && there !== null)
        return algebra.scale(algebra.atom(there), odd.has(op) ? q.negate(factor) : factor);
    }
    return algebra.scale(this.#atom(op, [inner]), factor);
  }

  readonly #atoms = new Map<string, ExprId>();

  #known(op: OpName, argument: Sum): ExprId | null {
    return this.#atoms.get(`${op} ${argument.id}`) ?? null;
  }

  #atom(op: OpName, args: readonly Sum[]): Sum {
    const id = this.#build.op(op, ...args.map(this.#simplified));
    const node = this.#graph.node(id);
    // The builder folds constants.
    if (node.kind === 'constant') {
      const value = this.constantOf(id);
      if (value !== null) return this.algebra.constant(value);
    }
    this.#atoms.set(`${op} ${args.map((arg) => arg.id).join(' ')}`, id);
    return this.algebra.atom(id);
  }
}
