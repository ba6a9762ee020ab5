/**
 * @file Finds the one expression of a wrong gradient that, changed, would make it right, and the change. Two searches meet here: the
 * value that an expression would need at every sample is solved for (`needed-values.ts`) and recognised (`change.ts`), and the common
 * slips are undone one by one (`edits.ts`). What can be written down is tried (`trial.ts`) on further samples; the simplest wins.
 */
import ts from 'typescript';
import { type Change, recogniseChanges, type Repair } from './change.ts';
import type { Judged } from './decide.ts';
import { editsOf } from './edits.ts';
import { isWithin, labelLimits, labelsVary } from './label-limits.ts';
import { isNear, type Needs, neededValues } from './needed-values.ts';
import { isControl } from './operands.ts';
import { makeProbes, type Probe } from './probe.ts';
import { quantities, type Quantity } from './quantities.ts';
import type { Binding, Session } from './session.ts';
import { isRightWith, parseExpression } from './trial.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Budgets of one search, in runs of the gradient; they keep the search of a long function from holding up the editor. */
const mostTrials = 1500;

/** Nothing is said rather than something more far-fetched than this. */
const mostFarFetched = 7.5;
const mostFarFetchedOfOne = 5;

const mostNodes = 240;

/**
 * The simplest single change that makes the gradient right at every sample looked at; null when there is none. Code written for
 * some labels alone is wrong at the others whatever is changed, so those that it may be written for are tried by themselves.
 * @param component the entry that is shown, for gradients of which no single change mends all entries.
 */
export function findRepair(
  session: Session,
  binding: Binding,
  judged: readonly Judged[],
  component: number,
): Repair | null {
  const some = labelLimits.flatMap((limit) => {
    const within = judged.filter((j) => isWithin(limit.labels, j));
    return labelsVary(within, limit) ? [within] : [];
  });
  for (const samples of [judged, ...some]) {
    const found = new RepairSearch(session, binding, samples, null).run();
    if (found !== null) return found;
  }
  const isVector = (judged[0]?.comparison.keys.length ?? 0) > 1;
  const partial = isVector ? new RepairSearch(session, binding, judged, component).run() : null;
  return partial === null || partial.cost > mostFarFetchedOfOne ? null : { ...partial, isPartial: true };
}

class RepairSearch {
  readonly #session: Session;
  readonly #binding: Binding;
  /** Few samples to search on, more of them to confirm what was found. */
  readonly #probes: readonly Probe[];
  readonly #witnesses: readonly Probe[];
  readonly #needs = new Map<ts.Expression, Needs>();
  #trials = 0;

  constructor(session: Session, binding: Binding, judged: readonly Judged[], component: number | null) {
    this.#session = session;
    this.#binding = binding;
    this.#probes = makeProbes(session, judged, component, 7, 3);
    this.#witnesses = makeProbes(session, judged, component, 16, 8);
  }

