/** @file Calls: of the user's functions and methods, of built-ins, and `new`. */
import * as ts from 'typescript';
import { superMember } from './objects/classes.ts';
import { construct } from './objects/construction.ts';
import { settle, toItems } from './conversions.ts';
import { constructName } from './expressions.ts';
import { budgets, type Machine } from './machine.ts';
import { getMember } from './objects/members.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { bindPattern } from './patterns.ts';
import { FrameScope, lookup, type Scope } from './scope.ts';
import { executeBlock } from './statements.ts';
import { noteDate } from './inputs/units.ts';
import { learnKeys } from './inputs/table-keys.ts';
import { hoistedNames } from './modules/declarations.ts';
import {
  arrayOf,
  type CallableNode,
  type ClassValue,
  type ClosureValue,
  objectOf,
  type ObjectValue,
  type Value,
} from './value.ts';

export function evaluateCall(machine: Machine, node: ts.CallExpression, scope: Scope): Value {
  const target = node.expression;
  let callee: Value;
  let self: Value = undefined;
  if (target.kind === ts.SyntaxKind.SuperKeyword) {
    throw new Unsupported('unsupported-construct', '`super(…)` outside a constructor', node);
  }
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    const isSuper = target.expression.kind === ts.SyntaxKind.SuperKeyword;
    self = isSuper ? lookup(scope, 'this')?.value : machine.evaluate(target.expression, scope);
    if (ts.isOptionalChain(node) && (self === undefined || self === null)) return undefined;
    // What is printed changes nothing, and putting numbers into words would only tie the path to them.
    if (typeof self === 'object' && self?.kind === 'namespace' && self.name === 'console') return undefined;
    const key = ts.isPropertyAccessExpression(target)
      ? target.name.text
      : settleKey(machine, self, machine.evaluate(target.argumentExpression, scope));
    // A date is the number of its milliseconds.
    if (key === 'getTime') {
      self = settle(machine, self, 'scalar');
      noteDate(machine, self);
    }
    callee = isSuper ? superMember(machine, scope, key, target) : getMember(machine, self, key, target);
  } else callee = machine.evaluate(target, scope);
  if (node.questionDotToken && (callee === undefined || callee === null)) return undefined;
  const takes = typeof callee === 'object' && callee?.kind === 'builtin' ? callee.takes : undefined;
  const nodes = takes === undefined ? node.arguments : node.arguments.slice(0, takes);
  return callFunction(machine, callee, evaluateArguments(machine, nodes, scope), node, self);
}

function settleKey(machine: Machine, target: Value, key: Value): string | number {
  learnKeys(machine, target, key);
  const settled = settle(machine, key, 'scalar');
  if (typeof settled === 'object' && settled?.kind === 'number') return machine.ask(settled, itself);
  return String(settled);
}

const itself = (v: number): number => v;

export function evaluateArguments(
  machine: Machine,
  nodes: readonly ts.Expression[] | undefined,
  scope: Scope,
): readonly Value[] {
  const args: Value[] = [];
  for (const node of nodes ?? []) {
    if (ts.isSpreadElement(node)) args.push(...toItems(machine, machine.evaluate(node.expression, scope), node));
    else args.push(machine.evaluate(node, scope));
  }
  return args;
}

export function callFunction(
  machine: Machine,
  callee: Value,
  args: readonly Value[],
  node: ts.Node,
  self?: Value,
): Value {
  machine.tick(node);
  const target = settle(machine, callee, 'object');
  if (typeof target === 'object' && target !== null) {
    if (target.kind === 'builtin') return target.call(machine, args, node, self);
    if (target.kind === 'closure') return callClosure(machine, target, args, node, self ?? target.self);
    if (typeof callee === 'object' && callee?.kind === 'input') {
      const cause = machine.unread.get(callee.cell.spec);
      if (cause) throw cause;
      throw new Unsupported('unsupported-call', `the argument \`${callee.cell.spec.path}\` called as a function`, node);
    }
  }
  if (target === undefined)
    throw new UserThrow(`\`${constructName(node)}\` calls something undefined`, undefined, node);
  throw new Unsupported('unsupported-call', `the call \`${constructName(node)}\``, node);
}

