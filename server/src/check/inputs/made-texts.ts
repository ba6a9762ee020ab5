/**
 * @file Inputs of which the code makes a text, a key of a cache for example. A text has no derivative, so that nothing can be said of
 * the derivative by such an input; and where the gradient may be that one, it is not wrong as another.
 */
import * as ts from 'typescript';
import type { Decision } from '../../frontend/trace/machine.ts';
import type { Graph } from '../../math/expr/graph.ts';
import type { Attempt } from '../attempt.ts';

/** The input made a text by which alone nothing could be judged, where the gradient is wrong by others; null when there is none. */
export function inputMadeText(graph: Graph, failed: readonly Attempt[], best: Attempt): string | null {
  for (const { judged, target } of failed) {
    const [first] = judged;
    const isOpen = judged.every(({ judgement }) => judgement.kind === 'inconclusive' && judgement.why === 'kink');
    if (first === undefined || !isOpen || target.parameters.join() === best.target.parameters.join()) continue;
    const { value, gradient } = first.sample;
    const texts = [...value.path, ...gradient.path].filter(isMadeText).map(({ lhs }) => graph.node(lhs));
    const names = texts.flatMap((node) => (node.kind === 'symbol' ? [node.name] : []));
    const found = first.comparison.inputs.find((input) => names.includes(input));
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether the number was pinned down to be put into words: `at ${t}`, `'at ' + t`. */
function isMadeText({ comparison, node }: Decision): boolean {
  const { parent } = node;
  const isJoined = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken;
  return comparison === '===' && (ts.isTemplateSpan(parent) || isJoined);
}
