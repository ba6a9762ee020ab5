/** @file Why a gradient is wrong, in words, and the expression to underline. Built on the repair that was found, if one was. */
import * as ts from 'typescript';
import { type Attempt, isRightBesideZero, type Judged } from '../check/attempt.ts';
import type { Decision } from '../check/decision.ts';
import { isFused } from '../check/conventions/expected.ts';
import type { ComponentDifference } from '../check/judge.ts';
import { failingModes, modeText } from '../check/conventions/mixed-forms.ts';
import { undefinedField } from '../check/not-a-number.ts';
import { type CauseKind, describe, shortText } from './describe.ts';
import { commonFactor } from './causes/common-factor.ts';
import { fusedMistake } from './causes/fused-mistakes.ts';
import { heldConstant } from './causes/held-constants.ts';
import { helpersOf } from './search/helpers.ts';
import { bare, expressionsIn, guardsDivisor, isIndex, isWritten, withParentheses } from './operands.ts';
import { addedTo, engineOf } from './quantities/closure-names.ts';
import { mostFarFetchedQuantity } from './quantities/quantities-by-cost.ts';
import type { FunctionUnit } from '../frontend/types.ts';
import { contains, mentions } from '../frontend/parse.ts';
import { plainest } from '../check/sampling/plainest.ts';
import type { Repair } from './search/change.ts';
import { withinBudget } from '../math/expr/graph.ts';
import { innerJacobian } from './causes/inner-jacobian.ts';
import { type LostTerm, lostTerm } from './causes/lost-terms.ts';
import { findLackingPart, findPartialRepair, findRepair, plainRepair } from './search/repair.ts';
import { findValueRepair } from './causes/value-repair.ts';
import {
  diagonalCause,
  foreignCause,
  ignoredParameter,
  independentCause,
  mixedForms,
  valueItself,
  wholeCause,
} from './causes/whole-causes.ts';
import type { Session } from '../check/sampling/session.ts';
import { otherThresholds } from './causes/other-thresholds.ts';
import { listCause, lostSign, wrongSide } from './causes/structure.ts';

export interface Explanation {
  /** The smallest expression responsible, or the returned one when no smaller is known. */
  readonly node: ts.Node;
  /** The returned expression, or the part of it that gives the wrong component. */
  readonly returned: ts.Node;
  readonly kind: CauseKind | null;
  /** A sentence part such as "the term `y - i` has the opposite sign"; null when no cause is known. */
  readonly cause: string | null;
  /** Set where the cause names nothing of the code. */
  readonly isVague?: boolean;
  readonly repair: Repair | null;
  /** How the gradient is called and read, and where it fails then. */
  readonly attempt: Attempt;
  readonly failing: readonly Judged[];
  /** The sample to show. */
  readonly witness: Judged;
}

/** Costlier than a slip in the value that breaks it, such as a forgotten pair of parentheses. */
export const farFetchedRepair = 4;

type Refuted = Extract<Decision, { kind: 'refuted' }>;

/** Steps that may be taken to find a cause where no repair is found. */
const searchSteps = 50_000;

/** Says why; under the attempt for which the gradient was written, where the mistake tells which that is. */
export function explain(session: Session, refuted: Refuted): Explanation {
  const whole = withinBudget(
    () => searched(session, refuted),
    () => unexplained(session, refuted),
  );
  return whole.cause === null ? (ofOneMode(session, refuted) ?? whole) : whole;
}

/** Where a gradient is wrong in several modes, as in several cases of a `switch`, each has a mistake of its own: what that of the first is. */
function ofOneMode(session: Session, refuted: Refuted): Explanation | null {
  const { attempt, failing } = refuted;
  const [first, ...others] = failingModes(attempt);
  if (first === undefined || others.length === 0) return null;
  const alone: Refuted = {
    ...refuted,
    attempt: { ...attempt, judged: first.judged },
    others: [],
    failing: failing.filter(({ sample }) => first.isOf(sample)),
  };
  if (alone.failing.length === 0) return null;
  session.environment.effort?.allow(searchSteps);
  const found = withinBudget(
    () => searched(session, alone),
    () => null,
  );
  return found === null || found.cause === null
    ? null
    : { ...found, cause: `it is wrong in ${others.length + 1} modes; as to '${modeText(first)}', ${found.cause}` };
}

