/**
 * @file Slips in where an entry of an array is: a neighbour, another counter, the rows of a matrix for its columns; and in how many
 * entries an array has.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { isFunctionNode } from '../../frontend/function-node.ts';
import type { Add } from './edits.ts';
import { bare, isWritten, operation, precedence } from '../operands.ts';
import type { Vocabulary } from './vocabulary.ts';

/** More sizes that are fields are not tried. */
const mostSizes = 4;

/** `a[i + 1]` for `a[i]`, `a[i + j]` for `a[j]`, `m[i][j]` for `m[j][i]`, `m[i * n + j]` for `m[i + j]`. */
export function editIndex(node: ts.ElementAccessExpression, vocabulary: Vocabulary, add: Add): void {
  const object = node.expression.getText();
  const index = node.argumentExpression;
  for (const { text, extra } of otherPlaces(index, vocabulary)) add('index', `${object}[${text}]`, extra);
  const outer = bare(node.expression);
  if (ts.isElementAccessExpression(outer))
    // Where all sides are as long, other slips look like this one.
    add('index', `${outer.expression.getText()}[${index.getText()}][${outer.argumentExpression.getText()}]`, 0.15);
}

/** Ways to find an entry of a matrix that is stored row by row: one counter times a size, plus another one. */
function flatIndices(index: ts.Expression, vocabulary: Vocabulary): readonly string[] {
  if (!ts.isBinaryExpression(index) && !ts.isIdentifier(index)) return [];
  const counters = vocabulary.counters(index);
  const sizes = new Set([...vocabulary.names(index), ...vocabulary.constants, ...sizesNamed(index)]);
  for (const counter of counters) sizes.delete(counter);
  return counters.flatMap((row) => {
    // The label of a row is one of its columns.
    const labels = vocabulary.arrays(index).map((array) => `${array}[${row}]`);
    return [...counters.filter((column) => column !== row), ...labels]
      .flatMap((column) => [...sizes].map((size) => `${row} * ${size} + ${column}`))
      .filter((text) => text !== index.getText());
  });
}

/** `2 * i + 1` for `i + 1`, and `2 * i` for `i`, where the function around counts in such strides elsewhere. */
function withStride(index: ts.Expression): readonly string[] {
  const sum = operation(index, ts.SyntaxKind.PlusToken);
  return (sum === null ? [index] : [sum.left, sum.right]).filter(ts.isIdentifier).flatMap((counter) => {
    const i = counter.text.replaceAll('$', String.raw`\$&`);
    const strided = new RegExp(String.raw`(?<![\w.$])(?:[\w$.]+ \* ${i}(?![\w.$([])|${i} \* [\w$.]+(?![\w([]))`, 'g');
    const products = new Set(functionAround(index).getText().match(strided));
    return [...products].map((product) => {
      if (sum === null) return product;
      return sum.left === counter ? `${product} + ${sum.right.getText()}` : `${sum.left.getText()} + ${product}`;
    });
  });
}

/** More places are not tried for one. */
const mostIndices = 8;

/** Computed indices at which the function around reads or writes: `2 * a + 1`. */
function indicesAround(index: ts.Expression): readonly string[] {
  const found = new Set<string>();
  forEachDescendant(functionAround(index), (node) => {
    if (ts.isElementAccessExpression(node) && ts.isBinaryExpression(node.argumentExpression))
      found.add(node.argumentExpression.getText());
  });
  found.delete(index.getText());
  return [...found].slice(0, mostIndices);
}

/** The innermost function, or the file, that a node stands in. */
export function functionAround(node: ts.Node): ts.Node {
  let around = node;
  while (!ts.isSourceFile(around.parent) && !isFunctionNode(around)) around = around.parent;
  return around;
}

/** How the function around calls the sizes of arrays: `x.length`, `m.cols`. */
function sizesNamed(node: ts.Node): readonly string[] {
  const found = functionAround(node)
    .getText()
    .match(/(?<![.\w$])[\w$]+\.(length|cols|columns|rows|width|height|size)\b/g);
  return [...new Set(found)].slice(0, mostSizes);
}

/** What else an index may have been meant to be: a neighbour, another counter, a sum of both, or one in a matrix or in strides. */
export function otherPlaces(
  index: ts.Expression,
  vocabulary: Vocabulary,
): readonly { readonly text: string; readonly extra: number }[] {
  const counters = vocabulary.counters(index).filter((name) => name !== index.getText());
  const withCounters = counters.flatMap((counter) => [
    { text: counter, extra: 0.1 },
    ...(ts.isIdentifier(index)
      ? [
          { text: `${index.text} + ${counter}`, extra: 0.05 },
          { text: `${index.text} - ${counter}`, extra: 0.4 },
        ]
      : []),
  ]);
  return [
    ...otherIndices(index).map((text) => ({ text, extra: 0 })),
    ...withCounters,
    ...flatIndices(index, vocabulary).map((text) => ({ text, extra: 0.2 })),
    ...withStride(index).map((text) => ({ text, extra: 0.1 })),
    ...otherRows(index.getText(), vocabulary.counters(index)).map((text) => ({ text, extra: 0.2 })),
    ...(isWritten(index.parent) ? indicesAround(index).map((text) => ({ text, extra: 0.1 })) : []),
    ...listedIndices(index, vocabulary).map((text) => ({ text, extra: 0.2 })),
  ];
}

