/**
 * @file Quantities that a wrong gradient may have forgotten, added or confused: the inputs and named intermediates of the two
 * functions, simple forms of them, small constants, the number of elements, and the terms of the derived gradient.
 */
import type { ExprId } from '../math/expr/graph.ts';
import { printCode } from '../math/expr/print.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Judged } from './decide.ts';
import { summands } from './expected.ts';
import type { Session } from './session.ts';

export interface Quantity {
  /** As the user would write it. */
  readonly text: string;
  /** One value per probe. */
  readonly values: readonly number[];
  /** How far-fetched it is: 0 for a name, more for compositions. */
  readonly cost: number;
  /** True for the constant 1, which is no factor. */
  readonly isOne: boolean;
  /** True when the gradient function has the names, so that the text may be put into its code. */
  readonly inScope: boolean;
}

const constants: readonly (readonly [string, number])[] = [
  ['1', 1],
  ['2', 2],
  ['3', 3],
  ['4', 4],
  ['0.5', 0.5],
  ['0.25', 0.25],
  ['0', 0],
  ['8', 8],
  ['Math.PI', Math.PI],
  ['Math.PI ** 2', Math.PI ** 2],
  ['Math.LN2', Math.LN2],
  ['Math.LN10', Math.LN10],
  ['Math.SQRT2', Math.SQRT2],
];

/** Largest number of names that are combined in pairs. */
const maxNames = 14;

export function quantities(session: Session, judged: readonly Judged[]): readonly Quantity[] {
  const found: Quantity[] = [];
  const add = (text: string, values: readonly number[], cost: number, inScope: boolean): void => {
    // `Math.sign(max)` is 1 wherever a maximum is positive: a form that never changes is there by chance.
    const isConstant = values.every((v) => v === values[0]);
    if (isConstant && cost > 0.2) return;
    found.push({ text, values, cost, inScope, isOne: values.every((v) => v === 1) });
  };
  for (const [text, value] of constants)
    add(
      text,
      judged.map(() => value),
      0.2,
      true,
    );
  const lengths = judged.map((j) => j.sample.draw.sizes[0]);
  add(lengthText(session), lengths, 0, true);
  const names = namedValues(session, judged);
  for (const { text, values, inScope } of names) {
    const compound = /^[\w$.[\]]+$/.test(text) ? text : `(${text})`;
    add(text, values, 0, inScope);
    add(
      `(1 - ${text})`,
      values.map((v) => 1 - v),
      0.6,
      inScope,
    );
    add(
      `${compound} ** 2`,
      values.map((v) => v * v),
      0.8,
      inScope,
    );
    add(
      `${compound} * (1 - ${text})`,
      values.map((v) => v * (1 - v)),
      0.8,
      inScope,
    );
    add(
      `(1 - ${compound} ** 2)`,
      values.map((v) => 1 - v * v),
      1,
      inScope,
    );
    add(
      `(${text} - 1)`,
      values.map((v) => v - 1),
      0.6,
      inScope,
    );
    add(
      `(${text} + 1)`,
      values.map((v) => v + 1),
      4.8,
      inScope,
    );
    add(
      `2 * ${compound}`,
      values.map((v) => 2 * v),
      0.8,
      inScope,
    );
    add(`Math.log(${text})`, values.map(Math.log), 1, inScope);
    add(`Math.exp(${text})`, values.map(Math.exp), 1, inScope);
    add(`Math.sign(${text})`, values.map(Math.sign), 1, inScope);
    add(`Math.sqrt(${text})`, values.map(Math.sqrt), 1.2, inScope);
  }
  names.slice(0, maxNames).forEach((a, i) => {
    names.slice(i + 1, maxNames).forEach((b) => {
      const inScope = a.inScope && b.inScope;
      const combine = (f: (x: number, y: number) => number): number[] => a.values.map((x, k) => f(x, b.values[k]!));
      add(
        `${a.text} * ${b.text}`,
        combine((x, y) => x * y),
        1.2,
        inScope,
      );
      add(
        `(${a.text} - ${b.text})`,
        combine((x, y) => x - y),
        1.2,
        inScope,
      );
      add(
        `(${b.text} - ${a.text})`,
        combine((x, y) => y - x),
        1.2,
        inScope,
      );
      add(
        `(${a.text} + ${b.text})`,
        combine((x, y) => x + y),
        1.4,
        inScope,
      );
      add(
        `${a.text} / ${b.text}`,
        combine((x, y) => x / y),
        1.4,
        inScope,
      );
      add(
        `${b.text} / ${a.text}`,
        combine((x, y) => y / x),
        1.4,
        inScope,
      );
      add(
        `(${a.text} ** 2 + ${b.text} ** 2)`,
        combine((x, y) => x * x + y * y),
        1.6,
        inScope,
      );
    });
  });
  for (const term of derivedTerms(session, judged)) found.push(term);
  return found;
}