/** What is shown of a wrong gradient whose cause is not known, or not yet: the plainest witness. */
export function unexplained(session: Session, { attempt, failing }: Refuted): Explanation {
  const witness = chooseWitness(failing);
  const returned = responsible(session, witness);
  return { node: returned, returned, kind: null, cause: null, repair: null, attempt, failing, witness };
}

function searched(session: Session, refuted: Refuted): Explanation {
  const independent = independentCause(session, refuted.attempt);
  if (independent !== null) return wholly(session, refuted.attempt, refuted.failing, independent);
  const inner = innerJacobian(session, refuted.attempt);
  const diagonal =
    diagonalCause(session, [refuted.attempt, ...refuted.others]) ??
    (inner === null ? null : { ...inner, attempt: refuted.attempt });
  // What is right everywhere but under one condition is read the way it was written, unless it is right only where it is 0; and nobody
  // writes what is 0 everywhere.
  const isRightSomewhere = refuted.attempt.judged.some(isRightBesideZero);
  const isReadRight = refuted.others.length > 0 && isRightSomewhere && wrongBranch(refuted) !== null;
  const others = refuted.others.filter(
    (other) =>
      other.judged.some(({ comparison }) => !comparison.vanishes) &&
      readsOutput(session, other) &&
      (!isReadRight || isRightAsOften(other, refuted.attempt)),
  );
  const mistake = findRepair(session, [refuted.attempt, ...others]);
  // A plain slip says where the terms that are missing from a diagonal were lost.
  const isSlip = mistake !== null && mistake.attempt === diagonal?.attempt && mistake.repair.cost <= plainRepair;
  if (diagonal !== null && !isSlip) return wholly(session, diagonal.attempt, failingOf(diagonal.attempt), diagonal);
  const isFar = mistake === null || mistake.repair.cost > plainRepair;
  const itself = isFar ? valueItself(session, refuted.attempt) : null;
  if (itself !== null) return wholly(session, refuted.attempt, refuted.failing, itself);
  const isTried = refuted.others.some(({ reading }) => isFused(reading));
  const isFarFetched = mistake === null || (mistake.repair.cost > farFetchedRepair && !isByName(mistake.repair));
  const fused =
    isFarFetched && !isTried ? fusedMistake(session, refuted.attempt, mistake?.repair.cost ?? Infinity) : null;
  if (fused !== null) {
    const { returned, ...shown } = unexplained(session, refuted);
    return { ...shown, returned, ...fused, node: fused.node ?? returned };
  }
  const attempt = mistake?.attempt ?? refuted.attempt;
  const { effort } = session.environment;
  effort?.allow(searchSteps);
  // That the derivative by another input could be meant is less likely than that intermediates were taken for constants.
  const heldOfBest = mistake === null || attempt === refuted.attempt ? null : heldConstant(session, refuted.attempt);
  if (heldOfBest !== null) return wholly(session, refuted.attempt, refuted.failing, heldOfBest);
  const isPlain = mistake !== null && mistake.repair.cost <= plainRepair;
  const whole = listCause(session, refuted.attempt) ?? (isPlain ? null : wholeCause(session, refuted.attempt));
  if (whole !== null) return wholly(session, refuted.attempt, refuted.failing, whole);
  const failing = attempt === refuted.attempt ? refuted.failing : failingOf(attempt);
  const witness = chooseWitness(failing);
  const returned = responsible(session, witness);
  const found = { returned, witness, attempt, failing };
  const lost = mistake === null ? lostTerm(session, attempt.reading, witness, failing) : null;
  const named = (lostOne: LostTerm): NamedCause => ({
    node: returned,
    kind: lostOne.kind,
    cause: lostOne.cause,
    isVague: !lostOne.isNamed,
  });
  // A sign may be that of the value.
  if (lost?.isNamed === true && lost.kind === 'missing-term') return { ...found, ...named(lost), repair: null };
  const ignored = mistake === null ? ignoredParameter(session, attempt) : null;
  if (ignored !== null) return { ...found, node: returned, ...ignored, repair: null };
  const common = mistake === null ? commonFactor(session, failing) : null;
  if (common !== null) return { ...found, node: wholeReturned(witness) ?? returned, ...common, repair: null };
  const ofValue =
    mistake === null || mistake.repair.cost > farFetchedRepair
      ? findValueRepair(session, attempt, mistake === null)
      : null;
  if (ofValue !== null && ofValue.change.kind === 'edit') {
    const { guilty } = ofValue.change.edit;
    const { kind, cause } = describe(ofValue);
    const name = session.value.name;
    return {
      ...found,
      node: guilty,
      kind,
      cause: `the value seems to be what is wrong: in \`${name}\`, ${cause}`,
      repair: ofValue,
    };
  }
  const held = mistake === null ? heldConstant(session, attempt) : null;
  if (held !== null) return { ...found, node: returned, ...held, repair: null };
  effort?.allow(searchSteps);
  // What is wrong under one condition alone, or but for its sign, is one mistake, and not one of each entry.
  const repairOfOne = (): Repair | null =>
    wrongBranch(refuted) === null && lostSign(session, failing) === null
      ? repairOfEntry(session, attempt, witness)
      : null;
  const repair = mistake?.repair ?? findLackingPart(session, attempt, witness) ?? repairOfOne();
  if (repair !== null) {
    const node = repair.change.kind === 'edit' ? repair.change.edit.guilty : repair.node;
    const { kind, cause: own } = describe(repair);
    const helper = helpersOf(session).find((unit) => contains(unit.node, node));
    const cause = helper === undefined ? own : `in \`${helper.name}\`, ${own}`;
    return { ...found, node, kind, cause: repair.isPartial ? asToEntry(cause, witness) : cause, repair };
  }
  const byCondition = causeByCondition(session, refuted, found);
  return { ...found, repair: null, ...(byCondition.cause === null && lost !== null ? named(lost) : byCondition) };
}