  run(): Repair | null {
    const nWrong = this.#probes.filter(({ wrong }) => wrong.length > 0).length;
    const nodes = expressionsOf(this.#session);
    // Any quantity may explain one number. An edit that mends the one sample and leaves the others right says more.
    if (nWrong === 0 || (nWrong === 1 && this.#probes.length < 4)) return null;
    const changes = nWrong === 1 ? [] : this.#changes(nodes);
    const repairs = [...changes, ...this.#edits(nodes)].sort((a, b) => a.cost - b.cost);
    const best = repairs.find((repair) => repair.cost <= mostFarFetched && this.#holds(repair));
    if (best === undefined) return null;
    const repair = this.#widened(best);
    // "`10 * x` has the factor `10 * x` too much" says nothing.
    const { change, node } = repair;
    const isEmpty = (change.kind === 'multiply' || change.kind === 'divide') && change.by.text === node.getText();
    return isEmpty ? null : repair;
  }

  /** Changes read off the values that expressions would need. */
  #changes(nodes: readonly ts.Expression[]): readonly Repair[] {
    const evaluated = nodes.filter((node) => this.#isEvaluated(node) && !isControl(node, this.#session.gradient.node));
    const known = quantities(
      this.#session,
      this.#probes.map((p) => p.judged),
    );
    return evaluated.flatMap((node) => {
      const { values } = this.#needsOf(node);
      return values === null ? [] : recogniseChanges(this.#probes, node, values, known);
    });
  }

  #edits(nodes: readonly ts.Expression[]): readonly Repair[] {
    const vocabulary = vocabularyOf(this.#session);
    const root = this.#session.gradient.node;
    return nodes
      .filter((node) => this.#mayBeGuilty(node))
      .flatMap((node) => editsOf(node, vocabulary, root))
      .map((edit) => ({ node: edit.node, change: { kind: 'edit', edit }, cost: edit.cost }));
  }

  /** Of an expression evaluated once, no value may be known that would help: then no other expression there helps either. */
  #mayBeGuilty(node: ts.Expression): boolean {
    if (!this.#isEvaluated(node) || isControl(node, this.#session.gradient.node)) return true;
    const { values, isRepeated } = this.#needsOf(node);
    return values !== null || isRepeated;
  }

  #needsOf(node: ts.Expression): Needs {
    let needs = this.#needs.get(node);
    if (needs === undefined) {
      needs = neededValues(this.#session, this.#binding, this.#probes, node);
      this.#needs.set(node, needs);
    }
    return needs;
  }

  /** Whether it had a number at some probe where the gradient is wrong. */
  #isEvaluated(node: ts.Expression): boolean {
    return this.#probes.some(({ wrong, judged: { sample } }) => {
      const { numbers, lastEntries } = sample.gradient;
      return wrong.length > 0 && (numbers.has(node) || lastEntries.has(node));
    });
  }

  /** Whether the gradient is right with the change, as far as the change can be written down. */
  #holds({ node, change }: Repair): boolean {
    const isTensor = this.#probes.some(({ judged }) => judged.sample.gradient.lastEntries.has(node));
    const text = isTensor ? changedTensor(node, change) : changedText(node, change);
    if (text === null) return true;
    if (this.#trials >= mostTrials) return false;
    this.#trials++;
    const replacement = parseExpression(text);
    return replacement !== null && isRightWith(this.#session, this.#binding, this.#witnesses, node, replacement);
  }

  /** A sign or a factor belongs to the whole product it stands in, so the repair is told of the product. */
  #widened(repair: Repair): Repair {
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
      const { values } = this.#needsOf(parent as ts.Expression);
      if (values === null) break;
      if (odd && !values.every((need) => need === null || isNear(-need.present, need.wanted))) break;
      node = parent as ts.Expression;
    }
    return { ...repair, node };
  }
}

/** Expressions of the gradient function that may be guilty, in source order, outer before inner. */
function expressionsOf(session: Session): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isExpression(node) && !isTarget(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  const { body } = session.gradient.node;
  if (body !== undefined) visit(body);
  return found.slice(0, mostNodes);
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

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}

/** The changed tensor as code; null where its formula would have to be put into calls first. */
function changedTensor(node: ts.Expression, change: Change): string | null {
  const method = (name: string, by: Quantity): string | null =>
    by.inScope && /^[\w$.[\]]+$/.test(by.text) ? `(${node.getText()}).${name}(${by.text})` : null;
  switch (change.kind) {
    case 'multiply':
      return method('mul', change.by);
    case 'divide':
      return method('div', change.by);
    case 'add':
      return method('add', change.term);
    case 'subtract':
      return method('sub', change.term);
    case 'negate':
      return `(${node.getText()}).mul(-1)`;
    case 'replace':
    case 'edit':
      return changedText(node, change);
    case 'power':
    case 'function':
    case 'operator':
      return null;
    default:
      return change satisfies never;
  }
}

/** The changed expression as code; null where it needs names that the gradient does not have. */
function changedText(node: ts.Expression, change: Change): string | null {
  const text = node.getText();
  switch (change.kind) {
    case 'negate':
      return `-(${text})`;
    case 'multiply':
      return change.by.inScope ? `(${text}) * (${change.by.text})` : null;
    case 'divide':
      return change.by.inScope ? `(${text}) / (${change.by.text})` : null;
    case 'add':
      return change.term.inScope ? `(${text}) + (${change.term.text})` : null;
    case 'subtract':
      return change.term.inScope ? `(${text}) - (${change.term.text})` : null;
    case 'replace':
      return change.by.inScope ? change.by.text : null;
    case 'power':
      return `(${text}) ** (${change.exponent})`;
    case 'function':
      return ts.isCallExpression(node) ? `Math.${change.name}(${node.arguments[0]!.getText()})` : null;
    case 'operator': {
      if (!ts.isBinaryExpression(node)) return null;
      const [a, b] = change.swapped ? [node.right, node.left] : [node.left, node.right];
      return `(${a.getText()}) ${change.operator} (${b.getText()})`;
    }
    case 'edit':
      return change.edit.newText;
    default:
      return change satisfies never;
  }
}
