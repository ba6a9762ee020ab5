/**
 * @file Finds the one expression of a wrong gradient that, changed, would make it right, and the change. For each expression the value
 * it would need at every sample is solved for; then the needed values are recognised: the opposite sign, a factor, a term,
 * another variable, another operator. How a repair is told to the user is in `explain.ts`.
 */
import ts from 'typescript';
import type { Graph } from '../math/expr/graph.ts';
import type { Override } from '../frontend/trace/machine.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { Judged } from './decide.ts';
import { isWithin, labelLimits, labelsVary } from './label-limits.ts';
import { type Quantity, quantities } from './quantities.ts';
import { type Binding, runGradient, type Session } from './session.ts';
import { gradientLeaves } from './targets.ts';

/** What to do with the expression so that the gradient is right. */
export type Change =
  | { readonly kind: 'negate' }
  /** Multiply by a quantity, or divide by it. */
  | { readonly kind: 'multiply' | 'divide'; readonly by: Quantity }
  | { readonly kind: 'add' | 'subtract'; readonly term: Quantity }
  | { readonly kind: 'replace'; readonly by: Quantity }
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly swapped: boolean };

export interface Repair {
  readonly node: ts.Expression;
  readonly change: Change;
  /** Smaller is simpler; used to choose, and to prefer saying nothing over saying something far-fetched. */
  readonly cost: number;
}

/** One sample prepared for asking "what if this expression had another value?". */
interface Probe {
  readonly judged: Judged;
  readonly expected: readonly number[];
}

/** What an expression would have to be at one probe. */
interface Need {
  /** Its value now, and the value that makes the gradient right. */
  readonly present: number;
  readonly wanted: number;
}

const maxProbes = 10;
const matchTolerance = 1e-7;

/** Stands for the unknown factor or term in a trace; no identifier of the language can be spelt like it. */
const unknownSymbol = '?';

/**
 * The simplest single change that makes the gradient right at every sample looked at; null when there is none. Code written for
 * some labels alone is wrong at the others whatever is changed, so those that it may be written for are tried by themselves.
 */
export function findRepair(session: Session, binding: Binding, judged: readonly Judged[]): Repair | null {
  const some = labelLimits.flatMap((limit) => {
    const within = judged.filter((j) => isWithin(limit.labels, j));
    return labelsVary(within, limit) ? [within] : [];
  });
  for (const samples of [judged, ...some]) {
    const found = findRepairAt(session, binding, samples);
    if (found !== null) return found;
  }
  return null;
}

function findRepairAt(session: Session, binding: Binding, judged: readonly Judged[]): Repair | null {
  const probes = makeProbes(session.environment.graph, judged);
  if (probes.filter((p) => p.judged.judgement.kind === 'different').length < 3) return null;
  const known = quantities(
    session,
    probes.map((p) => p.judged),
  );
  let best: Repair | null = null;
  for (const node of candidateNodes(session, probes)) {
    const needs = neededValues(session, binding, probes, node);
    if (needs === null) continue;
    const repair = recognise(probes, node, needs, known);
    if (repair !== null && (best === null || repair.cost < best.cost)) best = repair;
  }
  return best === null ? null : widened(session, binding, probes, best);
}

function makeProbes(graph: Graph, judged: readonly Judged[]): Probe[] {
  // Wrong samples first, then right ones: a repair must not break what works.
  const chosen = [
    ...judged.filter((j) => j.judgement.kind === 'different').slice(0, maxProbes - 3),
    ...judged.filter(({ judgement: j }) => j.kind === 'equal' && j.relative === 0).slice(0, 3),
  ];
  return chosen.map((j) => {
    const values = evaluate(program(graph, j.comparison.expected), j.sample.values);
    return { judged: j, expected: j.comparison.expected.map((id) => values.get(id)!) };
  });
}

/** Expressions of the gradient function that had a number in a wrong probe, in source order, outer before inner. */
function candidateNodes(session: Session, probes: readonly Probe[]): ts.Expression[] {
  const { node: root } = session.gradient;
  const found = new Set<ts.Expression>();
  for (const probe of probes) {
    if (probe.judged.judgement.kind !== 'different') continue;
    for (const node of probe.judged.sample.gradient.numbers.keys()) {
      const inside =
        node.getSourceFile() === session.gradient.file.tree && node.pos >= root.pos && node.end <= root.end;
      if (inside && !isTarget(node)) found.add(node as ts.Expression);
    }
  }
  return [...found].sort((a, b) => a.getStart() - b.getStart() || b.end - a.end).slice(0, 120);
}