/** What was found of a mistake before its cause. */
type Located = Pick<Explanation, 'returned' | 'witness' | 'attempt' | 'failing'>;
type NamedCause = Pick<Explanation, 'node' | 'kind' | 'cause' | 'isVague'>;

/** Where no change of the code mends it: what is not a number, whose derivative it is instead, or under which condition it is wrong. */
function causeByCondition(
  session: Session,
  refuted: Refuted,
  { returned, witness, attempt, failing }: Located,
): NamedCause {
  if (witness.judgement.kind === 'different' && !Number.isFinite(witness.judgement.worst.actual)) {
    const stray = strayEntry(session, witness);
    if (stray !== null) return stray;
    const node = firstNotFinite(witness) ?? returned;
    const missing = undefinedField(witness.sample.gradient);
    if (missing !== null) {
      return {
        node: missing,
        kind: 'not-finite',
        cause: `\`${shortText(missing)}\` is undefined, so that the result is not a number`,
      };
    }
    const cause = `\`${shortText(node)}\` is ${notFiniteText(witness.judgement.worst.actual)} although the value is finite`;
    return { node, kind: 'not-finite', cause };
  }
  const foreign = mixedForms(session, attempt, refuted.others) ?? foreignCause(session, attempt);
  const branch = wrongBranch(refuted);
  // A parameter may be what decides which formula is meant.
  const isOfBranch = foreign?.kind === 'ignored-parameter' && branch !== null;
  if (foreign !== null && !isOfBranch) return { node: returned, ...foreign };
  if (branch !== null) {
    const isOwn =
      branch.node.getSourceFile() === session.gradient.file.tree && contains(session.gradient.node, branch.node);
    return { ...branch, node: isOwn ? branch.node : returned, kind: 'branch' };
  }
  const thresholds = otherThresholds(session.environment.graph, attempt.judged);
  if (thresholds !== null) return { ...thresholds, kind: 'branch' };
  const side = wrongSide(attempt.judged);
  if (side !== null) return { node: returned, kind: 'branch', cause: side };
  const sign = lostSign(session, failing);
  return { node: returned, kind: sign === null ? null : 'sign', cause: sign };
}

