/**
 * @file Every named function with a body in a syntax tree, with its place: scope, owner and tags.
 * Whether a function is a loss or a gradient is not asked here.
 */
import * as ts from 'typescript';
import { factoryOf } from '../factory.ts';
import { isFunctionNode } from '../function-node.ts';
import { forEachDescendant } from '../parse.ts';
import { readTags, type MisspeltTag } from '../tags.ts';
import type { FunctionNode, FunctionUnit, SourceUnit } from '../types.ts';
import { brokenFunctions } from './broken.ts';
import { nameOf, type Naming } from './naming.ts';

/** A function with what pairing needs to know of its surroundings. */
export interface FoundFunction {
  readonly unit: FunctionUnit;
  /** The function, module block or file whose body declares it; a half-typed function is no scope of its own. */
  readonly scope: ts.Node;
  /** Identity of the object literal, class or assigned-to object it is a member of; null for a free function. */
  readonly container: ts.Node | string | null;
  /** The name it goes by here: an imported function may have been renamed. */
  readonly localName: string;
  readonly parameters: readonly string[];
  /** The parameters, as written, of the function that makes and returns it; null for a function that is not made so. */
  readonly factory: string | null;
}

export interface Collection {
  readonly found: readonly FoundFunction[];
  readonly misspelt: readonly MisspeltTag[];
}

/** A tree never changes, so its functions are found once. */
const collected = new WeakMap<ts.SourceFile, Collection>();

/** Collects the functions of a file in source order. */
export function collectFunctions(file: SourceUnit): Collection {
  let collection = collected.get(file.tree);
  if (collection === undefined) collected.set(file.tree, (collection = collect(file)));
  return collection;
}

function collect(file: SourceUnit): Collection {
  const named: { readonly node: FunctionNode; readonly naming: Naming }[] = [];
  forEachDescendant(file.tree, (node) => {
    const naming = isFunctionNode(node) && node.body !== undefined ? nameOf(node) : null;
    if (naming !== null) {
      named.push({ node: node as FunctionNode, naming });
    }
  });
  const broken = brokenFunctions(
    file.tree,
    named.map(({ node }) => node),
  );
  const misspelt: MisspeltTag[] = [];
  const found = named.map(({ node, naming }): FoundFunction => {
    const reading = readTags(node, file.tree);
    misspelt.push(...reading.misspelt);
    const unit: FunctionUnit = {
      name: naming.name,
      file,
      node,
      nameStart: naming.nameStart,
      nameEnd: naming.nameEnd,
      tags: reading.tags,
      owner: naming.owner,
      broken: broken.has(node),
    };
    const { container } = naming;
    // What a function returns goes by its name, where that can be seen.
    const factory = container === null ? factoryOf(node) : null;
    return {
      unit,
      scope: scopeOf(factory ?? node, broken),
      container,
      localName: naming.name,
      parameters: parameterNames(node),
      factory: factory === null ? null : factory.parameters.map((each) => each.getText()).join(', '),
    };
  });
  return { found, misspelt };
}

/** The nearest enclosing node that opens a scope of functions. */
export function scopeOf(node: ts.Node, broken: ReadonlySet<ts.Node>): ts.Node {
  let scope: ts.Node = node.parent;
  while (!ts.isSourceFile(scope) && !ts.isModuleBlock(scope) && !(isFunctionNode(scope) && !broken.has(scope))) {
    scope = scope.parent;
  }
  return scope;
}

/** Names bound by the parameters, in order, also those inside destructuring patterns. */
function parameterNames(node: FunctionNode): readonly string[] {
  const names: string[] = [];
  const addBinding = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) {
      names.push(name.text);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) {
        addBinding(element.name);
      }
    }
  };
  for (const parameter of node.parameters) {
    addBinding(parameter.name);
  }
  return names;
}
