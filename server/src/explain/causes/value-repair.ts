/**
 * @file When no simple change mends the gradient: the slip in the value function that, undone, makes the gradient right as it is. Then the
 * value is the broken side, as with a `reduce` that has no start value.
 */
import * as ts from 'typescript';
import type { Trace } from '../../frontend/trace/trace.ts';
import type { Override } from '../../frontend/trace/machine.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Repair } from '../search/change.ts';
import type { Attempt } from '../../check/attempt.ts';
import { type Edit, editsOf, type Slip, slipCosts } from '../edits/edits.ts';
import { AdjointCache, compareGradients } from '../../check/conventions/expected.ts';
import {
  asOperand,
  bare,
  comparisons,
  expressionsIn,
  isControl,
  operation,
  precedence,
  withParentheses,
} from '../operands.ts';
import { makeProbes, type Probe } from '../search/probe.ts';
import { withinLimits } from '../search/other-labels.ts';
import { runGradient, runValue, type Session } from '../../check/sampling/session.ts';
import { valueLeaves } from '../../check/leaves.ts';
import { agreeEverywhere, parseExpression, trialsWithin } from '../search/trial.ts';
import { comparedBy } from '../edits/sum-edits.ts';
import { twinText } from '../edits/twins.ts';
import { valueExpressions } from '../search/value-expressions.ts';
import { type Vocabulary, vocabularyOf } from '../edits/vocabulary.ts';

/** Slips that break a value without leaving another sensible one: these are believed even where the gradient could be changed instead. */
const breaking: ReadonlySet<Slip> = new Set<Slip>(['grouping', 'start', 'assignment', 'square']);
/** Slips that are believed where nothing would mend the gradient. */
const plausible: ReadonlySet<Slip> = new Set<Slip>([
  ...breaking,
  'index',
  'order',
  'variable',
  'sign',
  'operator',
  'exponent',
  'function',
  'extra-call',
  'missing-term',
  'extra-term',
]);
const mostFarFetched = 2.6;
const mostTrials = 400;
/** Steps of the interpreter that the search may take. */
const searchSteps = 80_000;

/**
 * Code written for some labels alone is wrong at the others whatever is changed, see `findRepair`.
 * @param isLastResort whether no change of the gradient is known.
 */
export function findValueRepair(session: Session, attempt: Attempt, isLastResort: boolean): Repair | null {
  const isOwnFile = session.value.file === session.gradient.file;
  // A value that is right by what the gradient returns is not to blame for what it stores.
  if (!isOwnFile || attempt.binding.outputForm || session.candidate.stored !== undefined) return null;
  for (const judged of [attempt.judged, ...withinLimits(attempt)]) {
    session.environment.effort?.allow(searchSteps);
    const found = repairAt(session, { ...attempt, judged }, isLastResort);
    if (found !== null) return found;
  }
  return null;
}

