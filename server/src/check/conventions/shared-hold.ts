/** @file Locals that a tag holds constant although the value function has the same expression elsewhere, where it is not to be held. */
import * as ts from 'typescript';
import type { Judged } from '../attempt.ts';
import { taggedHolds } from './expected.ts';
import { contains } from '../../frontend/parse.ts';
import type { Session } from '../sampling/session.ts';

/**
 * A tagged local whose expression occurs in the value function besides its definition and its uses, as in `const w = Math.abs(d); return
 * w * Math.abs(d)`; null when there is none. Equal expressions are one in the graph, so that they can only be held together.
 */
export function sharedHold(session: Session, judged: readonly Judged[]): string | null {
  const tagged = taggedHolds(session);
  const trace = judged[0]?.sample.value;
  if (tagged.length === 0 || trace === undefined) return null;
  for (const { name, e, node } of trace.locals) {
    if (!tagged.includes(name) || session.environment.graph.constantValue(e) !== null) continue;
    const definition = ts.isVariableDeclaration(node.parent) ? node.parent.initializer : undefined;
    for (const [other, number] of trace.numbers) {
      const isOwn = definition !== undefined && contains(definition, other);
      const isUse = ts.isIdentifier(other) && other.text === name;
      if (number.e === e && !isOwn && !isUse && !ts.isParenthesizedExpression(other)) return name;
    }
  }
  return null;
}
