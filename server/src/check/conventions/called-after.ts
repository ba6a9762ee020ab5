/**
 * @file Which inputs the fields of a gradient are called after: `{ dw, dh }`, `{ gradPred: […] }`, `{ dInput, dGamma }`.
 */
import * as ts from 'typescript';
import { plainName } from '../../frontend/plain-name.ts';
import type { OutputLeaf } from '../../frontend/trace/trace.ts';

/** Which of the inputs each entry of a result is called after. */
export function matchKeys(leaves: readonly OutputLeaf[], known: readonly string[]): readonly (string | undefined)[] {
  const byName = new Map(known.map((path) => [plainName(path), path]));
  const byLast = new Map<string, string | undefined>();
  for (const path of known) {
    const last = path.split('.').at(-1)!;
    // A field that two inputs have says nothing about which is meant.
    for (const name of new Set([plainName(last), quantity(last)])) {
      byLast.set(name, byLast.has(name) ? undefined : path);
    }
  }
  return leaves.map(({ key: whole }) => {
    const key = whole.replace(/^\.(grads?|gradients?)(?=[.[]|$)/, '').replace(/^\./, '');
    // `dparams.scale` is by the `scale` of some parameter.
    const inner = key.replace(/^[^[]*\.(?=[^.]+$)/, '');
    return [key, withoutPrefix(key), key.replace(/^g_?(?=[A-Za-z])/, ''), inner, withoutPrefix(inner)]
      .map((k) => byName.get(plainName(k)) ?? byLast.get(plainName(k)) ?? byLast.get(quantity(k)))
      .find(Boolean);
  });
}

/** Entries of lists in a returned literal by the names of the variables that stand there: `.dWidth` of `{ dx, parameters: [dWidth] }`. */
export function namedInLists(leaves: readonly OutputLeaf[], returned: ts.Node | null): readonly OutputLeaf[] {
  if (returned === null || !ts.isObjectLiteralExpression(returned)) return leaves;
  const names = new Map<string, string>();
  for (const property of returned.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isArrayLiteralExpression(property.initializer)) continue;
    for (const [i, element] of property.initializer.elements.entries())
      if (ts.isIdentifier(element)) names.set(`.${property.name.getText()}[${i}]`, `.${element.text}`);
  }
  return leaves.map((leaf) => ({ ...leaf, key: names.get(leaf.key) ?? leaf.key }));
}

/**
 * Whether the fields of a result are called after other inputs than those of the same places: `{ dg, db, dOfX }` is not by `x`, `g` and `b`,
 * nor `{ chosen, rejected }` by `chosen` and `reference`.
 * @param known all inputs
 */
export function areCalledOtherwise(
  leaves: readonly OutputLeaf[],
  inputs: readonly string[],
  known: readonly string[],
): boolean {
  if (leaves.length !== inputs.length || !leaves.every(({ key }) => /^(\.[^.[]+)+(\[|$)/.test(key))) return false;
  const matches = matchKeys(leaves, known);
  const isCalled = leaves.every(({ key }, i) => key.startsWith('.d') || matches[i] !== undefined);
  return isCalled && matches.some((path, i) => path !== undefined && head(path) !== head(inputs[i]!));
}

/** What layers are made of goes by its first letter as well: `dW` and `weights`, `gradBias` and `b`, `dx` and `input`. */
const QUANTITIES: ReadonlyMap<string, string> = new Map(
  [
    ['w', 'weight', 'weights'],
    ['b', 'bias', 'biases'],
    ['x', 'input', 'inputs'],
  ].flatMap(([letter, ...names]) => names.map((name): [string, string] => [name, letter!])),
);

/** The name of an entry with that letter for the quantity; itself for any other. */
function quantity(path: string): string {
  const at = path.indexOf('[');
  const [head, indices] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)];
  const plain = plainName(head);
  return (QUANTITIES.get(plain) ?? plain) + indices;
}

/** `dw`, `dLdw`, `gradW`, `grad_w`, and `dwOut` that is written into, without what says that they are derivatives. */
export function withoutPrefix(key: string): string {
  return key
    .replace(/^(dLoss_?d|dL_?d|d|grad(ient)?)_?(?=[A-Za-z])/, '')
    .replace(/(?<=[a-z0-9])_?(Out|Acc|Buf)(?=\[|$)/, '')
    .replace(/_?(Grad(ient)?|Derivative)(?=\[|$)/i, '');
}

/** What an entry stands for that this path does not read, as another entry of its array shows: `alpha[1]` where `dAlpha[0]` is `alpha[0]`. */
export function besideMatched(
  { key }: OutputLeaf,
  leaves: readonly OutputLeaf[],
  matches: readonly (string | undefined)[],
): string | undefined {
  const [array, entry] = splitEntry(key);
  for (const [i, other] of leaves.entries()) {
    const [ofArray, ofEntry] = splitEntry(other.key);
    if (entry !== '' && array === ofArray && matches[i]?.endsWith(ofEntry) === true) {
      return matches[i].slice(0, matches[i].length - ofEntry.length) + entry;
    }
  }
  return undefined;
}

/** `.dw[1]` is the entry `[1]` of `.dw`. */
function splitEntry(key: string): readonly [array: string, entry: string] {
  const at = key.search(/\[\d+\]$/);
  return at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at)];
}

/**
 * `dInput` beside fields that are called after all other arguments is of the one that is left, whatever that is called.
 * @param names the arguments
 */
export function inputLeft(
  { key }: OutputLeaf,
  leaves: readonly OutputLeaf[],
  matches: readonly (string | undefined)[],
  names: readonly string[],
): string | undefined {
  const [field = ''] = /^\.[^.[]+/.exec(key) ?? [];
  if (quantity(withoutPrefix(field.slice(1))) !== 'x') return undefined;
  const isOther = leaves.every((leaf, i) => (matches[i] === undefined) === leaf.key.startsWith(field));
  const left = names.filter((name) => !matches.some((path) => path !== undefined && head(path) === head(name)));
  return isOther && left.length === 1 ? left[0]! + key.slice(field.length) : undefined;
}

/** The argument that a path begins with. */
export function head(path: string): string {
  return path.replace(/[[.].*$/, '');
}