function repairAt(session: Session, attempt: Attempt, isLastResort: boolean): Repair | null {
  const probes = makeProbes(session, attempt.judged, null, 10, 6);
  const nSamples = attempt.judged.length;
  let all: readonly Probe[] | null = null;
  const wrong = probes.filter((probe) => probe.wrong.length > 0);
  if (wrong.length < 2 || wrong.every((probe) => isLeftOut(session, probe))) return null;
  const { node: root } = session.value;
  const vocabulary = vocabularyOf(session, root);
  const edits = valueExpressions(session, attempt.binding, probes)
    .filter((node) => !ts.isParenthesizedExpression(node))
    .flatMap((node) => [
      ...editsOf(node, vocabulary, root, true),
      ...(isControl(node, root)
        ? []
        : [...missingTerms(node, vocabulary), ...missingSquare(node), ...complement(node)]),
    ])
    // A function is applied twice by mistake when it is one's own, such as a softmax.
    .filter(({ slip, node }) => slip !== 'extra-call' || isOwnCall(node))
    // Another function is meant only where it is often written for this one: a sign would do wherever the value must not change.
    .filter(({ slip, cost }) => slip !== 'function' || cost <= slipCosts.function)
    // What a loop adds up it adds up on purpose: only the last term would be left. In which order things are sorted is no sum.
    .filter(({ slip, node, newText }) => slip !== 'assignment' || !isSumAssigned(node, newText))
    .filter(({ slip, node }) => slip !== 'missing-term' || !isOfOrder(node))
    // A bound may have one too many; without a term of the value itself the gradient would be what is wrong.
    .filter(({ slip, node }) => slip !== 'extra-term' || isControl(node, root))
    // A power is no slip for a product of the same operands: the gradient would be what is wrong.
    .filter(({ slip, node }) => slip !== 'operator' || !isPower(node))
    .filter(({ slip, cost }) => (isLastResort ? plausible : breaking).has(slip) && cost <= mostFarFetched)
    .filter((edit) => !cancels(edit) && !dividesByFactor(edit) && !comparesWithItself(edit))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, trialsWithin(mostTrials, probes[0]?.judged.sample.value));
  const mends = ({ node, newText, twin }: Edit): boolean => {
    const [expression, other] = [newText, twin?.newText].map((text) =>
      text === undefined ? null : parseExpression(text),
    );
    if (expression === null || expression === undefined) return false;
    const override: Override =
      twin === undefined || other === null || other === undefined
        ? { node, expression }
        : { node, expression, twin: { node: twin.node, expression: other } };
    // A value that no longer depends on its inputs agrees with anything that is 0.
    let depends = false;
    const isRightAt = (probe: Probe): boolean => {
      const outcome = outcomeWith(session, attempt, probe, override);
      depends ||= outcome === 'right' && probe.wrong.length > 0;
      return outcome !== 'wrong';
    };
    // A mode in which the gradient is right has few of the samples.
    const isRight = probes.every(isRightAt) && depends;
    return isRight && (all ??= makeProbes(session, attempt.judged, null, nSamples, nSamples)).every(isRightAt);
  };
  const found = edits.find(mends) ?? (isLastResort ? withTwins(edits, root).find(mends) : undefined);
  return found === undefined ? null : { node: found.node, change: { kind: 'edit', edit: found }, cost: found.cost };
}

/** Whether all that is wrong is 0: any change by which the value no longer depends on an input agrees with a gradient that forgot it. */
function isLeftOut({ environment: { graph } }: Session, { wrong, judged: { comparison } }: Probe): boolean {
  return comparison.actual.length > 1 && wrong.every((k) => graph.constantValue(comparison.actual[k]!) === 0);
}

/** Slips that are made in what is computed of x and of y alike, and how many are tried. */
const ofTwins: ReadonlySet<Slip> = new Set<Slip>(['grouping', 'exponent', 'square', 'operator']);
const mostTwins = 60;

/** The same slips in two expressions that are alike but for their names. */
function withTwins(edits: readonly Edit[], root: FunctionNode): readonly Edit[] {
  const all = expressionsIn(root).filter((node) => !ts.isParenthesizedExpression(node));
  return edits
    .filter(({ slip }) => ofTwins.has(slip))
    .flatMap((edit) =>
      all.flatMap((node): readonly Edit[] => {
        if (node.pos < edit.node.end || node.kind !== edit.node.kind || ts.isIdentifier(node)) return [];
        const newText = twinText(edit.node.getText(), node.getText(), edit.newText);
        return newText === null ? [] : [{ ...edit, twin: { node, newText } }];
      }),
    )
    .slice(0, mostTwins);
}

/** A name or field that a sum may have left out, as `r.left + r.width / 2` does without its first term. */
function missingTerms(node: ts.Expression, vocabulary: Vocabulary): readonly Edit[] {
  const { parent } = node;
  const isWhole = ts.isVariableDeclaration(parent) || ts.isReturnStatement(parent);
  const isSummand = ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1;
  if ((!isWhole && !isSummand) || ts.isFunctionLike(node) || ts.isNumericLiteral(node)) return [];
  const text = asOperand(node);
  const objects = new Set(text.match(/(?<![.\w$])(?!Math\b)[A-Za-z_$][\w$]*(?=\.)/g));
  const fields = [...objects].flatMap((object) => vocabulary.fields(object).map((field) => `${object}.${field}`));
  return [...vocabulary.names(node), ...fields].flatMap((term): readonly Edit[] =>
    // What is there already has another factor rather than another term.
    new RegExp(`(?<![.\\w$])${term}(?![\\w$])`).test(text)
      ? []
      : ['+', '-'].map((sign) => ({
          slip: 'missing-term',
          node,
          newText: `(${text} ${sign} ${term})`,
          guilty: node,
          cost: slipCosts['missing-term'],
        })),
  );
}

