/** @file The few members of texts that loss code uses: option names are compared, cased and searched. */
import type ts from 'typescript';
import { toText } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { Value } from '../value.ts';

const methods: { readonly [name: string]: (text: string, args: readonly string[]) => string | boolean } = {
  toLowerCase: (s) => s.toLowerCase(),
  toUpperCase: (s) => s.toUpperCase(),
  trim: (s) => s.trim(),
  includes: (s, [part]) => s.includes(part ?? 'undefined'),
  startsWith: (s, [part]) => s.startsWith(part ?? 'undefined'),
  endsWith: (s, [part]) => s.endsWith(part ?? 'undefined'),
  replace: (s, [from, to]) => s.replace(from ?? 'undefined', () => to ?? 'undefined'),
};

export function textMember(machine: Machine, text: string, key: string | number, node: ts.Node): Value {
  if (typeof key === 'number') return text[key];
  if (key === 'length') return machine.constant(text.length);
  const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
  if (method === undefined) throw new Unsupported('unsupported-call', `\`${key}\` of a string`, node);
  return {
    kind: 'builtin',
    name: key,
    call: (m, args, at) =>
      method(
        text,
        args.map((a) => toText(m, a, at)),
      ),
  };
}
