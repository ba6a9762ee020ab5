/**
 * @file Reads an expression in TypeScript syntax into a graph, so that tests can be written as text.
 * Functions are the operations' names, with or without `Math.`; `c ? x : y` is read only where it is the printed step function.
 */
import * as ts from 'typescript';
import { builder, type Builder } from '../../../server/src/math/expr/build.ts';
import type { ExprId, Graph } from '../../../server/src/math/expr/graph.ts';
import { type OpName, ops } from '../../../server/src/math/expr/ops/registry.ts';

const binary: ReadonlyMap<ts.SyntaxKind, OpName> = new Map([
  [ts.SyntaxKind.PlusToken, 'add'],
  [ts.SyntaxKind.MinusToken, 'sub'],
  [ts.SyntaxKind.AsteriskToken, 'mul'],
  [ts.SyntaxKind.SlashToken, 'div'],
  [ts.SyntaxKind.PercentToken, 'mod'],
  [ts.SyntaxKind.AsteriskAsteriskToken, 'pow'],
]);

type Known = ReadonlyMap<string, ExprId>;

/** The graph node that the text denotes, folded as a trace is; identifiers are symbols unless `known` names a node for them. */
export function parseExpression(graph: Graph, text: string, known: Known = new Map()): ExprId {
  return parse(builder(graph), text, known);
}

/** The graph node that the text denotes, exactly as written. */
export function parseAsWritten(graph: Graph, text: string): ExprId {
  const op: Builder['op'] = (name, ...args) => graph.apply(name, args);
  return parse({ ...builder(graph), op, neg: (a) => op('neg', a) }, text, new Map());
}

function parse(build: Builder, text: string, known: Known): ExprId {
  const source = ts.createSourceFile('e.ts', `(${text})`, ts.ScriptTarget.ES2022, true);
  const [statement] = source.statements;
  const { parseDiagnostics = [] } = source as unknown as { readonly parseDiagnostics?: readonly ts.Diagnostic[] };
  if (
    parseDiagnostics.length > 0 ||
    source.statements.length !== 1 ||
    !statement ||
    !ts.isExpressionStatement(statement)
  )
    throw new SyntaxError(`not an expression: ${text}`);
  return read(build, statement.expression, known);
}

function read(build: Builder, node: ts.Expression, known: Known): ExprId {
  const recur = (inner: ts.Expression): ExprId => read(build, inner, known);
  if (ts.isParenthesizedExpression(node)) return recur(node.expression);
  if (ts.isNumericLiteral(node)) return build.num(Number(node.text));
  if (ts.isIdentifier(node) || ts.isElementAccessExpression(node))
    return node.getText() === 'Infinity'
      ? build.num(Infinity)
      : (known.get(node.getText()) ?? build.sym(node.getText()));
  if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math')
    return build.num((Math as unknown as Record<string, number>)[node.name.text]!);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return build.neg(recur(node.operand));
  if (ts.isBinaryExpression(node)) {
    const op = binary.get(node.operatorToken.kind);
    if (op !== undefined) return build.op(op, recur(node.left), recur(node.right));
  }
  if (ts.isConditionalExpression(node) && ts.isBinaryExpression(node.condition))
    return build.op('step', recur(node.condition.left));
  if (ts.isCallExpression(node)) {
    const name = node.expression.getText().replace(/^Math\./, '');
    if (name in ops) return build.op(name as OpName, ...node.arguments.map(recur));
  }
  throw new SyntaxError(`cannot read ${node.getText()}`);
}
