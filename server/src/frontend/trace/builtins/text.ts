/** @file The few members of texts that loss code uses: option names are compared, cased and searched. */
import type * as ts from 'typescript';
import { toText } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import { arrayOf, type Value } from '../value.ts';

/** What a method answers; `parts` are joined by the machine, which limits how long texts get. */
type Result =
  string | boolean | number | readonly string[] | { readonly parts: readonly string[]; readonly glue: string };

type Method = (text: string, args: readonly string[]) => Result;

const methods: { readonly [name: string]: Method } = {
  toLowerCase: (s) => s.toLowerCase(),
  toUpperCase: (s) => s.toUpperCase(),
  trim: (s) => s.trim(),
  includes: (s, [part]) => s.includes(part ?? 'undefined'),
  startsWith: (s, [part]) => s.startsWith(part ?? 'undefined'),
  endsWith: (s, [part]) => s.endsWith(part ?? 'undefined'),
  trimStart: (s) => s.trimStart(),
  trimEnd: (s) => s.trimEnd(),
  indexOf: (s, [part]) => s.indexOf(part ?? 'undefined'),
  lastIndexOf: (s, [part]) => s.lastIndexOf(part ?? 'undefined'),
  split: (s, [by]) => (by === undefined ? [s] : s.split(by)),
  slice: (s, [from, to]) => s.slice(numeral(from), numeral(to)),
  substring: (s, [from, to]) => s.substring(Number(from ?? 0), numeral(to)),
  charAt: (s, [i]) => s.charAt(Number(i ?? 0)),
  charCodeAt: (s, [i]) => s.charCodeAt(Number(i ?? 0)),
  concat: (s, more) => ({ parts: [s, ...more], glue: '' }),
  toString: (s: string) => s,
  valueOf: (s: string) => s,
  padStart: (s, [n, fill]) => s.padStart(shortLength(n), fill),
  padEnd: (s, [n, fill]) => s.padEnd(shortLength(n), fill),
  replaceAll: (s, [from = 'undefined', to = 'undefined']) => {
    const parts = s.split(from);
    return { parts: from === '' ? ['', ...parts, ''] : parts, glue: to };
  },
  replace: (s, [from = 'undefined', to = 'undefined']) => {
    const at = s.indexOf(from);
    return at < 0 ? s : { parts: [s.slice(0, at), s.slice(at + from.length)], glue: to };
  },
};

const numeral = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Texts are names and messages; longer padding would only cost memory. */
const shortLength = (text: string | undefined): number => Math.min(Number(text ?? 0), 1000);

export function textMember(machine: Machine, text: string, key: string | number, node: ts.Node): Value {
  if (typeof key === 'number') return text[key];
  if (key === 'length') return machine.constant(text.length);
  const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
  if (method === undefined) throw new Unsupported('unsupported-call', `\`${key}\` of a string`, node);
  return {
    kind: 'builtin',
    name: key,
    call: (m, args, at) => {
      const result = method(
        text,
        args.map((a) => toText(m, a, at)),
      );
      if (typeof result === 'number') return m.constant(result);
      if (typeof result !== 'object') return result;
      return 'glue' in result ? m.text(result.parts, result.glue, at) : arrayOf([...result]);
    },
  };
}
