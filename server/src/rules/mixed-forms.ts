/** @file A table of derivatives of which some take the function's input and others its output: each is right, together they are a trap. */
import * as ts from 'typescript';
import type { CallForm } from '../check/conventions/call-form.ts';
import type { FilePair, FileRule } from './rule.ts';

interface Entry {
  readonly pair: FilePair;
  readonly form: CallForm;
}

export const mixedForms: FileRule = {
  id: 'mixed-forms',
  severity: 'information',
  find(pairs) {
    return tables(pairs).flatMap((table) => {
      // Asking for the form costs a few runs, so only tables that look mixed are asked.
      if (new Set(table.map(apparentForm)).size < 2) return [];
      const entries = table.flatMap((pair): readonly Entry[] => {
        const form = pair.evidence.callForm();
        return form === null ? [] : [{ pair, form }];
      });
      const first = entries[0]?.form;
      const inFirst = entries.filter(({ form }) => form === first);
      const others = entries.filter(({ form }) => form !== first);
      if (inFirst.length === 0 || others.length === 0) return [];
      // Where both are equally many, those that come first set the custom.
      const [majority, minority] = inFirst.length >= others.length ? [inFirst, others] : [others, inFirst];
      const [odd] = minority;
      const [usual] = majority;
      const message =
        `${names(minority)} ${takes(minority)} the ${odd!.form} of the function, ${names(majority)} in the same table ` +
        `${takes(majority)} its ${usual!.form}. Each is right by itself, but whoever calls them must know which takes what.`;
      return [
        {
          unit: odd!.pair.current.gradient,
          message,
          cause: 'mixed forms',
          related: [{ unit: usual!.pair.current.gradient, message: `This one takes the ${usual!.form}.` }],
        },
      ];
    });
  },
};

function apparentForm({ evidence }: FilePair): CallForm | null {
  const { decision } = evidence.checked;
  if (decision.kind !== 'agrees') return null;
  return decision.attempt.binding.outputForm ? 'output' : 'input';
}

/** The pairs of each object literal or class that has more than one. */
function tables(pairs: readonly FilePair[]): readonly (readonly FilePair[])[] {
  const direct = groupBy(pairs, ({ current }) => enclosingTable(current.gradient.node));
  // An entry such as `{ f, df }` holds a single pair: the table is what it is an entry of.
  const isEntry = (table: ts.Node): boolean => ts.isObjectLiteralExpression(table) && direct.get(table)!.length === 1;
  const grouped = groupBy(pairs, ({ current }) => {
    const table = enclosingTable(current.gradient.node);
    return table !== null && isEntry(table) ? (enclosingTable(table) ?? table) : table;
  });
  return [...grouped.values()].filter((group) => group.length > 1);
}

function groupBy(
  pairs: readonly FilePair[],
  keyOf: (pair: FilePair) => ts.Node | null,
): ReadonlyMap<ts.Node, readonly FilePair[]> {
  const groups = new Map<ts.Node, FilePair[]>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pair]);
    else group.push(pair);
  }
  return groups;
}

/** The nearest object literal or class around a node that no function comes between. */
function enclosingTable(node: ts.Node): ts.Node | null {
  for (let at = node.parent; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isObjectLiteralExpression(at) || ts.isClassLike(at)) return at;
  }
  return null;
}

/** The names of up to three, by which a reader finds them. */
function names(entries: readonly Entry[]): string {
  const shown = entries.slice(0, 3).map(({ pair }) => `\`${nameOf(pair)}\``);
  const more = entries.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `df` says nothing without its owner. */
function nameOf({ current: { gradient } }: FilePair): string {
  return gradient.owner === null ? gradient.name : `${gradient.owner}.${gradient.name}`;
}

function takes(entries: readonly Entry[]): string {
  return entries.length === 1 ? 'takes' : 'take';
}
