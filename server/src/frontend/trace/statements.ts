/** @file Interpreting statements. Each answers how it completed: normally (undefined), or by return, break or continue. */
import * as ts from 'typescript';
import { classValue } from './objects/classes.ts';
import { settle, toBoolean } from './conversions.ts';
import { endedBeforeConvergence } from './convergence.ts';
import { noteLoopStart } from './inputs/counts.ts';
import { holdsFunctions, namesBound } from './modules/declarations.ts';
import { enumeration } from './objects/enumerations.ts';
import { ownEntries } from './objects/objects.ts';
import { closure, constructName } from './expressions.ts';
import { GeneratorEnd, iterate } from './generators.ts';
import type { Machine } from './machine.ts';
import { learnTexts } from './operators.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import { assignTo, bindPattern } from './patterns.ts';
import { callScope, FrameScope, type Scope } from './scope.ts';
import type { Value } from './value.ts';

export type Completion =
  | undefined
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break'; readonly label: string | null }
  | { readonly kind: 'continue'; readonly label: string | null };

export function executeStatement(machine: Machine, node: ts.Statement, scope: Scope): Completion {
  machine.tick(node);
  if (ts.isExpressionStatement(node)) {
    if (isCheck(node.expression)) executeCheck(machine, node.expression, scope);
    else machine.evaluate(node.expression, scope);
    return undefined;
  }
  if (ts.isVariableStatement(node)) {
    declareVariables(machine, node.declarationList, scope);
    return undefined;
  }
  if (ts.isReturnStatement(node)) {
    const value = node.expression === undefined ? undefined : machine.evaluate(node.expression, scope);
    if (machine.depth === 0) machine.returned = node.expression ?? null;
    return { kind: 'return', value };
  }
  if (ts.isIfStatement(node)) {
    if (toBoolean(machine, machine.evaluate(node.expression, scope), node.expression)) {
      return machine.execute(node.thenStatement, scope);
    }
    return node.elseStatement === undefined ? undefined : machine.execute(node.elseStatement, scope);
  }
  if (ts.isBlock(node)) return executeBlock(machine, node.statements, new FrameScope(scope));
  if (ts.isForStatement(node)) return executeFor(machine, node, scope, null);
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return executeForEach(machine, node, scope, null);
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return executeWhile(machine, node, scope, null);
  if (ts.isSwitchStatement(node)) return executeSwitch(machine, node, scope);
  if (ts.isThrowStatement(node)) {
    throw new UserThrow(`\`${constructName(node)}\``, thrownValue(machine, node.expression, scope), node, true);
  }
  if (ts.isTryStatement(node)) return executeTry(machine, node, scope);
  if (ts.isBreakStatement(node)) return { kind: 'break', label: node.label?.text ?? null };
  if (ts.isContinueStatement(node)) return { kind: 'continue', label: node.label?.text ?? null };
  if (ts.isLabeledStatement(node)) return executeLabeled(machine, node, scope);
  // Declarations were hoisted by the enclosing block, and types do nothing.
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEmptyStatement(node)) return undefined;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return undefined;
  if (ts.isEnumDeclaration(node)) {
    scope.declare(node.name.text, enumeration(machine, node, scope), true);
    return undefined;
  }
  throw new Unsupported('unsupported-construct', `\`${constructName(node)}\``, node);
}

/** What is thrown. A message that cannot be put together still ends the call. */
function thrownValue(machine: Machine, node: ts.Expression, scope: Scope): Value {
  try {
    return machine.evaluate(node, scope);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** Declares the functions and classes of a block before any of its statements runs. */
export function hoist(machine: Machine, statements: readonly ts.Statement[], scope: Scope): void {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined) {
      scope.declare(statement.name.text, machine.made(closure(statement, scope)), false);
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      scope.declare(statement.name.text, classValue(statement, scope), true);
    }
  }
}

