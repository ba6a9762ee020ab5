/** @file Iterations that end where their steps are small: `if (Math.abs(step) < 1e-12) break`, `while (Math.abs(f) > tolerance)`. */
import * as ts from 'typescript';
import { bare } from '../bare.ts';
import { rememberedOf } from '../remembered.ts';
import type { Machine } from './machine.ts';

/**
 * Whether a comparison asks if an iteration has come to rest. Where it has, its two sides are nearly equal at every sample, and the
 * result hardly depends on how many rounds were made: this is no branch of the function.
 */
export const asksForConvergence = rememberedOf((comparison: ts.Node): boolean => stopsBelow(comparison) !== null);

/**
 * Whether a loop that its condition has just ended was to end where its steps are small, and they are not: it ran out of rounds, and
 * what it leaves is not yet the function that it iterates to.
 */
export function endedBeforeConvergence(machine: Machine, loop: ts.IterationStatement): boolean {
  const isWithin = (node: ts.Node): boolean => node.pos >= loop.pos && node.end <= loop.end;
  const last = machine.path.findLast(({ node }) => isWithin(node) && asksForConvergence(node));
  return last !== undefined && last.taken !== stopsBelow(last.node);
}

/** The answer with which a comparison ends its loop, for steps below a tolerance; null for any other comparison. */
function stopsBelow(comparison: ts.Node): boolean | null {
  if (!ts.isBinaryExpression(comparison) || !/^[<>]=?$/.test(comparison.operatorToken.getText())) return null;
  const { left, right } = comparison;
  const [size, bound] = isTolerance(right) ? [left, right] : [right, left];
  if (!isTolerance(bound) || !isSize(size)) return null;
  const asksForSmall = comparison.operatorToken.getText().startsWith('<') === (size === left);
  const ends = endOf(comparison);
  return ends !== null && ends === asksForSmall ? asksForSmall : null;
}

/** A step, as the code writes it: a magnitude, or a name for one. */
function isSize(node: ts.Expression): boolean {
  const text = node.getText();
  return (
    /\babs\(/.test(text) || (ts.isIdentifier(node) && /^(err|delta|diff|step|change|residual|dx|move|gap)/i.test(text))
  );
}

/** A number below 1e-5, maybe times something, or what is called so. */
function isTolerance(node: ts.Expression): boolean {
  const inner = bare(node);
  if (ts.isNumericLiteral(inner)) return Number(inner.text) > 0 && Number(inner.text) <= largestTolerance;
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AsteriskToken) {
    return isTolerance(inner.left) || isTolerance(inner.right);
  }
  const name = ts.isPropertyAccessExpression(inner) ? inner.name.text : ts.isIdentifier(inner) ? inner.text : '';
  return /^(\w*_)?(tol|eps)|tolerance$|^precision$/i.test(name);
}

const largestTolerance = 1e-5;

/** With which answer to a comparison its loop ends: as the loop's condition, or as that of `if (…) break` in its body. */
function endOf(comparison: ts.Node): boolean | null {
  let node = comparison;
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent) || isConjunction(parent)) [node, parent] = [parent, parent.parent];
  if (ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return false;
  if (ts.isForStatement(parent)) return parent.condition === node ? false : null;
  if (!ts.isIfStatement(parent) || parent.expression !== node) return null;
  const { thenStatement: then } = parent;
  const last = ts.isBlock(then) ? then.statements.at(-1) : then;
  if (last === undefined || !(ts.isBreakStatement(last) || ts.isReturnStatement(last))) return null;
  const around = ts.isBlock(parent.parent) ? parent.parent.parent : parent.parent;
  return ts.isForStatement(around) || ts.isWhileStatement(around) || ts.isDoStatement(around) ? true : null;
}

function isConjunction(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  );
}
