/**
 * @file The nodes of autograd engines and of layers: how one is made for a run, where its numbers and its gradient are, and what a run
 * added to that.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import { asksForGradients } from '../../gradient-flags.ts';
import type { Engine, FunctionNode } from '../../types.ts';
import { settle, settleKnown, toNumber } from '../conversions.ts';
import { describeParameter } from '../inputs/annotations.ts';
import { fitToShape, fitToSides } from '../inputs/input-object.ts';
import { describeSize, type InputSpec, partOf } from '../inputs/input-spec.ts';
import type { Machine } from '../machine.ts';
import { nearestConstructor, openArgument, openFields, openInstance, type Opened } from '../objects/open-instance.ts';
import { Unsupported } from '../outcome.ts';
import { readField } from '../objects/objects.ts';
import { lookup } from '../scope.ts';
import { arrayOf, type ClassValue, type ClosureValue, objectOf, type ObjectValue, type Value } from '../value.ts';

/** A node that an operation was given, or was called on. */
export interface Operand {
  /** The parameter that it is, or is in, or `this`. */
  readonly name: string;
  readonly node: ObjectValue;
}

export function parameters(node: FunctionNode): readonly ts.ParameterDeclaration[] {
  return node.parameters.filter(({ name }) => name.getText() !== 'this');
}

export function parameterAt(node: FunctionNode, index: number): ts.ParameterDeclaration {
  return parameters(node)[index]!;
}

/** What makes nodes: a class, or a constructor function; nothing where that is not in sight. */
export function makerOf(machine: Machine, { maker }: Engine, operation: ts.Node): ClassValue | ClosureValue | null {
  const made = maker === null ? undefined : lookup(machine.modules.scopeAround(operation), maker)?.value;
  return typeof made === 'object' && (made?.kind === 'class' || made?.kind === 'closure') ? made : null;
}

/** An argument that is a node. */
export function openNode(machine: Machine, engine: Engine, parameter: ts.ParameterDeclaration, operand: number): Value {
  const opened: Opened = { owner: parameter, name: parameter.name.getText() };
  const maker = makerOf(machine, engine, parameter.parent);
  if (maker === null) return openFields(machine, opened, {});
  describeSides(machine, maker, engine, opened, operand);
  const node = makeNode(machine, maker, opened);
  setFlags(node, parameter.parent);
  return node;
}

/** A node as its class or constructor function makes it. */
export function makeNode(machine: Machine, maker: ClassValue | ClosureValue, opened: Opened): ObjectValue {
  return maker.kind === 'class' ? openInstance(machine, maker, opened) : openArgument(machine, maker, opened);
}

/** What a node's constructor takes. */
export function parametersOfMaker(
  machine: Machine,
  maker: ClassValue | ClosureValue,
): readonly ts.ParameterDeclaration[] {
  const made = maker.kind === 'class' ? nearestConstructor(machine, maker) : maker.node;
  return made?.parameters ?? [];
}

/**
 * Notes which parameters of a node's constructor are its sides, so that operands fit together: rows and columns in their order, or the
 * entries of a shape, beside which the numbers are as many as it has places.
 */
export function describeSides(
  machine: Machine,
  maker: ClassValue | ClosureValue,
  { data }: Engine,
  { owner, name }: Opened,
  operand: number,
): void {
  const specs = new Map<string, InputSpec>();
  const sides: InputSpec[] = [];
  let axis = 0;
  for (const parameter of parametersOfMaker(machine, maker)) {
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
export function isBeside({ name, type, initializer, questionToken }: ts.ParameterDeclaration): boolean {
  if (shapeName.test(name.getText())) return false;
  if (questionToken !== undefined) return true;
  const isNumber = initializer === undefined || /^-?[\d.]+$/.test(initializer.getText());
  const isOther = /^(string|boolean)\b|=>|\bFunction\b/.test(type?.getText() ?? '');
  return !isNumber || isOther || besides.test(name.getText());
}

const besides =
  /^_*(children|childs?|prevs?|previous|parents?|inputs?|sources?|deps|dependencies|creators?|ops?|operation|operator|label|name|id|type|backward\w*|grad_?fn|ctx|context|((requires?|needs?|track)_?\w*(grad|backprop)\w*))$/i;

/** Flags that ask for gradients are set, as they are where gradients matter. */
export function setFlags(self: Value, operation: ts.Node): void {
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

export function dataOf(machine: Machine, node: ObjectValue, { data }: Engine, at: ts.Node): Value {
  return node.fields.get(data) ?? readField(machine, node, data, at);
}

/** The nodes that an argument is, or is a list of. */
export function nodesIn(value: Value, name: string, engine: Engine): readonly Operand[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value.kind === 'input') return nodesIn(value.cell.settled, name, engine);
  if (value.kind === 'array') return value.items.flatMap((item) => nodesIn(item, name, engine));
  // A field that nothing has asked for is no operand's; a getter may give the numbers of those whose gradients are set.
  const isOperand = value.kind === 'object' && (value.fields.has(engine.data) || engine.sources.includes(name));
  return isOperand ? [{ name, node: value }] : [];
}

/** The upstream gradient: an input of the shape that the result's numbers have. */
export function upstreamLike(machine: Machine, spec: InputSpec, data: Value, node: ts.Node): Value {
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

export function filledLike(machine: Machine, data: Value, v: number): Value {
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

/**
 * What was left as the gradients of the operands, by the names of their numbers: of those whose gradients are set whatever happens, and of
 * any others that something was added to. Undefined where there are none.
 * @param gradientOf what a node has for its gradient
 */
export function gradientsLeft(
  machine: Machine,
  engine: Engine,
  operands: readonly Operand[],
  gradientOf: (node: ObjectValue) => Value,
  at: ts.Node,
): Value {
  const found = operands.flatMap(({ name, node }): [string, Value][] => {
    const numbers = dataOf(machine, node, engine, at);
    const left = gradientLike(machine, numbers, gradientOf(node), at);
    const isUsed = engine.written.includes(name) && !isUnread(numbers);
    return isUsed || !isUntouched(machine, left) ? [[nameOf(machine, numbers, at), left]] : [];
  });
  return found.length === 0 ? undefined : objectOf(found);
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
export function nameOf(machine: Machine, data: Value, node: ts.Node): string {
  const name = commonName(machine, data);
  if (name === null)
    throw new Unsupported('unsupported-construct', 'a node whose constructor computes its numbers', node);
  return name;
}

/** The name of numbers that are inputs, entries of one array each in its place; null of any others. */
export function commonName(machine: Machine, data: Value): string | null {
  const symbols = symbolsOf(machine, data, '');
  const [first] = symbols;
  if (first === undefined) return '';
  const base = first.name.slice(0, first.name.length - first.key.length);
  return symbols.every(({ key, name }) => name === base + key) ? base : null;
}

function symbolsOf(machine: Machine, data: Value, key: string): { readonly key: string; readonly name: string }[] {
  const known = settle(machine, data, 'scalar');
  if (typeof known === 'object' && known?.kind === 'array')
    return known.items.flatMap((item, i) => symbolsOf(machine, item, `${key}[${i}]`));
  if (typeof known !== 'object' || known?.kind !== 'number') return [{ key, name: '' }];
  const node = machine.graph.node(known.e);
  return [{ key, name: node.kind === 'symbol' ? node.name : '' }];
}
