/**
 * @file Convention "closures of an autograd engine": an operation returns a node and leaves a closure behind that adds to the gradients
 * of the nodes it was given, as in `out._backward = () => { this.grad += other.data * out.grad; }` and `this.backprop.push(backward)`.
 * Which fields hold the numbers and the gradients is told by what the closure sets; running it is `trace/engines/engine-run.ts`.
 */
import * as ts from 'typescript';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant } from '../parse.ts';
import { tagText } from '../tags.ts';
import type { Engine, FunctionNode, FunctionUnit, PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { operandsOf } from './engine-operands.ts';
import { dataFieldOf, mostOften, plain, writesOf } from './engine-writes.ts';

export function pairClosures({ found }: Collection, tree: ts.SourceFile): readonly PairCandidate[] {
  if (!/grad|backprop|backward|\bd[wxv]\b/i.test(tree.text)) return [];
  const byNode = new Map(found.map((each) => [each.unit.node, each]));
  const pairs: PairCandidate[] = [];
  forEachDescendant(tree, (node) => {
    if (!isClosure(node)) return;
    const operation = operationAround(node, byNode);
    const engine = operation === null ? null : engineOf(operation.unit.node, node);
    if (operation === null || engine === null) return;
    const gradient = byNode.get(node)?.unit ?? unnamed(node, operation.unit);
    if ([operation.unit, gradient].some(({ tags }) => tagText(tags, 'gradcheck-ignore') !== null)) return;
    const value = operation.unit;
    pairs.push({ kind: 'closure', value, gradient, wrt: null, flagIndex: null, declared: true, engine });
  });
  // What several closures add to one gradient is seen only together.
  return pairs.filter((pair) =>
    pairs.every((other) => other === pair || other.value.node !== pair.value.node || mayStandBeside(pair, other)),
  );
}

/** Whether two closures of one operation set other gradients, or one of them returns before the other is made. */
function mayStandBeside(a: PairCandidate, b: PairCandidate): boolean {
  const shares = a.engine!.sources.some((source) => b.engine!.sources.includes(source));
  return !shares || leavesBefore(a.gradient.node, b.gradient.node) || leavesBefore(b.gradient.node, a.gradient.node);
}

/** Whether the innermost block around a closure that is not around another ends with a `return`, or is the other side of an `if`. */
function leavesBefore(closure: ts.Node, other: ts.Node): boolean {
  let block: ts.Node | null = null;
  for (let n = closure; !holds(n, other); n = n.parent) if (ts.isBlock(n) && !ts.isFunctionLike(n.parent)) block = n;
  if (block === null || !ts.isBlock(block)) return false;
  const { parent } = block;
  const isBranch = ts.isIfStatement(parent) && holds(parent, other);
  const last = block.statements.at(-1);
  return isBranch || (last !== undefined && ts.isReturnStatement(last));
}

function isClosure(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    (ts.isFunctionDeclaration(node) && node.body !== undefined)
  );
}

/** The named function in which a closure is written. */
function operationAround(node: ts.Node, byNode: ReadonlyMap<ts.Node, FoundFunction>): FoundFunction | null {
  for (let n: ts.Node | undefined = node.parent; n !== undefined; n = n.parent) {
    if (isFunctionNode(n)) return ts.isConstructorDeclaration(n) ? null : (byNode.get(n) ?? null);
  }
  return null;
}

/** A closure that goes straight into a call. */
export function unnamed(node: FunctionNode, { file, broken }: FunctionUnit): FunctionUnit {
  const nameStart = node.getStart();
  const nameEnd = ts.isArrowFunction(node) ? node.equalsGreaterThanToken.end : nameStart + 'function'.length;
  return { name: 'backward', file, node, nameStart, nameEnd, tags: [], owner: null, broken };
}

function engineOf(operation: FunctionNode, closure: FunctionNode): Engine | null {
  const { body } = operation;
  if (body === undefined || closure.body === undefined || !ts.isBlock(body)) return null;
  const result = resultOf(operation, body, closure);
  if (result === null) return null;
  const writes = writesOf(closure, result.name);
  const grad = mostOften(writes.map(({ field }) => field));
  if (grad === null) return null;
  const own = writes.filter(({ field }) => field === grad);
  const roots = [...own.map(({ root }) => root), result.name ?? ''];
  const parameters = operation.parameters.map(({ name }) => name.getText());
  // `const x = this.data` stands where the closure knows the node by another name.
  const data = dataFieldOf(operation, grad, roots) ?? dataFieldOf(operation, grad, ['this', ...parameters]);
  if (data === null) return null;
  const operands = operandsOf(operation, closure, own, data);
  if (operands.sources.length === 0) return null;
  const maker = result.maker ?? classAround(operation);
  const { kinds, ...found } = operands;
  const holdsNodes = holdsNode(codeOf(operation, maker), grad, data, maker);
  return { data, grad, holdsNodes, result: result.name, maker, operands: kinds, ...found };
}

