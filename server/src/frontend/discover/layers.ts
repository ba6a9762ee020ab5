/**
 * @file Convention "layers that pass nodes on": `forward(V)` keeps the node that it is handed, `this.in_act = V`, and returns another;
 * `backward()` reads the gradient of that, `this.out_act.dw`, and sets the one of the first, as well as those of the nodes that hold the
 * layer's weights. The last layer is handed a label instead, and its `backward(y)` returns the loss. Running it is
 * `trace/engines/layer-run.ts`.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { Engine, FunctionNode, PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import type { Write } from './engine-operands.ts';
import { dataFieldOf, mostOften, plain, writesOf } from './engine-writes.ts';
import type { MemberGroup } from './member-groups.ts';

const forwardName = /^(forward|fwd|forward_?pass|forward_?prop(agate|agation)?|feed_?forward)$/i;
const backwardName = /^(backward|bwd|backward_?pass|back_?prop(agate|agation)?)$/i;

export function pairLayers(groups: readonly MemberGroup[]): readonly PairCandidate[] {
  return groups.flatMap(({ members }): readonly PairCandidate[] => {
    const [forward, ...others] = members.filter(({ name }) => forwardName.test(name));
    const [backward, ...more] = members.filter(({ name }) => backwardName.test(name));
    if (forward === undefined || backward === undefined || others.length + more.length > 0) return [];
    const engine = engineOf(forward.target, backward.target);
    const [value, gradient] = [forward.target.unit, backward.target.unit];
    return engine === null
      ? []
      : [{ kind: 'object-members', value, gradient, wrt: null, flagIndex: null, declared: true, engine }];
  });
}

function engineOf(forward: FoundFunction, backward: FoundFunction): Engine | null {
  const [ahead, back] = [forward.unit.node, backward.unit.node];
  if (ahead.body === undefined || back.body === undefined) return null;
  const variables = fieldVariables(back);
  const fieldOf = (object: ts.Expression): string | null =>
    ownField(object) ?? (ts.isIdentifier(object) ? (variables.get(object.text) ?? null) : null);
  const all = ahead.parameters.flatMap((parameter): Handed[] =>
    ts.isIdentifier(parameter.name)
      ? [{ parameter, name: parameter.name.text, kept: fieldsSetTo(ahead, parameter.name.text) }]
      : [],
  );
  const writes = writesOf(back, null);
  const setIn = writes.map(({ field, object }) => ({ grad: field, kept: fieldOf(plain(object)) ?? '' }));
  const kept = new Set(all.flatMap((each) => [...each.kept]));
  const grad = mostOften(setIn.flatMap((write) => (kept.has(write.kept) ? [write.grad] : [])));
  if (grad === null) return null;
  // Nodes are those whose gradients are set.
  const handed = all.filter((each) => setIn.some((write) => write.grad === grad && each.kept.has(write.kept)));
  const [first] = handed;
  if (first === undefined) return null;
  const inBackward = ({ kept }: Handed): string =>
    [...variables].find(([, of]) => kept.has(of))?.[0] ?? `this.${[...kept][0]!}`;
  const names = handed.map(({ name }) => name);
  const data =
    dataFieldOf(ahead, grad, names) ??
    dataFieldOf(back, grad, [...handed.map(inBackward), 'this']) ??
    dataFieldOf(ahead, grad, ['this']) ??
    // Where only methods of the node read its numbers.
    /^d([a-z]\w*)$/.exec(grad)?.[1] ??
    null;
  if (data === null) return null;
  const read = readResult(ahead, back, grad, kept, fieldOf);
  const isLast = read === null && returnsValue(back);
  // What goes backward and is handed nothing comes after another layer, whether it minds that or not.
  const out = read ?? (isLast || back.parameters.length > 0 ? null : keptResult(ahead, kept));
  if (out === null && !isLast) return null;
  const called = [...variables].find(([, of]) => of === out)?.[0] ?? (out === null ? null : `this.${out}`);
  return {
    data,
    grad,
    holdsNodes: false,
    layer: { isLast, isOfNumbers: writes.some((write) => write.field === grad && addsToField(write)) },
    result: called,
    maker: makerOf(first.parameter, ahead, data, grad),
    operands: ahead.parameters.map((parameter) =>
      handed.some((each) => each.parameter === parameter) ? 'node' : null,
    ),
    names: new Map([...handed.map((each): [string, string] => [each.name, inBackward(each)]), ['this', 'this']]),
    written: names,
    sources: [...names, 'this'],
  };
}

/** `this.u0.grad += …`, and not an entry of that. */
function addsToField({ at }: Write): boolean {
  return (
    ts.isBinaryExpression(at) &&
    at.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken &&
    ts.isPropertyAccessExpression(at.left)
  );
}

