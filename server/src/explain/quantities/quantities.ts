/**
 * @file Quantities that a wrong gradient may have forgotten, added or confused: the inputs and named intermediates of the two
 * functions, simple forms of them, small constants, the number of elements, and the terms of the derived gradient.
 */
import * as ts from 'typescript';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import type { LocalBinding } from '../../frontend/trace/machine.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import { forEachDescendant } from '../../frontend/parse.ts';
import { printCode } from '../../math/expr/print.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import { kinkClearance } from '../../math/numeric/tolerance.ts';
import { engineOf, isOwnGradient, namesAround, numbersInClosure } from './closure-names.ts';
import { counts, isCount, tensorParameters } from './counts.ts';
import type { Judged } from '../../check/attempt.ts';
import { summands } from '../../check/conventions/expected.ts';
import {
  atomic,
  constants,
  forms,
  isActivation,
  ofMeanSquare,
  pairForms,
  productOfTwo,
  slopes,
  sumsOfSquares,
} from './forms.ts';
import { fieldsLeft } from './fields-left.ts';
import { numeralsOf } from './numerals.ts';
import { isNear, type Place } from '../search/needed-values.ts';
import { bare, isAssignment, isLocalOf } from '../operands.ts';
import { memberOf } from '../../check/sampling/modes.ts';
import type { Session } from '../../check/sampling/session.ts';

export interface Quantity {
  /** As the user would write it. */
  readonly text: string;
  /** Its value where an expression was evaluated. */
  readonly at: (place: Place) => number;
  /** How far-fetched it is: 0 for a name, more for compositions. */
  readonly cost: number;
  /** True for the constant 1, which is no factor. */
  readonly isOne: boolean;
  /** A number or a count of elements, which may be a factor of a number in the code. */
  readonly isNumber: boolean;
  /** True when the gradient function has the names, so that the text may be put into its code. */
  readonly inScope: boolean;
  /** Set where the gradient calls something else by that name: it may stand in the place of another one, and nothing more can be said of it. */
  readonly isNamesake?: true;
  /** What was derived, as the first of the samples has it. */
  readonly formula?: ExprId;
}

/** What it costs that a function which the gradient calls should have something that it is not given. */
const costOfForeign = 1.5;

/** Largest number of names that are combined in pairs. */
const maxNames = 14;
/** Of further ones, as a cell of a network has, only the products are made. */
const mostMultiplied = 24;

