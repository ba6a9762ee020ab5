/** @file Making instances of the user's classes: fields, constructors, `super(…)`, parameter properties. */
import * as ts from 'typescript';
import { evaluateArguments, runBody } from '../calls.ts';
import { isField, memberScope } from './classes.ts';
import { hoistedNames } from '../modules/declarations.ts';
import { forgiving, isForgiven } from './forgiving.ts';
import { budgets, type Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { bindPattern, keyText } from '../patterns.ts';
import { FrameScope, type Scope } from '../scope.ts';
import { executeBlock, hoist } from '../statements.ts';
import { arrayOf, type CallableNode, type ClassValue, type ObjectValue, objectOf, type Value } from '../value.ts';

/** Runs code of a class that is not part of the traced function. */
export function runNested(
  machine: Machine,
  node: CallableNode,
  args: readonly Value[],
  owner: ClassValue,
  self: Value,
): Value {
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested calls (endless recursion?)`, node);
  }
  const { inRoot, onYield } = machine;
  machine.depth++;
  machine.inRoot = false;
  try {
    return runBody(machine, node, args, owner.scope, self, { home: owner });
  } finally {
    machine.depth--;
    machine.inRoot = inRoot;
    machine.onYield = onYield;
  }
}

/** How the statements of a constructor are run; the open instance forgives those that cannot be read. */
export type RunStatements = (statements: readonly ts.Statement[], scope: Scope) => void;

/** `new C(…)`. */
export function construct(machine: Machine, type: ClassValue, args: readonly Value[], node: ts.Node): ObjectValue {
  const object = objectOf([], { classValue: type });
  const whole: RunStatements = (statements, scope) => {
    executeBlock(machine, statements, scope);
  };
  initialise(machine, type, object, args, node, machine.isBeside === null ? whole : forgiving(machine, object));
  return object;
}

export function initialise(
  machine: Machine,
  type: ClassValue,
  self: ObjectValue,
  args: readonly Value[],
  node: ts.Node,
  run: RunStatements,
): void {
  machine.tick(node);
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested constructors`, node);
  }
  const isOpen = self.missing !== null;
  const base = isOpen ? machine.modules.bases.readable(machine, type) : machine.modules.bases.of(machine, type);
  const own = constructorOf(type);
  const { inRoot } = machine;
  machine.depth++;
  machine.inRoot = false;
  try {
    if (own?.body === undefined) {
      if (base !== null) initialise(machine, base, self, args, node, run);
      else if (machine.modules.bases.areErrors(type)) self.fields.set('message', args[0]);
      initialiseFields(machine, type, self);
      return;
    }
    const frame = new FrameScope(type.scope, true);
    frame.declare('super', type, true);
    frame.declare('this', self, true);
    frame.declare('arguments', arrayOf([...args]), true);
    const properties: [string, Value][] = [];
    own.parameters.forEach((parameter, i) => {
      let value: Value = parameter.dotDotDotToken ? arrayOf(args.slice(i)) : args[i];
      if (value === undefined && parameter.initializer !== undefined)
        value = machine.evaluate(parameter.initializer, frame);
      bindPattern(machine, parameter.name, value, frame, { declare: true, constant: false });
      const isProperty = (ts.getModifiers(parameter) ?? []).length > 0;
      if (isProperty && ts.isIdentifier(parameter.name)) properties.push([parameter.name.text, value]);
    });
    for (const name of hoistedNames(own.body)) {
      if (frame.own(name) === undefined) frame.declare(name, undefined, false);
    }
    const { statements } = own.body;
    hoist(machine, statements, frame);
    const call = statements.findIndex(isSuperCall);
    // What stands before `super(…)` may only prepare its arguments.
    if (call > 0) run(statements.slice(0, call), frame);
    if (call >= 0) {
      const { expression } = statements[call] as ts.ExpressionStatement;
      const superArgs = evaluateArguments(machine, (expression as ts.CallExpression).arguments, frame);
      if (base !== null) initialise(machine, base, self, superArgs, node, run);
      else if (machine.modules.bases.areErrors(type)) self.fields.set('message', superArgs[0]);
    }
    for (const [name, value] of properties) self.fields.set(name, value);
    initialiseFields(machine, type, self);
    run(statements.slice(call + 1), frame);
  } finally {
    machine.depth--;
    machine.inRoot = inRoot;
  }
}

/** The constructor that a class declares itself. */
export function constructorOf(type: ClassValue): ts.ConstructorDeclaration | undefined {
  return type.node.members.find(
    (m): m is ts.ConstructorDeclaration => ts.isConstructorDeclaration(m) && m.body !== undefined,
  );
}

function isSuperCall(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword
  );
}

/** Gives an object the fields that its class declares. */
export function initialiseFields(machine: Machine, type: ClassValue, self: ObjectValue): void {
  const scope = memberScope(type, self);
  for (const member of type.node.members) {
    if (!isField(member)) continue;
    const key = keyText(machine, member.name, type.scope);
    if (member.initializer !== undefined) self.fields.set(key, initialValue(machine, member.initializer, scope));
    else if (self.missing === null && !self.fields.has(key)) self.fields.set(key, undefined);
  }
}

/** What a field starts as; nothing where that cannot be read and need not be. */
function initialValue(machine: Machine, initializer: ts.Expression, scope: Scope): Value {
  try {
    return machine.evaluate(initializer, scope);
  } catch (error) {
    if (machine.isBeside !== null && isForgiven(error)) return undefined;
    throw error;
  }
}
