/**
 * @file Runs an operation of an autograd engine: forward for its value, the numbers of the node that it returns; and forward, then the
 * closure that it left, for its gradient, what the closure adds to the gradients of the nodes that the operation was given. Those start as
 * zeros, and the gradient of the returned node is the upstream gradient.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { asksForGradients } from '../gradient-flags.ts';
import type { Engine, FunctionNode, FunctionUnit } from '../types.ts';
import { runBody } from './calls.ts';
import { settle, settleKnown, toNumber } from './conversions.ts';
import { describeParameter } from './inputs/annotations.ts';
import { fitToShape, fitToSides } from './inputs/input-object.ts';
import { describeSize, type InputSpec, partOf } from './inputs/input-spec.ts';
import type { Machine } from './machine.ts';
import { nearestConstructor, openArgument, openFields, openInstance, type Opened } from './objects/open-instance.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { readField } from './objects/objects.ts';
import { receiverOf } from './objects/receiver.ts';
import { lookup } from './scope.ts';
import { withRest } from './trace.ts';
import { arrayOf, type ClassValue, type ClosureValue, objectOf, type ObjectValue, type Value } from './value.ts';

/** An operation, and what it is called with. */
export interface EngineCall {
  readonly operation: FunctionUnit;
  readonly engine: Engine;
  /** Its arguments, but for those that are single nodes. */
  readonly args: (machine: Machine) => readonly Value[];
}