/** `(y + i) * width + x` for `y * width + x`, where the row is one of a window's, and back. */
function otherRows(index: string, counters: readonly string[]): readonly string[] {
  const [, row, rest] = /^([\w$]+) \* (.+)$/.exec(index) ?? [];
  if (row !== undefined && counters.includes(row))
    return counters.filter((counter) => counter !== row).map((counter) => `(${row} + ${counter}) * ${rest!}`);
  const [, first, second, others] = /^\(([\w$]+) \+ ([\w$]+)\) \* (.+)$/.exec(index) ?? [];
  return first === undefined ? [] : [`${first} * ${others!}`, `${second!} * ${others!}`];
}

/** The same entry at another place, where a variable holds one: `p.get(x, i)` for `pj` of `const pj = p.get(x, j)`. */
export function otherEntries(node: ts.Identifier, vocabulary: Vocabulary): readonly string[] {
  const held = heldEntry(node);
  if (held === null) return [];
  const counters = vocabulary.counters(node);
  const text = held.getText();
  const inText = counters.filter((counter) => wholeWord(counter).test(text));
  return inText.flatMap((counter) =>
    counters
      .filter((other) => !inText.includes(other))
      .map((other) => text.replace(wholeWord(counter), other.replaceAll('$', '$$$$'))),
  );
}

function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w.$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
}

/** The entry that the variable of a name starts as, and no other variable of the function has that name. */
function heldEntry(node: ts.Identifier): ts.Expression | null {
  const found: ts.Expression[] = [];
  forEachDescendant(functionAround(node), (each) => {
    if (!ts.isVariableDeclaration(each) || each.name.getText() !== node.text || each.initializer === undefined) return;
    found.push(bare(each.initializer));
  });
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return null;
  const isEntry =
    ts.isElementAccessExpression(only) ||
    (ts.isCallExpression(only) && /\.(get|at)\w*$/.test(only.expression.getText()));
  return isEntry ? only : null;
}

/** More arrays are not tried as lists of indices. */
const mostLists = 3;

/** `order[k]` for `k`: what is at that place of a list of indices. */
function listedIndices(index: ts.Expression, vocabulary: Vocabulary): readonly string[] {
  if (!ts.isIdentifier(index) || !ts.isElementAccessExpression(index.parent)) return [];
  const own = index.parent.expression.getText();
  return vocabulary
    .arrays(index)
    .filter((array) => array !== own)
    .slice(0, mostLists)
    .map((array) => `${array}[${index.text}]`);
}

/** Neighbours of an index; of a literal one, the small numbers. */
export function otherIndices(index: ts.Expression): readonly string[] {
  if (ts.isNumericLiteral(index)) {
    const own = Number(index.text);
    return [...new Set([own - 1, own + 1, 0, 1, 2, 3])].filter((i) => i >= 0 && i !== own).map(String);
  }
  const text = index.getText();
  const isSum = ts.isBinaryExpression(index) && precedence.get(index.operatorToken.kind) === 1;
  const rowOrColumn = otherOfRow(text);
  return [
    ...(rowOrColumn === null ? [] : [rowOrColumn]),
    ...(isSum ? [index.left.getText()] : []),
    `${text} - 1`,
    `${text} + 1`,
  ];
}

/** The column of an entry for its row, and back: `i % width` for `Math.floor(i / width)`. */
function otherOfRow(index: string): string | null {
  const row = /^(?:Math\.(?:floor|trunc)\((.+) \/ (.+)\)|\((.+) \/ (.+)\) \| 0)$/.exec(index);
  if (row !== null) return `${row[1] ?? row[3]!} % ${row[2] ?? row[4]!}`;
  const column = /^([\w$.]+) % ([\w$.]+)$/.exec(index);
  return column === null ? null : `Math.floor(${column[1]!} / ${column[2]!})`;
}

/** Lengths that the rows of a matrix have together, or one of them. */
export function editLength(node: ts.Expression, vocabulary: Vocabulary, add: Add): void {
  const isNumber = (name: string): boolean => !vocabulary.arrays(node).includes(name);
  const sizes = [...vocabulary.names(node), ...vocabulary.constants, ...sizesNamed(node)].filter(isNumber);
  const known = [...new Set([node.getText(), ...sizes])].filter((text) => /^[\w$.]+$/.test(text));
  for (const [i, rows] of known.entries()) {
    if (rows !== node.getText()) add('length', rows);
    for (const columns of known.slice(i)) add('length', `${rows} * ${columns}`, 0.1);
  }
}
