/**
 * @file The search for one change of one function that makes the gradient right. Two searches meet here: the value that an expression
 * would need at every sample is solved for (`needed-values.ts`) and recognised (`change.ts`), and the common slips are undone one by one
 * (`edits.ts`). What can be written down is tried (`trial.ts`) on further samples; the simplest wins.
 */
import * as ts from 'typescript';
import { changesByQuantity, leastCost, ownChanges, type Repair } from './change.ts';
import { changedTensor, changedText } from './changed-text.ts';
import { lackingParts } from '../quantities/lacking-parts.ts';
import { isTensorAt } from '../quantities/counts.ts';
import type { Attempt, Judged } from '../../check/attempt.ts';
import { activationEdits } from '../edits/activation-edits.ts';
import { changesWithCoefficient } from '../quantities/coefficients.ts';
import { conditionEdits } from '../edits/condition-edits.ts';
import { cheapestEdit, editsOf } from '../edits/edits.ts';
import { arrayOf, entryAround, isWrittenEntry, withinEntry } from '../entries.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import { type Needs, neededValues } from './needed-values.ts';
import {
  bare,
  expressionsIn,
  isAssignment,
  isCarried,
  isControl,
  isOfLength,
  isTarget,
  isWritten,
  productCall,
} from '../operands.ts';
import { contains } from '../../frontend/parse.ts';
import { withOtherLabels } from './other-labels.ts';
import { beyondThresholds, onOtherSides } from './other-sides.ts';
import { plainer, quantityIn } from './plainer-repairs.ts';
import { makeProbes, type Probe, quickOnes, shortestFirst } from './probe.ts';
import { FormulasInScope, namesInScope } from '../in-scope.ts';
import { atomic } from '../quantities/forms.ts';
import { quantities, type Quantity } from '../quantities/quantities.ts';
import { byCost, type QuantitiesByCost } from '../quantities/quantities-by-cost.ts';
import { isBoth } from '../../check/conventions/loss-and-gradient.ts';
import { memberOf } from '../../check/sampling/modes.ts';
import type { Binding, Session } from '../../check/sampling/session.ts';
import { agree, isRightWith, parseExpression, trialsWithin } from './trial.ts';
import { entryQuantities, type NamedArray, namedArrays } from '../quantities/array-entries.ts';
import { type Piece, withUnread, roundQuantities } from '../quantities/round-quantities.ts';
import { isOfCallback, sumEdits } from '../edits/sum-edits.ts';
import { isPlainSum, isRunningSum, leavesNoSum } from '../edits/sums-of-callbacks.ts';
import { Unknowns, type WhatIf } from './unknowns.ts';
import { disturbing, restoring, ValuePieces } from '../quantities/value-pieces.ts';
import { conditionsOf } from '../edits/value-conditions.ts';
import { type Vocabulary, vocabularyOf } from '../edits/vocabulary.ts';
import { initializerEdits } from '../edits/initializer-edits.ts';
import { valueCodeEdits } from '../edits/value-code-edits.ts';
import { valueExpressions } from './value-expressions.ts';
import { type Known, writtenValues } from './written-values.ts';

/** Nothing is said rather than something more far-fetched than this. */
const mostFarFetched = 7.5;

/** What it costs to blame a statement that the value has word for word. */
const sharedCost = 0.5;

/** Expressions that edits are tried on. */
const mostNodes = 240;

export class RepairSearch {
  readonly #session: Session;
  readonly #binding: Binding;
  readonly #root: FunctionNode;
  /** Few samples to search on, more of them to confirm what was found. */
  readonly #probes: readonly Probe[];
  readonly #makeWitnesses: () => readonly Probe[];
  readonly #makeAll: () => readonly Probe[];
  #witnesses: readonly Probe[] | null = null;
  readonly #needs = new Map<ts.Expression, readonly Needs[]>();
  /** Expressions of the function that may be guilty, and those of them that are computed with. */
  readonly #nodes: readonly ts.Expression[];
  readonly #computed: readonly ts.Expression[];
  /** Of a function that computes both, what the value is made of as well: with another number there, the value would be another. */
  readonly #ofValue: ReadonlySet<ts.Expression>;
  readonly #unknowns: Unknowns;
  #known: QuantitiesByCost | null = null;
  readonly #pieces: ValuePieces;
  /** What is asked of an expression is asked by each kind of search. */
  readonly #likelinesses = new Map<Needs, number>();
  readonly #arrays: readonly NamedArray[];
  readonly #vocabulary: Vocabulary;

