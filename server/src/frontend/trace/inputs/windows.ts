/**
 * @file Which array slides over another, as a kernel over a signal: `i + w.length <= x.length`, or `x.length - w.length + 1` positions, or any other number that has to do with by how much one is longer. It must
 * be the shorter one, since at a single position nothing overlaps and a sum that is assigned looks like one that is accumulated.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../../function-node.ts';

/** The entries of what slides: fewer than any other array has. */
export const windowLength = 2;

/** Whether a parameter is such an array, of its function or, as a field that a constructor sets, of a method of the class. */
export function isWindow({ name, parent }: ts.ParameterDeclaration): boolean {
  if (ts.isConstructorDeclaration(parent)) {
    const field = `this.${name.getText()}`;
    return parent.parent.members.some((member) => ts.isMethodDeclaration(member) && slides(member, field));
  }
  return isFunctionNode(parent) && slides(parent, name.getText());
}

function slides({ body }: ts.FunctionLikeDeclaration, name: string): boolean {
  return body !== undefined && windowsIn(body).has(name);
}

const known = new WeakMap<ts.Node, ReadonlySet<string>>();

function windowsIn(body: ts.Node): ReadonlySet<string> {
  let found = known.get(body);
  if (found === undefined) known.set(body, (found = read(body.getText())));
  return found;
}

function read(text: string): ReadonlySet<string> {
  const names = new Map<string, string>();
  for (const [, alias, array] of text.matchAll(/\b([A-Za-z_$][\w$]*)\s*=\s*((?:this\.)?[A-Za-z_$][\w$]*)\.length\b/g)) {
    names.set(alias!, array!);
  }
  const length = String.raw`((?:this\.)?[A-Za-z_$][\w$]*)(\.length)?`;
  const arrayOf = (name: string | undefined, suffix: string | undefined): string | undefined =>
    suffix === undefined ? names.get(name ?? '') : name;
  const found = new Set<string>();
  const add = (window: string | undefined, over: string | undefined): void => {
    if (window !== undefined && over !== undefined && window !== over) found.add(window);
  };
  // With the padding on both sides: `x.length + 2 * padding - w.length`.
  const padding = String.raw`(?:\s*\+\s*[\w$.]+(?:\s*\*\s*[\w$.]+)?)?`;
  const difference = new RegExp(`\\b${length}${padding}\\s*-\\s*${length}\\b`, 'g');
  for (const [, over, a, window, b] of text.matchAll(difference)) {
    add(arrayOf(window, b), arrayOf(over, a));
  }
  for (const [, window, a, over, b] of text.matchAll(new RegExp(`\\+\\s*${length}\\s*<=?\\s*${length}`, 'g'))) {
    add(arrayOf(window, a), arrayOf(over, b));
  }
  return found;
}