/** Parenthesised expressions repeat their content, and the left side of an assignment is not a value. */
function isTarget(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) return true;
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** What the expression would have to be at each probe; null when nothing makes all of them right. */
function neededValues(
  session: Session,
  binding: Binding,
  probes: readonly Probe[],
  node: ts.Expression,
): (Need | null)[] | null {
  const needs: (Need | null)[] = [];
  for (const probe of probes) {
    const need = neededValue(session, binding, probe, node);
    if (need === 'impossible') return null;
    needs.push(need);
  }
  return needs;
}

/** Null when the probe does not reach the expression and is right without it. */
function neededValue(
  session: Session,
  binding: Binding,
  probe: Probe,
  node: ts.Expression,
): Need | null | 'impossible' {
  const { judgement, sample, comparison } = probe.judged;
  const wrong = judgement.kind === 'different' ? judgement.wrong : [];
  const number = sample.gradient.numbers.get(node);
  if (number === undefined) return wrong.length > 0 ? 'impossible' : null;
  const everywhere = whatIf(session, binding, probe, node, number.v, 'every round');
  if (everywhere === null) return 'impossible';
  if (wrong.length === 0) {
    // Where the result does not depend on the expression, as on a factor of a label that is 0, it may be anything.
    const [one, other] = [everywhere.at(1), everywhere.at(1.5)];
    return one.some((v, k) => v !== other[k]) ? { present: number.v, wanted: number.v } : null;
  }
  const all = comparison.actual.map((_, k) => k);
  const solved = solveFor(everywhere, probe, wrong[0]!, all);
  if (solved !== null) return { present: number.v, wanted: everywhere.isFactor ? number.v * solved : solved };
  // In a loop over the entries each round needs another value. The last round is asked about, whose names are the ones still known.
  const last = comparison.actual.length - 1;
  if (everywhere.rounds < 2 || !wrong.includes(last)) return 'impossible';
  const inLastRound = whatIf(session, binding, probe, node, number.v, everywhere.rounds);
  const wanted = inLastRound === null ? null : solveFor(inLastRound, probe, last, [last]);
  if (inLastRound === null || wanted === null) return 'impossible';
  return { present: number.v, wanted: inLastRound.isFactor ? number.v * wanted : wanted };
}

/** The gradient as a function of an unknown factor, or term, on one expression. */
interface WhatIf {
  /** All components for a value of the unknown. */
  at(x: number): readonly number[];
  /** Whether the unknown multiplies the expression; it is added where the expression is 0. */
  readonly isFactor: boolean;
  /** How often the expression was evaluated. */
  readonly rounds: number;
}

/** @param round the one evaluation of the expression that is changed, counted from 1, or all of them. */
function whatIf(
  session: Session,
  binding: Binding,
  { judged: { sample, comparison } }: Probe,
  node: ts.Expression,
  present: number,
  round: number | 'every round',
): WhatIf | null {
  const { graph } = session.environment;
  const unknown = graph.symbol(unknownSymbol);
  const op = present === 0 ? 'add' : 'mul';
  let rounds = 0;
  const override: Override = {
    node,
    change: (build, value) => {
      rounds++;
      return round === 'every round' || round === rounds ? { ...value, e: build.op(op, value.e, unknown) } : value;
    },
  };
  const { trace } = runGradient(session, binding, sample.draw, sample.value, override, sample.overrides);
  if (trace.kind !== 'traced') return null;
  const leaves = gradientLeaves(trace.outputs);
  if (leaves.length !== comparison.actual.length) return null;
  const ids = leaves.map((leaf) => leaf.e);
  const code = program(graph, ids);
  const at = (x: number): readonly number[] => {
    const values = evaluate(code, { get: (name) => (name === unknownSymbol ? x : sample.values.get(name)) });
    return ids.map((id) => values.get(id)!);
  };
  return { at, isFactor: op === 'mul', rounds };
}

/** The unknown that makes one component right, if it makes all of the given ones right. */
function solveFor(
  { at, isFactor }: WhatIf,
  { expected }: Probe,
  component: number,
  all: readonly number[],
): number | null {
  const goal = expected[component]!;
  const given = (x: number): number => at(x)[component]!;
  // Where the expression is divided by, its reciprocal is what the result depends on linearly.
  // The opposite sign is the commonest mistake, and need not be looked for.
  const solved =
    (isFactor && isNear(given(-1), goal) ? -1 : null) ??
    solve(given, isFactor ? 1 : 0, goal) ??
    (isFactor ? reciprocal(solve((x) => given(1 / x), 1, goal)) : null) ??
    solve(given, -1, goal);
  if (solved === null) return null;
  const values = at(solved);
  return all.every((k) => isNear(values[k]!, expected[k]!)) ? solved : null;
}