/** @param root the function in which they are to stand: the gradient, or one that it calls. */
export function quantities(
  session: Session,
  judged: readonly Judged[],
  root: FunctionNode = session.gradient.node,
): readonly Quantity[] {
  const found: Quantity[] = [];
  const isOwn = root === session.gradient.node;
  const add = (text: string, values: readonly number[], cost: number, inScope: boolean): void => {
    // `Math.sign(max)` is 1 wherever a maximum is positive: a form that never changes is there by chance.
    const isConstant = values.every((v) => v === values[0] || Number.isNaN(v));
    if (isConstant && cost > 0.2) return;
    const isNumber = isConstant || isCount(text);
    const at = ({ probe }: Place): number => values[probe]!;
    found.push({
      text,
      at,
      cost: cost + (inScope || isOwn ? 0 : costOfForeign),
      inScope,
      isNumber,
      isOne: values.every((v) => v === 1 || Number.isNaN(v)),
    });
  };
  const numerals = numeralsOf(session.value.node).map((text) => [text, Number(text)] as const);
  for (const [text, value] of [...constants, ...numerals]) {
    const values = judged.map(() => value);
    add(text, values, 0.2, true);
  }
  const names = namedValues(session, judged, root).filter(({ values }) => !areRests(values));
  // Where the value is one number, a count that it lacks is that of a mean, whatever the gradient calls it.
  const isNamed = (count: readonly number[]): boolean =>
    judged.some(({ sample }) => sample.value.outputs.length > 1) &&
    names.some(({ inScope, values }) => inScope && values.every((v, i) => v === count[i]));
  for (const { text, values } of counts(session, judged)) {
    if (!isNamed(values)) add(text, values, 0, true);
    const isCounted = (name: string): boolean => root.parameters.some((parameter) => parameter.name.getText() === name);
    const named =
      names.find((name) => isCounted(name.text) && name.values.every((v, i) => v === values[i]))?.text ?? text;
    add(ofMeanSquare.text(named, atomic(named)), values.map(ofMeanSquare.of), ofMeanSquare.cost, true);
  }
  for (const { text, values, inScope } of names) {
    for (const form of forms) add(form.text(text, atomic(text)), values.map(form.of), form.cost, inScope);
  }
  // With what is 0 everywhere nothing is made of a name but itself, its opposite or 0.
  const nonzero = names.filter(({ values }) => values.some((v) => v !== 0));
  const combinable = nonzero.slice(0, maxNames);
  combinable.forEach((a, i) => {
    for (const b of combinable.slice(i + 1)) {
      const isLabel = [a, b].some(({ values }) => values.every((v) => Math.abs(v) === Math.abs(values[0]!)));
      for (const form of pairForms) {
        // The square of a label is 1 by chance.
        if (isLabel && sumsOfSquares.includes(form)) continue;
        const combined = a.values.map((x, k) => form.of(x, b.values[k]!));
        add(form.text(a.text, b.text), combined, form.cost, a.inScope && b.inScope);
      }
    }
    for (const b of nonzero.slice(maxNames, mostMultiplied)) {
      const product = a.values.map((x, k) => productOfTwo.of(x, b.values[k]!));
      add(productOfTwo.text(a.text, b.text), product, productOfTwo.cost, a.inScope && b.inScope);
    }
  });
  for (const { text, values, inScope } of subexpressions(session, judged, root)) {
    add(text, values, 0.9, inScope);
    add(
      `(1 - ${text})`,
      values.map((x) => 1 - x),
      1.4,
      inScope,
    );
    for (const form of isActivation(text) ? slopes : []) {
      add(form.text(text, atomic(text)), values.map(form.of), 0.9 + form.cost, inScope);
    }
  }
  found.push(...namesakesOf(session, judged, names));
  found.push(...derivedParts(session, judged, root));
  return found;
}

/** Whether they are what an iteration leaves where it has come to rest: nothing but rounding. */
function areRests(values: readonly number[]): boolean {
  return values.every((v) => Math.abs(v) < kinkClearance) && values.some((v) => v !== values[0]);
}

interface Named {
  readonly text: string;
  readonly values: readonly number[];
  readonly inScope: boolean;
}

/** What the value calls by a name that the gradient gives to something else, as `n` of the examples that count beside `n` of all. */
function namesakesOf(session: Session, judged: readonly Judged[], names: readonly Named[]): readonly Quantity[] {
  const locals = judged.map((j) => new Map(lastingLocals(session, j).map((l) => [l.name, l.v])));
  return [...(locals[0]?.keys() ?? [])].flatMap((name): readonly Quantity[] => {
    const own = names.find(({ text, inScope }) => inScope && text === name);
    const values = own === undefined ? null : valuesAt(judged, (i) => locals[i]!.get(name));
    if (own === undefined || values === null || values.every((v, i) => v === own.values[i])) return [];
    const at = ({ probe }: Place): number => values[probe]!;
    return [{ text: name, at, cost: 0.1, isOne: false, isNumber: false, inScope: false, isNamesake: true }];
  });
}

/** Whether `this.n` is an argument of the constructor that it does not keep under that name. */
function isNoField({ sample: { value, gradient } }: Judged, path: string): boolean {
  const field = /^this\.([\w$]+)/.exec(path)?.[1];
  const objects = [value.self, gradient.self].filter((self) => typeof self === 'object' && self?.kind === 'object');
  return field !== undefined && objects.length > 0 && !objects.some((self) => self.fields.has(field));
}