/** Whether a count or a name is lacking or too much, which is plain however long the expression is. */
function isByName({ change }: Repair): boolean {
  return (change.kind === 'multiply' || change.kind === 'divide') && change.by.cost <= mostFarFetchedQuantity;
}

/** False where a gradient would be in terms of the output and does not use it, so that nothing speaks for that form. */
function readsOutput({ gradient }: Session, { binding }: Attempt): boolean {
  const place = binding.gradient.findIndex(({ kind }) => kind === 'output');
  const name = gradient.node.parameters[place]?.name.getText();
  const { body } = gradient.node;
  return !binding.outputForm || name === undefined || body === undefined || mentions(body, name);
}

/** The entry that is read although it is not there, or written where nothing is kept. */
function strayEntry(session: Session, { sample, comparison, judgement }: Judged): NamedCause | null {
  const key = judgement.kind === 'different' ? comparison.keys[judgement.worst.index] : undefined;
  const lost = sample.gradient.lost.find((entry) => entry.key === key);
  if (lost !== undefined) {
    const cause = `\`${shortText(lost.node)}\` is written beyond the end of its array, where nothing is kept`;
    return { node: lost.node, kind: 'index', cause };
  }
  const read = sample.gradient.strayReads.find(({ node }) => contains(session.gradient.node, node));
  if (read === undefined) return null;
  const { node, index, length } = read;
  const cause = `\`${shortText(node)}\` reads an entry that is not there: [${Number(index.toPrecision(4))}] of ${length}`;
  return { node, kind: 'index', cause };
}

function failingOf({ judged }: Attempt): readonly Judged[] {
  return judged.filter(({ judgement }) => judgement.kind === 'different');
}

function isRightAsOften({ judged }: Attempt, than: Attempt): boolean {
  const count = (all: readonly Judged[]): number => all.filter(({ judgement }) => judgement.kind === 'equal').length;
  return count(judged) >= count(than.judged);
}

/** What lies in the gradient as a whole, under the attempt that shows it. */
function wholly(
  session: Session,
  attempt: Attempt,
  failing: readonly Judged[],
  { kind, cause }: { readonly kind: CauseKind; readonly cause: string },
): Explanation {
  const witness = chooseWitness(failing);
  const returned = responsible(session, witness);
  return { node: returned, returned, kind, cause, repair: null, attempt, failing, witness };
}

/** A repair of the entry that is shown, where the other wrong entries need others. */
function repairOfEntry(session: Session, attempt: Attempt, { judgement }: Judged): Repair | null {
  return findPartialRepair(session, attempt, judgement.kind === 'different' ? judgement.worst.index : 0);
}

/** A cause that explains the shown entry alone. */
function asToEntry(cause: string, { judgement, comparison }: Judged): string {
  const worst = judgement.kind === 'different' ? judgement.worst.index : -1;
  const [key, input] = [comparison.keys[worst], comparison.inputs[worst]];
  // What a closure adds is called after the input.
  return `it has more than one mistake; as to \`${(key === `.${input}` ? input : key) ?? ''}\`, ${cause}`;
}

function notFiniteText(x: number): string {
  return Number.isNaN(x) ? 'not a number' : 'infinite';
}

/** The expression without a finite value that was evaluated first: what made the rest of them infinite or NaN. */
function firstNotFinite({ sample }: Judged): ts.Node | null {
  for (const [node, number] of sample.gradient.numbers) if (!Number.isFinite(number.v)) return node;
  return null;
}

/** A plain sample where the difference is large, and the numbers are of a size that people read. */
function chooseWitness(failing: readonly Judged[]): Judged {
  const clear = failing.filter((j) => j.judgement.kind === 'different' && j.judgement.worst.relative > 0.05);
  const readable = clear.filter(({ judgement }) => judgement.kind === 'different' && isReadable(judgement.worst));
  const [best] = [readable, clear, failing].filter((list) => list.length > 0);
  return plainest(best ?? [], (j) => j.sample);
}

function isReadable({ expected, actual }: ComponentDifference): boolean {
  const size = Math.max(Math.abs(expected), Math.abs(actual));
  // What rounding left of 0 is a number that nobody can place.
  const isRemainder = (x: number): boolean => x !== 0 && Math.abs(x) < 1e-9 * size;
  return Number.isFinite(size) ? size >= 1e-3 && size < 1e5 && !isRemainder(expected) && !isRemainder(actual) : true;
}

