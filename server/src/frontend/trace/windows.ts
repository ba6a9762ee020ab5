/**
 * @file Which array slides over another, as a kernel over a signal: `i + w.length <= x.length`, or `x.length - w.length + 1` positions. It must
 * be the shorter one, since at a single position nothing overlaps and a sum that is assigned looks like one that is accumulated.
 */
import type ts from 'typescript';
import type { FunctionNode } from '../types.ts';

/** The entries of what slides: fewer than any other array has. */
export const windowLength = 2;

/** Whether a parameter of a function is such an array. */
export function isWindow({ body }: FunctionNode, name: string): boolean {
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
  for (const [, alias, array] of text.matchAll(/\b([A-Za-z_$][\w$]*)\s*=\s*([A-Za-z_$][\w$]*)\.length\b/g)) {
    names.set(alias!, array!);
  }
  const length = String.raw`([A-Za-z_$][\w$]*)(\.length)?`;
  const arrayOf = (name: string | undefined, suffix: string | undefined): string | undefined =>
    suffix === undefined ? names.get(name ?? '') : name;
  const found = new Set<string>();
  const add = (window: string | undefined, over: string | undefined): void => {
    if (window !== undefined && over !== undefined && window !== over) found.add(window);
  };
  for (const [, over, a, window, b] of text.matchAll(
    new RegExp(`\\b${length}\\s*-\\s*${length}\\s*\\+\\s*1\\b`, 'g'),
  )) {
    add(arrayOf(window, b), arrayOf(over, a));
  }
  for (const [, over, a, window, b] of text.matchAll(new RegExp(`<=\\s*${length}\\s*-\\s*${length}`, 'g'))) {
    add(arrayOf(window, b), arrayOf(over, a));
  }
  for (const [, window, a, over, b] of text.matchAll(new RegExp(`\\+\\s*${length}\\s*<=?\\s*${length}`, 'g'))) {
    add(arrayOf(window, a), arrayOf(over, b));
  }
  return found;
}