/** Inputs and locals that have a value at every probe, the gradient function's own first. */
function namedValues(session: Session, judged: readonly Judged[], root: FunctionNode): Named[] {
  const own = judged.map((j) => new Map(localsOf(root, j).map((l) => [l.name, l.v])));
  const value = judged.map((j) => new Map(lastingLocals(session, j).map((l) => [l.name, l.v])));
  const inputs = judged.map((j) => withLastEntries(session, j.sample.values));
  const found = new Map<string, Named>();
  const collect = (maps: readonly ReadonlyMap<string, number>[], inScope: boolean): void => {
    for (const name of maps[0]?.keys() ?? []) {
      // `_` says that nobody uses it.
      if (found.has(name) || name === '_') continue;
      const values = valuesAt(judged, (i) => maps[i]!.get(name));
      if (values !== null) found.set(name, { text: name, values, inScope });
    }
  };
  collect(own, true);
  collect(readNames(session, judged, 'gradient'), root === session.gradient.node);
  const engine = engineOf(session, root);
  if (engine !== null) {
    collect(
      judged.map((j) => numbersInClosure(session, engine, j)),
      true,
    );
    return [...found.values()].filter(({ text }) => !isOwnGradient(engine, text));
  }
  if (/\bthis\./.test(root.getText())) collect(judged.map(keptNumbers), true);
  const parameters = new Set(root.parameters.map((p) => p.name.getText()));
  const taken = namesOfParts(root);
  for (const name of inputs[0]?.keys() ?? []) {
    if (isNoField(judged[0]!, name)) continue;
    const values = found.has(name) ? null : valuesAt(judged, (i) => inputs[i]!.get(name));
    if (values === null) continue;
    // Parameters that are taken apart have no name; what the gradient calls their parts is among its variables, used or not.
    const own = /^arg\d+\.([A-Za-z_$][\w$]*)$/.exec(name)?.[1];
    const text =
      own !== undefined && takesApart(session, own) ? own : (elementNamed(root, name) ?? taken.get(name) ?? name);
    const isKnown = text !== name || parameters.has(name.replace(/[[.].*$/, ''));
    if (text === name || !found.has(text)) found.set(text, { text, values, inScope: isKnown });
  }
  collect(value, false);
  // A field of `this`, or a constant, is there for both.
  const ofValue = readNames(session, judged, 'value');
  const sameVariables = sharedConstants(session, root);
  const isShared = (name: string): boolean =>
    /^this\.\w+$|^[A-Z][A-Z0-9_]+$/.test(name) || sameVariables.includes(name.replace(/\..*$/, ''));
  const some = (shared: boolean): Map<string, number>[] =>
    ofValue.map((m) => new Map([...m].filter(([name]) => isShared(name) === shared)));
  collect(some(true), true);
  collect(some(false), false);
  const isMode = (name: string): boolean => judged.some(({ sample }) => memberOf(sample, name) !== null);
  return [...found.values()].filter(({ text }) => !isMode(text));
}

/** The numbers that the value leaves in its object, whether the gradient reads them or not. */
function keptNumbers({ sample }: Judged): ReadonlyMap<string, number> {
  return new Map(
    [...fieldsLeft(sample)].flatMap(([name, field]) =>
      typeof field === 'object' && field?.kind === 'number' ? [[`this.${name}`, field.v] as const] : [],
    ),
  );
}

function localsOf(root: FunctionNode, { sample }: Judged): readonly LocalBinding[] {
  return sample.gradient.locals.filter((local) => isLocalOf(root, local));
}

/** The locals of the value that have a number when it ends: what counts the rounds of a loop, or a callback is given, has many. */
function lastingLocals({ value: { node: root } }: Session, { sample: { value } }: Judged): readonly LocalBinding[] {
  const passing = passingNames(root);
  return value.locals.filter(({ name, own }) => !own || !passing.has(name));
}

/** What a function names in the heads of its loops and as parameters of functions within. */
function passingNames(root: FunctionNode): ReadonlySet<string> {
  const found = new Set<string>();
  forEachDescendant(root, (node) => {
    const isOfLoop = ts.isVariableDeclaration(node) && ts.isIterationStatement(node.parent.parent, false);
    const isPassing = isOfLoop || (ts.isParameter(node) && node.parent !== root);
    if (isPassing && ts.isIdentifier(node.name)) found.add(node.name.text);
  });
  return found;
}

/** Whether a parameter of the gradient is a pattern that gives a field its own name. */
function takesApart({ gradient }: Session, field: string): boolean {
  return gradient.node.parameters.some(
    ({ name }) =>
      ts.isObjectBindingPattern(name) &&
      name.elements.some((e) => e.propertyName === undefined && ts.isIdentifier(e.name) && e.name.text === field),
  );
}

/** What a parameter that is a pattern, as `[w, h]`, calls the entry at a path such as `arg1[0]`. */
function elementNamed(root: FunctionNode, path: string): string | null {
  const [, parameter, entry] = /^arg(\d+)\[(\d+)\]$/.exec(path) ?? [];
  const pattern = root.parameters[Number(parameter) - 1]?.name;
  const element =
    pattern !== undefined && ts.isArrayBindingPattern(pattern) ? pattern.elements[Number(entry)] : undefined;
  return element !== undefined && ts.isBindingElement(element) && ts.isIdentifier(element.name)
    ? element.name.text
    : null;
}

/** What a function calls the parts of an argument that it takes apart first: `v[0]` is `x` after `const [x, y] = v`. */
function namesOfParts(root: FunctionNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const { body } = root;
  if (body === undefined || !ts.isBlock(body)) return names;
  for (const statement of body.statements.filter(ts.isVariableStatement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isIdentifier(initializer) || ts.isIdentifier(name)) continue;
      name.elements.forEach((element, i) => {
        if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) return;
        const key = ts.isArrayBindingPattern(name) ? `[${i}]` : `.${(element.propertyName ?? element.name).getText()}`;
        names.set(initializer.text + key, element.name.text);
      });
    }
  }
  return names;
}

