/**
 * @file Slips in what is named: another variable, entry, number or threshold than the one that was meant. Slips of indices are in
 * `index-edits.ts`, those of operators and calls in `edits.ts`.
 */
import * as ts from 'typescript';
import type { Add } from './edits.ts';
import { functionAround, otherEntries, otherIndices } from './index-edits.ts';
import { bare, comparisons, isCarried, isComparedByCall, isControl, isIndex } from '../operands.ts';
import { contains, forEachDescendant, mentions } from '../../frontend/parse.ts';
import { looksLikeEpsilon } from '../../frontend/trace/inputs/domains.ts';
import type { Vocabulary } from './vocabulary.ts';

const literals = ['0', '1', '2', '3', '4', '0.5', '0.25', '6', '8'];

export function editLiteral(
  node: ts.NumericLiteral,
  vocabulary: Vocabulary,
  add: Add,
  root: ts.Node,
  isOpen: boolean,
): void {
  const { parent } = node;
  const own = Number(node.text);
  if (isIndex(node)) return;
  const isCompared = ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind);
  const isThreshold = isCompared || isComparedByCall(node);
  // The coefficient of an approximation, written as it stands elsewhere.
  if (!isThreshold && /[.]\d/.test(node.text))
    for (const other of coefficients(root, vocabulary)) if (other !== node.text) add('constant', other);
  if (!isThreshold && !isControl(node, root) && !isStep(node) && !isOpen) return;
  // Whether a tensor's entries are on both sides of another threshold is not asked, so that only the value's own are tried.
  const others = new Set([...vocabulary.numbers, ...(isCompared || !isThreshold ? literals : [])]);
  // Equal to another number is hardly ever true: that would only switch the branch off.
  const isEquality = isCompared && /^[=!]/.test(parent.operatorToken.getText());
  // A number that the other function has as well is likely to be the one that is meant.
  const extra = !isThreshold && vocabulary.numbers.includes(node.text) ? 3 : 0;
  for (const other of others)
    if (isEquality ? Math.abs(Number(other) - own) === 1 : Number(other) !== own)
      add(isThreshold ? 'threshold' : 'constant', other, extra);
  if (!isThreshold || isEquality) return;
  // A name on both sides would only switch the branch on or off.
  const compared: readonly string[] = parent.getText().match(/[\w$.]+/g) ?? [];
  for (const name of [...vocabulary.names(node), ...vocabulary.constants])
    if (!compared.includes(name)) add('threshold', name, 0.3);
}

/** Numbers of several digits that the two functions have. */
function coefficients(root: ts.Node, vocabulary: Vocabulary): ReadonlySet<string> {
  const own = root.getText().match(/(?<![\w$.])\d*\.\d+/g) ?? [];
  return new Set([...vocabulary.numbers, ...own].filter((text) => /\.\d\d/.test(text)));
}

/** A count or offset, such as the 1 of `let i = 1`, whose slips show in which rounds a loop makes. */
function isStep(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node.parent) &&
    ts.isVariableDeclarationList(node.parent.parent) &&
    ts.isForStatement(node.parent.parent.parent)
  );
}

/** Whether the function around adds something to a name, which then is a sum and no place where a loop starts. */
function isSummedUp(node: ts.Node, name: string): boolean {
  const sum = new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$&`)} [-+*/]= `);
  return sum.test(functionAround(node).getText());
}

/** What it costs that an array which was filled with numbers of its own is not the one that was meant. */
const costOfFilled = 1.5;

/** Whether the function around writes entries of an array by that name. */
function isFilled(node: ts.Node, name: string): boolean {
  const entry = new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$&`)}\[[^\]]*\] [-+*/]?= `);
  return entry.test(functionAround(node).getText());
}

/** What it costs to take what is next to nothing for something else. */
export const costOfEpsilon = 1.5;

/** A number is seldom meant where something counts rounds. */
const numberForCounter = 0.3;