/** A parameter of the forward pass, and the fields in which it is kept. */
interface Handed {
  readonly parameter: ts.ParameterDeclaration;
  readonly name: string;
  readonly kept: ReadonlySet<string>;
}

/** `in_act` of `this.in_act`. */
function ownField(expression: ts.Expression): string | null {
  return ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword
    ? expression.name.text
    : null;
}

/** A field of `this` that code sets, and to what. */
interface FieldSet {
  readonly field: string;
  readonly to: ts.Expression;
}

function fieldsSetIn(code: ts.Node): readonly FieldSet[] {
  const found: FieldSet[] = [];
  forEachDescendant(code, (node) => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    const field = ownField(node.left);
    if (field !== null) found.push({ field, to: plain(node.right) });
  });
  return found;
}

/** The fields that a function sets to one of its variables. */
function fieldsSetTo({ body }: FunctionNode, name: string): ReadonlySet<string> {
  const isIt = ({ to }: FieldSet): boolean => ts.isIdentifier(to) && to.text === name;
  return new Set(fieldsSetIn(body!).flatMap((set) => (isIt(set) ? [set.field] : [])));
}

/** The variables of a function that start as a field of `this`: `V` of `const V = this.in_act`, `input` of `const { input } = this`. */
function fieldVariables({ body }: FunctionNode): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  forEachDescendant(body!, (node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return;
    const start = plain(node.initializer);
    if (ts.isIdentifier(node.name)) {
      const field = ownField(start);
      if (field !== null) found.set(node.name.text, field);
    } else if (ts.isObjectBindingPattern(node.name) && start.kind === ts.SyntaxKind.ThisKeyword) {
      for (const { name, propertyName } of node.name.elements)
        if (ts.isIdentifier(name)) found.set(name.text, (propertyName ?? name).getText());
    }
  });
  return found;
}

/** The field that keeps the node which the forward pass returns, where the backward pass reads its gradient. */
function readResult(
  ahead: FunctionNode,
  back: FunctionNode,
  grad: string,
  kept: ReadonlySet<string>,
  fieldOf: (object: ts.Expression) => string | null,
): string | null {
  const read = new Set<string>();
  const asksForGradient = new RegExp(`^${grad.replaceAll('$', '\\$')}$|grad`, 'i');
  forEachDescendant(back.body!, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !asksForGradient.test(node.name.text)) return;
    const field = fieldOf(plain(node.expression));
    if (field !== null && !kept.has(field)) read.add(field);
  });
  return fieldsSetIn(ahead.body!).find(({ field }) => read.has(field))?.field ?? null;
}

/** The field that keeps the node which the forward pass returns. */
function keptResult({ body }: FunctionNode, kept: ReadonlySet<string>): string | null {
  const returned = new Set<string>();
  forEachDescendant(body!, (node) => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) returned.add(plain(node.expression).getText());
  });
  const isReturned = ({ field, to }: FieldSet): boolean => returned.has(to.getText()) || returned.has(`this.${field}`);
  return fieldsSetIn(body!).find((set) => !kept.has(set.field) && isReturned(set))?.field ?? null;
}

function returnsValue({ body }: FunctionNode): boolean {
  let found = false;
  forEachDescendant(body!, (node) => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found = true;
    return !ts.isFunctionLike(node);
  });
  return found;
}

/** The class or constructor function of nodes: the one that the parameter's type names, whose `new` stands there, or that sets both fields. */
function makerOf(parameter: ts.ParameterDeclaration, ahead: FunctionNode, data: string, grad: string): string | null {
  const { type } = parameter;
  if (type !== undefined && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return type.typeName.text;
  const made = new Set<string>();
  forEachDescendant(ahead, (node) => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && !/Array$/.test(node.expression.text))
      made.add(node.expression.text);
  });
  const [only, ...others] = made;
  if (only !== undefined) return others.length === 0 ? only : null;
  return makerInFile(parameter.getSourceFile(), data, grad);
}

function makerInFile(tree: ts.SourceFile, data: string, grad: string): string | null {
  let found: string | null = null;
  forEachDescendant(tree, (node) => {
    const name = makerName(node);
    if (found !== null || name === null) return found === null;
    const fields = new Set(fieldsSetIn(node).map(({ field }) => field));
    if (fields.has(data) && fields.has(grad)) found = name;
    return false;
  });
  return found;
}

/** `Vol` of `class Vol`, `function Vol` and `var Vol = function`. */
function makerName(node: ts.Node): string | null {
  if (ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) {
    const name = node.name?.text ?? '';
    return /^[A-Z]/.test(name) ? name : null;
  }
  const isMaker =
    (ts.isFunctionExpression(node) || ts.isClassExpression(node)) &&
    ts.isVariableDeclaration(node.parent) &&
    ts.isIdentifier(node.parent.name) &&
    /^[A-Z]/.test(node.parent.name.text);
  return isMaker ? (node.parent.name as ts.Identifier).text : null;
}
