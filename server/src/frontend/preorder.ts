/**
 * @file The nodes of a syntax tree in source order, kept with the tree: discovery walks through each function a dozen times, and to ask
 * every node for its children takes most of a walk.
 */
import * as ts from 'typescript';

/** The node at a place of `nodes` and everything below it are `nodes[place]` up to `nodes[ends[place] - 1]`. */
interface Preorder {
  readonly nodes: readonly ts.Node[];
  readonly ends: Int32Array;
  /** Where the nodes stand that walks start from: the file and its functions, classes and blocks. */
  readonly places: ReadonlyMap<ts.Node, number>;
}

const orders = new WeakMap<ts.SourceFile, Preorder>();

/**
 * Puts the nodes of a new tree in order, for {@link forEachInOrder}, and gives each its parent: the tree must have been made without, so
 * that one walk does for both. Iterative, so that nesting depth costs heap and not stack.
 */
export function putInOrder(tree: ts.SourceFile): void {
  const nodes: ts.Node[] = [];
  const parents: number[] = [];
  const places = new Map<ts.Node, number>();
  const pending: ts.Node[] = [tree];
  const parentsOfPending: number[] = [-1];
  const children: ts.Node[] = [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const place = nodes.push(node) - 1;
    const parent = parentsOfPending.pop()!;
    parents.push(parent);
    if (parent >= 0) (node as { parent: ts.Node }).parent = nodes[parent]!;
    if (isStart(node)) places.set(node, place);
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    // The stack gives back the last one first, so the children go on it in reverse.
    for (let child = children.pop(); child !== undefined; child = children.pop()) {
      pending.push(child);
      parentsOfPending.push(place);
    }
  }
  const ends = new Int32Array(nodes.length);
  for (let place = nodes.length - 1; place >= 0; place--) {
    ends[place] = Math.max(ends[place]!, place + 1);
    const parent = parents[place]!;
    if (parent >= 0) ends[parent] = Math.max(ends[parent]!, ends[place]!);
  }
  orders.set(tree, { nodes, ends, places });
}

/** Whether the tree of `root` is in order and `root` is where a walk may start; if so, `visit` was called as by `forEachDescendant`. */
export function forEachInOrder(root: ts.Node, visit: (node: ts.Node) => boolean | void): boolean {
  if (!isStart(root)) return false;
  const order = orders.get(root.getSourceFile());
  const start = order?.places.get(root);
  if (order === undefined || start === undefined) return false;
  const { nodes, ends } = order;
  const end = ends[start]!;
  for (let place = start; place < end;) place = visit(nodes[place]!) === false ? ends[place]! : place + 1;
  return true;
}

function isStart(node: ts.Node): boolean {
  return ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isBlock(node) || ts.isClassLike(node);
}
