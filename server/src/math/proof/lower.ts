/**
 * @file Expressions on one smooth piece, in few operations: where a point lies decides max, |·|, floor and their like, and functions that
 * are made of exp, log and powers are written as such. What remains is what `signature.ts` evaluates.
 */
import { builder } from '../expr/build.ts';
import type { ExprId, Graph } from '../expr/graph.ts';
import type { OpName } from '../expr/ops/registry.ts';
import { enclose, evaluate, type Point, program } from '../numeric/evaluate.ts';
import { containsZero, type Interval } from '../numeric/interval.ts';

/**
 * The roots on the piece where the point lies; null when it lies where pieces meet, where rounding leaves open which piece it is on, or
 * outside the domain. Pieces of the roundings include one of their ends, and where max or min have exactly equal arguments either will
 * do; whether the inputs that are differentiated are at a kink is the caller's concern.
 */
export function lower(graph: Graph, roots: readonly ExprId[], at: Point): readonly ExprId[] | null {
  const code = program(graph, roots);
  const values = evaluate(code, at);
  const boxes = enclose(code, at);
  const lowered = new Map<ExprId, ExprId>();
  for (const id of code.order) {
    const node = graph.node(id);
    if (node.kind !== 'apply') {
      if (node.kind === 'constant' && !Number.isFinite(node.value)) return null;
      lowered.set(id, id);
      continue;
    }
    const [a, b] = node.args;
    const x = values.get(a!)!;
    const y = b === undefined ? NaN : values.get(b)!;
    const isOneArgumentTwice = (node.op === 'max' || node.op === 'min') && lowered.get(a!) === lowered.get(b!);
    if (!isOneArgumentTwice && isPieceUnclear(node.op, boxes.get(a!)!, boxes.get(b ?? a!)!, boxes.get(id)!))
      return null;
    const args = node.args.map((arg) => lowered.get(arg)!);
    lowered.set(id, lowerNode(graph, node.op, args, x, y, values.get(id)!));
  }
  return roots.map((root) => lowered.get(root)!);
}

/** Whether rounding, or a place where pieces meet, leaves open which piece a piecewise operation is on. */
function isPieceUnclear(op: OpName, x: Interval, y: Interval, result: Interval): boolean {
  switch (op) {
    case 'abs':
    case 'sign':
    case 'step':
      return containsZero(x);
    case 'max':
    case 'min': {
      const isExactTie = x.lo === x.hi && y.lo === y.hi && x.lo === y.lo;
      return !(isExactTie || x.hi < y.lo || y.hi < x.lo);
    }
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return result.lo !== result.hi;
    case 'mod':
      return !(Number.isFinite(result.lo) && Number.isFinite(result.hi));
    default:
      return false;
  }
}

function lowerNode(graph: Graph, op: OpName, args: readonly ExprId[], x: number, y: number, value: number): ExprId {
  const build = builder(graph);
  const [a, b] = args as [ExprId, ExprId];
  const one = build.num(1);
  const exp = (id: ExprId): ExprId => build.op('exp', id);
  const log = (id: ExprId): ExprId => build.op('log', id);
  switch (op) {
    case 'max':
      return x > y ? a : b;
    case 'min':
      return x < y ? a : b;
    case 'abs':
      return x > 0 ? a : build.neg(a);
    case 'sign':
    case 'step':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return build.num(value);
    case 'mod':
      // The quotient rounded down may be one too large, x % y is exact.
      return build.sub(a, build.mul(build.num(Math.round((x - value) / y)), b));
    case 'sigmoid':
      return build.div(one, build.add(one, exp(build.neg(a))));
    case 'softplus':
      return log(build.add(one, exp(a)));
    case 'tanh': {
      const e = exp(build.mul(build.num(2), a));
      return build.div(build.sub(e, one), build.add(e, one));
    }
    case 'sinh':
      return build.div(build.sub(exp(a), exp(build.neg(a))), build.num(2));
    case 'cosh':
      return build.div(build.add(exp(a), exp(build.neg(a))), build.num(2));
    case 'log1p':
      return log(build.add(one, a));
    case 'expm1':
      return build.sub(exp(a), one);
    case 'log2':
      return build.div(log(a), log(build.num(2)));
    case 'log10':
      return build.div(log(a), log(build.num(10)));
    case 'sqrt':
      return build.pow(a, build.num(0.5));
    case 'hypot':
      return build.pow(build.add(build.square(a), build.square(b)), build.num(0.5));
    case 'asinh':
      return log(build.add(a, build.pow(build.add(build.square(a), one), build.num(0.5))));
    case 'acosh':
      return log(build.add(a, build.pow(build.sub(build.square(a), one), build.num(0.5))));
    case 'atanh':
      return build.mul(build.num(0.5), log(build.div(build.add(one, a), build.sub(one, a))));
    case 'tan':
      return build.div(build.op('sin', a), build.op('cos', a));
    default:
      return build.op(op, ...args);
  }
}

/** Signs of the nodes below lowered roots: 1 or −1, or 0 for one that is 0, or that rounding leaves open. */
export function signsAt(graph: Graph, roots: readonly ExprId[], at: Point): ReadonlyMap<ExprId, number> {
  const code = program(graph, roots);
  const boxes = enclose(code, at);
  return new Map(
    code.order.map((id) => {
      const box = boxes.get(id)!;
      return [id, containsZero(box) ? 0 : box.lo > 0 ? 1 : -1];
    }),
  );
}