/** Values that are there wherever the gradient is wrong; NaN where it is right and the code went another way. */
function valuesAt(judged: readonly Judged[], valueAt: (i: number) => number | undefined): number[] | null {
  const values = judged.map((_, i) => valueAt(i));
  const isThere = judged.every(({ judgement }, i) => judgement.kind !== 'different' || values[i] !== undefined);
  return isThere ? values.map((v) => v ?? NaN) : null;
}

/** What is read under a name of its own: `this.delta`, `options.alpha`, a constant around the function. */
function readNames(session: Session, judged: readonly Judged[], side: 'gradient' | 'value'): Map<string, number>[] {
  const { node: root } = session[side];
  const isConstant = (name: ts.Identifier): boolean =>
    /^[A-Z][A-Z0-9_]+$/.test(name.text) || !bindsName(root, name.text);
  const isName = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) || (ts.isIdentifier(node) && isConstant(node));
  return judged.map(
    (j) =>
      new Map([...j.sample[side].numbers].filter(([node]) => isName(node)).map(([node, { v }]) => [node.getText(), v])),
  );
}

/** Whether a function declares a name, as a parameter or variable of its own or of a function within. */
function bindsName(root: FunctionNode, name: string): boolean {
  let binds = false;
  forEachDescendant(root, (node) => {
    const isBinding = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
    binds ||= isBinding && ts.isIdentifier(node.name) && node.name.text === name;
    return !binds;
  });
  return binds;
}

