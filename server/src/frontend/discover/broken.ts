/**
 * @file Which functions have a syntax error of their own, so that nothing is said about them while they are being typed.
 * A function is not broken by an error in a named function nested in it, nor by one in the text around it.
 */
import * as ts from 'typescript';
import { forEachDescendant, parseDiagnosticsOf } from '../parse.ts';
import type { FunctionNode } from '../types.ts';

/** The members of `functions`, which are in source order, that hold a syntax error. */
export function brokenFunctions(tree: ts.SourceFile, functions: readonly FunctionNode[]): ReadonlySet<ts.Node> {
  const broken = new Set<ts.Node>();
  const errors = parseDiagnosticsOf(tree).map((diagnostic) => diagnostic.start);
  if (errors.length === 0) {
    return broken;
  }
  const innermost = innermostFunction(tree, functions);
  for (const error of errors) {
    const holder = innermost(error);
    if (holder !== null) {
      broken.add(holder);
    }
  }
  // Where a token is missing, the error stands at the next token, which may lie beyond the function. The parser then
  // marks the node it was finishing.
  const isFunction = new Set<ts.Node>(functions);
  const errorStarts = new Set(errors);
  forEachDescendant(tree, (node) => {
    if ((node.flags & ts.NodeFlags.ThisNodeHasError) !== 0 && errorStarts.has(nextTokenStart(tree, node.end))) {
      let holder: ts.Node | undefined = node;
      while (holder !== undefined && !isFunction.has(holder)) {
        holder = holder.parent;
      }
      if (holder !== undefined) {
        broken.add(holder);
      }
    }
  });
  return broken;
}

/** Looks up the innermost function around an offset, in one pass over sorted starts. */
function innermostFunction(
  tree: ts.SourceFile,
  functions: readonly FunctionNode[],
): (offset: number) => FunctionNode | null {
  const spans = functions.map((node) => ({ node, start: node.getStart(tree), end: node.end }));
  return (offset) => {
    // Binary search for the last function that starts before the offset; only functions around that one can hold it too.
    // An error at a function's very first token says that something is missing before it.
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.start ?? 0) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (let index = low - 1; index >= 0; index--) {
      const span = spans[index];
      if (span !== undefined && offset < span.end) {
        return span.node;
      }
    }
    return null;
  };
}

function nextTokenStart(tree: ts.SourceFile, position: number): number {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, tree.languageVariant, tree.text);
  scanner.resetTokenState(position);
  scanner.scan();
  return scanner.getTokenStart();
}