function isNear(x: number, y: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= matchTolerance * Math.max(Math.abs(x), Math.abs(y)) + 1e-13;
}

function reciprocal(x: number | null): number | null {
  return x === null || x === 0 ? null : 1 / x;
}

/** x with f(x) = goal by the secant method from `start`; exact in one step where f is affine, as it mostly is. */
function solve(f: (x: number) => number, start: number, goal: number): number | null {
  let x0 = start;
  let f0 = f(x0);
  let x1 = start === 0 ? 1 : start * 1.5;
  for (let i = 0; i < 30; i++) {
    const f1 = f(x1);
    if (!Number.isFinite(f1)) return null;
    if (Math.abs(f1 - goal) <= 1e-10 * Math.max(1e-4, Math.abs(goal))) return x1;
    if (f1 === f0) return null;
    const next = x1 + ((goal - f1) * (x1 - x0)) / (f1 - f0);
    if (!Number.isFinite(next)) return null;
    x0 = x1;
    f0 = f1;
    x1 = next;
  }
  return null;
}

const weights = {
  negate: 1,
  operator: 2,
  power: 2.2,
  function: 2.3,
  replace: 2.4,
  multiply: 3,
  divide: 3,
  add: 5,
  subtract: 5,
} as const;

/** Reads the needed values: which change of the present ones gives them? */
function recognise(
  probes: readonly Probe[],
  node: ts.Expression,
  needs: readonly (Need | null)[],
  known: readonly Quantity[],
): Repair | null {
  const every = (test: (v: number, want: number, i: number) => boolean): boolean =>
    needs.every((need, i) => need === null || test(need.present, need.wanted, i));
  const size = 1 + Math.log2(1 + node.getText().length) / 8;
  const repair = (change: Change, extra = 0): Repair => ({ node, change, cost: (weights[change.kind] + extra) * size });
  if (every((v, want) => isNear(-v, want))) return repair({ kind: 'negate' });
  for (const exponent of ts.isNumericLiteral(node) ? [] : [2, 3]) {
    if (every((v, want) => isNear(v ** exponent, want))) return repair({ kind: 'power', exponent });
  }
  let best: Repair | null = operatorChange(probes, node, needs, repair) ?? functionChange(probes, node, needs, repair);
  const consider = (candidate: Repair): void => {
    if (best === null || candidate.cost < best.cost) best = candidate;
  };
  const isLeaf =
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node);
  for (const quantity of known) {
    const at = (i: number): number => quantity.values[i]!;
    const isZero = quantity.values.every((v) => v === 0);
    // What vanishes at these samples, as y·(1 − y) does for hard labels, stands for nothing that was meant.
    if (!quantity.values.every(Number.isFinite) || (isZero && quantity.text !== '0')) continue;
    // A name is mistaken for another name; one that belongs nowhere is a factor or a term too much.
    const isAlike = ts.isNumericLiteral(node) || !/^[\d.]/.test(quantity.text);
    if (isLeaf && isAlike && every((_, want, i) => isNear(at(i), want)))
      // A name stands in the place of another name rather than of a whole formula.
      consider(
        repair(
          { kind: 'replace', by: quantity },
          quantity.cost >= 0.8 && !ts.isNumericLiteral(node) ? quantity.cost + 1.5 : quantity.cost,
        ),
      );
    if (quantity.isOne || isZero) continue;
    if (every((v, want, i) => isNear(v * at(i), want)))
      consider(repair({ kind: 'multiply', by: quantity }, quantity.cost));
    if (every((v, want, i) => isNear(v / at(i), want)))
      consider(repair({ kind: 'divide', by: quantity }, quantity.cost));
  }
  // A forgotten root or reciprocal is rarer than a factor too much or too little.
  for (const exponent of ts.isNumericLiteral(node) ? [] : [0.5, -1]) {
    if (every((v, want) => isNear(v ** exponent, want)))
      consider(repair({ kind: 'power', exponent }, exponent > 0 ? 0.5 : 1.5));
  }
  for (const quantity of known) {
    const at = (i: number): number => quantity.values[i]!;
    if (!quantity.values.every(Number.isFinite)) continue;
    if (every((v, want, i) => isNear(v + at(i), want)))
      consider(repair({ kind: 'add', term: quantity }, quantity.cost));
    if (every((v, want, i) => isNear(v - at(i), want)))
      consider(repair({ kind: 'subtract', term: quantity }, quantity.cost));
  }
  return best;
}