/**
 * What a function of it or a sum was to take the square of, as `Math.log(1 + r / c)` of `r / c`; and what stands beside a square, as in
 * `dx + dy ** 2`.
 */
function missingSquare(node: ts.Expression): readonly Edit[] {
  const { parent } = withParentheses(node);
  if (isBesideSquare(node))
    return [{ slip: 'square', node, newText: `(${asOperand(node)} ** 2)`, guilty: node, cost: slipCosts.square }];
  const isQuotient = ts.isBinaryExpression(node) && precedence.get(node.operatorToken.kind) === 2;
  const isOperand = ts.isBinaryExpression(parent) && precedence.get(parent.operatorToken.kind) === 1;
  if (!isQuotient || (!isOperand && !ts.isCallExpression(parent))) return [];
  return [
    { slip: 'exponent', node, newText: `((${node.getText()}) ** 2)`, guilty: node, cost: slipCosts.exponent + 0.4 },
  ];
}

/** What is left to 1 of a share that is given a name: which of two neighbours gets it is easily confused. */
function complement(node: ts.Expression): readonly Edit[] {
  if (!ts.isVariableDeclaration(node.parent) || operation(node, ts.SyntaxKind.MinusToken) === null) return [];
  const newText = `(1 - (${node.getText()}))`;
  return [{ slip: 'variable', node, newText, guilty: node, cost: slipCosts.variable + 0.5 }];
}

/** Whether a name is added to the square of another. */
function isBesideSquare(node: ts.Expression): boolean {
  const whole = withParentheses(node);
  const { parent } = whole;
  const isSum = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken;
  if (!isSum || !(ts.isIdentifier(node) || ts.isPropertyAccessExpression(node))) return false;
  const other = bare(parent.left === whole ? parent.right : parent.left);
  if (!ts.isBinaryExpression(other)) return false;
  const [left, right] = [bare(other.left).getText(), bare(other.right).getText()];
  if (!/^[\w$.]+$/.test(left) || left === node.getText()) return false;
  return isPower(other) ? right === '2' : isProduct(other) && left === right;
}

/**
 * Whether the gradient as written is the derivative of the value with one expression replaced, and whether both are 0. Where one function
 * is both, the expression is one that the value depends on, and the gradient may depend on it too.
 */
function outcomeWith(
  session: Session,
  { binding, target, reading }: Attempt,
  { judged: { sample, comparison }, wrong }: Probe,
  override: Override,
): 'right' | 'zero' | 'wrong' {
  const { environment, specs } = session;
  return specs.withoutLearning(() =>
    environment.graph.scratch(() => {
      const { trace: value, values: drawn } = runValue(session, binding, sample.draw, override, sample.overrides);
      if (value.kind !== 'traced' || !valueLeaves(value.outputs).every(({ v }) => Number.isFinite(v))) return 'wrong';
      const isBoth = session.value.node === session.gradient.node;
      if (isBoth && wrong.length > 0 && isSame(value.outputs, sample.value.outputs)) return 'wrong';
      const gradient = isBoth
        ? runGradient(session, binding, sample.draw, value, override, sample.overrides).trace
        : sample.gradient;
      if (gradient.kind !== 'traced') return 'wrong';
      const changed = compareGradients(session, new AdjointCache(), { ...sample, value, gradient }, target, reading);
      if (changed === null || changed.actual.length !== comparison.actual.length) return 'wrong';
      const code = program(environment.graph, [...changed.expected, ...changed.actual]);
      // The changed value may read arguments that it did not read before.
      const values = evaluate(code, new Map([...drawn, ...sample.values]));
      const numbers = (ids: typeof changed.expected): number[] => ids.map((id) => values.get(id)!);
      const expected = numbers(changed.expected);
      if (!expected.every(Number.isFinite) || !agreeEverywhere(expected, numbers(changed.actual))) return 'wrong';
      return expected.every((x) => x === 0) ? 'zero' : 'right';
    }),
  );
}

