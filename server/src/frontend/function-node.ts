/** @file Which syntax nodes are functions with a body of their own, for discovery and for the tracer alike. */
import ts from 'typescript';
import type { FunctionNode } from './types.ts';

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}
