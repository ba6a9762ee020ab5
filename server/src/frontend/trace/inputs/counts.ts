/**
 * @file Which inputs are counts: bounds of loops and strides of flat buffers, as `nOut` and `nIn` are in
 * `for (let i = 0; i < nOut; i++) … W[i * nIn + j]`. They are whole numbers, and the lengths of the arrays follow from them.
 */
import * as ts from 'typescript';
import type { ExprId, Graph } from '../../../math/expr/graph.ts';
import { settle } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import type { ArrayValue, NumberValue, Value } from '../value.ts';
import { plainName } from '../../plain-name.ts';
import { startNames } from './domains.ts';

/** Learns from a comparison that is the condition of a loop. */
export function noteLoopBound(machine: Machine, a: NumberValue, b: NumberValue, node: ts.Node): void {
  if (!ts.isBinaryExpression(node) || loopOf(node) === null) return;
  const { graph } = machine;
  const isCounted = (side: NumberValue, other: NumberValue, counter: ts.Expression): boolean =>
    graph.constantValue(side.e) === null && graph.constantValue(other.e) !== null && mentionsName(counter);
  if (isCounted(a, b, node.right)) noteBound(machine, a.e);
  if (isCounted(b, a, node.left)) noteBound(machine, b.e);
}

/** Learns from `width - kernel + 1`: both are counts, and the second is the less. */
function noteBound({ graph, inputs }: Machine, bound: ExprId): void {
  inputs.noteCounts(symbolsIn(graph, bound) ?? []);
  inputs.noteWindows(subtractedIn(graph, bound));
}

/** The symbols that a sum lacks, where it has others. */
function subtractedIn(graph: Graph, sum: ExprId): readonly string[] {
  const signs = new Map<string, boolean>();
  const visit = (id: ExprId, isMinus: boolean): void => {
    const node = graph.node(id);
    if (node.kind === 'symbol') signs.set(node.name, isMinus);
    else if (node.kind === 'apply' && (node.op === 'add' || node.op === 'sub')) {
      visit(node.args[0]!, isMinus);
      visit(node.args[1]!, isMinus !== (node.op === 'sub'));
    }
  };
  visit(sum, false);
  const names = [...signs.keys()].filter((name) => signs.get(name));
  return names.length < signs.size ? names : [];
}

/** Learns from the start of a loop that counts down: `for (let i = n - 1; i >= 0; i--)`. */
export function noteLoopStart(machine: Machine, node: ts.ForStatement, start: Value): void {
  const { incrementor } = node;
  const isDown =
    incrementor !== undefined &&
    (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) &&
    incrementor.operator === ts.SyntaxKind.MinusMinusToken;
  if (isDown && typeof start === 'object' && start?.kind === 'number') {
    machine.inputs.noteCounts(symbolsIn(machine.graph, start.e) ?? []);
  }
}