function isSame(some: Trace['outputs'], others: Trace['outputs']): boolean {
  return some.length === others.length && some.every(({ e }, k) => e === others[k]!.e);
}

/**
 * Whether it leaves a thing subtracted from itself or divided by itself, as it is or within what is computed of it, which takes a term out of
 * the value: the gradient would lack it.
 */
function cancels({ node, newText }: Edit): boolean {
  let [operand, text]: [ts.Expression, string] = [node, newText];
  for (;;) {
    const whole = withParentheses(operand);
    const { parent } = whole;
    if (!ts.isExpression(parent) || ts.isFunctionLike(parent)) return false;
    if (ts.isBinaryExpression(parent)) {
      const operator = parent.operatorToken.kind;
      const other = parent.left === whole ? parent.right : parent.left;
      const isOpposite = operator === ts.SyntaxKind.MinusToken || operator === ts.SyntaxKind.SlashToken;
      if (isOpposite && bare(other).getText() === text) return true;
    }
    const [before, after] = [whole.getStart() - parent.getStart(), whole.end - parent.getStart()];
    const around = parent.getText();
    [operand, text] = [parent, around.slice(0, before) + text + around.slice(after)];
  }
}

/** Whether `sum = x` is written for `sum += x`. */
function isSumAssigned(node: ts.Expression, newText: string): boolean {
  const isSum = operation(node, ts.SyntaxKind.PlusEqualsToken) ?? operation(node, ts.SyntaxKind.MinusEqualsToken);
  return isSum !== null && !/[-+]=/.test(newText);
}

/** Whether it stands in a function that says in which order things are sorted. */
function isOfOrder(node: ts.Node): boolean {
  for (let outer = node; !ts.isSourceFile(outer); outer = outer.parent) if (comparedBy(outer) !== null) return true;
  return false;
}

/** Whether it leaves one name on both sides of a comparison, as `Math.abs(c) > c`: then that asks nothing of the inputs. */
function comparesWithItself({ slip, node, newText }: Edit): boolean {
  if (slip !== 'variable') return false;
  let operand: ts.Expression = node;
  for (;;) {
    const whole = withParentheses(operand);
    const { parent } = whole;
    if (ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind)) {
      const other = parent.left === whole ? parent.right : parent.left;
      return new RegExp(`(?<![.\\w$])${newText.replace(/[^\w]/g, '\\$&')}(?![\\w$])`).test(other.getText());
    }
    if (!ts.isExpression(parent) || ts.isFunctionLike(parent)) return false;
    operand = parent;
  }
}

/** Whether it divides by what the same product has as a factor, as `0.5 * x / x` for `0.5 * x * x`: the gradient would lack that term, too. */
function dividesByFactor({ slip, node, newText }: Edit): boolean {
  if (slip !== 'operator' || !ts.isBinaryExpression(node)) return false;
  const divisor = bare(node.right).getText();
  let product: ts.Node = node;
  while (isProduct(withParentheses(product).parent)) product = withParentheses(product).parent;
  return (
    newText.endsWith(`/ ${node.right.getText()}`) && factorsOf(product).filter((text) => text === divisor).length > 1
  );
}

function factorsOf(node: ts.Node): readonly string[] {
  if (!isProduct(node)) return [node.getText()];
  return [...factorsOf(bare(node.left)), ...factorsOf(bare(node.right))];
}

function isProduct(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskToken;
}

/** A call of a function by its name, or of one of a library such as `tf.softmax(z)`. */
function isOwnCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.arguments.length > 0 && !/^Math\./.test(node.getText());
}

function isPower(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
}
