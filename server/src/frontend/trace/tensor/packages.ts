/**
 * @file The packages whose tensors are read: which import specifiers name them, and what they export. No package is opened.
 * Which file speaks of tensors at all is said here too, since a bare `.sub(…)` alone does not tell.
 */
import * as ts from 'typescript';
import type { Graph } from '../../../math/expr/graph.ts';
import type { Machine } from '../machine.ts';
import { type NamespaceValue, objectOf, type TensorLibrary, type Value } from '../value.ts';
import { asBuiltin, declined, lookUp, nothing } from './functions.ts';
import { jaxConstant, jaxFunctions, jaxNames, laxFunctions, linalgFunctions, nnFunctions } from './jax.ts';
import { losses, reductions } from './losses.ts';
import type { TensorOperation } from './tensor.ts';
import { tfjsFunctions } from './tfjs.ts';

const tfjsSpecifier =
  /(^|[/:])@tensorflow\/tfjs(-core|-node|-node-gpu|-react-native|-union)?(@[^/]*)?(\/dist\/.*)?(\/\+esm)?$/;
const jaxSpecifier = /(^|[/:])@jax-js\/jax(@[^/]*)?(\/\+esm)?$/;

/** The libraries that an import names. */
export type KnownLibrary = Exclude<TensorLibrary, 'unseen'>;

/** Each run asks it of every import. */
const ofTfjs = new WeakMap<ts.SourceFile, boolean>();

/** Whether a file is one of TensorFlow.js itself: what it imports from its neighbours are the operations of the same names. */
export function isOfTfjsItself(tree: ts.SourceFile): boolean {
  let isOwn = ofTfjs.get(tree);
  if (isOwn === undefined)
    ofTfjs.set(tree, (isOwn = /\bcustomGrad\b[^'"]*from\s*['"][./]+\/gradients['"]/.test(tree.text)));
  return isOwn;
}

/** The library that an import specifier names, or null. */
export function tensorLibrary(specifier: string): KnownLibrary | null {
  if (tfjsSpecifier.test(specifier)) return 'tfjs';
  return jaxSpecifier.test(specifier) ? 'jax' : null;
}

function namespace(
  library: TensorLibrary,
  name: string,
  functions: { readonly [name: string]: TensorOperation },
  other: (member: string) => Value | undefined = () => undefined,
): NamespaceValue {
  const made = new Map<string, Value>();
  return {
    kind: 'namespace',
    name,
    get: (member) => {
      const known = made.get(member);
      if (known !== undefined) return known;
      const operation = lookUp(functions, member);
      const value = operation === undefined ? other(member) : asBuiltin(library, `${name}.${member}`, operation);
      if (value !== undefined) made.set(member, value);
      return value;
    },
  };
}

const tensorClass = asBuiltin('tfjs', 'Tensor', declined('`new tf.Tensor`'));
const lossFunctions = namespace('tfjs', 'tf.losses', losses);
const utilities = namespace('tfjs', 'tf.util', { assert: nothing });
const linalg = namespace('jax', 'numpy.linalg', linalgFunctions);
const nn = namespace('jax', 'nn', nnFunctions);
const lax = namespace('jax', 'lax', laxFunctions);

/** Some members are numbers, which belong to a graph. */
const packages = new WeakMap<Graph, { readonly [library in KnownLibrary]: NamespaceValue }>();

/** A library's package as a namespace. */
export function packageOf(machine: Machine, library: KnownLibrary): NamespaceValue {
  machine.isRepeatable = false;
  let known = packages.get(machine.graph);
  if (known === undefined) packages.set(machine.graph, (known = { tfjs: tfjs(machine), jax: jax(machine) }));
  return known[library];
}

function tfjs(machine: Machine): NamespaceValue {
  const kinds = objectOf(Object.entries(reductions).map(([name, kind]) => [name, machine.constant(kind)] as const));
  const members = new Map<string, Value>([
    ['losses', lossFunctions],
    ['Reduction', kinds],
    ['util', utilities],
    ['Tensor', tensorClass],
  ]);
  return namespace('tfjs', 'tf', tfjsFunctions, (member) => members.get(member));
}

function jax(machine: Machine): NamespaceValue {
  const members = new Map<string, Value>([
    [
      'numpy',
      namespace('jax', 'numpy', jaxFunctions, (member) =>
        member === 'linalg' ? linalg : jaxConstant(machine, member),
      ),
    ],
    ['nn', nn],
    ['lax', lax],
  ]);
  return namespace('jax', 'jax', jaxNames, (member) => members.get(member));
}

const speaking = new WeakMap<ts.SourceFile, KnownLibrary | null>();

/** The library whose tensors a file deals with, as its imports or a global `tf` tell; null when nothing does. */
export function libraryOfFile(tree: ts.SourceFile): KnownLibrary | null {
  let library = speaking.get(tree);
  if (library === undefined) {
    const specifiers = [...tree.text.matchAll(/(?:from|import|require\()\s*(['"])([^'"\n]+)\1/g)].map((m) => m[2]!);
    const named = specifiers.map(tensorLibrary).find((known) => known !== null);
    library = named ?? (/\btf\.[a-z]\w*/i.test(tree.text) || isOfTfjsItself(tree) ? 'tfjs' : null);
    speaking.set(tree, library);
  }
  return library;
}

/** What a type is called of which values are tensors: `tf.Tensor2D`, `Scalar`, `np.Array`. */
export interface TensorType {
  readonly library: TensorLibrary;
  readonly rank: number | null;
}

/** The tensors that a type name stands for, judged by where the name comes from; null for any other type. */
export function tensorType(node: ts.TypeReferenceNode): TensorType | null {
  const tree = node.getSourceFile();
  const text = node.typeName.getText();
  const [head = '', ...rest] = text.split('.');
  const name = rest.at(-1) ?? head;
  const specifier = importSpecifier(tree, head);
  const imported = specifier === null ? null : tensorLibrary(specifier);
  // A name that another package brings is that package's.
  if (specifier !== null && imported === null) return null;
  if (name === 'Array' || name === 'ArrayLike')
    return imported === 'jax' && text !== 'Array' ? { library: 'jax', rank: null } : null;
  if (imported === 'jax') return null;
  const isQualified = rest.length > 0;
  if (isQualified && imported === null && head !== 'tf') return null;
  const ranked = /^Tensor([0-6])D$/.exec(name);
  const argument = /^(?:\w+\.)?Rank\.R([0-6])$/.exec(node.typeArguments?.[0]?.getText() ?? '');
  if (ranked !== null) return { library: 'tfjs', rank: Number(ranked[1]) };
  if (!isQualified && specifier === null && libraryOfFile(tree) === 'jax') return null;
  if (name === 'Scalar' && (isQualified || specifier !== null)) return { library: 'tfjs', rank: 0 };
  if (!/^(Tensor|TensorLike|Variable)$/.test(name)) return null;
  if (name !== 'Tensor' && !isQualified && specifier === null) return null;
  return { library: 'tfjs', rank: argument === null ? null : Number(argument[1]) };
}

/** The specifier that a file imports a name from; null when it does not import it. */
function importSpecifier(tree: ts.SourceFile, name: string): string | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = statement.importClause;
    const bindings = clause?.namedBindings;
    const isNamed =
      clause?.name?.text === name ||
      (bindings !== undefined &&
        (ts.isNamespaceImport(bindings)
          ? bindings.name.text === name
          : bindings.elements.some((element) => element.name.text === name)));
    if (isNamed) return statement.moduleSpecifier.text;
  }
  return null;
}
