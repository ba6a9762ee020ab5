/** @file What a slip of the hand may have named instead: variables in scope, functions of the file, fields, numbers of the other function. */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import { engineOf, isOwnGradient } from '../quantities/closure-names.ts';
import { comparisons } from '../operands.ts';
import { parametersOf, type Session } from '../../check/sampling/session.ts';

/** What an expression may name in the place of what it names. */
export interface Vocabulary {
  /** Variables that may stand in the place of another one, by where they are declared. */
  names(at: ts.Node): readonly string[];
  /** Whether all that a piece of the function names is known at an expression too. */
  sees(at: ts.Node, piece: ts.Node): boolean;
  seesName(at: ts.Node, name: string): boolean;
  /** Whether it is a parameter or variable of the function, or of one around it. */
  declares(name: string): boolean;
  /** Arrays in scope that are read by index somewhere in the two functions, fields of `this` among them. */
  arrays(at: ts.Node): readonly string[];
  /** Functions of the file that take as many arguments. */
  functions(arity: number): readonly string[];
  /** Fields of an object besides the one that is read. */
  fields(object: string): readonly string[];
  /** Variables that count the rounds of a loop or callback around an expression. */
  counters(at: ts.Node): readonly string[];
  /** Fields such as `this.delta` and named constants that the two functions read. */
  readonly constants: readonly string[];
  /** Numbers that the other function of the pair has in its code. */
  readonly numbers: readonly string[];
  /** What the other function of the pair compares something with, by the text of that and the operator, in names that this one has too. */
  readonly bounds: ReadonlyMap<string, readonly string[]>;
}

/** More names than this are not tried in the place of one. */
const mostNames = 16;
const mostArrays = 10;