export function editName(
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression,
  vocabulary: Vocabulary,
  addName: Add,
): void {
  const { parent } = node;
  const isCallee = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
  if (isCallee) return;
  const add: Add = (slip, newText, extra) => {
    // `a - a` is 0 and `a.add(a)` is `2 * a`, and no names that were meant.
    if (!isOwnOpposite(node, newText) && !namesOperand(node, newText)) addName(slip, newText, extra);
  };
  // Another name than what a tensor compares would only switch its mask off or on.
  if (isInCallComparison(node)) return;
  // What a library is called, as `tf` of `tf.abs(x)`, is no variable.
  if (ts.isIdentifier(node) && isReceiver(node) && !vocabulary.declares(node.text)) return;
  // `i === n` for `i === 0` is hardly ever true: that would only switch the branch off. Of two counters, one may stand for the other.
  if (ts.isBinaryExpression(parent) && /^[=!]==?$/.test(parent.operatorToken.getText())) {
    const counters = vocabulary.counters(node);
    if (counters.includes(node.getText()))
      for (const other of counters) if (other !== node.getText()) add('variable', other);
    return;
  }
  if (ts.isIdentifier(node)) {
    // What counts rounds is seldom meant where a number is wanted.
    const counters = isIndexed(node) ? [] : vocabulary.counters(node);
    const ofFilled = isFilled(node, node.text) ? costOfFilled : 0;
    const costOf = (other: string): number =>
      (counters.includes(other) ? 0.7 : counters.includes(node.text) ? numberForCounter : 0) +
      (looksLikeEpsilon(other) === looksLikeEpsilon(node.text) ? 0 : costOfEpsilon) +
      ofFilled;
    const isStart = isStep(node);
    for (const other of vocabulary.names(node))
      if (other !== node.text && !(isStart && isSummedUp(node, other))) add('variable', other, costOf(other));
    if (!isStart) for (const entry of otherEntries(node, vocabulary)) add('index', entry, 0.1);
  } else if (ts.isPropertyAccessExpression(node)) {
    for (const other of vocabulary.fields(node.expression.getText()))
      if (other !== node.name.text) add('variable', `${node.expression.getText()}.${other}`);
  } else if (ts.isIdentifier(node.expression)) {
    // Another scalar in the place of an entry.
    for (const other of vocabulary.names(node)) if (other !== node.expression.text) add('variable', other, 0.6);
  }
}

/** Whether a method of it is called. */
function isReceiver({ parent }: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent
  );
}

/** Whether it stands in what a call such as `z.abs().less(3)` compares. */
function isInCallComparison(node: ts.Node): boolean {
  for (let inner = node; ts.isExpression(inner); inner = inner.parent) if (isComparedByCall(inner)) return true;
  return false;
}

/** Whether a text is the other operand of the call that the expression is an argument of: `a.add(a)`, `tf.add(a, a)`. Squares are meant. */
function namesOperand(node: ts.Expression, text: string): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || parent.expression === node) return false;
  const callee = parent.expression;
  if (/(^|\.)(mul|multiply|dot|matMul)$/.test(callee.getText())) return false;
  const receiver = ts.isPropertyAccessExpression(callee) ? [callee.expression] : [];
  return [...receiver, ...parent.arguments].some((other) => other !== node && other.getText() === text);
}

/** Whether it stands in an index. */
function isIndexed(node: ts.Node): boolean {
  let outer = node;
  while (ts.isExpression(outer.parent) && !isIndex(outer)) outer = outer.parent;
  return isIndex(outer);
}

/** Whether a name in the place of another would be subtracted from itself, as `g.x - g.x`. */
function isOwnOpposite(node: ts.Expression, newText: string): boolean {
  let outer: ts.Node = node;
  while (
    ts.isNonNullExpression(outer.parent) ||
    ((ts.isPropertyAccessExpression(outer.parent) || ts.isElementAccessExpression(outer.parent)) &&
      outer.parent.expression === outer)
  )
    outer = outer.parent;
  const { parent } = outer;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  const other = parent.left === outer ? parent.right : parent.left;
  return newText + outer.getText().slice(node.getText().length) === other.getText();
}