/** The returned expression's part that gives the wrong component, or the function's name. */
function responsible(session: Session, witness: Judged): ts.Node {
  const { returned } = witness.sample.gradient;
  const wrong = witness.judgement.kind === 'different' ? witness.judgement.worst.index : 0;
  const engine = engineOf(session);
  const input = witness.comparison.inputs[wrong];
  if (engine?.returned === undefined && engine !== null && input !== undefined)
    return addedTo(session, engine, input) ?? nameOrWhole(session.gradient);
  if (returned === null) return session.gradient.node.name ?? session.gradient.node;
  const part = component(returned, witness.comparison.keys[wrong] ?? '');
  return ts.isIdentifier(part) ? (onlyEntryOf(session, part.text) ?? part) : part;
}

/** Where the name of a closure is written, or its head. */
function nameOrWhole({ node }: FunctionUnit): ts.Node {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return parent.name;
  if (ts.isBinaryExpression(parent) && parent.right === node) return parent.left;
  return node.name ?? node;
}

/** All that is returned. */
function wholeReturned({ sample }: Judged): ts.Node | null {
  return sample.gradient.returned === null ? null : bare(sample.gradient.returned);
}

/** What the entries of an array are set to, where one statement sets them: `g[i] = …`, `g.push(…)`. */
function onlyEntryOf({ gradient }: Session, array: string): ts.Expression | null {
  const found = expressionsIn(gradient.node).flatMap((node): readonly ts.Expression[] => {
    if (ts.isBinaryExpression(node)) {
      const [left, { right }] = [bare(node.left), node];
      const isEntry = ts.isElementAccessExpression(left) && left.expression.getText() === array;
      return isEntry && isWritten(left) ? [right] : [];
    }
    const isPush = ts.isCallExpression(node) && node.expression.getText() === `${array}.push`;
    return isPush ? node.arguments.slice(0, 1) : [];
  });
  return found.length === 1 ? found[0]! : null;
}

/** The part of an array or object literal that a key such as `[1]` or `.dw` leads to. */
export function component(node: ts.Expression, key: string): ts.Node {
  let inner: ts.Expression = node;
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner))
    inner = inner.expression;
  const match = /^(?:\[(\d+)\]|\.([^.[]+))(.*)$/.exec(key);
  if (match === null) return inner;
  if (match[1] !== undefined && ts.isArrayLiteralExpression(inner)) {
    const element = inner.elements[Number(match[1])];
    if (element !== undefined && !inner.elements.some(ts.isSpreadElement)) return component(element, match[3]!);
  }
  if (match[2] !== undefined && ts.isObjectLiteralExpression(inner)) {
    for (const property of inner.properties) {
      if (property.name?.getText() !== match[2]) continue;
      return ts.isPropertyAssignment(property) ? component(property.initializer, match[3]!) : property;
    }
  }
  return inner;
}

/** A condition of the code, with the side on which a sample was. */
interface Side {
  readonly node: ts.Node;
  readonly taken: boolean;
}

/** The conditions under which the gradient is wrong, when it is right everywhere else. */
function wrongBranch(
  refuted: Refuted,
): { readonly node: ts.Node; readonly cause: string; readonly isVague?: boolean } | null {
  const right = refuted.attempt.judged.filter((j) => j.judgement.kind === 'equal');
  if (right.length < 3) return null;
  const sides = sidesOf(refuted.failing[0]!).filter((side) => refuted.failing.every((j) => isOn(j, side)));
  const separate = (chosen: readonly Side[]): boolean => !right.some((j) => chosen.every((side) => isOn(j, side)));
  const one = sides.find((side) => separate([side]));
  if (one !== undefined) {
    const cause = `it is wrong where ${sideText(one)}, and right elsewhere`;
    return { node: formulaOn(one) ?? one.node, cause, isVague: guardsDivisor(one.node) };
  }
  const joined = joinedConditions(refuted.failing[0]!).find(
    (node) => refuted.failing.every((j) => holds(node, j) === true) && !right.some((j) => holds(node, j) === true),
  );
  if (joined !== undefined)
    return { node: joined, cause: `it is wrong where \`${shortText(joined)}\` is true, and right elsewhere` };
  const { gradient, value } = refuted.failing[0]!.sample;
  for (const a of sides.filter((side) => gradient.path.some((d) => d.node === side.node))) {
    for (const b of sides.filter((side) => value.path.some((d) => d.node === side.node))) {
      // Of arrays each entry asks the same condition, on whichever side the others are.
      if (a.node.getText() === b.node.getText() || !separate([a, b])) continue;
      const cause = `the two branch at different places: it is wrong where ${sideText(a)} in the gradient while ${sideText(b)} in the value`;
      return { node: a.node, cause };
    }
  }
  return null;
}

