/** @file Which syntax nodes are functions with a body of their own, for discovery and for the tracer alike. */
import * as ts from 'typescript';
import type { FunctionNode } from './types.ts';

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  switch (node.kind) {
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.FunctionExpression:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.Constructor:
      return true;
    default:
      return false;
  }
}