function callClosure(
  machine: Machine,
  callee: ClosureValue,
  args: readonly Value[],
  node: ts.Node,
  self: Value,
): Value {
  const itsSelf = ts.isArrowFunction(callee.node) ? callee.self : self;
  if (isGenerator(callee.node)) return { kind: 'generator', callee, args, self: itsSelf };
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested calls (endless recursion?)`, node);
  }
  const { inRoot, onYield } = machine;
  machine.depth++;
  machine.inRoot = machine.isInRoot(callee.node);
  machine.onYield = null;
  try {
    return runBody(machine, callee.node, args, callee.scope, itsSelf, { home: callee.home });
  } finally {
    machine.depth--;
    machine.inRoot = inRoot;
    machine.onYield = onYield;
  }
}

function isGenerator(node: CallableNode): boolean {
  return 'asteriskToken' in node && node.asteriskToken !== undefined;
}

/** What a body's run is part of. */
export interface RunContext {
  /** The class in which the function is a method. */
  readonly home?: ClassValue | null;
  /** Takes what the function yields, when it is a generator that runs. */
  readonly onYield?: Machine['onYield'];
}

/** Runs a function's body with its parameters bound; the traced function itself enters here, at depth 0. */
export function runBody(
  machine: Machine,
  node: CallableNode,
  args: readonly Value[],
  scope: Scope,
  self: Value,
  { home = null, onYield = null }: RunContext = {},
): Value {
  const { body } = node;
  if (body === undefined) throw new Unsupported('unsupported-construct', 'a function without a body', node);
  if (node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)) {
    throw new Unsupported('async-code', 'an `async` function', node);
  }
  if (isGenerator(node) && onYield === null) throw new Unsupported('unsupported-construct', 'a generator', node);
  machine.onYield = onYield;
  const frame = new FrameScope(scope, true);
  if (!ts.isArrowFunction(node)) {
    if (home !== null) frame.declare('super', home, true);
    frame.declare('this', self, true);
    frame.declare('arguments', arrayOf([...args]), true);
  } else if (machine.depth === 0 && self !== undefined) frame.declare('this', self, true);
  bindParameters(machine, node, args, frame);
  if (!ts.isBlock(body)) {
    if (machine.depth === 0) machine.returned = body;
    return machine.evaluate(body, frame);
  }
  for (const name of hoistedNames(body)) if (frame.own(name) === undefined) frame.declare(name, undefined, false);
  const completion = executeBlock(machine, body.statements, frame);
  return completion?.kind === 'return' ? completion.value : undefined;
}

function bindParameters(machine: Machine, node: CallableNode, args: readonly Value[], frame: Scope): void {
  const parameters = node.parameters.filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'));
  parameters.forEach((parameter, i) => {
    let value: Value = parameter.dotDotDotToken ? arrayOf(args.slice(i)) : args[i];
    if (value === undefined && parameter.initializer !== undefined) {
      value = machine.evaluate(parameter.initializer, frame);
    }
    bindPattern(machine, parameter.name, value, frame, { declare: true, constant: false });
  });
}

export function evaluateNew(machine: Machine, node: ts.NewExpression, scope: Scope): Value {
  const callee = machine.evaluate(node.expression, scope);
  const args = evaluateArguments(machine, node.arguments, scope);
  if (typeof callee === 'object' && callee !== null) {
    if (callee.kind === 'class') return construct(machine, callee, args, node);
    if (callee.kind === 'builtin') return callee.call(machine, args, node);
    if (callee.kind === 'closure' && !ts.isArrowFunction(callee.node)) {
      // A constructor function of the time before classes: it fills in `this`.
      const self = objectOf([], { proto: prototypeOf(callee) });
      const result = callClosure(machine, callee, args, node, self);
      return typeof result === 'object' && result !== null && result.kind === 'object' ? result : self;
    }
  }
  throw new Unsupported('unsupported-call', `\`${constructName(node)}\``, node);
}

/** The object that a constructor function gives its instances as their prototype. */
export function prototypeOf(callee: ClosureValue): ObjectValue {
  const known = callee.fields.get('prototype');
  if (typeof known === 'object' && known?.kind === 'object') return known;
  const made = objectOf([['constructor', callee]]);
  callee.fields.set('prototype', made);
  return made;
}
