/**
 * @file `tf.grad`, `jax.grad` and their kin: the derivative of a function of the user, taken by our own calculus on what the function
 * computed. Its arguments are fresh symbols meanwhile, so that nothing else that happens to be the same expression is varied with them.
 */
import { adjoints } from '../../../math/calculus/differentiate.ts';
import type { ExprId } from '../../../math/expr/graph.ts';
import { evaluate, program } from '../../../math/numeric/evaluate.ts';
import { replaceNodes } from '../../../math/rewrite/replace.ts';
import type { Decision, LocalBinding, Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type BuiltinValue, type NumberValue, objectOf, type TensorValue, type Value } from '../value.ts';
import { plus, times } from './elementwise.ts';
import { misfit, option, type TensorCall, type TensorOperation, toFlag, toIntegers, toTensor } from './tensor.ts';

interface Derivative {
  readonly value: Value;
  readonly gradients: readonly TensorValue[];
}

/** What one run knows of derivatives that it took. */
interface Record {
  /** Numbers of the symbols that stand for arguments. */
  readonly values: Map<string, number>;
  taken: number;
  /** How often a function with a derivative of its own was called. */
  overridden: number;
}

const records = new WeakMap<Machine, Record>();

function recordOf(machine: Machine): Record {
  let record = records.get(machine);
  if (record === undefined) records.set(machine, (record = { values: new Map(), taken: 0, overridden: 0 }));
  return record;
}

/** Notes that a function ran whose derivative is not the one of what it computes. */
export function noteOverriddenDerivative(machine: Machine): void {
  recordOf(machine).overridden++;
}

/** TensorFlow's four: of one argument or of all in a list, with the value or without; the last argument is the upstream gradient. */
export function derivativeFunction(kind: { readonly withValue: boolean; readonly ofAll: boolean }): TensorOperation {
  return (c, [f]) =>
    named('grad', (call, [first, dy]) => {
      const args = kind.ofAll && typeof first === 'object' && first?.kind === 'array' ? first.items : [first];
      const { value, gradients } = differentiate(
        call,
        f,
        args,
        args.map((_, i) => i),
        dy,
      );
      const gradient: Value = kind.ofAll ? arrayOf([...gradients]) : gradients[0];
      return kind.withValue
        ? objectOf([
            ['value', value],
            [kind.ofAll ? 'grads' : 'grad', gradient],
          ])
        : gradient;
    })(c);
}

/** The one of jax: by the first argument, or by those that `argnums` names. */
export function jaxDerivative(withValue: boolean): TensorOperation {
  return (c, [f, options]) => {
    const argnums = option(c, options, 'argnums');
    if (toFlag(c, option(c, options, 'hasAux')))
      throw new Unsupported('unsupported-call', '`grad` with `hasAux`', c.node);
    return named('grad', (call, args) => {
      const isList = typeof argnums === 'object' && argnums?.kind === 'array';
      const wanted = argnums === undefined ? [0] : toIntegers(call, argnums);
      const { value, gradients } = differentiate(call, f, args, wanted, undefined);
      const gradient: Value = isList ? arrayOf([...gradients]) : gradients[0];
      return withValue ? arrayOf([value, gradient]) : gradient;
    })(c);
  };
}

function named(name: string, operation: TensorOperation): (c: TensorCall) => BuiltinValue {
  return ({ library }) => ({
    kind: 'builtin',
    name,
    call: (machine, args, node) => operation({ machine, node, library }, args),
  });
}

/** Σ dyᵢ ∂fᵢ/∂x for each of the wanted arguments; every dyᵢ is 1 where none is given. */
function differentiate(
  c: TensorCall,
  f: Value,
  args: readonly Value[],
  wanted: readonly number[],
  dy: Value,
): Derivative {
  const { machine } = c;
  const { graph } = machine;
  const record = recordOf(machine);
  const overridden = record.overridden;
  const decisions = machine.path.length;
  const locals = machine.locals.length;
  const back = new Map<ExprId, ExprId>();
  const varied = args.map((arg, i) => {
    if (!wanted.includes(i)) return arg;
    const x = toTensor(c, arg);
    const name = `∂${record.taken++}`;
    return { ...x, items: x.items.map((entry, k) => freshSymbol(machine, record, back, `${name}[${k}]`, entry)) };
  });
  const result = machine.call(f, varied, c.node);
  const outputs = toTensor(c, result);
  if (record.overridden !== overridden) {
    throw new Unsupported(
      'unsupported-call',
      'the derivative of a function that has one of its own (`customGrad`)',
      c.node,
    );
  }
  const upstream = dy === undefined || dy === null ? null : toTensor(c, dy);
  if (upstream !== null && upstream.items.length !== outputs.items.length) {
    throw misfit(c, 'an upstream gradient of another shape than the value');
  }
  const terms = outputs.items.map((y, i) => (upstream === null ? y : times(c, y, upstream.items[i]!)));
  const total = terms.reduce((a, b) => plus(c, a, b));
  const derivative = adjoints(graph, total.e);
  const restored = (id: ExprId): ExprId => replaceNodes(graph, id, back);
  restoreNotes(machine, decisions, locals, restored);
  const gradients = wanted.map((index) => {
    const x = varied[index];
    if (typeof x !== 'object' || x?.kind !== 'tensor')
      throw misfit(c, `there is no argument ${index} to differentiate by`);
    const ids = x.items.map((entry) => restored(derivative.of(entry.e)));
    return { ...x, items: numbersOf(machine, record, ids) };
  });
  const value = { ...outputs, items: outputs.items.map((y) => ({ ...y, e: restored(y.e) })) };
  return { value, gradients };
}

function freshSymbol(
  { graph }: Machine,
  record: Record,
  back: Map<ExprId, ExprId>,
  name: string,
  entry: NumberValue,
): NumberValue {
  const e = graph.symbol(name);
  record.values.set(name, entry.v);
  back.set(e, entry.e);
  return { kind: 'number', v: entry.v, e };
}

/** Decisions, local names and numbers noted meanwhile speak of the arguments themselves again. */
function restoreNotes(machine: Machine, decisions: number, locals: number, restored: (id: ExprId) => ExprId): void {
  for (let i = decisions; i < machine.path.length; i++) {
    const decision: Decision = machine.path[i]!;
    machine.path[i] = { ...decision, lhs: restored(decision.lhs), rhs: restored(decision.rhs) };
  }
  for (let i = locals; i < machine.locals.length; i++) {
    const local: LocalBinding = machine.locals[i]!;
    machine.locals[i] = { ...local, e: restored(local.e) };
  }
  for (const [node, x] of machine.numbers) {
    const e = restored(x.e);
    if (e !== x.e) machine.numbers.set(node, { ...x, e });
  }
}

function numbersOf(machine: Machine, record: Record, ids: readonly ExprId[]): NumberValue[] {
  const values = evaluate(program(machine.graph, ids), {
    get: (name) => machine.inputs.values.get(name) ?? record.values.get(name),
  });
  return ids.map((e) => ({ kind: 'number', v: values.get(e)!, e }));
}