/** What is computed on one side of a condition, where that is one formula. */
function formulaOn({ node, taken }: Side): ts.Expression | null {
  const condition = withParentheses(node);
  const { parent } = condition;
  if (ts.isConditionalExpression(parent) && parent.condition === condition)
    return formula(taken ? parent.whenTrue : parent.whenFalse);
  if (!ts.isIfStatement(parent) || parent.expression !== condition) return null;
  if (taken) return returnedBy(parent.thenStatement);
  if (parent.elseStatement !== undefined) return returnedBy(parent.elseStatement);
  const { parent: block } = parent;
  return ts.isBlock(block) ? returnedBy(block.statements[block.statements.indexOf(parent) + 1]) : null;
}

function returnedBy(statement: ts.Statement | undefined): ts.Expression | null {
  if (statement === undefined) return null;
  if (ts.isBlock(statement)) return statement.statements.length === 1 ? returnedBy(statement.statements[0]) : null;
  return ts.isReturnStatement(statement) && statement.expression !== undefined ? formula(statement.expression) : null;
}

/** Null for a mere number, whose condition may as well be what is wrong. */
function formula(node: ts.Expression): ts.Expression | null {
  const inner = bare(node);
  return ts.isNumericLiteral(inner) || ts.isConditionalExpression(inner) ? null : inner;
}

/** What the conditions on a sample's path are parts of: `a || b`. */
function joinedConditions({ sample }: Judged): readonly ts.BinaryExpression[] {
  const found = new Set<ts.BinaryExpression>();
  for (const { node } of [...sample.gradient.path, ...sample.value.path]) {
    let { parent } = node;
    for (; ts.isBinaryExpression(parent) || ts.isParenthesizedExpression(parent); parent = parent.parent)
      if (ts.isBinaryExpression(parent) && isJunction(parent)) found.add(parent);
  }
  return [...found];
}

function isJunction({ operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.BarBarToken || operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
  );
}

/** Whether a condition held on a sample's path; null where that is not known. */
function holds(node: ts.Expression, judged: Judged): boolean | null {
  const { gradient, value } = judged.sample;
  const inner = bare(node);
  if (!ts.isBinaryExpression(inner) || !isJunction(inner))
    return [...gradient.path, ...value.path].find((d) => d.node === inner)?.taken ?? null;
  const isOr = inner.operatorToken.kind === ts.SyntaxKind.BarBarToken;
  const left = holds(inner.left, judged);
  return left === null || left === isOr ? left : holds(inner.right, judged);
}

function sidesOf({ sample }: Judged): readonly Side[] {
  // In a loop both sides may have been taken.
  const found = new Map<ts.Node, Side[]>();
  for (const { node, taken } of [...sample.gradient.path, ...sample.value.path]) {
    // Which entry is read is no condition.
    if (isIndex(node)) continue;
    const sides = found.get(node);
    if (sides === undefined) found.set(node, [{ node, taken }]);
    else if (!sides.some((side) => side.taken === taken)) sides.push({ node, taken });
  }
  return [...found.values()].flat();
}

function isOn({ sample }: Judged, { node, taken }: Side): boolean {
  return [...sample.gradient.path, ...sample.value.path].some((d) => d.node === node && d.taken === taken);
}

function sideText({ node, taken }: Side): string {
  return `\`${shortText(node)}\` is ${taken}`;
}
