/**
 * @file Runs a layer that passes nodes on: forward for its value, the numbers of the node that it returns; and forward, then backward for
 * its gradient, what that leaves as the gradients of the node that the layer was handed and of those that hold its weights. The value of a
 * last layer is the loss that backward returns.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import type { Engine, FunctionNode } from '../../types.ts';
import { runBody } from '../calls.ts';
import { settle, settleKnown } from '../conversions.ts';
import type { EngineCall } from './engine-run.ts';
import { describeParameter } from '../inputs/annotations.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import type { Machine } from '../machine.ts';
import {
  commonName,
  dataOf,
  describeSides,
  filledLike,
  gradientsLeft,
  isBeside,
  makeNode,
  makerOf,
  type Operand,
  parameterAt,
  parameters,
  parametersOfMaker,
  upstreamLike,
} from './nodes.ts';
import { openFields } from '../objects/open-instance.ts';
import { Unsupported } from '../outcome.ts';
import { receiverOf } from '../objects/receiver.ts';
import { lookup } from '../scope.ts';
import type { ClassValue, ClosureValue, ObjectValue, Value } from '../value.ts';

/** A layer, its two passes, and the nodes that it has to do with. */
interface Passed {
  readonly self: Value;
  readonly home: ClassValue | null;
  readonly result: ObjectValue;
  readonly operands: readonly Operand[];
}

/** The numbers of the node that the layer returns, or the loss that the last layer's backward pass does. */
export function runLayer(machine: Machine, call: EngineCall, backward: FunctionNode): Value {
  const passed = forward(machine, call);
  const { engine, operation } = call;
  if (engine.layer?.isLast === true) return back(machine, backward, passed);
  return settle(machine, dataOf(machine, passed.result, engine, operation.node), 'scalar');
}

/** What the backward pass leaves as gradients of the nodes, by the names of their numbers. */
export function runLayerBack(
  machine: Machine,
  call: EngineCall,
  backward: FunctionNode,
  upstream: InputSpec | null,
): Value {
  const { engine, operation } = call;
  const passed = forward(machine, call);
  if (upstream !== null) {
    const data = settle(machine, dataOf(machine, passed.result, engine, operation.node), 'scalar');
    passed.result.fields.set(engine.grad, upstreamLike(machine, upstream, data, backward));
  }
  for (const { node } of passed.operands)
    node.fields.set(engine.grad, filledLike(machine, dataOf(machine, node, engine, backward), 0));
  machine.inRoot = true;
  machine.returned = null;
  back(machine, backward, passed);
  // Weights may be held as they are; a layer that has nothing to do with its own input is none.
  return gradientsLeft(machine, engine, passed.operands, ({ fields }) => fields.get(engine.grad), backward);
}

function forward(machine: Machine, { operation, engine, args }: EngineCall): Passed {
  const { node } = operation;
  machine.inRoot = machine.isInRoot(node);
  machine.notesFixedSides = true;
  const { self, home } = receiverOf(machine, operation);
  const handed = handedNodes(machine, engine, node, self);
  if (typeof self === 'object' && self?.kind === 'object')
    for (const each of nodesOf(self, engine))
      if (commonName(machine, dataOf(machine, each.node, engine, node)) === null)
        freeNumbers(machine, engine, each, node);
  const values = args(machine).map((value, i): Value => {
    const name = parameterAt(node, i).name.getText();
    return isTraining.test(name) ? true : (handed.find((each) => each.name === name)?.node ?? value);
  });
  const returned = runBody(machine, node, values, machine.modules.scopeAround(node), self, { home });
  const result = settle(machine, returned, 'object');
  if (typeof result !== 'object' || result?.kind !== 'object')
    throw new Unsupported('unsupported-construct', 'a layer that returns no node', node);
  const own = typeof self === 'object' && self?.kind === 'object' ? nodesOf(self, engine) : [];
  const isWeight = (each: Operand): boolean =>
    each.node !== result && !handed.some((other) => other.node === each.node);
  return { self, home, result, operands: [...handed, ...own.filter(isWeight)] };
}

/** Layers that do something else in training do there what their gradients are of. */
const isTraining = /^(is_?)?train(ing)?(_?mode)?$/i;

/** Runs the backward pass; what it is handed are inputs. */
function back(machine: Machine, backward: FunctionNode, { self, home }: Passed): Value {
  const args = parameters(backward).map((parameter): Value => {
    const spec = machine.inputs.specs.get(parameter, parameter.name.getText());
    describeParameter(spec, parameter, machine.modules.files);
    return machine.inputs.value(spec);
  });
  return runBody(machine, backward, args, machine.modules.scopeAround(backward), self, { home });
}