/** What backpropagation forgets: another array's entry at the same place, or the slope of an activation there by its output. */
const entryFactors: readonly { readonly text: (entry: string) => string; readonly extra: number }[] = [
  { text: (entry) => entry, extra: 0 },
  { text: (entry) => `(1 - ${entry} ** 2)`, extra: 0.1 },
  { text: (entry) => `(${entry} > 0 ? 1 : 0)`, extra: 0.1 },
  { text: (entry) => `${entry} * (1 - ${entry})`, extra: 0.2 },
];

/** What it costs that something carried from round to round lacks a factor: the weight of a recurrence is easily forgotten. */
const carriedFactor = -0.7;

/**
 * Factors that a number in a loop may lack, at the index that it has itself or that the loop counts. What is carried from round to round may
 * lack what it decays by, or the weight that it went through.
 */
export function editFactors(node: ts.Expression, vocabulary: Vocabulary, add: Add): void {
  if (isCarried(node))
    for (const name of [...vocabulary.names(node), ...vocabulary.constants]) {
      add('missing-factor', `${node.getText()} * ${name}`, carriedFactor);
      add('missing-factor', `${node.getText()} * (1 - ${name})`, carriedFactor + 0.2);
    }
  for (const name of unreadEntries(node)) add('missing-factor', `${node.getText()} * ${name}`);
  if (ts.isPropertyAccessExpression(node)) {
    const object = node.expression.getText();
    for (const field of vocabulary.fields(object))
      if (field !== node.name.text) add('missing-factor', `${node.getText()} * ${object}.${field}`);
  }
  if (!ts.isElementAccessExpression(node) && !ts.isIdentifier(node)) return;
  const isEntry = ts.isElementAccessExpression(node);
  const indices = isEntry ? [node.argumentExpression.getText()] : vocabulary.counters(node);
  const own = isEntry ? node.expression.getText() : null;
  for (const array of vocabulary.arrays(node)) {
    for (const index of array === own ? [] : indices) {
      for (const { text, extra } of entryFactors)
        add('missing-factor', `${node.getText()} * ${text(`${array}[${index}]`)}`, extra);
    }
  }
}

/** Entries that the callbacks around are called with and do not read: `v` of `x.map((v) => 2)`. `_` says that it is not to be read. */
export function unreadEntries(node: ts.Node): readonly string[] {
  const found: string[] = [];
  for (let around = node.parent; !ts.isStatement(around) && !ts.isSourceFile(around); around = around.parent) {
    const call = around.parent;
    if (!ts.isArrowFunction(around) || !ts.isCallExpression(call) || !call.arguments.includes(around)) continue;
    const { body, parameters } = around;
    const isReduced = ts.isPropertyAccessExpression(call.expression) && /^reduce/.test(call.expression.name.text);
    const entry = parameters[isReduced ? 1 : 0]?.name;
    if (entry !== undefined && ts.isIdentifier(entry) && entry.text !== '_' && !mentions(body, entry.text))
      found.push(entry.text);
  }
  return found;
}

/** Two entries that have changed places. */
export function editOrder(node: ts.ArrayLiteralExpression, add: Add): void {
  const items = node.elements.map((element) => element.getText());
  if (items.length > 4 || node.elements.some(ts.isSpreadElement)) return;
  items.forEach((a, i) => {
    items.slice(i + 1).forEach((b, k) => {
      if (a === b) return;
      const swapped = items.map((item, at) => (at === i ? b : at === i + 1 + k ? a : item));
      add('order', `[${swapped.join(', ')}]`);
    });
  });
}

