/** @file Sums as lists of signed terms and products as lists of factors, however they are nested. */
import type { ExprId, Graph } from '../expr/graph.ts';

/** A term with its sign, or a factor with the side of the line that it stands on (`negative`: below). */
export interface Part {
  readonly id: ExprId;
  readonly negative: boolean;
}

/** Powers up to this one are seen as repeated factors. */
const longestRepetition = 4;
/** Longer sums and products are not searched. */
const mostParts = 48;

/** The terms of a sum, however it is nested. */
export function termsOf(graph: Graph, root: ExprId): readonly Part[] {
  const terms: Part[] = [];
  const stack: Part[] = [{ id: root, negative: false }];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    const { id, negative } = part;
    const node = graph.node(id);
    const [a, b] = node.kind === 'apply' ? node.args : [];
    const op = node.kind === 'apply' ? node.op : null;
    if (op === 'neg') stack.push({ id: a!, negative: !negative });
    else if (op === 'add' || op === 'sub')
      stack.push({ id: b!, negative: (op === 'sub') !== negative }, { id: a!, negative });
    else if (node.kind === 'constant' && node.value < 0)
      terms.push({ id: graph.constant(-node.value), negative: !negative });
    else terms.push(part);
    if (terms.length + stack.length > mostParts) return [{ id: root, negative: false }];
  }
  return terms;
}

/** The factors of a product or quotient and its sign; factors of 1 are left out. */
export function factorsOf(graph: Graph, root: ExprId): { readonly parts: readonly Part[]; readonly negative: boolean } {
  const parts: Part[] = [];
  let minus = false;
  const stack: Part[] = [{ id: root, negative: false }];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    const { id, negative } = part;
    const node = graph.node(id);
    if (node.kind === 'constant') {
      if (node.value < 0) minus = !minus;
      if (Math.abs(node.value) !== 1) parts.push({ id: graph.constant(Math.abs(node.value)), negative });
    } else if (node.kind === 'symbol') parts.push(part);
    else {
      const [a, b] = node.args;
      const exponent = node.op === 'pow' ? graph.constantValue(b!) : null;
      if (node.op === 'neg') {
        minus = !minus;
        stack.push({ id: a!, negative });
      } else if (node.op === 'mul' || node.op === 'div')
        stack.push({ id: b!, negative: (node.op === 'div') !== negative }, { id: a!, negative });
      else if (exponent !== null && Number.isInteger(exponent) && exponent > 0 && exponent <= longestRepetition)
        for (let i = 0; i < exponent; i++) parts.push({ id: a!, negative });
      else parts.push(part);
    }
    if (parts.length + stack.length > mostParts) return { parts: [{ id: root, negative: false }], negative: false };
  }
  return { parts, negative: minus };
}
