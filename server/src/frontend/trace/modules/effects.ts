/**
 * @file Which statements of a scope that never runs as a whole change what a declaration beside them declares: a loop that fills a table,
 * methods put on a prototype, a second assignment. Syntax only; `modules.ts` runs them when the name is first asked for.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';

type Effects = ReadonlyMap<string, readonly ts.Statement[]>;

/** A tree never changes, so its effects are found once. */
const known = new WeakMap<ts.Node, Effects>();

export function effectsOn(scope: ts.Node, name: string): readonly ts.Statement[] {
  if (!ts.isSourceFile(scope) && !ts.isBlock(scope) && !ts.isModuleBlock(scope)) return [];
  let effects = known.get(scope);
  if (effects === undefined) known.set(scope, (effects = findEffects(scope.statements)));
  return effects.get(name) ?? [];
}

function findEffects(statements: readonly ts.Statement[]): Effects {
  const found = new Map<string, ts.Statement[]>();
  for (const statement of statements) {
    if (!mayHaveEffects(statement)) continue;
    for (const name of new Set(namesChangedBy(statement))) {
      const list = found.get(name);
      if (list === undefined) found.set(name, [statement]);
      else list.push(statement);
    }
  }
  return found;
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