function isFieldName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** `p.w - q.w` for `p.x - q.x`, `p[2] - q[2]` for `p[0] - q[0]`: another field or index on both sides. */
export function renameFields(node: ts.BinaryExpression, vocabulary: Vocabulary, add: Add): void {
  const [left, right] = [bare(node.left), bare(node.right)];
  const both = (of: (side: ts.Expression) => string): string =>
    `${of(left)} ${node.operatorToken.getText()} ${of(right)}`;
  if (ts.isPropertyAccessExpression(left) && ts.isPropertyAccessExpression(right)) {
    if (left.name.text !== right.name.text) return;
    const objectOf = (side: ts.Expression): string => (side as ts.PropertyAccessExpression).expression.getText();
    for (const field of vocabulary.fields(left.expression.getText()))
      if (field !== left.name.text)
        add(
          'variable',
          both((side) => `${objectOf(side)}.${field}`),
          0.2,
        );
  } else if (ts.isElementAccessExpression(left) && ts.isElementAccessExpression(right)) {
    const index = left.argumentExpression.getText();
    if (index !== right.argumentExpression.getText()) return;
    const objectOf = (side: ts.Expression): string => (side as ts.ElementAccessExpression).expression.getText();
    const others = new Set([...otherIndices(left.argumentExpression), ...vocabulary.constants]);
    for (const other of others)
      if (other !== index)
        add(
          'index',
          both((side) => `${objectOf(side)}[${other}]`),
          0.2,
        );
  }
}

/** `s * (1 - s)` for `z * (1 - z)`: another variable wherever one stands. */
export function renameAll(
  node: ts.BinaryExpression,
  vocabulary: Vocabulary,
  add: Add,
  root: ts.SignatureDeclaration,
): void {
  const uses: ts.Identifier[] = [];
  const visit = (inner: ts.Node): void => {
    if (!ts.isIdentifier(inner)) ts.forEachChild(inner, visit);
    else if (!isFieldName(inner) && !ts.isCallExpression(inner.parent)) uses.push(inner);
  };
  visit(node);
  renameOwnField(node, vocabulary, add);
  const [first] = uses;
  if (first === undefined || uses.length < 2 || uses.some((use) => use.text !== first.text)) return;
  // What is computed is meant to be used.
  const extra = isUsedHereAlone(first.text, uses.length, root) ? 3 : 0.3;
  for (const other of vocabulary.names(first)) {
    const renamed = uses.map((use) => ({ use, name: other }));
    add('variable', withRenamed(node, renamed), extra);
  }
}

/** Whether a variable of the function has no uses but so many, beside its declaration. */
function isUsedHereAlone(name: string, nUses: number, root: ts.SignatureDeclaration): boolean {
  const isParameter = root.parameters.some((parameter) => parameter.name.getText() === name);
  const uses: ts.Node[] = [];
  forEachDescendant(root, (inner) => {
    if (ts.isIdentifier(inner) && inner.text === name && !isFieldName(inner)) uses.push(inner);
  });
  return !isParameter && uses.length === nUses + 1;
}