  /** @param unit the function that the mistake is looked for in: the gradient, or one that it calls. */
  constructor(
    session: Session,
    attempt: Attempt,
    judged: readonly Judged[],
    component: number | null,
    unit = session.gradient,
  ) {
    const { binding } = attempt;
    const root = unit.node;
    this.#root = root;
    this.#nodes = expressionsIn(root).filter((node) => !isTarget(node));
    this.#session = session;
    this.#binding = binding;
    const isOneFunction = isBoth(session.candidate) && root === session.value.node;
    const otherSides = onOtherSides(session, attempt, judged);
    this.#probes = [
      ...makeProbes(session, quickOnes(judged), component, 7, 3),
      ...makeProbes(session, quickOnes(otherSides), component, 2, 0),
    ];
    let known: readonly Judged[] | null = null;
    const beyond = (): readonly Judged[] => (known ??= beyondThresholds(session, attempt, judged));
    this.#makeWitnesses = () =>
      shortestFirst([
        ...makeProbes(session, judged, component, 16, 8),
        ...makeProbes(session, withOtherLabels(session, attempt, judged), component, 8, 8),
        ...makeProbes(session, [...otherSides, ...beyond()], component, 12, 12),
      ]);
    this.#makeAll = () => makeProbes(session, [...judged, ...beyond()], component, Infinity, Infinity);
    const computed = this.#nodes.filter((node) => !isControl(node, root));
    const ofValue = new Set(isOneFunction ? valueExpressions(session, binding, this.#probes) : []);
    this.#ofValue = new Set(computed.filter((node) => ofValue.has(node)));
    this.#computed = computed.filter((node) => !this.#ofValue.has(node));
    this.#pieces = new ValuePieces(this.#probes);
    const written = new Set(expressionsIn(root).filter(isWrittenEntry).map(arrayOf));
    this.#arrays = namedArrays(session, binding, this.#probes).filter(({ name }) => !written.has(name));
    this.#vocabulary = vocabularyOf(session, root);
    this.#unknowns = new Unknowns(
      session,
      binding,
      root,
      this.#computed,
      this.#nodes.filter((node) => isControl(node, root)),
    );
  }

  /** The simplest change below a cost, by itself or by a name or a small number, that the values tell which expressions would need. */
  plainChange(below: number): Repair | null {
    return this.#bestChange(below, (most) => this.#plainChanges(most));
  }

  /** The same by formulas of several names and by what the derived gradient consists of. */
  farFetchedChange(below: number): Repair | null {
    return this.#bestChange(below, (most) => this.#farFetchedChanges(most));
  }