/** The text of an operation, and of the class of the file that makes its nodes. */
function codeOf(operation: FunctionNode, maker: string | null): string {
  let made = '';
  if (maker !== null)
    forEachDescendant(operation.getSourceFile(), (node) => {
      if (ts.isClassLike(node) && node.name?.text === maker) made += node.getText();
      return made === '';
    });
  return operation.getText() + made;
}

/** Whether gradients are nodes themselves, as `out.grad.data` and `grad: Tensor | null` say. */
function holdsNode(text: string, grad: string, data: string, maker: string | null): boolean {
  const field = grad.replaceAll('$', '\\$');
  if (new RegExp(`\\b${field}[!?]?\\s*:[^;=,)}]*\\b(\\w*Array|number)\\b`).test(text)) return false;
  const isRead = new RegExp(`\\.${field}[!?]?\\.${data.replaceAll('$', '\\$')}\\b`).test(text);
  return (
    isRead || (maker !== null && new RegExp(`\\b${field}[!?]?\\s*:\\s*${maker.replaceAll('$', '\\$')}\\b`).test(text))
  );
}

interface Result {
  readonly name: string | null;
  readonly maker: Engine['maker'];
}

/** The node that an operation returns: a variable that was made there, or one that is made on the spot and handed the closure. */
function resultOf(operation: FunctionNode, body: ts.Block, closure: ts.Node): Result | null {
  const returned: ts.Expression[] = [];
  forEachDescendant(body, (node) => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) returned.push(plain(node.expression));
    return !ts.isFunctionLike(node);
  });
  let last = returned.at(-1);
  // `return Object.assign(out, { back: () => … })`.
  if (last !== undefined && ts.isCallExpression(last) && last.expression.getText() === 'Object.assign')
    last = last.arguments[0] === undefined ? undefined : plain(last.arguments[0]);
  if (last === undefined) return null;
  if (ts.isNewExpression(last)) return holds(last, closure) ? { name: null, maker: makerOf(last) } : null;
  if (!ts.isIdentifier(last)) return null;
  if (operation.parameters.some(({ name }) => name.getText() === last.text)) return null;
  const made = initializerOf(last.text, body);
  if (made === null || !mayBeNode(made)) return null;
  return { name: last.text, maker: makerOf(made) };
}

function mayBeNode(made: ts.Expression): boolean {
  if (ts.isCallExpression(made)) return !/^Math\./.test(made.expression.getText());
  return ts.isNewExpression(made) || ts.isObjectLiteralExpression(made);
}

function holds(outer: ts.Node, inner: ts.Node): boolean {
  for (let n: ts.Node | undefined = inner; n !== undefined; n = n.parent) if (n === outer) return true;
  return false;
}

/** What a variable of a function's own body starts as, or is first set to. */
function initializerOf(name: string, body: ts.Block): ts.Expression | null {
  let made: ts.Expression | null = null;
  forEachDescendant(body, (node) => {
    if (made !== null) return false;
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      made = plain(node.initializer);
    const isSet = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isSet && node.left.getText() === name) made = plain(node.right);
    return !ts.isFunctionLike(node);
  });
  return made;
}

/** What `new C(…)` and `C.zeros(…)` name. */
function makerOf(made: ts.Expression): string | null {
  if (ts.isNewExpression(made)) return ts.isIdentifier(made.expression) ? made.expression.text : null;
  if (!ts.isCallExpression(made) || !ts.isPropertyAccessExpression(made.expression)) return null;
  const owner = made.expression.expression;
  return ts.isIdentifier(owner) && /^[A-Z]/.test(owner.text) && owner.text !== 'Math' ? owner.text : null;
}

function classAround(node: ts.Node): string | null {
  for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent)
    if (ts.isClassLike(n)) return n.name?.text ?? null;
  return null;
}