/** `this.y[i] * (1 - this.y[i])` for `this.x[i] * (1 - this.x[i])`: another field wherever one stands. */
function renameOwnField(node: ts.BinaryExpression, vocabulary: Vocabulary, add: Add): void {
  const text = node.getText();
  const uses = text.match(/(?<![.\w$])this\.\w+(?!\s*\()/g) ?? [];
  const [first] = uses;
  if (first === undefined || uses.length < 2 || uses.some((use) => use !== first)) return;
  // What is in one operand alone is looked for there.
  if (![node.left, node.right].every((side) => side.getText().includes(first))) return;
  for (const field of vocabulary.fields('this'))
    if (`this.${field}` !== first)
      add('variable', text.replaceAll(new RegExp(`${first}\\b`, 'g'), `this.${field}`), 0.3);
}

/**
 * Names that change together: `w - t.w` for `x - t.x` and `py - gy` for `px - gx`, as in a copied line that was not changed throughout, and
 * `d - c` for `b - a`, parameters that belong together.
 */
export function renameTogether(
  node: ts.BinaryExpression,
  vocabulary: Vocabulary,
  add: Add,
  root: ts.SignatureDeclaration,
): void {
  const uses = identifiersIn(node);
  const [first] = uses.filter((use) => !isFieldName(use));
  if (first === undefined || uses.length < 2) return;
  const known = vocabulary.names(first);
  const isKnown = (use: ts.Identifier, name: string): boolean =>
    isFieldName(use)
      ? vocabulary.fields((use.parent as ts.PropertyAccessExpression).expression.getText()).includes(name)
      : known.includes(name);
  const rename = (renamed: (use: ts.Identifier) => string | null): void => {
    const changed = uses.flatMap((use) => {
      const name = renamed(use);
      return name === null || name === use.text ? [] : [{ use, name }];
    });
    // One name alone, or the same everywhere, is looked for elsewhere, and what is in one operand alone, there.
    if (new Set(changed.map(({ use }) => use.text + String(isFieldName(use)))).size < 2) return;
    if (![node.left, node.right].every((side) => changed.some(({ use }) => contains(side, use)))) return;
    if (!changed.every(({ use, name }) => isKnown(use, name))) return;
    add('variable', withRenamed(node, changed), 0.3);
  };
  for (const other of known) {
    const [from, to] = difference(first.text, other);
    if (from !== '' && to !== '')
      rename((use) => (use.text.includes(from) && !isMember(use) ? use.text.replace(from, to) : null));
  }
  const parameters = root.parameters.map(({ name }) => name.getText());
  const isAllParameters = uses.every((use) => !isFieldName(use) && parameters.includes(use.text));
  for (let shift = 1 - parameters.length; isAllParameters && shift < parameters.length; shift++)
    rename((use) => parameters[parameters.indexOf(use.text) + shift] ?? use.text);
}

/**
 * `b * (1 - t) - a * t` for `a * (1 - t) - b * t`: two variables, one on each side, that have changed places. What counts rounds and what
 * does not are not taken for each other.
 */
export function exchangeNames(node: ts.BinaryExpression, vocabulary: Vocabulary, add: Add): void {
  // Of an index the slips are looked for by themselves.
  if (isIndexed(node)) return;
  const uses = identifiersIn(node).filter((use) => !isFieldName(use) && use.text !== 'Math');
  const on = (side: ts.Node): ReadonlySet<string> =>
    new Set(uses.filter((use) => contains(side, use)).map((use) => use.text));
  const [left, right] = [on(node.left), on(node.right)];
  if (left.size > mostExchanged || right.size > mostExchanged) return;
  const counters = vocabulary.counters(node);
  for (const one of left) {
    for (const other of right) {
      if (one === other || left.has(other) || right.has(one)) continue;
      if (counters.includes(one) !== counters.includes(other)) continue;
      const changed = uses.flatMap((use) => {
        const name = use.text === one ? other : use.text === other ? one : null;
        return name === null ? [] : [{ use, name }];
      });
      // Of two operands alone the order is looked at elsewhere.
      if (uses.length > 2) add('exchange', withRenamed(node, changed));
    }
  }
}

const mostExchanged = 4;

/** Identifiers that name variables or fields, and no functions. */
function identifiersIn(node: ts.Node): readonly ts.Identifier[] {
  if (ts.isIdentifier(node)) return ts.isCallExpression(node.parent) && node.parent.expression === node ? [] : [node];
  const found: ts.Identifier[] = [];
  ts.forEachChild(node, (child) => void found.push(...identifiersIn(child)));
  return found;
}

/** Whether it is `Math`, or a member of it. */
function isMember(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.expression.getText() === 'Math';
}

/** What two names do not have in common, from the first to the last letter that differs. */
function difference(one: string, other: string): readonly [string, string] {
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
}

/** The code of an expression with some of its identifiers renamed. */
function withRenamed(
  node: ts.Node,
  renamed: readonly { readonly use: ts.Identifier; readonly name: string }[],
): string {
  const start = node.getStart();
  return renamed.reduceRight(
    (code, { use, name }) => code.slice(0, use.getStart() - start) + name + code.slice(use.end - start),
    node.getText(),
  );
}
