/**
 * @file Sums that callbacks make and that lack something: what was added up before, `(s, x) => x * x` for `(s, x) => s + x * x`, or what
 * should be added, `(s, x, i) => s` for `(s, x, i) => s + x * w[i]`.
 */
import * as ts from 'typescript';
import type { Change } from '../search/change.ts';
import { type Edit, slipCosts } from './edits.ts';
import { unreadEntries } from './name-edits.ts';
import { bare, withParentheses } from '../operands.ts';
import { mentions } from '../../frontend/parse.ts';
import type { Vocabulary } from './vocabulary.ts';

/** No other slip leaves a total unread, or an entry. */
const cost = slipCosts['missing-term'] - 1;

/** What it costs that the entry is multiplied by that of an array which is read elsewhere. */
const ofOtherArray = 0.2;

/** @param nodes expressions of one function, of which some are what a callback gives. */
export function sumEdits(nodes: readonly ts.Expression[], vocabulary: Vocabulary): readonly Edit[] {
  return [...totalEdits(nodes, vocabulary), ...orderEdits(nodes)];
}

/** `(i, j) => x[j]` for `(i, j) => x[j] - x[i]`. */
function orderEdits(nodes: readonly ts.Expression[]): readonly Edit[] {
  return nodes.flatMap((node): readonly Edit[] => {
    const names = ts.isArrowFunction(withParentheses(node).parent) ? comparedBy(withParentheses(node).parent) : null;
    if (names === null) return [];
    const [own, other] = mentions(node, names[0]) ? names : [names[1], names[0]];
    if (!mentions(node, own) || mentions(node, other)) return [];
    const text = node.getText();
    const beside = text.replaceAll(new RegExp(`(?<![.\\w$])${own.replaceAll('$', '\\$')}(?![\\w$])`, 'g'), () => other);
    return [`${text} - ${beside}`, `${beside} - ${text}`].map((newText) => {
      return { slip: 'missing-term', node, newText, guilty: node, cost };
    });
  });
}

/** The two parameters of a function that says in which order things are sorted; null of anything else. */
export function comparedBy(node: ts.Node): readonly [string, string] | null {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return null;
  const { parent: call, parameters } = node;
  const isSorting =
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    /^(sort|toSorted)$/.test(call.expression.name.text);
  const [a, b] = parameters.map(({ name }) => name);
  if (!isSorting || a === undefined || b === undefined) return null;
  return ts.isIdentifier(a) && ts.isIdentifier(b) ? [a.text, b.text] : null;
}

function totalEdits(nodes: readonly ts.Expression[], vocabulary: Vocabulary): readonly Edit[] {
  return nodes.flatMap((node): readonly Edit[] => {
    const names = parametersAround(node);
    if (names === null) return [];
    const [total, entry] = names;
    const add = (newText: string, extra = 0): Edit => {
      return { slip: 'missing-term', node, newText, guilty: node, cost: cost + extra };
    };
    if (!mentions(node, total)) return [add(`${total} + ${node.getText()}`)];
    if (bare(node).getText() !== total || entry === undefined) return [];
    const places = subscripts(vocabulary.counters(node));
    const unread = unreadEntries(node).filter((name) => name !== entry);
    const factorsOf = (arrays: readonly string[], extra: number): readonly Edit[] =>
      arrays.flatMap((array) => places.map((place) => add(`${total} + ${entry} * ${array}${place}`, extra)));
    return [add(`${total} + ${entry}`), ...factorsOf(unread, 0), ...factorsOf(vocabulary.arrays(node), ofOtherArray)];
  });
}

/** Whether a change is of what such a callback gives, which decides on more than its own number. */
export function isOfCallback(change: Change): boolean {
  if (change.kind !== 'edit' || change.edit.slip !== 'missing-term') return false;
  const { node } = change.edit;
  return parametersAround(node) !== null || comparedBy(withParentheses(node).parent) !== null;
}

/** The total and the entry of the reduction whose callback gives the expression; null where it is none. */
function parametersAround(node: ts.Expression): readonly [total: string, entry?: string] | null {
  let outer: ts.Node = node.parent;
  while (ts.isParenthesizedExpression(outer)) outer = outer.parent;
  if (ts.isReturnStatement(outer)) outer = outer.parent.parent;
  if (!ts.isArrowFunction(outer) && !ts.isFunctionExpression(outer)) return null;
  const { parent: call, parameters } = outer;
  const isReduced =
    ts.isCallExpression(call) &&
    call.arguments[0] === outer &&
    ts.isPropertyAccessExpression(call.expression) &&
    /^reduce(Right)?$/.test(call.expression.name.text);
  const [total, entry] = parameters.map(({ name }) => name);
  if (!isReduced || total === undefined || !ts.isIdentifier(total)) return null;
  return entry !== undefined && ts.isIdentifier(entry) ? [total.text, entry.text] : [total.text];
}

/** `[i]` and `[i][j]` of what is counted around. */
function subscripts(counters: readonly string[]): readonly string[] {
  return [
    ...counters.map((i) => `[${i}]`),
    ...counters.flatMap((i) => counters.filter((j) => j !== i).map((j) => `[${i}][${j}]`)),
  ];
}