  /** @param changesBelow is asked with the cost of the simplest change so far: what is not below it is not looked for. */
  #bestChange(below: number, changesBelow: (most: () => number) => Iterable<Repair>): Repair | null {
    // Any quantity may explain one number.
    if (this.#nWrong() < 2) return null;
    let best: Repair | null = null;
    const most = (): number => best?.cost ?? Math.min(below, mostFarFetched);
    for (const found of changesBelow(most)) {
      const repair = this.#withSharing(found);
      if (repair.cost < most() && this.#holds(repair)) best = repair;
    }
    if (best === null) return null;
    const repair = this.#widened(best);
    // "`10 * x` has the factor `10 * x` too much" says nothing.
    const { change, node } = repair;
    const isEmpty = (change.kind === 'multiply' || change.kind === 'divide') && change.by.text === node.getText();
    return isEmpty ? null : plainer(this.#simplified(repair));
  }

  /** With a formula of the derivative as short as it can be in the gradient's own names. */
  #simplified(repair: Repair): Repair {
    const found = quantityIn(repair.change);
    const formula = found?.quantity.formula;
    const witness = this.#probes[0]?.judged;
    if (found === null || formula === undefined || witness === undefined) return repair;
    const { graph } = this.#session.environment;
    const formulas = new FormulasInScope(graph, namesInScope(this.#session, this.#binding, witness, repair.node));
    const code = formulas.code(formulas.simplified(formula), found.quantity.text.length);
    if (code === null) return repair;
    const change = found.withOther({ ...found.quantity, text: atomic(code), inScope: true });
    const simpler = { ...repair, change };
    return this.#holds(simpler) ? simpler : repair;
  }

  /** The simplest slip below a cost that, undone, mends the gradient. */
  bestEdit(below: number, trials: number): Repair | null {
    // An edit that mends the one sample and leaves the others right says more than a quantity does.
    const nWrong = this.#nWrong();
    if (below <= cheapestEdit || nWrong === 0 || (nWrong === 1 && this.#probes.length < 4)) return null;
    let left = trialsWithin(trials, this.#probes[0]?.judged.sample.gradient);
    // An array that lost entries is too short, so that its length is what comes to mind first.
    const isLosing = this.#probes.some(({ judged: { sample } }) => sample.gradient.lost.length > 0);
    const rank = ({ change, cost }: Repair): number =>
      isLosing && change.kind === 'edit' && change.edit.slip === 'length' ? 0 : cost;
    const edits = this.#edits()
      .filter(({ cost }) => cost < below)
      .sort((a, b) => rank(a) - rank(b));
    // Of few expressions it is known that some value of theirs would mend everything; those are always tried.
    const isSolved = (node: ts.Expression): boolean => this.#needs.get(node)?.some((needs) => needs.isSolved) === true;
    const mayRun = (node: ts.Expression): boolean => isSolved(node) || left-- > 0;
    const first = edits.find((repair) => this.#holds(repair, mayRun)) ?? null;
    return first === null
      ? null
      : plainer(edits.findLast((repair) => isSameEdit(repair, first) && this.#holds(repair, mayRun)) ?? first);
  }

  /** The shortest factor or term that one expression lacks by the derivative, whichever that is. */
  lackingPart(witness: Judged): Repair | null {
    const isSolvable = (node: ts.Expression): boolean =>
      this.#needsOf(node).some(({ isSolved, isRepeated }) => isSolved && !isRepeated);
    const found = lackingParts(this.#session, this.#binding, witness, this.#computed.filter(isSolvable));
    const repair = found.find((each) => this.#holds(each));
    return repair === undefined ? null : plainer(repair);
  }

  #withSharing(repair: Repair): Repair {
    return this.#isOfBoth(repair.node) ? { ...repair, cost: repair.cost + sharedCost } : repair;
  }

  /** What both functions have word for word, as a sum that the gradient computes again, is the last to be guilty. */
  #isOfBoth(node: ts.Node): boolean {
    let statement = node;
    while (statement !== this.#root && !ts.isVariableDeclaration(statement) && !ts.isExpressionStatement(statement))
      statement = statement.parent;
    const { value } = this.#session;
    return statement !== this.#root && this.#root !== value.node && value.node.getText().includes(statement.getText());
  }

  #nWrong(): number {
    return this.#probes.filter(({ wrong }) => wrong.length > 0).length;
  }

  *#plainChanges(below: () => number): Iterable<Repair> {
    for (const { node, needs } of this.#asked(below)) yield* ownChanges(node, needs, this.#likeliness(node, needs));
    for (const { node, needs } of this.#asked(below)) {
      yield* changesByQuantity(node, needs, this.#likeliness(node, needs), this.#quantities().plain, below);
    }
  }

  *#farFetchedChanges(below: () => number): Iterable<Repair> {
    for (const { node, needs } of this.#asked(below)) {
      const likeliness = this.#likeliness(node, needs);
      if (needs.isQuick) yield* changesByQuantity(node, needs, likeliness, this.#quantities().farFetched, below);
      if (needs.wanted !== null) yield* this.#scaledChanges(node, needs, likeliness, below);
      if (!needs.isRepeated || needs.isSolved) continue;
      const { plain, farFetched } = byCost(this.#quantitiesOfRounds(node, needs));
      yield* changesByQuantity(node, needs, likeliness, needs.isQuick ? [...plain, ...farFetched] : plain, below);
    }
    // Where it is not linear, each quantity has to be tried.
    for (const { node, needs } of this.#asked(below)) {
      if (needs.isQuick || needs.isRepeated || needs.isSolved) continue;
      yield* changesByQuantity(node, needs, this.#likeliness(node, needs), this.#quantities().farFetched, below);
    }
  }

  #scaledChanges(node: ts.Expression, needs: Needs, likeliness: number, below: () => number): Iterable<Repair> {
    const { plain, farFetched } = this.#quantities();
    return changesWithCoefficient(node, needs, likeliness, [...plain, ...farFetched], below);
  }

  /** Expressions of which some change may cost so little, with what they would need. */
  #asked(below: () => number): readonly { readonly node: ts.Expression; readonly needs: Needs }[] {
    return this.#computed
      .filter((node) => leastCost(node) * restoring < below())
      .flatMap((node) => this.#needsOf(node).map((needs) => ({ node, needs })));
  }

  /** What the cost of changing an expression is multiplied by, for the sums that the value has. */
  #likeliness(node: ts.Expression, needs: Needs): number {
    const known = this.#likelinesses.get(needs);
    if (known !== undefined) return known;
    const found = this.#findLikeliness(node, needs);
    // What the search had no effort left for may be found later.
    if (!this.#isSpent) this.#likelinesses.set(needs, found);
    return found;
  }

  #findLikeliness(node: ts.Expression, needs: Needs): number {
    if (this.#pieces.isWithinShared(node, this.#root) || isPlainSum(node) || isRunningSum(node)) return disturbing;
    const isRestored =
      this.#pieces.isRestoredBy(node, needs) || this.#pieces.isSumRestored(node, (sum) => this.#needsOf(sum));
    return isRestored ? restoring : 1;
  }

  /** Found when first asked for. */
  #quantities(): QuantitiesByCost {
    return (this.#known ??= byCost(quantities(this.#session, this.#judged, this.#root)));
  }

  #quantitiesOfRounds(node: ts.Expression, needs: Needs): readonly Quantity[] {
    const { sees, seesName } = this.#vocabulary;
    const piece = (text: string, values: readonly number[] | null): readonly Piece[] =>
      values === null ? [] : [{ text, values }];
    const names = [...needs.names].filter((name) => seesName(node, name));
    const others = this.#nodes.filter(
      (other) => !ts.isNumericLiteral(other) && !ts.isIdentifier(other) && sees(node, other),
    );
    const pieces = [
      ...names.flatMap((name) => piece(name, needs.valuesOfName(name))),
      ...this.#unread(names).flatMap((name) =>
        piece(name, this.#inputAt(name, needs)).map((own) => ({ ...own, isUnread: true })),
      ),
      ...others.flatMap((other) => piece(other.getText(), needs.valuesOf(other))),
    ];
    const entries = entryQuantities(this.#arrays, this.#probes, pieces, needs, this.#session.value.node.getText());
    const read = new Set(this.#nodes.map((other) => other.getText()));
    const unread = entries.filter(({ text }) => !read.has(text));
    const beside = pieces.filter(({ text }) => text !== node.getText());
    return [...roundQuantities(pieces), ...entries, ...withUnread(unread, beside, needs.places)];
  }

  /** Parameters that are numbers and that the function does not read. */
  #unread(names: readonly string[]): readonly string[] {
    if (this.#root !== this.#session.gradient.node) return [];
    const isMode = (name: string): boolean => this.#judged.some(({ sample }) => memberOf(sample, name) !== null);
    return this.#root.parameters.map((p) => p.name.getText()).filter((name) => !names.includes(name) && !isMode(name));
  }

  #inputAt(name: string, { places }: Needs): readonly number[] | null {
    const values = places.map(({ probe }) => this.#probes[probe]!.judged.sample.values.get(name));
    return values.every((value) => value !== undefined) ? values : null;
  }

  #edits(): readonly Repair[] {
    const nodes = this.#nodes.slice(0, mostNodes).filter((node) => this.#mayBeGuilty(node));
    const isOpen = (node: ts.Expression): boolean => this.#needs.get(node)?.some((needs) => needs.isOpen) === true;
    const own = [
      ...nodes.flatMap((node) => editsOf(node, this.#vocabulary, this.#root, isOpen(node))),
      ...activationEdits(nodes, this.#session.value.node, this.#vocabulary),
      ...valueCodeEdits(nodes, this.#session.value.node, this.#vocabulary),
      ...initializerEdits(this.#nodes, this.#session.value.node, this.#vocabulary),
      ...sumEdits(this.#nodes.slice(0, mostNodes), this.#vocabulary),
    ].filter((edit) => !leavesNoSum(edit));
    const conditions = conditionsOf(this.#session.value.node, this.#vocabulary);
    return [...own, ...conditionEdits(this.#session, this.#probes, nodes, conditions)].map((edit) => {
      const cost = edit.cost * this.#likelinessOf(edit.node);
      return this.#withSharing({ node: edit.node, change: { kind: 'edit', edit }, cost });
    });
  }

  /** Of an edit, as of a change by the values that are needed. */
  #likelinessOf(node: ts.Expression): number {
    const needs = this.#needs.get(node) ?? [];
    if (needs.length === 0) return this.#pieces.isWithinShared(node, this.#root) ? disturbing : 1;
    return Math.min(...needs.map((each) => this.#likeliness(node, each)));
  }

  /**
   * Of what is computed with, other values must help; of what is carried from round to round these are not told. An assignment's own value
   * is not the one that it leaves in the variable.
   */
  #mayBeGuilty(node: ts.Expression): boolean {
    if (this.#ofValue.has(node)) return false;
    const isControlling = !this.#computed.includes(node);
    if (isControlling) return this.#controlsWhatIsWrong(node);
    if (isAssignment(node)) return this.#isOfWrongArray(bare(node.left));
    return !this.#isEvaluated(node) || isCarried(node) || this.#needsOf(node).length > 0;
  }

  /**
   * Of an index, another entry must help, or what is written there must be wrong; of a length, something must be missing. Of what else
   * controls, nothing is known.
   */
  #controlsWhatIsWrong(node: ts.Expression): boolean {
    const entry = entryAround(node);
    if (isOfLength(node)) return this.#probes.some(({ judged: { sample } }) => isShort(sample.gradient));
    if (entry === null || this.#isStray) return true;
    return isWritten(entry) ? this.#isOfWrongArray(entry) : this.#mayBeGuilty(entry);
  }

  /** Whether entries of the array that is assigned to are wrong, as far as the names of the result tell: `{ dx, dw }`. */
  #isOfWrongArray(entry: ts.Expression): boolean {
    if (!ts.isElementAccessExpression(entry)) return true;
    const array = arrayOf(entry);
    const isOf = (key: string | undefined): boolean => key?.startsWith(`.${array}[`) === true;
    return (
      this.#probes.every(({ judged }) => !judged.comparison.keys.some(isOf)) ||
      this.#probes.some(({ wrong, judged }) => wrong.some((k) => isOf(judged.comparison.keys[k])))
    );
  }

  /** Whether the gradient computes with entries that are not there: these have no number that another could stand for. */
  get #isStray(): boolean {
    return this.#probes.some(({ judged: { sample } }) => sample.gradient.strayReads.length > 0);
  }

  #needsOf(node: ts.Expression): readonly Needs[] {
    const known = this.#needs.get(node);
    if (known !== undefined) return known;
    if (this.#isSpent) return [];
    const needs = neededValues(this.#unknowns, this.#probes, node);
    this.#needs.set(node, needs);
    return needs;
  }

  get #judged(): readonly Judged[] {
    return this.#probes.map(({ judged }) => judged);
  }

  get #isSpent(): boolean {
    return this.#session.environment.effort?.isSpent === true;
  }

  /** Whether it had a number at some probe where the gradient is wrong. */
  #isEvaluated(node: ts.Expression): boolean {
    return this.#probes.some(({ wrong, judged: { sample } }) => {
      const { numbers, lastEntries } = sample.gradient;
      return wrong.length > 0 && (numbers.has(node) || lastEntries.has(node));
    });
  }

  /**
   * Whether the gradient is right with the change, as far as the change can be written down.
   * @param mayRun is asked before the gradient is run with it.
   */
  #holds({ node, change }: Repair, mayRun: (node: ts.Expression) => boolean = () => true): boolean {
    const isTensor = isTensorAt(this.#session, node, this.#judged);
    const text = isTensor ? changedTensor(node, change) : changedText(node, change);
    if (text === null) return true;
    if (this.#isSpent) return false;
    const replacement = parseExpression(text);
    if (replacement === null) return false;
    const [whole, wholeText] = withinEntry(node, text);
    const ofWhole = whole === node ? replacement : parseExpression(wholeText);
    if (ofWhole === null || (!isOfCallback(change) && this.#isRefused(whole, ofWhole)) || !mayRun(node)) return false;
    const isRight = (probes: readonly Probe[]): boolean =>
      isRightWith(this.#session, this.#binding, probes, node, replacement);
    // Another condition leads elsewhere where none of the few samples may be.
    const isOfCondition = !this.#computed.includes(node);
    return isRight((this.#witnesses ??= this.#makeWitnesses())) && (!isOfCondition || isRight(this.#makeAll()));
  }

  /** Whether the replacement has numbers that leave the gradient wrong, as most have: what needs no run is not run. */
  #isRefused(node: ts.Expression, replacement: ts.Expression): boolean {
    if (this.#isStray || isCarried(node)) return false;
    let vanishes: boolean | null = null;
    const isWrong = this.#probes.some((probe) => {
      const whatIf = this.#unknowns.of(probe, node);
      if (whatIf === null || whatIf.isInCondition) return false;
      const values = writtenValues(replacement, this.#knownTo(probe, whatIf), whatIf.present.length);
      vanishes = values !== null && vanishes !== false && values.every((value) => value === 0);
      return values !== null && !agree(probe, whatIf.with(values));
    });
    // A formula that is 0 everywhere, as a * 1 - a, is nothing that anybody meant.
    return isWrong || (vanishes === true && !ts.isNumericLiteral(bare(replacement)));
  }

  #knownTo({ judged: { sample } }: Probe, { valuesOfName }: WhatIf): Known {
    return {
      valuesOfName,
      entry: (name, indices) => {
        const array = this.#arrays.find((other) => other.name === name);
        return array === undefined ? null : (array.entry(sample, indices) ?? NaN);
      },
    };
  }

  /** A sign or a factor belongs to the whole product it stands in, so the repair is told of the product. */
  #widened(repair: Repair): Repair {
    const { change } = repair;
    if (change.kind !== 'negate' && change.kind !== 'multiply' && change.kind !== 'divide') return repair;
    let { node } = repair;
    for (let outer = this.#outer(node, change.kind); outer !== null; outer = this.#outer(node, change.kind))
      node = outer;
    return { ...repair, node };
  }

  /** The product around an expression, or what else takes over its sign; null where it ends. */
  #outer(node: ts.Expression, kind: 'negate' | 'multiply' | 'divide'): ts.Expression | null {
    const call = productCall(node);
    if (call !== null) return this.#needsOf(call).length > 0 ? call : null;
    let parent: ts.Node = node.parent;
    while (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent)) parent = parent.parent;
    const operator = ts.isBinaryExpression(parent) ? parent.operatorToken.kind : null;
    const isNegated = kind === 'negate';
    const isDividend = operator === ts.SyntaxKind.SlashToken && contains((parent as ts.BinaryExpression).left, node);
    const isProduct =
      operator === ts.SyntaxKind.AsteriskToken ||
      isDividend ||
      (isNegated && operator === ts.SyntaxKind.SlashToken) ||
      (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken);
    // sin(−x) = −sin(x), (−x)³ = −x³: the sign is that of the call, or of the power.
    const isOdd =
      isNegated &&
      ((ts.isCallExpression(parent) && parent.arguments.length === 1) ||
        (operator === ts.SyntaxKind.AsteriskAsteriskToken && contains((parent as ts.BinaryExpression).left, node)));
    if (!isProduct && !isOdd) return null;
    const needs = this.#needsOf(parent as ts.Expression);
    if (needs.length === 0) return null;
    if (isOdd && !needs.some(({ fits }) => fits(({ present }) => -present))) return null;
    return parent as ts.Expression;
  }
}

/** Whether a name stands for the same one: of two that either mends it, as 1 − a² in two layers, the later is the copy. */
function isSameEdit({ node, change, cost }: Repair, other: Repair): boolean {
  if (change.kind !== 'edit' || other.change.kind !== 'edit' || cost !== other.cost) return false;
  const [own, first] = [change.edit, other.change.edit];
  return own.slip === 'variable' && own.newText === first.newText && node.getText() === other.node.getText();
}

/** Whether an array was too short for what was written to or read from it. */
function isShort({ lost, strayReads }: Trace): boolean {
  return lost.length > 0 || strayReads.length > 0;
}
