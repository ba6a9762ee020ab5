/**
 * @file Runs an operation of an autograd engine: forward for its value, the numbers of the node that it returns; and forward, then the
 * closure that it left, for its gradient, what the closure adds to the gradients of the nodes that the operation was given. Those start as
 * zeros, and the gradient of the returned node is the upstream gradient.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import type { Engine, FunctionNode, FunctionUnit } from '../../types.ts';
import { runBody } from '../calls.ts';
import { settle, settleKnown } from '../conversions.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import type { Machine } from '../machine.ts';
import {
  dataOf,
  describeSides,
  filledLike,
  gradientsLeft,
  isBeside,
  makerOf,
  nameOf,
  nodesIn,
  openNode,
  type Operand,
  parameterAt,
  parameters,
  setFlags,
  upstreamLike,
} from './nodes.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import { receiverOf } from '../objects/receiver.ts';
import { withRest } from '../trace.ts';
import { arrayOf, type ClosureValue, objectOf, type ObjectValue, type Value } from '../value.ts';

/** An operation, and what it is called with. */
export interface EngineCall {
  readonly operation: FunctionUnit;
  readonly engine: Engine;
  /** Its arguments, but for those that are single nodes. */
  readonly args: (machine: Machine) => readonly Value[];
}

interface Forward {
  /** The `this` of the operation. */
  readonly self: Value;
  readonly result: ObjectValue;
  readonly data: Value;
  readonly operands: readonly Operand[];
}

/** The numbers of the node that the operation returns. */
export function runForward(machine: Machine, call: EngineCall): Value {
  return call.engine.returned === undefined ? forward(machine, call).data : valueReturned(machine, call);
}

/** The value that a function returns beside its closure. */
function valueReturned(machine: Machine, { operation: { node, ...unit }, engine, args }: EngineCall): Value {
  const { self, home } = receiverOf(machine, { ...unit, node });
  machine.inRoot = machine.isInRoot(node);
  const returned = runBody(machine, node, args(machine), machine.modules.scopeAround(node), self, { home });
  const whole = settle(machine, returned, 'object');
  const key = engine.returned!;
  if (typeof whole === 'object' && whole?.kind === 'array') return whole.items[Number(key.slice(1, -1))];
  return typeof whole === 'object' && whole?.kind === 'object' ? whole.fields.get(key.slice(1)) : undefined;
}

/** What the closure that a function returns makes of the upstream gradient. */
function gradientReturned(machine: Machine, call: EngineCall, closure: FunctionNode, upstream: InputSpec): Value {
  const value = settleKnown(machine, valueReturned(machine, call));
  const made = machine.closures.get(closure);
  if (made === undefined) throw new UserThrow('no closure is returned here', undefined, closure);
  const numbers = upstreamLike(machine, upstream, value, closure);
  machine.inRoot = true;
  machine.returned = null;
  return runBody(machine, closure, [numbers], made.scope, made.self, { home: made.home });
}

/** What the closure adds to the gradients of the operands, by the names of their numbers. */
export function runClosure(
  machine: Machine,
  call: EngineCall,
  closure: FunctionNode,
  upstream: InputSpec | null,
): Value {
  const { engine, operation } = call;
  if (engine.returned !== undefined) return gradientReturned(machine, call, closure, upstream!);
  if (engine.locals !== undefined) return localDerivatives(machine, call);
  const { self, result, data, operands } = forward(machine, call);
  const made = closureOf(machine, closure, result);
  if (made === null) throw new UserThrow('the operation leaves no closure here', undefined, operation.node);
  // A loss that nothing comes after is handed 1.
  const numbers = upstream === null ? filledLike(machine, data, 1) : upstreamLike(machine, upstream, data, closure);
  const handed = engine.holdsNodes ? gradientNode(result, engine, numbers) : numbers;
  result.fields.set(engine.grad, handed);
  for (const { node } of operands) {
    const start = filledLike(machine, dataOf(machine, node, engine, closure), 0);
    node.fields.set(engine.grad, engine.holdsNodes ? null : start);
  }
  const its = isBoundToThis(closure) ? self : made.self;
  const args = argumentsOf(closure, engine, result, handed);
  inClosure(machine, () => runBody(machine, closure, args, made.scope, its, { home: made.home }));
  return gradientsLeft(machine, engine, operands, (node) => gradientOf(machine, node, engine, closure), closure);
}

/** The numbers that stand in the returned node in a list that is as long as one of the nodes that it was made of. */
function localDerivatives(machine: Machine, call: EngineCall): Value {
  const { node: operation } = call.operation;
  const { result, operands } = forward(machine, call);
  const lists = [...result.fields.values()].flatMap((value): (readonly Value[])[] =>
    typeof value === 'object' && value?.kind === 'array' ? [value.items] : [],
  );
  const parents = lists.find(
    (items) =>
      items.length > 0 && items.every((item) => operands.some(({ node }) => node === settle(machine, item, 'object'))),
  );
  const isNumber = (value: Value): boolean => typeof value === 'object' && value?.kind === 'number';
  const locals = lists.find((items) => items.length === parents?.length && items.every(isNumber));
  if (parents === undefined || locals === undefined)
    throw new Unsupported(
      'unsupported-construct',
      'a node without a derivative for each that it is made of',
      operation,
    );
  const found = operands.flatMap(({ node }): [string, Value][] => {
    const own = locals.filter((_, i) => settle(machine, parents[i], 'object') === node);
    const [only] = own;
    return own.length === 1 ? [[nameOf(machine, dataOf(machine, node, call.engine, operation), operation), only]] : [];
  });
  return found.length === 0 ? undefined : objectOf(found);
}