/** How the number of elements is written: the first array parameter's length. */
function lengthText(session: Session): string {
  const parameter = session.gradient.node.parameters.find((p) => /\[\]|Array|readonly/.test(p.type?.getText() ?? ''));
  return `${(parameter ?? session.gradient.node.parameters[0])?.name.getText() ?? 'x'}.length`;
}

interface Named {
  readonly text: string;
  readonly values: readonly number[];
  readonly inScope: boolean;
}

/** Inputs and locals that have a value at every probe, the gradient function's own first. */
function namedValues(session: Session, judged: readonly Judged[]): Named[] {
  const own = judged.map((j) => new Map(j.sample.gradient.locals.filter((l) => l.own).map((l) => [l.name, l.v])));
  const value = judged.map((j) => new Map(j.sample.value.locals.map((l) => [l.name, l.v])));
  const inputs = judged.map((j) => j.sample.values);
  const found = new Map<string, Named>();
  const collect = (maps: readonly ReadonlyMap<string, number>[], inScope: boolean): void => {
    for (const name of maps[0]?.keys() ?? []) {
      if (found.has(name)) continue;
      const values = maps.map((m) => m.get(name));
      if (values.some((v) => v === undefined)) continue;
      found.set(name, { text: name, values: values as number[], inScope });
    }
  };
  collect(own, true);
  const parameters = new Set(session.gradient.node.parameters.map((p) => p.name.getText()));
  for (const name of inputs[0]?.keys() ?? []) {
    const values = inputs.map((m) => m.get(name));
    if (found.has(name) || values.some((v) => v === undefined)) continue;
    found.set(name, { text: name, values: values as number[], inScope: parameters.has(name.replace(/[[.].*$/, '')) });
  }
  collect(value, false);
  return [...found.values()];
}

/** Terms of the derived gradient's failing component: what a gradient with a forgotten term lacks. */
function derivedTerms(session: Session, judged: readonly Judged[]): Quantity[] {
  const { graph } = session.environment;
  const perProbe = judged.map((j) => {
    const index = j.judgement.kind === 'different' ? j.judgement.wrong[0]! : 0;
    const terms = summands(graph, j.comparison.expected[index]!);
    const values = evaluate(program(graph, terms), j.sample.values);
    return terms.map((id) => ({ id, v: values.get(id)! }));
  });
  const [first] = perProbe;
  if (first === undefined || first.length < 2 || first.length > 24) return [];
  if (!perProbe.every((terms) => terms.length === first.length)) return [];
  const { names, scope } = scopeNames(session, judged[0]!);
  return first.map(({ id }, k): Quantity => {
    const text = printCode(graph, id, names);
    const used = text.match(/[A-Za-z_$][\w$]*(?!\s*\()/g) ?? [];
    return {
      text: `(${text})`,
      values: perProbe.map((terms) => terms[k]!.v),
      cost: 1.5,
      inScope: used.every((name) => scope.has(name) || name === 'Math'),
      isOne: false,
    };
  });
}

/** The gradient function's own names for expressions, and everything its code may mention. */
function scopeNames(session: Session, judged: Judged): { names: Map<ExprId, string>; scope: Set<string> } {
  const names = new Map<ExprId, string>();
  const scope = new Set(session.gradient.node.parameters.map((p) => p.name.getText()));
  for (const local of judged.sample.gradient.locals) {
    if (!local.own || session.environment.graph.node(local.e).kind !== 'apply') continue;
    if (!names.has(local.e)) names.set(local.e, local.name);
    scope.add(local.name);
  }
  return { names, scope };
}