/** A tensor argument stands for its last entry, as an expression does that is a tensor. */
function withLastEntries(session: Session, values: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const tensors = tensorParameters(session);
  if (tensors.length === 0) return values;
  const last = tensors.flatMap((name) => {
    const entry = [...values.keys()].findLast((path) => path.startsWith(`${name}[`));
    return entry === undefined ? [] : [[name, values.get(entry)!] as const];
  });
  const isEntry = (path: string): boolean => tensors.some((name) => path.startsWith(`${name}[`));
  return new Map([...last, ...[...values].filter(([path]) => !isEntry(path))]);
}

/** Longest piece of code that is offered as what is missing. */
export const longestPiece = 48;

/** Parts of the two functions' own code: a factor that was forgotten usually stands in the value, or elsewhere in the gradient. */
function subexpressions(session: Session, judged: readonly Judged[], root: FunctionNode): Named[] {
  const engine = engineOf(session, root);
  const parameters =
    engine === null
      ? new Set([...root.parameters.map((p) => p.name.getText()), ...sharedConstants(session, root)])
      : namesAround(session, engine);
  const isOwn = root === session.gradient.node;
  const found = new Map<string, Named>();
  for (const side of ['gradient', 'value'] as const) {
    const { numbers, lastEntries } = judged[0]?.sample[side] ?? {};
    for (const node of [...(numbers?.keys() ?? []), ...(lastEntries?.keys() ?? [])]) {
      const text = node.getText();
      const isPiece =
        (ts.isBinaryExpression(node) && !isAssignment(node)) ||
        ts.isCallExpression(node) ||
        ts.isElementAccessExpression(node);
      if (!isPiece || text.length > longestPiece || text.includes('\n') || found.has(text)) continue;
      const entry = (i: number): number | undefined => {
        const trace = judged[i]!.sample[side];
        return (trace.numbers.get(node) ?? trace.lastEntries.get(node))?.v;
      };
      const values = valuesAt(judged, entry);
      if (values === null) continue;
      const names = text.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g) ?? [];
      const inScope = (side === 'gradient' && isOwn) || names.every((name) => name === 'Math' || parameters.has(name));
      found.set(text, { text, values, inScope });
      const slope = slopeOfPower(node, judged, side);
      if (slope !== null && !found.has(slope.text)) found.set(slope.text, { ...slope, inScope });
    }
  }
  return [...found.values()];
}

/** `n * x ** (n - 1)` of `x ** n`: what the chain rule makes of a power that stands somewhere else. */
function slopeOfPower(
  node: ts.Node,
  judged: readonly Judged[],
  side: 'gradient' | 'value',
): Pick<Named, 'text' | 'values'> | null {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.AsteriskAsteriskToken) return null;
  const exponent = node.right.getText();
  if (!ts.isIdentifier(node.right) && !ts.isPropertyAccessExpression(node.right)) return null;
  const [base, power] = [bare(node.left), node.right].map((operand) =>
    valuesAt(judged, (i) => judged[i]!.sample[side].numbers.get(operand)?.v),
  );
  if (base === null || base === undefined || power === null || power === undefined) return null;
  const values = base.map((x, i) => power[i]! * x ** (power[i]! - 1));
  return { text: `${exponent} * ${node.left.getText()} ** (${exponent} - 1)`, values };
}

/** Variables at the top of both functions that are set to the same, as `const t = this.target`. */
function sharedConstants({ value }: Session, root: FunctionNode): readonly string[] {
  const declared = ({ body }: FunctionNode): ReadonlyMap<string, string> => {
    const statements: readonly ts.Statement[] = body !== undefined && ts.isBlock(body) ? body.statements : [];
    const all = statements.flatMap((each) => (ts.isVariableStatement(each) ? each.declarationList.declarations : []));
    return new Map(all.map(({ name, initializer }) => [name.getText(), initializer?.getText() ?? '']));
  };
  const own = declared(root);
  return [...declared(value.node)].flatMap(([name, text]) => (text !== '' && own.get(name) === text ? [name] : []));
}

