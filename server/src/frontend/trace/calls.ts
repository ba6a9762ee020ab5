/** @file Calls: of the user's functions and methods, of built-ins, and `new`. */
import ts from 'typescript';
import type { FunctionNode } from '../types.ts';
import { construct } from './classes.ts';
import { settle, toItems } from './conversions.ts';
import { constructName } from './expressions.ts';
import { budgets, type Machine } from './machine.ts';
import { getMember } from './members.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { bindPattern } from './patterns.ts';
import { FrameScope, type Scope } from './scope.ts';
import { executeBlock } from './statements.ts';
import { arrayOf, type ClosureValue, type Value } from './value.ts';

export function evaluateCall(machine: Machine, node: ts.CallExpression, scope: Scope): Value {
  const target = node.expression;
  let callee: Value;
  let self: Value = undefined;
  if (target.kind === ts.SyntaxKind.SuperKeyword) {
    throw new Unsupported('unsupported-construct', '`super(…)` outside a constructor', node);
  }
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    self = machine.evaluate(target.expression, scope);
    if (ts.isOptionalChain(node) && (self === undefined || self === null)) return undefined;
    const key = ts.isPropertyAccessExpression(target)
      ? target.name.text
      : settleKey(machine, machine.evaluate(target.argumentExpression, scope));
    callee = getMember(machine, self, key, target);
  } else callee = machine.evaluate(target, scope);
  if (node.questionDotToken && (callee === undefined || callee === null)) return undefined;
  return callFunction(machine, callee, evaluateArguments(machine, node.arguments, scope), node, self);
}

function settleKey(machine: Machine, key: Value): string | number {
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
    if (target.kind === 'builtin') return target.call(machine, args, node);
    if (target.kind === 'closure') return callClosure(machine, target, args, node, self ?? target.self);
    if (typeof callee === 'object' && callee?.kind === 'input') {
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
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested calls (endless recursion?)`, node);
  }
  const wasInRoot = machine.inRoot;
  machine.depth++;
  machine.inRoot = isWithin(callee.node, machine.root.node);
  try {
    return runBody(machine, callee.node, args, callee.scope, ts.isArrowFunction(callee.node) ? callee.self : self);
  } finally {
    machine.depth--;
    machine.inRoot = wasInRoot;
  }
}

/** Whether a function is written inside another, or is that function. */
function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  for (let node: ts.Node | undefined = inner; node !== undefined; node = node.parent) if (node === outer) return true;
  return false;
}

/** Runs a function's body with its parameters bound; the traced function itself enters here, at depth 0. */
export function runBody(
  machine: Machine,
  node: FunctionNode,
  args: readonly Value[],
  scope: Scope,
  self: Value,
): Value {
  const { body } = node;
  if (body === undefined) throw new Unsupported('unsupported-construct', 'a function without a body', node);
  if (node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)) {
    throw new Unsupported('async-code', 'an `async` function', node);
  }
  if ('asteriskToken' in node && node.asteriskToken)
    throw new Unsupported('unsupported-construct', 'a generator', node);
  const frame = new FrameScope(scope);
  if (!ts.isArrowFunction(node)) {
    frame.declare('this', self, true);
    frame.declare('arguments', arrayOf([...args]), true);
  } else if (machine.depth === 0 && self !== undefined) frame.declare('this', self, true);
  bindParameters(machine, node, args, frame);
  if (!ts.isBlock(body)) {
    if (machine.depth === 0) machine.returned = body;
    return machine.evaluate(body, frame);
  }
  const completion = executeBlock(machine, body.statements, frame);
  return completion?.kind === 'return' ? completion.value : undefined;
}

function bindParameters(machine: Machine, node: FunctionNode, args: readonly Value[], frame: Scope): void {
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
      const self: Value = { kind: 'object', fields: new Map(), classValue: null, missing: null };
      const result = callClosure(machine, callee, args, node, self);
      return typeof result === 'object' && result !== null && result.kind === 'object' ? result : self;
    }
  }
  throw new Unsupported('unsupported-call', `\`${constructName(node)}\``, node);
}