/** @param root the function whose expressions are looked at: the gradient, one that it calls, or the value. */
export function vocabularyOf(session: Session, root: FunctionNode = session.gradient.node): Vocabulary {
  const { gradient, value } = session;
  const text = root.getText();
  const both = [...new Set([gradient.node, value.node, root])].map((node) => node.getText()).join('\n');
  // The parameter that says which of the two is asked for is no number of either.
  const { flagIndex, flagField } = session.candidate;
  const flag = flagField ?? (flagIndex === null ? null : parametersOf(gradient)[flagIndex]?.name.getText());
  const declarations = declarationsIn(root).filter(({ name }) => name !== flag);
  const isArray = (name: string): boolean =>
    new RegExp(`(?<![.\\w$])${escaped(name)}[!?]?\\s*(\\[|\\.(length|map|reduce|forEach|entries|slice)\\b)`).test(
      text,
    ) || declarations.some((d) => d.name === name && /\[\]|Array/.test(d.type));
  // `other` may be a number where `o` is the node that was made of it.
  const engine = engineOf(session, root);
  const called = engine?.names;
  const isRenamed = (name: string): boolean => (called?.get(name) ?? name) !== name;
  const seesName = (at: ts.Node, name: string): boolean => {
    const own = declarations.filter((d) => d.name === name);
    return own.length === 0 || own.some((d) => isVisibleAt(d, at));
  };
  const bounds = new Map<string, string[]>();
  forEachDescendant((root === value.node ? gradient : value).node, (node) => {
    if (!ts.isBinaryExpression(node) || !comparisons.has(node.operatorToken.kind)) return;
    if (!namesIn(node).every((name) => declarations.some((d) => d.name === name))) return;
    const compared = `${node.left.getText()} ${node.operatorToken.getText()}`;
    bounds.set(compared, [...(bounds.get(compared) ?? []), node.right.getText()]);
  });
  return {
    bounds,
    seesName,
    declares: (name) => declarations.some((d) => d.name === name),
    names: (at) => {
      const own = wordAt(at);
      if (own !== null && own === flag) return [];
      const wantsArray = own !== null && isArray(own);
      const names = declarations
        .filter((d) => d.name !== own && !isRenamed(d.name) && isVisibleAt(d, at) && isArray(d.name) === wantsArray)
        .map((d) => d.name);
      return [...new Set(names)].slice(-mostNames);
    },
    sees: (at, piece) => namesIn(piece).every((name) => seesName(at, name)),
    arrays: (at) => {
      const own = declarations.filter((d) => isVisibleAt(d, at) && isArray(d.name)).map((d) => d.name);
      const fields = both.match(/(?<![.\w$])this\.[A-Za-z_]\w*(?=[!?]?\s*(\[|\.(length|map|reduce|forEach)\b))/g) ?? [];
      return [...new Set([...own, ...fields])].slice(0, mostArrays);
    },
    functions: (arity) =>
      gradient.file.tree.statements.flatMap((statement) => namedFunctions(statement, arity)).slice(0, mostNames),
    fields: (object) => {
      const found = both.matchAll(new RegExp(`(?<![.\\w$])${escaped(object)}\\.([A-Za-z_$][\\w$]*)(?!\\s*\\()`, 'g'));
      const names = [...new Set([...found].map((match) => match[1]!))];
      return names.filter((field) => field !== 'length' && !isOwnGradient(engine, `${object}.${field}`));
    },
    counters: (at) => [...new Set(declarations.filter((d) => d.isCounter && isVisibleAt(d, at)).map((d) => d.name))],
    constants: [
      ...new Set(both.match(/(?<![.\w$])(this\.[A-Za-z_]\w*(?!\s*[\w(])|[A-Z][A-Z0-9_]+)(?![\w$])/g) ?? []),
    ].filter((name) => !isOwnGradient(engine, name)),
    numbers: [
      ...new Set(
        (root === value.node ? gradient : value).node.getText().match(/(?<![\w$.])\d+(\.\d+)?(e-?\d+)?/g) ?? [],
      ),
    ],
  };
}

/** Identifiers of an expression, other than the fields it reads. */
function namesIn(node: ts.Node): readonly string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isPropertyAccessExpression(node)) return namesIn(node.expression);
  const found: string[] = [];
  ts.forEachChild(node, (child) => void found.push(...namesIn(child)));
  return found;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The variable that an expression names, or whose entry it reads. */
function wordAt(node: ts.Node): string | null {
  if (ts.isIdentifier(node)) return node.text;
  return null;
}

interface Declaration {
  readonly name: string;
  readonly type: string;
  /** From where and up to where the name is known. */
  readonly from: number;
  readonly to: number;
  /** Whether it counts the rounds of a loop, or is the index of a callback. */
  readonly isCounter: boolean;
}

function isVisibleAt({ from, to }: Declaration, at: ts.Node): boolean {
  return at.getStart() >= from && at.end <= to;
}

/** Variables of a function's own block that hold no function: what a closure keeps between its calls. */
function ownVariables(node: ts.SignatureDeclaration): readonly ts.VariableDeclaration[] {
  const body = (node as ts.FunctionLikeDeclaration).body;
  if (body === undefined || !ts.isBlock(body)) return [];
  return body.statements
    .flatMap((statement) => (ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : []))
    .filter(({ initializer }) => initializer === undefined || !ts.isFunctionLike(initializer));
}

/** Parameters and variables of a function and of the callbacks in it, and those of the functions around it. */
function declarationsIn(root: ts.SignatureDeclaration): readonly Declaration[] {
  const found: Declaration[] = [];
  const add = (name: ts.BindingName, type: string, from: number, to: number, isCounter = false): void => {
    if (ts.isIdentifier(name)) found.push({ name: name.text, type, from, to, isCounter });
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name, '', from, to);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node)) {
      const isIndex = node.parent !== root && node.parent.parameters.indexOf(node) === indexParameter(node.parent);
      add(node.name, node.type?.getText() ?? '', node.parent.pos, node.parent.end, isIndex);
    } else if (ts.isVariableDeclaration(node)) {
      const isCounter = ts.isForStatement(node.parent.parent);
      add(node.name, node.type?.getText() ?? '', node.end, blockEnd(node), isCounter);
    }
    ts.forEachChild(node, visit);
  };
  for (let outer: ts.Node | undefined = root.parent; outer !== undefined; outer = outer.parent)
    if (ts.isFunctionLike(outer)) {
      for (const p of outer.parameters) add(p.name, p.type?.getText() ?? '', root.pos, root.end);
      for (const d of ownVariables(outer)) add(d.name, d.type?.getText() ?? '', root.pos, root.end);
    }
  visit(root);
  return found;
}

/** Where a callback is given the index: after the entry, and after the total of a `reduce`. */
function indexParameter({ parent: call }: ts.SignatureDeclaration): number {
  const isCall = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression);
  return isCall && /^reduce(Right)?$/.test(call.expression.name.text) ? 2 : 1;
}

function blockEnd(node: ts.Node): number {
  let block = node.parent;
  while (
    !ts.isBlock(block) &&
    !ts.isSourceFile(block) &&
    !ts.isForStatement(block) &&
    !ts.isForOfStatement(block) &&
    !ts.isFunctionLike(block)
  )
    block = block.parent;
  return block.end;
}

function namedFunctions(statement: ts.Statement, arity: number): readonly string[] {
  if (ts.isFunctionDeclaration(statement))
    return statement.name !== undefined && statement.parameters.length === arity ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    const isFunction =
      initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
    return isFunction && initializer.parameters.length === arity && ts.isIdentifier(name) ? [name.text] : [];
  });
}