/** Terms of the derived gradient's failing component, and factors of these: what a gradient lacks that forgot one. */
function derivedParts(session: Session, judged: readonly Judged[], root: FunctionNode): Quantity[] {
  const { graph } = session.environment;
  const wholes = judged.map(({ judgement, comparison }) => {
    const index = judgement.kind === 'different' ? judgement.wrong[0]! : 0;
    return [comparison.expected[index]!];
  });
  const terms = wholes.map(([whole]) => summands(graph, whole!));
  const isSum = terms[0] !== undefined && terms[0].length > 1;
  const parts = terms.map((own) => own.flatMap((term) => computedFactors(graph, term)));
  return [
    ...(isSum ? partsOf(session, judged, root, terms, 1.5) : []),
    ...partsOf(session, judged, root, parts, 1.1),
    ...(isKnownElsewhere(graph, judged) ? [] : partsOf(session, judged, root, wholes, 1.7)),
  ];
}

/** Whether the whole derivative is nothing new: there are other entries like it, or another branch of the gradient has it. */
function isKnownElsewhere(graph: Graph, judged: readonly Judged[]): boolean {
  if (judged.some(({ comparison }) => comparison.actual.length !== 1)) return true;
  const isWrong = ({ judgement }: Judged): boolean => judgement.kind === 'different';
  const others = new Set(judged.filter((j) => !isWrong(j)).map(({ comparison }) => comparison.actual[0]!));
  return [...others].some((id) =>
    judged.filter(isWrong).every(({ comparison: { expected }, sample }) => {
      const at = evaluate(program(graph, [expected[0]!, id]), sample.values);
      return isNear(at.get(id)!, at.get(expected[0]!)!);
    }),
  );
}

/** Factors of a product, and of the numerator of a quotient, that are more than a name or a number. */
function computedFactors(graph: Graph, root: ExprId): readonly ExprId[] {
  const node = graph.node(root);
  if (node.kind !== 'apply') return [];
  if (node.op === 'neg' || node.op === 'div') return computedFactors(graph, node.args[0]!);
  return node.op === 'mul' ? node.args.flatMap((arg) => computedFactors(graph, arg)) : [root];
}

/** More of them are not looked at. */
const mostParts = 24;
/** Longest formula that is named as what is missing. */
const longestPart = 120;

/** Expressions that each probe has in the same order. */
function partsOf(
  session: Session,
  judged: readonly Judged[],
  root: FunctionNode,
  parts: readonly (readonly ExprId[])[],
  cost: number,
): Quantity[] {
  const { graph } = session.environment;
  const [first] = parts;
  if (first === undefined || first.length > mostParts) return [];
  if (!parts.every((own) => own.length === first.length)) return [];
  const { names, scope } = scopeNames(session, judged[0]!, root);
  const valuesAt = judged.map((j, i) => evaluate(program(graph, parts[i]!), j.sample.values));
  return first.flatMap((id, k): Quantity[] => {
    const text = printCode(graph, id, names, longestPart);
    if (text === null) return [];
    const values = parts.map((own, i) => valuesAt[i]!.get(own[k]!)!);
    const used = text.match(/(?<![\w$.])[A-Za-z_$][\w$]*\b(?!\s*\()/g) ?? [];
    const inScope = used.every((name) => scope.has(name) || name === 'Math');
    return [
      {
        text: atomic(text),
        at: ({ probe }) => values[probe]!,
        cost,
        inScope,
        isOne: false,
        isNumber: false,
        formula: id,
      },
    ];
  });
}

/** A function's own names for expressions, and everything its code may mention. */
function scopeNames(
  session: Session,
  judged: Judged,
  root: FunctionNode,
): { names: Map<ExprId, string>; scope: Set<string> } {
  const names = new Map<ExprId, string>();
  const scope = new Set(root.parameters.map((p) => p.name.getText()));
  for (const local of localsOf(root, judged)) {
    if (local.isEntry || session.environment.graph.node(local.e).kind !== 'apply') continue;
    if (!names.has(local.e)) names.set(local.e, local.name);
    scope.add(local.name);
  }
  return { names, scope };
}
