/** @file Which conditions the value's code has or implies, in the names of another function: `x > 6`, and `x < 1` of `Math.min(1, x)`. */
import * as ts from 'typescript';
import type { FunctionNode } from '../../frontend/types.ts';
import { asOperand, bare, expressionsIn } from '../operands.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A condition and its opposite, as code. */
export interface Condition {
  readonly text: string;
  readonly opposite: string;
}

/** More conditions of a value are not looked at. */
const mostConditions = 8;
/** Longer ones tell nobody anything. */
const longest = 60;

/** The orders that a value asks for, and those of what it keeps within bounds: both bounds together are a condition as well. */
export function conditionsOf(value: FunctionNode, vocabulary: Vocabulary): readonly Condition[] {
  const constants = constantsIn(value);
  const found = expressionsIn(value).flatMap((node): readonly Condition[] => {
    if (ts.isBinaryExpression(node)) {
      const order = node.operatorToken.getText();
      return /^[<>]=?$/.test(order) && !isOfLoop(node)
        ? [condition(node.left.getText(), order, node.right.getText())]
        : [];
    }
    const bound = boundOf(node);
    if (bound === null) return [];
    const within = boundOf(bound.computed);
    const own = asked(bound);
    return within === null ? [own] : [both(asked({ ...bound, computed: within.computed }), asked(within))];
  });
  const inNames = found.flatMap((each) => {
    const [text, opposite] = [each.text, each.opposite].map((code) => inNamesOf(vocabulary, constants, code));
    const isShort = text !== undefined && text !== null && text.length <= longest;
    return isShort && opposite !== undefined && opposite !== null ? [{ text, opposite }] : [];
  });
  return [...new Map(inNames.map((each) => [each.text, each])).values()].slice(0, mostConditions);
}

/** How often a loop goes round is no condition of a formula. */
function isOfLoop({ parent }: ts.Node): boolean {
  return ts.isForStatement(parent) || ts.isWhileStatement(parent);
}

interface Bound {
  readonly order: '<' | '>';
  readonly computed: ts.Expression;
  readonly limit: ts.Expression;
}

/** `Math.max(0, x)` is x where x > 0; of two that are computed the first is taken. */
function boundOf(whole: ts.Expression): Bound | null {
  const node = bare(whole);
  if (!ts.isCallExpression(node) || node.arguments.length !== 2) return null;
  const [, name] = /^Math\.(max|min)$/.exec(node.expression.getText()) ?? [];
  if (name === undefined) return null;
  const [first, second] = [node.arguments[0]!, node.arguments[1]!];
  const isNumber = Number.isFinite(Number(first.getText()));
  const order = name === 'max' ? '>' : '<';
  return isNumber ? { order, computed: second, limit: first } : { order, computed: first, limit: second };
}

function asked({ order, computed, limit }: Bound): Condition {
  return condition(computed.getText(), order, limit.getText());
}

function condition(a: string, order: string, b: string): Condition {
  const opposite = `${order.startsWith('<') ? '>' : '<'}${order.endsWith('=') ? '' : '='}`;
  return { text: `${a} ${order} ${b}`, opposite: `${a} ${opposite} ${b}` };
}

function both(a: Condition, b: Condition): Condition {
  return { text: `${a.text} && ${b.text}`, opposite: `${a.opposite} || ${b.opposite}` };
}

/** What a function's constants stand for. */
function constantsIn(root: FunctionNode): ReadonlyMap<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      if ((node.parent.flags & ts.NodeFlags.Const) !== 0) found.set(node.name.text, node.initializer);
    node.forEachChild(visit);
  };
  visit(root);
  return found;
}

/** How often constants are put in for their names. */
const mostPutIn = 3;

/** The code in names that the other function has, too; null where it has none for something. */
function inNamesOf(
  vocabulary: Vocabulary,
  constants: ReadonlyMap<string, ts.Expression>,
  code: string,
  left = mostPutIn,
): string | null {
  const isKnown = (name: string): boolean => /^(Math|this|[A-Z][A-Z0-9_]+)$/.test(name) || vocabulary.declares(name);
  const names = code.match(nameOf('[A-Za-z_$][\\w$]*')) ?? [];
  const unknown = names.find((name) => !isKnown(name));
  if (unknown === undefined) return code;
  const constant = constants.get(unknown);
  if (constant === undefined || left === 0) return null;
  const isLeftSide = new RegExp(`^${unknown} [<>]`).test(code);
  const text = isLeftSide ? constant.getText() : asOperand(constant);
  return inNamesOf(
    vocabulary,
    constants,
    code.replace(nameOf(unknown.replace(/\$/g, '\\$')), () => text),
    left - 1,
  );
}

function nameOf(name: string): RegExp {
  return new RegExp(`(?<![.\\w$])${name}(?![\\w$])`, 'g');
}