/** The nodes that a layer is handed, the others as large as the first. */
function handedNodes(machine: Machine, engine: Engine, forward: FunctionNode, self: Value): readonly Operand[] {
  const [parameter, ...others] = parameters(forward).filter((_, i) => engine.operands[i] === 'node');
  if (parameter === undefined) return [];
  const first = handedNode(machine, engine, parameter, self);
  const like = (other: ts.ParameterDeclaration): Operand => {
    const operand = { name: other.name.getText(), node: { ...first, fields: new Map(first.fields) } };
    freeNumbers(machine, engine, operand, other);
    return operand;
  };
  return [{ name: parameter.name.getText(), node: first }, ...others.map(like)];
}

/** A node that a layer is handed: as large as the layer says that it is, with numbers that are free. */
function handedNode(machine: Machine, engine: Engine, parameter: ts.ParameterDeclaration, self: Value): ObjectValue {
  const forward = parameter.parent;
  const name = parameter.name.getText();
  const maker = makerOf(machine, engine, forward) ?? makerInFile(machine, engine, forward);
  if (maker === null) return openFields(machine, { owner: parameter, name }, {});
  const opened = { owner: parameter, name, given: sidesSaid(machine, maker, self) };
  machine.isBeside = isBeside;
  describeSides(machine, maker, engine, opened, 0);
  const node = makeNode(machine, maker, opened);
  machine.isBeside = null;
  freeNumbers(machine, engine, { name, node }, parameter);
  return node;
}

/** Puts free inputs in the place of numbers that a node's constructor computed, as those that it fills with a bias. */
function freeNumbers(machine: Machine, engine: Engine, { name, node }: Operand, at: ts.Node): void {
  const shape = engine.layer?.isOfNumbers === true ? 'scalar' : 'array';
  const data = settle(machine, dataOf(machine, node, engine, at), shape);
  const numbers = machine.inputs.specs.get(at, `${name}.${engine.data}`);
  node.fields.set(engine.data, upstreamLike(machine, numbers, data, at));
}

/** A maker that stands elsewhere in the file, in a scope of its own. */
function makerInFile(machine: Machine, { maker }: Engine, at: ts.Node): ClassValue | ClosureValue | null {
  let found: ClassValue | ClosureValue | null = null;
  if (maker === null) return null;
  forEachDescendant(at.getSourceFile(), (node) => {
    const isMaker = (ts.isVariableDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.getText() === maker;
    if (found !== null || !isMaker) return found === null;
    const made = lookup(machine.modules.scopeAround(node), maker)?.value;
    if (typeof made === 'object' && (made?.kind === 'class' || made?.kind === 'closure')) found = made;
    return false;
  });
  return found;
}

/** What a layer says of the sides of the node that it is handed: `in_sx` of the parameter `sx`, a field or one of its options. */
function sidesSaid(machine: Machine, maker: ClassValue | ClosureValue, self: Value): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const numbers = new Map<string, Value>();
  for (const [path, v] of machine.inputs.values) {
    const own = /^this\.(?:\w+\.)?(\w+)$/.exec(path)?.[1];
    if (own !== undefined) numbers.set(own, { kind: 'number', v, e: machine.graph.symbol(path) });
  }
  if (typeof self === 'object' && self?.kind === 'object')
    for (const [name, value] of self.fields) {
      const known = settleKnown(machine, value);
      if (typeof known === 'object' && known?.kind === 'number') numbers.set(name, known);
    }
  for (const { name } of parametersOfMaker(machine, maker)) {
    const side = name.getText().replace(/^_+/, '');
    const isOf = new RegExp(`^_*(in|inp|input|i|prev)_?${side}$`, 'i');
    const said = [...numbers].find(([key]) => isOf.test(key))?.[1];
    if (said !== undefined) found.set(name.getText(), said);
  }
  return found;
}

/** The nodes that an object holds, one by one or in lists, by the names of their fields. */
function nodesOf({ fields }: ObjectValue, engine: Engine): readonly Operand[] {
  const within = (name: string, value: Value, depth: number): readonly Operand[] => {
    if (typeof value !== 'object' || value === null || depth > 2) return [];
    if (value.kind === 'array') return value.items.flatMap((item, i) => within(`${name}[${i}]`, item, depth + 1));
    if (value.kind !== 'object' || value.missing !== null) return [];
    return value.fields.has(engine.data) && value.fields.has(engine.grad) ? [{ name, node: value }] : [];
  };
  return [...fields].flatMap(([key, value]) => within(`this.${key}`, value, 0));
}
