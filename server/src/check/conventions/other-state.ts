/**
 * @file State of the object that a written gradient depends on and the value does not. A constructor may compute it from what the
 * value reads, as a curve keeps the control points of its derivative beside its own, and then the two are no independent inputs. The same
 * goes for an object within an argument: `({ dy, inputs: { x } })` beside `({ x })`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../../frontend/function-node.ts';
import { forEachDescendant } from '../../frontend/parse.ts';
import type { ExprId, Graph } from '../../math/expr/graph.ts';
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import type { ArgumentSource, Binding, Sample, Session } from '../sampling/session.ts';

/** The first argument that is an object of which the gradient alone knows, and depends on: what it has to do with the value is not seen. */
export function otherObject(
  graph: Graph,
  { value, gradient, upstream }: Binding,
  judged: readonly { readonly comparison: { readonly actual: readonly ExprId[] } }[],
): string | null {
  const specsOf = (sources: readonly ArgumentSource[]): readonly InputSpec[] =>
    sources.flatMap((source) => (source.kind === 'input' ? [source.spec] : []));
  const known = new Set(specsOf(value));
  const own = specsOf(gradient).filter(
    (spec) => spec.shape === 'object' && !known.has(spec) && spec !== upstream && !isWithin(upstream, spec),
  );
  const read = [...graph.symbolsOf(judged.flatMap(({ comparison }) => comparison.actual))];
  return own.find(({ path }) => read.some((name) => name.startsWith(`${path}.`)))?.path ?? null;
}

/** Whether the upstream gradient is a field of an object: then it is known what that has to do with the value. */
function isWithin(upstream: InputSpec | null, { path }: InputSpec): boolean {
  return upstream?.path.startsWith(`${path}.`) === true;
}

/** The first field such as `this.slopes` or `context.inputs` that only the gradient depends on; null when there is none. */
export function otherState(
  { environment: { graph }, gradient }: Session,
  judged: readonly { readonly sample: Sample; readonly comparison: { readonly actual: readonly ExprId[] } }[],
): string | null {
  const upstream = graph.symbolsOf(judged.flatMap(({ sample }) => sample.upstream));
  const fieldsIn = (ids: readonly ExprId[]): readonly string[] =>
    [...graph.symbolsOf(ids)]
      .filter((name) => !upstream.has(name))
      .flatMap((name) => /^(this\.[^.[]+|[^.[]+\.[^.[]+(?=\.))/.exec(name)?.[0] ?? []);
  // What a branch asks counts as well: a layer goes by the sign of an activation that it does not multiply by.
  const asked = (half: 'value' | 'gradient') =>
    judged.flatMap(({ sample }) => sample[half].path.flatMap(({ lhs, rhs }) => [lhs, rhs]));
  const ofValue = judged.flatMap(({ sample }) => sample.value.outputs.map((leaf) => leaf.e));
  const shared = new Set(fieldsIn([...ofValue, ...asked('value')]));
  const read = fieldsIn([...judged.flatMap(({ comparison }) => comparison.actual), ...asked('gradient')]);
  return read.find((field) => !shared.has(field) && !isGiven(gradient, field)) ?? null;
}

/** Whether a field is an argument of the constructor as it is, such as a threshold, and nothing else sets it: then it is an input of its own. */
function isGiven({ node }: FunctionUnit, field: string): boolean {
  const name = /^this\.([\w$]+)$/.exec(field)?.[1];
  const owner = node.parent;
  if (name === undefined || !ts.isClassLike(owner)) return false;
  const maker = owner.members.find(ts.isConstructorDeclaration);
  const given = new Set(maker?.parameters.map((parameter) => parameter.name.getText()));
  const set: ts.Expression[] = [];
  forEachDescendant(owner, (child) => {
    if (!ts.isBinaryExpression(child) || !ts.isPropertyAccessExpression(child.left)) return;
    const { operatorToken, left, right } = child;
    const isWrite =
      operatorToken.kind >= ts.SyntaxKind.FirstAssignment && operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    if (isWrite && left.getText() === field) set.push(right);
  });
  const [only, ...others] = set;
  return only !== undefined && others.length === 0 && ts.isIdentifier(only) && given.has(only.text);
}

/**
 * A variable of unknown value that the gradient alone reads: it may be computed from what the value reads. Null without one. What the value
 * alone reads may be added to it.
 */
export function unsharedVariable(judged: readonly { readonly sample: Sample }[]): string | null {
  const unread = (half: 'value' | 'gradient'): ReadonlySet<string> =>
    new Set(judged.flatMap(({ sample }) => sample[half].unread));
  const ofValue = unread('value');
  return [...unread('gradient')].find((name) => !ofValue.has(name)) ?? null;
}

/**
 * State in arrays that a method computes its loss and gradient from, or null. Nobody says what holds of it: t-SNE's gradient is right
 * for affinities that are symmetric and sum to one.
 */
export function constrainedState(
  session: Session,
  judged: readonly { readonly comparison: { readonly expected: readonly ExprId[] } }[],
): string | null {
  if (session.candidate.kind !== 'loss-and-gradient') return null;
  const used = session.environment.graph.symbolsOf(judged.flatMap(({ comparison }) => comparison.expected));
  return [...used].find((name) => /^this\.[^[]+\[/.test(name))?.replace(/\[.*$/, '') ?? null;
}

/**
 * A flag of the function around both that the gradient asks and the value does not, as `isNatural` beside `base` in
 * `isNatural ? base ** x : Math.log(base) * base ** x`: the two may depend on each other. Null when there is none.
 */
export function capturedFlag({ value, gradient }: Session): string | null {
  const { node } = gradient;
  const makers: ts.Node[] = [];
  for (let n = node.parent; n !== undefined; n = n.parent) if (isFunctionNode(n)) makers.push(n);
  const written = new Set(identifiersIn(value.node).map(({ text }) => text));
  const asked = identifiersIn(node).filter((name) => isCondition(name) && !written.has(name.text));
  const flag = asked.find(
    ({ text }) => !declares(node, text, () => true) && makers.some((maker) => declares(maker, text, (n) => n !== node)),
  );
  return flag?.text ?? null;
}

function identifiersIn(node: ts.Node): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  forEachDescendant(node, (child) => {
    if (ts.isIdentifier(child)) found.push(child);
  });
  return found;
}

/** Whether a branch depends on the name alone. */
function isCondition(name: ts.Identifier): boolean {
  let node: ts.Node = name;
  while (ts.isPrefixUnaryExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  return (
    (ts.isConditionalExpression(parent) && parent.condition === node) ||
    (ts.isIfStatement(parent) && parent.expression === node)
  );
}

/** Whether a parameter or variable of that name is declared in a function, or in what `enters` lets in of it. */
function declares(maker: ts.Node, name: string, enters: (node: ts.Node) => boolean): boolean {
  let found = false;
  forEachDescendant(maker, (child) => {
    const isBinding = ts.isParameter(child) || ts.isVariableDeclaration(child) || ts.isBindingElement(child);
    found ||= isBinding && ts.isIdentifier(child.name) && child.name.text === name;
    return !found && enters(child);
  });
  return found;
}