/** A node like the one returned, with other numbers and without a gradient of its own. */
function gradientNode(result: ObjectValue, { data, grad }: Engine, numbers: Value): ObjectValue {
  return { ...result, fields: new Map([...result.fields, [data, numbers], [grad, null]]) };
}

/** The numbers of a node's gradient; none where it has not been set. */
function gradientOf(machine: Machine, node: ObjectValue, engine: Engine, at: ts.Node): Value {
  const grad = node.fields.get(engine.grad);
  if (!engine.holdsNodes || typeof grad !== 'object' || grad?.kind !== 'object')
    return grad === null || grad === undefined ? filledLike(machine, dataOf(machine, node, engine, at), 0) : grad;
  return dataOf(machine, grad, engine, at);
}

/** `out.back = function () { … }.bind(this)`. */
function isBoundToThis({ parent }: FunctionNode): boolean {
  if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== 'bind' || !ts.isCallExpression(parent.parent))
    return false;
  return parent.parent.arguments[0]?.kind === ts.SyntaxKind.ThisKeyword;
}

/** The run of the closure is that of the gradient function; what went before is what made it. */
function inClosure(machine: Machine, run: () => void): void {
  machine.inRoot = true;
  machine.returned = null;
  run();
}

function forward(machine: Machine, { operation, engine, args }: EngineCall): Forward {
  const { node } = operation;
  machine.isBeside = isBeside;
  machine.notesFixedSides = true;
  machine.inRoot = machine.isInRoot(node);
  const maker = makerOf(machine, engine, node);
  const ofClass = ts.isClassLike(node.parent) && maker?.kind === 'class' && maker.node === node.parent;
  if (ofClass) describeSides(machine, maker, engine, { owner: node.parent, name: 'this' }, 0);
  const { self, home } = receiverOf(machine, operation);
  const values = args(machine).map((value, i) =>
    engine.operands[i] === 'node' ? openNode(machine, engine, parameterAt(node, i), i + (ofClass ? 1 : 0)) : value,
  );
  setFlags(self, node);
  const shaped = withRest(machine, node, withShapes(machine, node, engine, self, values));
  const returned = runBody(machine, node, shaped, machine.modules.scopeAround(node), self, { home });
  const result = settle(machine, returned, 'object');
  if (typeof result !== 'object' || result?.kind !== 'object')
    throw new Unsupported('unsupported-construct', 'an operation that returns no node', node);
  const data = settle(machine, dataOf(machine, result, engine, node), 'scalar');
  if (typeof data !== 'object' || (data?.kind !== 'number' && data?.kind !== 'array'))
    throw new Unsupported(
      'unsupported-construct',
      `\`${engine.data}\` of a node, which is neither a number nor an array`,
      node,
    );
  const names = parameters(node).map(({ name }) => name.getText());
  const operands = [
    ...nodesIn(self, 'this', engine),
    ...values.flatMap((value, i) => nodesIn(value, names[i] ?? '', engine)),
  ];
  return { self, result, data, operands };
}

/** A new shape that an operation is handed is that of its first operand, turned round, so that it has as many places. */
function withShapes(
  machine: Machine,
  node: FunctionNode,
  { operands }: Engine,
  self: Value,
  values: readonly Value[],
): readonly Value[] {
  const shapeOf = (value: Value): Value =>
    typeof value === 'object' && value?.kind === 'object' ? settleKnown(machine, value.fields.get('shape')) : undefined;
  const first = [self, ...values].map(shapeOf).find((shape) => typeof shape === 'object' && shape?.kind === 'array');
  if (typeof first !== 'object' || first?.kind !== 'array') return values;
  return values.map((value, i) => {
    const isShape = operands[i] === null && /(^|[a-z_])(shape|dims)$/i.test(parameterAt(node, i).name.getText());
    return isShape && parameterAt(node, i).dotDotDotToken === undefined ? arrayOf([...first.items].reverse()) : value;
  });
}

/** The closure that the operation made: what its expression gave, or what was kept of a function by its name. */
function closureOf({ closures }: Machine, node: FunctionNode, result: ObjectValue): ClosureValue | null {
  const made = closures.get(node);
  if (made !== undefined) return made;
  for (const value of result.fields.values())
    if (typeof value === 'object' && value?.kind === 'closure' && value.node === node) return value;
  return null;
}

/** A closure may be handed the node, or its gradient. */
function argumentsOf(closure: FunctionNode, { grad }: Engine, result: ObjectValue, upstream: Value): readonly Value[] {
  const [first] = parameters(closure);
  if (first === undefined || closure.body === undefined) return [];
  const name = first.name.getText();
  let isNode = false;
  forEachDescendant(closure.body, (node) => {
    isNode ||= ts.isPropertyAccessExpression(node) && node.name.text === grad && node.expression.getText() === name;
  });
  return [isNode ? result : upstream];
}