/** Runs statements in a scope, after hoisting its functions and classes. */
export function executeBlock(machine: Machine, statements: readonly ts.Statement[], scope: Scope): Completion {
  hoist(machine, statements, scope);
  for (const statement of statements) {
    const completion = machine.execute(statement, scope);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

function declareVariables(machine: Machine, list: ts.VariableDeclarationList, scope: Scope): void {
  const constant = (list.flags & ts.NodeFlags.Const) !== 0;
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  const target = isVar ? callScope(scope) : scope;
  for (const declaration of list.declarations) {
    const { initializer, name } = declaration;
    // The variable is there since the call began; without a value it keeps the one it has.
    if (isVar && initializer === undefined && ts.isIdentifier(name) && target.own(name.text) !== undefined) continue;
    let value: Value = undefined;
    if (initializer !== undefined) {
      value =
        ts.isIdentifier(name) && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
          ? machine.made(closure(initializer, scope, name.text))
          : machine.evaluate(initializer, scope);
    }
    bindPattern(machine, name, value, target, { declare: true, constant });
  }
}

/** What a loop does with its body's completion: go on, stop, or hand it on. */
function afterBody(completion: Completion, label: string | null): 'next' | 'stop' | 'leave' {
  if (completion === undefined) return 'next';
  if (completion.kind === 'return') return 'leave';
  if (completion.label !== null && completion.label !== label) return 'leave';
  return completion.kind === 'break' ? 'stop' : 'next';
}

/** `validateShape(x);` or `Guard.assertFinite(x);`: called for what it may throw. */
function isCheck(node: ts.Expression): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return /^_?(validate|assert|check|ensure|require|verify)(?![a-z])/.test(name) && name !== 'require';
}

/** A check that is not in sight changes no number: where it throws, nobody asks for the result. */
function executeCheck(machine: Machine, call: ts.CallExpression, scope: Scope): void {
  try {
    machine.evaluate(call, scope);
  } catch (error) {
    if (!(error instanceof Unsupported) || !/^unresolved-/.test(error.code)) throw error;
  }
}

function executeFor(machine: Machine, node: ts.ForStatement, scope: Scope, label: string | null): Completion {
  let round = new FrameScope(scope);
  let names: readonly string[] = [];
  if (node.initializer !== undefined) {
    if (ts.isVariableDeclarationList(node.initializer)) {
      declareVariables(machine, node.initializer, round);
      const isBlockScoped = (node.initializer.flags & ts.NodeFlags.BlockScoped) !== 0;
      // Closures made in the body keep the loop variables of their own round.
      const [counter] = node.initializer.declarations;
      if (counter !== undefined && ts.isIdentifier(counter.name)) {
        noteLoopStart(machine, node, round.own(counter.name.text)?.value);
      }
      if (isBlockScoped && holdsFunctions(node)) {
        names = node.initializer.declarations.flatMap(({ name }) => namesBound(name));
      }
    } else machine.evaluate(node.initializer, round);
  }
  for (;;) {
    machine.tick(node);
    if (node.condition && !toBoolean(machine, machine.evaluate(node.condition, round), node.condition)) {
      machine.isUnconverged ||= endedBeforeConvergence(machine, node);
      return undefined;
    }
    const completion = machine.execute(node.statement, new FrameScope(round));
    const next = afterBody(completion, label);
    if (next === 'stop') return undefined;
    if (next === 'leave') return completion;
    if (names.length > 0) {
      const following = new FrameScope(scope);
      for (const name of names) following.declare(name, round.own(name)?.value, false);
      round = following;
    }
    if (node.incrementor !== undefined) machine.evaluate(node.incrementor, round);
  }
}

function executeForEach(
  machine: Machine,
  node: ts.ForOfStatement | ts.ForInStatement,
  scope: Scope,
  label: string | null,
): Completion {
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
    throw new Unsupported('async-code', '`for await`', node);
  }
  const source = machine.evaluate(node.expression, scope);
  let result: Completion;
  const visit = (item: Value): boolean => {
    machine.tick(node);
    const round = new FrameScope(scope);
    const { initializer } = node;
    if (ts.isVariableDeclarationList(initializer)) {
      const constant = (initializer.flags & ts.NodeFlags.Const) !== 0;
      const target = (initializer.flags & ts.NodeFlags.BlockScoped) === 0 ? callScope(scope) : round;
      // Half-typed code has loops without a variable.
      const name = initializer.declarations[0]?.name;
      if (name !== undefined) bindPattern(machine, name, item, target, { declare: true, constant });
    } else assignTo(machine, initializer, item, round);
    const completion = machine.execute(node.statement, round);
    const next = afterBody(completion, label);
    if (next === 'leave') result = completion;
    return next === 'next';
  };
  if (ts.isForOfStatement(node)) iterate(machine, source, node.expression, visit);
  else for (const [key] of ownEntries(machine, source, node.expression)) if (!visit(key)) break;
  return result;
}