/** A node that an operation was given, or was called on. */
interface Operand {
  /** The parameter that it is, or is in, or `this`. */
  readonly name: string;
  readonly node: ObjectValue;
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
  const found = operands.flatMap(({ name, node }): [string, Value][] => {
    const numbers = dataOf(machine, node, engine, closure);
    const added = gradientLike(machine, numbers, gradientOf(machine, node, engine, closure), closure);
    const isUsed = engine.written.includes(name) && !isUnread(numbers);
    return isUsed || !isUntouched(machine, added) ? [[nameOf(machine, numbers, closure), added]] : [];
  });
  return found.length === 0 ? undefined : objectOf(found);
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

function parameters(node: FunctionNode): readonly ts.ParameterDeclaration[] {
  return node.parameters.filter(({ name }) => name.getText() !== 'this');
}

function parameterAt(node: FunctionNode, index: number): ts.ParameterDeclaration {
  return parameters(node)[index]!;
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

/** What makes nodes: a class, or a constructor function; nothing where that is not in sight. */
function makerOf(machine: Machine, { maker }: Engine, operation: ts.Node): ClassValue | ClosureValue | null {
  const made = maker === null ? undefined : lookup(machine.modules.scopeAround(operation), maker)?.value;
  return typeof made === 'object' && (made?.kind === 'class' || made?.kind === 'closure') ? made : null;
}

/** An argument that is a node. */
function openNode(machine: Machine, engine: Engine, parameter: ts.ParameterDeclaration, operand: number): Value {
  const opened: Opened = { owner: parameter, name: parameter.name.getText() };
  const maker = makerOf(machine, engine, parameter.parent);
  if (maker === null) return openFields(machine, opened, {});
  describeSides(machine, maker, engine, opened, operand);
  const node = maker.kind === 'class' ? openInstance(machine, maker, opened) : openArgument(machine, maker, opened);
  setFlags(node, parameter.parent);
  return node;
}

/**
 * Notes which parameters of a node's constructor are its sides, so that operands fit together: rows and columns in their order, or the
 * entries of a shape, beside which the numbers are as many as it has places.
 */
function describeSides(
  machine: Machine,
  maker: ClassValue | ClosureValue,
  { data }: Engine,
  { owner, name }: Opened,
  operand: number,
): void {
  const made = maker.kind === 'class' ? nearestConstructor(machine, maker) : maker.node;
  const specs = new Map<string, InputSpec>();
  const sides: InputSpec[] = [];
  let axis = 0;
  for (const parameter of made?.parameters ?? []) {
    const isOptions = ts.isObjectBindingPattern(parameter.name) && /\bshape\b/.test(parameter.name.getText());
    const key = isOptions ? 'shape' : parameter.name.getText();
    if (!isOptions && isBeside(parameter)) continue;
    const spec = machine.inputs.specs.get(owner, `${name}.${key}`);
    if (!isOptions) describeParameter(spec, parameter, machine.modules.files);
    if (shapeName.test(key)) {
      if (spec.shape === 'unknown') spec.shape = 'array';
      specs.set('shape', spec);
    } else if (key === data || /^_*(data|values?|arr|array|buffer|init\w*)$/.test(key)) specs.set('data', spec);
    else if (spec.shape === 'unknown' || spec.shape === 'scalar') {
      spec.side ??= { operand, axis: axis++ };
      if (sideName.test(key)) sides.push(spec);
    }
  }
  const [shape, numbers] = [specs.get('shape'), specs.get('data')];
  if (shape === undefined && numbers !== undefined) fitBetween(machine, sides, numbers);
  if (shape === undefined || shape.shape !== 'array') return;
  for (let i = 0; i < 6; i++) partOf(shape, String(i)).side ??= { operand, axis: i };
  if (numbers === undefined) return;
  if (numbers.shape === 'unknown') numbers.shape = 'array';
  const first = partOf(numbers, '0');
  if (first.shape === 'unknown') first.shape = 'scalar';
  fitToShape(machine, machine.inputs, { parts: specs });
}

/** Gives the numbers beside rows and columns as many entries as these say. */
function fitBetween(machine: Machine, sides: readonly InputSpec[], numbers: InputSpec): void {
  const [rows, cols, ...others] = sides;
  if (rows === undefined || cols === undefined || others.length > 0) return;
  for (const side of sides) {
    side.shape = 'scalar';
    side.count = true;
  }
  if (numbers.shape === 'unknown') numbers.shape = 'array';
  const first = partOf(numbers, '0');
  if (first.shape === 'unknown') first.shape = 'scalar';
  const parts = new Map([
    ['rows', rows],
    ['cols', cols],
    ['data', numbers],
  ]);
  fitToSides(machine, machine.inputs, { parts });
}

const sideName = /^_*(n|m|d|k|r|c|w|h|(n_?)?(rows?|cols?|columns?)|width|height|n?(in|out))$/i;

const shapeName = /^_*(shape|dims|sizes?|dimensions)$/i;

/** What a node's constructor takes besides numbers and sizes: parents, names, closures and flags. */
function isBeside({ name, type, initializer, questionToken }: ts.ParameterDeclaration): boolean {
  if (shapeName.test(name.getText())) return false;
  if (questionToken !== undefined) return true;
  const isNumber = initializer === undefined || /^-?[\d.]+$/.test(initializer.getText());
  const isOther = /^(string|boolean)\b|=>|\bFunction\b/.test(type?.getText() ?? '');
  return !isNumber || isOther || besides.test(name.getText());
}

const besides =
  /^_*(children|childs?|prevs?|previous|parents?|inputs?|sources?|deps|dependencies|creators?|ops?|operation|operator|label|name|id|type|backward\w*|grad_?fn|ctx|context|((requires?|needs?|track)_?\w*(grad|backprop)\w*))$/i;

/** Flags that ask for gradients are set, as they are where gradients matter. */
function setFlags(self: Value, operation: ts.Node): void {
  if (typeof self !== 'object' || self?.kind !== 'object') return;
  const owner = self.classValue?.node ?? operation.parent;
  for (const place of new Set([owner, operation])) {
    forEachDescendant(place, (node) => {
      const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
      if (ts.isPropertyAccessExpression(node) && !isCalled && asksForGradients.test(node.name.text))
        self.fields.set(node.name.text, true);
    });
  }
}

function dataOf(machine: Machine, node: ObjectValue, { data }: Engine, at: ts.Node): Value {
  return node.fields.get(data) ?? readField(machine, node, data, at);
}

/** The nodes that an argument is, or is a list of. */
function nodesIn(value: Value, name: string, engine: Engine): readonly Operand[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value.kind === 'input') return nodesIn(value.cell.settled, name, engine);
  if (value.kind === 'array') return value.items.flatMap((item) => nodesIn(item, name, engine));
  // A field that nothing has asked for is no operand's; a getter may give the numbers of those whose gradients are set.
  const isOperand = value.kind === 'object' && (value.fields.has(engine.data) || engine.sources.includes(name));
  return isOperand ? [{ name, node: value }] : [];
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

/** The upstream gradient: an input of the shape that the result's numbers have. */
function upstreamLike(machine: Machine, spec: InputSpec, data: Value, node: ts.Node): Value {
  if (typeof data !== 'object' || data?.kind !== 'array') {
    spec.shape = 'scalar';
    return toNumber(machine, machine.inputs.value(spec), node);
  }
  spec.shape = 'array';
  describeSize(data, spec, machine.inputs.run);
  const made = settle(machine, machine.inputs.value(spec), 'array');
  if (typeof made !== 'object' || made?.kind !== 'array') return made;
  const items = made.items.map((item, i) => {
    const part = spec.parts.get(String(i));
    return part === undefined ? item : upstreamLike(machine, part, data.items[i], node);
  });
  return { ...made, items, typed: data.typed };
}

function filledLike(machine: Machine, data: Value, v: number): Value {
  const known = settleKnown(machine, data);
  if (typeof known !== 'object' || known?.kind !== 'array') return machine.constant(v);
  return arrayOf(
    known.items.map((item) => filledLike(machine, item, v)),
    known.typed,
  );
}

/** A gradient as numbers that stand as the data do. */
function gradientLike(machine: Machine, data: Value, grad: Value, node: ts.Node): Value {
  const [numbers, found] = [settleKnown(machine, data), settleKnown(machine, grad)];
  if (typeof numbers !== 'object' || numbers?.kind !== 'array') {
    if (typeof found === 'object' && found?.kind === 'number') return found;
    throw new Unsupported('unsupported-construct', 'a gradient that is no number beside one number', node);
  }
  if (typeof found !== 'object' || found?.kind !== 'array' || found.items.length !== numbers.items.length)
    throw new Unsupported('unsupported-construct', 'a gradient of another shape than the data', node);
  return arrayOf(numbers.items.map((item, i) => gradientLike(machine, item, found.items[i], node)));
}

/** Whether nothing has asked for an operand's numbers. */
function isUnread(numbers: Value): boolean {
  return typeof numbers === 'object' && numbers?.kind === 'input' && numbers.cell.settled === undefined;
}

function isUntouched(machine: Machine, added: Value): boolean {
  if (typeof added !== 'object' || added === null) return true;
  if (added.kind === 'array') return added.items.every((item) => isUntouched(machine, item));
  return added.kind === 'number' && machine.graph.constantValue(added.e) === 0;
}

/** The name of an operand's numbers, which are inputs. */
function nameOf(machine: Machine, data: Value, node: ts.Node): string {
  const symbols = symbolsOf(machine, data, '');
  const [first] = symbols;
  const base = first === undefined ? '' : first.name.slice(0, first.name.length - first.key.length);
  if (first === undefined || symbols.some(({ key, name }) => name !== base + key))
    throw new Unsupported('unsupported-construct', 'a node whose constructor computes its numbers', node);
  return base;
}

function symbolsOf(machine: Machine, data: Value, key: string): { readonly key: string; readonly name: string }[] {
  const known = settle(machine, data, 'scalar');
  if (typeof known === 'object' && known?.kind === 'array')
    return known.items.flatMap((item, i) => symbolsOf(machine, item, `${key}[${i}]`));
  if (typeof known !== 'object' || known?.kind !== 'number') return [{ key, name: '' }];
  const node = machine.graph.node(known.e);
  return [{ key, name: node.kind === 'symbol' ? node.name : '' }];
}