/** The loop whose condition an expression is, or is a part of. */
function loopOf(condition: ts.Expression): ts.Node | null {
  let node: ts.Node = condition;
  while (ts.isParenthesizedExpression(node.parent) || ts.isBinaryExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (ts.isForStatement(parent)) return parent.condition === node ? parent : null;
  return ts.isWhileStatement(parent) || ts.isDoStatement(parent) ? parent : null;
}

/** A literal on the other side, as in `while (x > 1)`, counts nothing. */
function mentionsName(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  return ts.forEachChild(node, (child) => ts.isExpression(child) && mentionsName(child)) ?? false;
}

/**
 * Learns from the index of an element: which inputs select it, which are strides, how long the array must be.
 * @param strides what counters are multiplied by in the index as it is written, see {@link strideExpressions}
 */
export function noteIndexing(machine: Machine, target: Value, index: Value, strides: readonly Value[] = []): void {
  const array = settle(machine, target, 'array');
  if (typeof array !== 'object' || array?.kind !== 'array') return;
  const settled = settle(machine, index, 'scalar');
  if (typeof settled !== 'object' || settled?.kind !== 'number') return;
  const { graph, inputs } = machine;
  if (graph.constantValue(settled.e) !== null) return;
  const symbols = symbolsIn(graph, settled.e);
  if (symbols === null) return;
  if (symbols.length > 1) inputs.noteCounts(strideSymbols(machine, settled.e));
  if (noteLabelOfRow(machine, array, settled, symbols, strides)) return;
  if (noteGroup(machine, array, settled, symbols)) return;
  const selectors = symbols.filter((name) => !inputs.isCount(name));
  if (selectors.length > 0) {
    const strideOf = symbols.reduce(
      (product, name) => product * (inputs.isCount(name) ? inputs.values.get(name)! : 1),
      1,
    );
    const choices =
      selectors.length < symbols.length ? Math.max(1, Math.floor(array.items.length / strideOf)) : array.items.length;
    // Between two entries there is nothing to read.
    if (selectors.length === 1 && isSummand(graph, settled.e, graph.symbol(selectors[0]!)))
      inputs.noteClasses(selectors, choices);
    else inputs.noteSelector(selectors, choices);
  }
}

/**
 * Learns from `row * classes + label`, whatever the row: the label selects one of as many entries as the stride has, and the array has
 * whole rows. Answers whether the index is of that form.
 */
function noteLabelOfRow(
  machine: Machine,
  array: ArrayValue,
  index: NumberValue,
  symbols: readonly string[],
  strides: readonly Value[],
): boolean {
  const { graph, inputs } = machine;
  const [stride, ...others] = strides;
  if (typeof stride !== 'object' || stride?.kind !== 'number' || others.length > 0) return false;
  const counts = symbolsIn(graph, stride.e) ?? [];
  const labels = symbols.filter((name) => !counts.includes(name) && !inputs.isCount(name));
  const [label] = labels;
  if (label === undefined || labels.length > 1 || !isSummand(graph, index.e, graph.symbol(label))) return false;
  inputs.noteCounts(counts);
  inputs.noteClasses(labels, stride.v);
  // Of the first row nobody asks for more than the label; the row is as long as the others all the same.
  const start = index.v - inputs.values.get(label)!;
  inputs.noteReach(array, start + stride.v - 1, true);
  return true;
}

/** Entries that belong together in a flat array, as the coordinates of a point do, are not more than these. */
const largestGroup = 16;

/**
 * Learns from `2 * point + 1`: the point selects a group of entries, of which the array has as many as others have entries. Answers whether
 * the index is of that form.
 */
function noteGroup(machine: Machine, array: ArrayValue, index: NumberValue, symbols: readonly string[]): boolean {
  const { graph, inputs } = machine;
  const [selector, ...others] = symbols;
  if (selector === undefined || others.length > 0 || inputs.isCount(selector)) return false;
  const size = coefficientOf(graph, index.e, graph.symbol(selector));
  if (size === null || size < 2 || size > largestGroup) return false;
  const end = size * inputs.draw.sizes[0];
  if (array.items.length < end && inputs.noteReach(array, end - 1, true)) return true;
  inputs.noteClasses(symbols, Math.max(1, Math.floor(array.items.length / size)));
  return true;
}

/** The whole number before a symbol in a sum, `3` of `3 * i + 1`; null where there is none. */
function coefficientOf(graph: Graph, sum: ExprId, symbol: ExprId): number | null {
  const node = graph.node(sum);
  if (node.kind !== 'apply') return null;
  if (node.op === 'add') {
    const found = node.args.flatMap((arg) => coefficientOf(graph, arg, symbol) ?? []);
    return found.length === 1 ? found[0]! : null;
  }
  if (node.op !== 'mul' || !node.args.includes(symbol) || node.args.length !== 2) return null;
  const number = graph.constantValue(node.args.find((arg) => arg !== symbol) ?? symbol);
  return number !== null && Number.isInteger(number) ? number : null;
}

function isSummand(graph: Graph, sum: ExprId, part: ExprId): boolean {
  if (sum === part) return true;
  const node = graph.node(sum);
  return node.kind === 'apply' && node.op === 'add' && node.args.some((arg) => isSummand(graph, arg, part));
}

/** What the counters of loops are multiplied by in an index: `c` in `i * c + k`, also where `i * c` has been given a name. */
export function strideExpressions(index: ts.Expression): readonly ts.Expression[] {
  let known = strideCache.get(index);
  if (known === undefined) strideCache.set(index, (known = findStrides(index)));
  return known;
}

const strideCache = new WeakMap<ts.Expression, readonly ts.Expression[]>();

function findStrides(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return findStrides(node.expression);
  if (ts.isIdentifier(node)) {
    const definition = constantNamed(node);
    return definition === null ? [] : findStrides(definition);
  }
  if (!ts.isBinaryExpression(node)) return [];
  const { left, right, operatorToken } = node;
  if (operatorToken.kind === ts.SyntaxKind.PlusToken) return [...findStrides(left), ...findStrides(right)];
  if (operatorToken.kind !== ts.SyntaxKind.AsteriskToken) return [];
  const isName = (side: ts.Expression): boolean =>
    ts.isIdentifier(side) ||
    (ts.isPropertyAccessExpression(side) &&
      (side.expression.kind === ts.SyntaxKind.ThisKeyword || ts.isIdentifier(side.expression)));
  if (isLoopCounter(left) && isName(right)) return [right];
  return isLoopCounter(right) && isName(left) ? [left] : [];
}

/** Notes that an input says where a part of a buffer begins, which is as long as the loop over that part. */
export function noteStart({ graph, inputs }: Machine, start: Value): void {
  if (typeof start !== 'object' || start?.kind !== 'number') return;
  const node = graph.node(start.e);
  if (node.kind === 'symbol') inputs.noteCounts([node.name]);
}

/** Where a part of a buffer begins: `offset` in `x[offset + i]`, whose `i` is counted. Any other name may be that of a class. */
export function startOf(index: ts.Expression): ts.Identifier | null {
  if (!ts.isBinaryExpression(index) || index.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [start, counter] = isLoopCounter(index.right) ? [index.left, index.right] : [index.right, index.left];
  const isNamed = ts.isIdentifier(start) && startNames.test(plainName(start.text));
  return isNamed && isLoopCounter(counter) ? start : null;
}

/** What a constant of the blocks around is defined as. */
function constantNamed(name: ts.Identifier): ts.Expression | null {
  for (let outer: ts.Node = name.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (!ts.isBlock(outer)) continue;
    for (const statement of outer.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const found = statement.declarationList.declarations.find(
        (d) => ts.isIdentifier(d.name) && d.name.text === name.text,
      );
      // A definition that uses the name it defines is one of an outer scope's.
      if (found !== undefined)
        return found.initializer !== undefined && found.end < name.pos ? found.initializer : null;
    }
  }
  return null;
}

/** Whether a name counts the rounds of a `for` around it, or is the index that a callback is given. */
function isLoopCounter(node: ts.Expression): boolean {
  if (!ts.isIdentifier(node)) return false;
  for (let outer: ts.Node = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    const declared =
      ts.isForStatement(outer) && outer.initializer !== undefined && ts.isVariableDeclarationList(outer.initializer)
        ? outer.initializer.declarations.map(({ name }) => name)
        : ts.isArrowFunction(outer) || ts.isFunctionExpression(outer)
          ? outer.parameters.slice(1).map(({ name }) => name)
          : [];
    if (declared.some((name) => ts.isIdentifier(name) && name.text === node.text)) return true;
  }
  return false;
}

/** Whether an index is made of loop counters and counts alone, so that it tells how long the array is. */
export function isCounter(machine: Machine, index: Value): boolean {
  if (typeof index !== 'object' || index?.kind !== 'number') return false;
  if (machine.graph.constantValue(index.e) !== null) return true;
  return symbolsIn(machine.graph, index.e)?.every((name) => machine.inputs.isCount(name)) ?? false;
}

/** The inputs that a counter is multiplied by: `cols` in `2 * cols + 1` where 2 was counted, and not the one that is doubled. */
function strideSymbols(machine: Machine, root: ExprId): readonly string[] {
  const { graph } = machine;
  const found: string[] = [];
  const visit = (id: ExprId): void => {
    const node = graph.node(id);
    if (node.kind !== 'apply') return;
    if (node.op === 'mul') {
      const names = node.args.filter((arg) => graph.node(arg).kind === 'symbol');
      // Of `token * dim` the second is the stride by custom; a loop over it says so itself.
      const last = names.length > 1 ? graph.node(names.at(-1)!) : null;
      if (last?.kind === 'symbol' && !names.some((n) => isCountSymbol(machine, n))) found.push(last.name);
    }
    node.args.forEach(visit);
  };
  visit(root);
  return found;
}

function isCountSymbol(machine: Machine, id: ExprId): boolean {
  const node = machine.graph.node(id);
  return node.kind === 'symbol' && machine.inputs.isCount(node.name);
}

/** Whether a number is one of the counts or the product of some of them. */
export function isProduct(end: number, counts: readonly number[], taken = 0): boolean {
  if (taken > 3) return false;
  return counts.some(
    (count) => count > 1 && (end === count || (end % count === 0 && isProduct(end / count, counts, taken + 1))),
  );
}

/** The symbols of an index or a bound; null where it is so large that it is something computed, and neither. */
function symbolsIn(graph: Graph, id: ExprId): readonly string[] | null {
  const names: string[] = [];
  const pending: ExprId[] = [id];
  for (let steps = 0; pending.length > 0; steps++) {
    if (steps > 64) return null;
    const node = graph.node(pending.pop()!);
    if (node.kind === 'symbol' && !names.includes(node.name)) names.push(node.name);
    else if (node.kind === 'apply') pending.push(...node.args);
  }
  return names;
}