function executeWhile(
  machine: Machine,
  node: ts.WhileStatement | ts.DoStatement,
  scope: Scope,
  label: string | null,
): Completion {
  for (let first = true; ; first = false) {
    machine.tick(node);
    const checked = ts.isWhileStatement(node) || !first;
    if (checked && !toBoolean(machine, machine.evaluate(node.expression, scope), node.expression)) {
      machine.isUnconverged ||= endedBeforeConvergence(machine, node);
      return undefined;
    }
    const completion = machine.execute(node.statement, new FrameScope(scope));
    const next = afterBody(completion, label);
    if (next === 'stop') return undefined;
    if (next === 'leave') return completion;
  }
}

function executeSwitch(machine: Machine, node: ts.SwitchStatement, scope: Scope): Completion {
  const input = machine.evaluate(node.expression, scope);
  const inner = new FrameScope(scope);
  const { clauses } = node.caseBlock;
  const literals = clauses.flatMap((clause) => (ts.isCaseClause(clause) ? [clause.expression] : []));
  const constants = literals.filter((each) => ts.isStringLiteralLike(each) || ts.isPropertyAccessExpression(each));
  learnTexts(
    machine,
    input,
    constants.map((constant) => machine.evaluate(constant, inner)),
  );
  const subject = settle(machine, input, 'scalar');
  const matches = (clause: ts.CaseOrDefaultClause): boolean => {
    if (ts.isDefaultClause(clause)) return false;
    const candidate = settle(machine, machine.evaluate(clause.expression, inner), 'scalar');
    if (
      typeof subject === 'object' &&
      subject?.kind === 'number' &&
      typeof candidate === 'object' &&
      candidate?.kind === 'number'
    ) {
      return machine.compare('===', subject, candidate, clause.expression);
    }
    return subject === candidate;
  };
  for (const clause of clauses) hoist(machine, clause.statements, inner);
  let start = clauses.findIndex(matches);
  if (start < 0) start = clauses.findIndex(ts.isDefaultClause);
  if (start < 0) return undefined;
  for (const clause of clauses.slice(start)) {
    for (const statement of clause.statements) {
      const completion = machine.execute(statement, inner);
      if (completion?.kind === 'break' && completion.label === null) return undefined;
      if (completion !== undefined) return completion;
    }
  }
  return undefined;
}

function executeTry(machine: Machine, node: ts.TryStatement, scope: Scope): Completion {
  const { finallyBlock } = node;
  if (finallyBlock === undefined) return executeTryAndCatch(machine, node, scope);
  let completion: Completion;
  try {
    completion = executeTryAndCatch(machine, node, scope);
  } catch (error) {
    if (!(error instanceof UserThrow || error instanceof GeneratorEnd)) throw error;
    const last = machine.execute(finallyBlock, scope);
    if (last === undefined) throw error;
    return last;
  }
  return machine.execute(finallyBlock, scope) ?? completion;
}

function executeTryAndCatch(machine: Machine, node: ts.TryStatement, scope: Scope): Completion {
  const { catchClause } = node;
  try {
    return machine.execute(node.tryBlock, scope);
  } catch (error) {
    if (!(error instanceof UserThrow) || catchClause === undefined) throw error;
    const inner = new FrameScope(scope);
    const variable = catchClause.variableDeclaration;
    if (variable !== undefined) {
      bindPattern(machine, variable.name, error.value as Value, inner, { declare: true, constant: false });
    }
    return executeBlock(machine, catchClause.block.statements, inner);
  }
}

function executeLabeled(machine: Machine, node: ts.LabeledStatement, scope: Scope): Completion {
  const label = node.label.text;
  const { statement } = node;
  let completion: Completion;
  if (ts.isForStatement(statement)) completion = executeFor(machine, statement, scope, label);
  else if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) {
    completion = executeForEach(machine, statement, scope, label);
  } else if (ts.isWhileStatement(statement) || ts.isDoStatement(statement)) {
    completion = executeWhile(machine, statement, scope, label);
  } else completion = machine.execute(statement, scope);
  return completion?.kind === 'break' && completion.label === label ? undefined : completion;
}