const operators = new Map<ts.SyntaxKind, Operator>([
  [ts.SyntaxKind.PlusToken, '+'],
  [ts.SyntaxKind.MinusToken, '-'],
  [ts.SyntaxKind.AsteriskToken, '*'],
  [ts.SyntaxKind.SlashToken, '/'],
  [ts.SyntaxKind.AsteriskAsteriskToken, '**'],
]);
const meanings = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
} as const;

type Operator = '+' | '-' | '*' | '/' | '**';

/** What an operator is taken for. That `1 / p` happens to be what `1 - p` should have been explains nothing. */
const confusable: { readonly [written in Operator]: readonly Operator[] } = {
  '+': ['+', '-', '*'],
  '-': ['-', '+'],
  '*': ['*', '/', '+', '**'],
  '/': ['/', '*'],
  '**': ['**', '*'],
};

const functions = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'cbrt',
  'abs',
  'sign',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sinh',
  'cosh',
  'atan',
] as const;

/** Another function of `Math` of the same argument. */
function functionChange(
  probes: readonly Probe[],
  node: ts.Expression,
  needs: readonly (Need | null)[],
  repair: (change: Change, extra?: number) => Repair,
): Repair | null {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return null;
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Math') return null;
  const args = probes.map((p) => p.judged.sample.gradient.numbers.get(node.arguments[0]!)?.v);
  const name = functions.find((candidate) =>
    needs.every((need, i) => need === null || (args[i] !== undefined && isNear(Math[candidate](args[i]), need.wanted))),
  );
  return name === undefined ? null : repair({ kind: 'function', name });
}

/** Another operator between the same operands, or the operands the other way round. */
function operatorChange(
  probes: readonly Probe[],
  node: ts.Expression,
  needs: readonly (Need | null)[],
  repair: (change: Change, extra?: number) => Repair,
): Repair | null {
  const written = ts.isBinaryExpression(node) ? operators.get(node.operatorToken.kind) : undefined;
  if (!ts.isBinaryExpression(node) || written === undefined) return null;
  const operands = probes.map((p) => {
    const { numbers } = p.judged.sample.gradient;
    return [numbers.get(node.left)?.v, numbers.get(node.right)?.v] as const;
  });
  for (const operator of confusable[written]) {
    for (const swapped of [false, true]) {
      const right = needs.every((need, i) => {
        const [a, b] = operands[i]!;
        if (need === null) return true;
        if (a === undefined || b === undefined) return false;
        return isNear(swapped ? meanings[operator](b, a) : meanings[operator](a, b), need.wanted);
      });
      if (!right) continue;
      const isInverse = /^[-+]{2}$|^[*/]{2}$/.test(written + operator);
      return repair({ kind: 'operator', operator, swapped }, (swapped ? 1 : 0) + (isInverse ? 0 : 2.5));
    }
  }
  return null;
}

/** A sign or a factor belongs to the whole product it stands in, so the repair is told of the product. */
function widened(session: Session, binding: Binding, probes: readonly Probe[], repair: Repair): Repair {
  const { change } = repair;
  if (change.kind !== 'negate' && change.kind !== 'multiply' && change.kind !== 'divide') return repair;
  let { node } = repair;
  for (;;) {
    let parent: ts.Node = node.parent;
    while (ts.isParenthesizedExpression(parent)) parent = parent.parent;
    const product =
      ts.isBinaryExpression(parent) &&
      (parent.operatorToken.kind === ts.SyntaxKind.AsteriskToken ||
        (parent.operatorToken.kind === ts.SyntaxKind.SlashToken && contains(parent.left, node)));
    const sign = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken;
    // sin(−x) = −sin(x): the sign is that of the call.
    const odd = ts.isCallExpression(parent) && parent.arguments.length === 1 && change.kind === 'negate';
    if (!product && !sign && !odd) break;
    const needs = neededValues(session, binding, probes, parent as ts.Expression);
    if (needs === null) break;
    if (odd && !needs.every((need) => need === null || isNear(-need.present, need.wanted))) break;
    node = parent as ts.Expression;
  }
  return { ...repair, node };
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}
