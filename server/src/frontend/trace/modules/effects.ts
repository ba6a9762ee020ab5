/**
 * @file Which statements of a scope that never runs as a whole change what a declaration beside them declares: a loop that fills a table,
 * methods put on a prototype, a second assignment. Syntax only; `modules.ts` runs them when the name is first asked for.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';

/** A statement that is run, or a member that another scope puts on what is declared, of which only the value is evaluated. */
export type Effect = ts.Statement | MemberPut;

export interface MemberPut {
  readonly member: string;
  readonly value: ts.Expression;
}

export function isMemberPut(effect: Effect): effect is MemberPut {
  return 'member' in effect;
}

type Effects = ReadonlyMap<string, readonly Effect[]>;

/** A tree never changes, so its effects are found once. */
const known = new WeakMap<ts.Node, Effects>();

export function effectsOn(scope: ts.Node, name: string): readonly Effect[] {
  if (!ts.isSourceFile(scope) && !ts.isBlock(scope) && !ts.isModuleBlock(scope)) return [];
  let effects = known.get(scope);
  if (effects === undefined) known.set(scope, (effects = findEffects(scope.statements)));
  return effects.get(name) ?? [];
}

function findEffects(statements: readonly ts.Statement[]): Effects {
  const found = new Map<string, Effect[]>();
  for (const statement of statements) {
    if (!mayHaveEffects(statement)) continue;
    for (const name of new Set(namesChangedBy(statement))) note(found, name, statement);
    for (const [name, put] of membersPutInside(statement)) note(found, name, put);
  }
  return found;
}

function note(found: Map<string, Effect[]>, name: string, effect: Effect): void {
  const list = found.get(name);
  if (list === undefined) found.set(name, [effect]);
  else list.push(effect);
}

/**
 * The members put on what a function is called with where it is written, as `lib.f = f` in `(function (lib) { … })(library)`: the rest of
 * the function may do anything, and need not be read for them.
 */
function membersPutInside(statement: ts.Statement): readonly (readonly [name: string, put: MemberPut])[] {
  const call = ts.isExpressionStatement(statement) ? withoutParentheses(statement.expression) : null;
  if (call === null || !ts.isCallExpression(call)) return [];
  const called = withoutParentheses(call.expression);
  if (!ts.isFunctionExpression(called) && !ts.isArrowFunction(called)) return [];
  if (!ts.isBlock(called.body)) return [];
  const handed = new Map<string, string>();
  called.parameters.forEach(({ name }, i) => {
    const argument = call.arguments[i];
    if (ts.isIdentifier(name) && argument !== undefined && ts.isIdentifier(argument))
      handed.set(name.text, argument.text);
  });
  return called.body.statements.flatMap((inner) => {
    const set = ts.isExpressionStatement(inner) ? inner.expression : null;
    if (set === null || !ts.isBinaryExpression(set) || set.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
    if (!ts.isPropertyAccessExpression(set.left) || !ts.isIdentifier(set.left.expression)) return [];
    const name = handed.get(set.left.expression.text);
    return name === undefined ? [] : [[name, { member: set.left.name.text, value: set.right }] as const];
  });
}

function withoutParentheses(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  return inner;
}

function mayHaveEffects(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) ||
    ts.isIterationStatement(statement, false) ||
    ts.isIfStatement(statement) ||
    ts.isBlock(statement) ||
    ts.isSwitchStatement(statement)
  );
}

const changingMethods = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear subarray'.split(' '),
);
const changingCalls = /^(Object\.(assign|define\w+|setPrototypeOf)|(\w+\.)*(inherits?|extend|mixin))$/;

function namesChangedBy(statement: ts.Statement): readonly string[] {
  const names: string[] = [];
  const add = (place: ts.Expression | undefined): void => {
    const root = place === undefined ? null : rootOf(place);
    if (root !== null && root !== 'module' && root !== 'exports') names.push(root);
  };
  forEachDescendant(statement, (node) => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return isCalledAtOnce(node);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) add(node.left);
    else if (ts.isPostfixUnaryExpression(node)) add(node.operand);
    else if (ts.isPrefixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) add(node.operand);
    } else if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (ts.isPropertyAccessExpression(expression) && changingMethods.has(expression.name.text))
        add(expression.expression);
      if (changingCalls.test(expression.getText())) add(node.arguments[0]);
    }
    return true;
  });
  return names;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** A callback, as in `names.forEach((name) => { table[name] = … })`, or a function that is called where it is written. */
function isCalledAtOnce(node: ts.Node): boolean {
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent)) ({ parent } = parent);
  return ts.isCallExpression(parent);
}

/** The name that a place starts with: `table` of `table.rows[i].sum`. */
function rootOf(place: ts.Expression): string | null {
  let node = place;
  while (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node)
  ) {
    node = node.expression;
  }
  return ts.isIdentifier(node) ? node.text : null;
}

/** `table.row = …;` */
export function isMemberAssignment(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isBinaryExpression(statement.expression) &&
    ts.isPropertyAccessExpression(statement.expression.left)
  );
}
