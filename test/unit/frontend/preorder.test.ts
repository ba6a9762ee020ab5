/** @file Walks through trees that are kept in order, beside walks that ask each node for its children. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as ts from 'typescript';
import { forEachDescendant, parseSource } from '../../../server/src/frontend/parse.ts';
import { fixtureFiles, fixtureFolder } from '../../harness/fixture-files.ts';

function plainWalk(root: ts.Node, visit: (node: ts.Node) => boolean): void {
  if (visit(root)) ts.forEachChild(root, (child) => plainWalk(child, visit));
}

function inOrder(
  walk: (root: ts.Node, visit: (node: ts.Node) => boolean) => void,
  root: ts.Node,
  goesInto: (node: ts.Node) => boolean,
): readonly ts.Node[] {
  const seen: ts.Node[] = [];
  walk(root, (node) => {
    seen.push(node);
    return goesInto(node);
  });
  return seen;
}

describe('walking through a tree', () => {
  const files = fixtureFiles();

  it('visits the nodes of every fixture in source order, from the file and from each function, and skips what it is told to', () => {
    assert.ok(files.length > 100);
    for (const path of files) {
      const { tree } = parseSource(path, readFileSync(fixtureFolder + path, 'utf8'));
      const all = inOrder(plainWalk, tree, () => true);
      const roots = all.filter((node) => ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isCallExpression(node));
      for (const root of roots) {
        for (const goesInto of [() => true, (node: ts.Node) => !ts.isCallExpression(node)]) {
          const [found, expected] = [inOrder(forEachDescendant, root, goesInto), inOrder(plainWalk, root, goesInto)];
          assert.ok(found.length === expected.length && found.every((node, i) => node === expected[i]), path);
        }
      }
    }
  });

  it('gives every node the parent that it is a child of', () => {
    for (const path of files) {
      const { tree } = parseSource(path, readFileSync(fixtureFolder + path, 'utf8'));
      plainWalk(tree, (node) => {
        ts.forEachChild(node, (child) => assert.equal(child.parent, node, path));
        return true;
      });
    }
  });
});
