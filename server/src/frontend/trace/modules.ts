/**
 * @file Names across scopes that never run: a module's top level, the functions around a traced function, other modules.
 * Declarations are evaluated when first asked for. Every one consulted is noted, so that a verdict can be reused while all
 * of them are unchanged.
 */
import ts from 'typescript';
import type { Graph } from '../../math/expr/graph.ts';
import { isFunctionNode } from '../function-node.ts';
import type { FunctionNode, SourceUnit } from '../types.ts';
import { describeParameter } from './annotations.ts';
import { assignedMembers, setAssignedMembers } from './assigned-members.ts';
import { globalValues } from './builtins/globals.ts';
import {
  hasModifier,
  isTypeDeclaration,
  namesBound,
  statementsDeclaring,
  type TypeDeclaration,
} from './declarations.ts';
import { closure } from './expressions.ts';
import type { Machine } from './machine.ts';
import { Unsupported } from './outcome.ts';
import { bindPattern } from './patterns.ts';
import { type Binding, FrameScope, OpenScope, type Scope } from './scope.ts';
import { packageOf, tensorLibrary } from './tensor/packages.ts';
import type { ClassValue, NamespaceValue, Value } from './value.ts';

/** Finds the file that an import names; null when there is none that we may read. */
export type ImportResolver = (fromPath: string, specifier: string) => SourceUnit | null;

/** A declaration that a trace looked at. */
export interface Dependency {
  readonly path: string;
  readonly text: string;
}

export class Modules {
  readonly #resolveImport: ImportResolver;
  readonly #scopes = new Map<ts.Node, OpenScope>();
  readonly #bases = new Map<ClassValue, ClassValue | null>();
  readonly #units = new Map<ts.SourceFile, SourceUnit>();
  readonly dependencies = new Map<ts.Node, Dependency>();
  #machine: Machine | null = null;
  #globals: ReadonlyMap<string, Value> | null = null;

  constructor(resolveImport: ImportResolver) {
    this.#resolveImport = resolveImport;
  }

  /** Ties the modules to the run that evaluates their declarations. */
  attach(machine: Machine): void {
    this.#machine = machine;
    this.#globals = globalsOf(machine);
    this.#units.set(machine.root.file.tree, machine.root.file);
  }

  global(name: string): Value | undefined {
    // The library puts itself there when a page loads it by a script tag.
    if (name === 'tf') return packageOf(this.#attached(), 'tfjs');
    return this.#globals?.get(name);
  }

  /** The scope in which a function is written. */
  scopeAround(node: ts.Node): Scope {
    const scope = this.#enclosing(node);
    if (scope === null) throw new Error('a syntax node outside any source file has no scope');
    return scope;
  }

  #enclosing(node: ts.Node): Scope | null {
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
      if (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent) || isFunctionNode(parent)) {
        return this.#openScope(parent);
      }
    }
    return null;
  }

  #openScope(node: ts.Node): OpenScope {
    let scope = this.#scopes.get(node);
    if (scope === undefined) {
      scope = new OpenScope(this.#enclosing(node), (name, own) => this.#resolve(node, name, own));
      this.#scopes.set(node, scope);
    }
    return scope;
  }

  #resolve(node: ts.Node, name: string, scope: OpenScope): Binding | undefined {
    if (isFunctionNode(node)) return this.#freeParameter(node, name);
    if (ts.isSourceFile(node)) {
      if (name === 'require') return { value: this.#requireFunction(node), constant: true };
      if (name === 'exports') return { value: this.#commonJsExports(node, scope), constant: true };
    }
    for (const statement of statementsDeclaring(node as ts.Block | ts.ModuleBlock | ts.SourceFile, name)) {
      const binding = this.#declared(statement, name, scope);
      if (binding !== undefined) {
        this.#note(statement);
        const members = assignedMembers(node, name);
        for (const member of members.values()) this.#note(member);
        setAssignedMembers(binding.value, members, scope);
        return binding;
      }
    }
    return undefined;
  }

  /** The parameter of a function around the traced one: any value is possible, so it is an input. */
  #freeParameter(node: FunctionNode, name: string): Binding | undefined {
    const machine = this.#attached();
    for (const parameter of node.parameters) {
      if (ts.isIdentifier(parameter.name) && parameter.name.text === name) {
        const spec = machine.inputs.specs.get(parameter, name);
        describeParameter(spec, parameter, this);
        return { value: machine.inputs.value(spec), constant: false };
      }
    }
    return undefined;
  }

  #declared(statement: ts.Statement, name: string, scope: Scope): Binding | undefined {
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name?.text !== name || statement.body === undefined) return undefined;
      return { value: closure(statement, scope), constant: false };
    }
    if (ts.isClassDeclaration(statement)) {
      if (statement.name?.text !== name) return undefined;
      return { value: { kind: 'class', name, node: statement, scope, statics: new Map() }, constant: true };
    }
    if (ts.isVariableStatement(statement)) return this.#declaredVariable(statement, name, scope);
    if (ts.isEnumDeclaration(statement) && statement.name.text === name) {
      return { value: this.#enumeration(statement, scope), constant: true };
    }
    if (ts.isImportDeclaration(statement)) return this.#imported(statement, name);
    if (ts.isImportEqualsDeclaration(statement) && statement.name.text === name) {
      const reference = statement.moduleReference;
      if (ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)) {
        return { value: this.#namespaceOf(statement, reference.expression.text), constant: true };
      }
    }
    if (ts.isModuleDeclaration(statement) && statement.name.text === name && statement.body !== undefined) {
      const inner = ts.isModuleBlock(statement.body) ? this.#openScope(statement.body) : undefined;
      if (inner === undefined) return undefined;
      return { value: { kind: 'namespace', name, get: (key) => inner.own(key)?.value }, constant: true };
    }
    return undefined;
  }

  #declaredVariable(statement: ts.VariableStatement, name: string, scope: Scope): Binding | undefined {
    const machine = this.#attached();
    const constant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const declaration of statement.declarationList.declarations) {
      const { initializer } = declaration;
      if (ts.isIdentifier(declaration.name)) {
        if (declaration.name.text !== name) continue;
        if (initializer === undefined) return { value: undefined, constant };
        const isFunction = ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer);
        const value = isFunction
          ? closure(initializer, scope, name)
          : nested(machine, () => machine.evaluate(initializer, scope));
        return { value, constant };
      }
      if (initializer !== undefined && namesBound(declaration.name).includes(name)) {
        const frame = new FrameScope(scope);
        const value = nested(machine, () => machine.evaluate(initializer, scope));
        bindPattern(machine, declaration.name, value, frame, { declare: true, constant });
        return frame.own(name);
      }
    }
    return undefined;
  }

  #enumeration(node: ts.EnumDeclaration, scope: Scope): Value {
    const machine = this.#attached();
    const fields = new Map<string, Value>();
    let next = 0;
    for (const member of node.members) {
      const key = member.name.getText().replace(/^['"]|['"]$/g, '');
      const value: Value = member.initializer ? machine.evaluate(member.initializer, scope) : machine.constant(next);
      fields.set(key, value);
      next = typeof value === 'object' && value?.kind === 'number' ? machine.ask(value, (v) => v + 1) : next + 1;
    }
    return { kind: 'object', fields, classValue: null, missing: null };
  }

  #imported(statement: ts.ImportDeclaration, name: string): Binding | undefined {
    const clause = statement.importClause;
    if (clause === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
    const specifier = statement.moduleSpecifier.text;
    if (clause.name?.text === name) return { value: this.#exportOf(statement, specifier, 'default'), constant: true };
    const bindings = clause.namedBindings;
    if (bindings === undefined) return undefined;
    if (ts.isNamespaceImport(bindings)) {
      return bindings.name.text === name
        ? { value: this.#namespaceOf(statement, specifier), constant: true }
        : undefined;
    }
    for (const element of bindings.elements) {
      if (element.name.text !== name) continue;
      return {
        value: this.#exportOf(statement, specifier, (element.propertyName ?? element.name).text),
        constant: true,
      };
    }
    return undefined;
  }

  #moduleOf(node: ts.Node, specifier: string): ts.SourceFile {
    const from = this.#units.get(node.getSourceFile());
    const unit = from === undefined ? null : this.#resolveImport(from.path, specifier);
    if (unit === null) {
      throw new Unsupported(
        'unresolved-import',
        `the import of '${specifier}', which was not found or is not read`,
        node,
      );
    }
    this.#units.set(unit.tree, unit);
    return unit.tree;
  }

  #namespaceOf(node: ts.Node, specifier: string): Value {
    const known = this.#tensorPackage(specifier);
    if (known !== null) return known;
    const tree = this.#moduleOf(node, specifier);
    return { kind: 'namespace', name: specifier, get: (key) => this.#exported(tree, key, new Set()) };
  }

  /** The packages whose tensors are read need not be there. */
  #tensorPackage(specifier: string): NamespaceValue | null {
    const library = tensorLibrary(specifier);
    return library === null ? null : packageOf(this.#attached(), library);
  }

  #exportOf(node: ts.Node, specifier: string, name: string): Value {
    const known = this.#tensorPackage(specifier);
    if (known !== null) {
      const member = name === 'default' ? known : known.get(name);
      if (member !== undefined) return member;
      throw new Unsupported('unsupported-call', `\`${name}\` of '${specifier}'`, node);
    }
    const tree = this.#moduleOf(node, specifier);
    const value = this.#exported(tree, name, new Set());
    if (value === undefined) {
      throw new Unsupported(
        'unresolved-import',
        `the import \`${name}\` from '${specifier}', which that file does not export`,
        node,
      );
    }
    return value;
  }

  /** An export of a module by name; `seen` ends cycles of `export *`. */
  #exported(tree: ts.SourceFile, name: string, seen: Set<ts.SourceFile>): Value | undefined {
    if (seen.has(tree)) return undefined;
    seen.add(tree);
    const machine = this.#attached();
    const scope = this.#openScope(tree);
    for (const statement of tree.statements) {
      if (name === 'default' && ts.isExportAssignment(statement)) {
        this.#note(statement);
        return nested(machine, () => machine.evaluate(statement.expression, scope));
      }
      if (
        name === 'default' &&
        ts.isFunctionDeclaration(statement) &&
        hasModifier(statement, ts.SyntaxKind.DefaultKeyword)
      ) {
        this.#note(statement);
        return closure(statement, scope, 'default');
      }
      if (ts.isExportDeclaration(statement)) {
        const from = statement.moduleSpecifier;
        const target = from !== undefined && ts.isStringLiteral(from) ? this.#moduleOf(statement, from.text) : tree;
        if (statement.exportClause === undefined) {
          const value = this.#exported(target, name, seen);
          if (value !== undefined) return value;
        } else if (ts.isNamedExports(statement.exportClause)) {
          for (const element of statement.exportClause.elements) {
            if (element.name.text !== name) continue;
            const local = (element.propertyName ?? element.name).text;
            return target === tree ? scope.own(local)?.value : this.#exported(target, local, new Set());
          }
        }
      }
    }
    const declared = scope.own(name)?.value;
    if (declared !== undefined) return declared;
    const exports = this.#commonJsExports(tree, scope);
    if (typeof exports !== 'object' || exports === null || exports.kind !== 'object')
      return name === 'default' ? exports : undefined;
    if (exports.fields.size === 0) return undefined;
    return name === 'default' ? exports : exports.fields.get(name);
  }

  #requireFunction(tree: ts.SourceFile): Value {
    return {
      kind: 'builtin',
      name: 'require',
      call: (_, [specifier], node) => {
        if (typeof specifier !== 'string') throw new Unsupported('unresolved-import', 'a computed `require`', node);
        const known = this.#tensorPackage(specifier);
        if (known !== null) return known;
        const target = this.#moduleOf(tree, specifier);
        const exports = this.#commonJsExports(target, this.#openScope(target));
        const isEmpty = typeof exports === 'object' && exports?.kind === 'object' && exports.fields.size === 0;
        return isEmpty
          ? { kind: 'namespace', name: specifier, get: (key) => this.#exported(target, key, new Set()) }
          : exports;
      },
    };
  }

  /** `module.exports = …` and `exports.name = …` at the top level of a CommonJS file. */
  #commonJsExports(tree: ts.SourceFile, scope: Scope): Value {
    const machine = this.#attached();
    const fields = new Map<string, Value>();
    let whole: Value = { kind: 'object', fields, classValue: null, missing: null };
    for (const statement of tree.statements) {
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
      const { left, operatorToken } = statement.expression;
      if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left)) continue;
      const right = assignedValue(statement.expression);
      // `exports.a = exports.b = void 0` only announces names.
      if (ts.isVoidExpression(right)) continue;
      const owner = left.expression.getText();
      if (owner === 'module' && left.name.text === 'exports') {
        this.#note(statement);
        whole = nested(machine, () => machine.evaluate(right, scope));
      } else if (owner === 'exports' || owner === 'module.exports') {
        this.#note(statement);
        fields.set(
          left.name.text,
          nested(machine, () => machine.evaluate(right, scope)),
        );
      }
    }
    return whole;
  }

  /** The class a class extends, or null. */
  baseClass(machine: Machine, type: ClassValue): ClassValue | null {
    const known = this.#bases.get(type);
    if (known !== undefined) return known;
    const clause = type.node.heritageClauses?.find((c) => c.token === ts.SyntaxKind.ExtendsKeyword);
    const expression = clause?.types[0]?.expression;
    this.#bases.set(type, null);
    if (expression === undefined) return null;
    const base = machine.evaluate(expression, type.scope);
    if (typeof base !== 'object' || base?.kind !== 'class') {
      throw new Unsupported('unsupported-construct', `the base class of \`${type.name}\``, expression);
    }
    this.#bases.set(type, base);
    return base;
  }

  /** The declaration of a type name, for annotations: in the same file, or in the file it is imported from. */
  typeDeclaration(node: ts.Node, name: string): TypeDeclaration | null {
    const tree = node.getSourceFile();
    const own = tree.statements.find((s): s is TypeDeclaration => isTypeDeclaration(s) && s.name?.text === name);
    if (own !== undefined) return own;
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const bindings = statement.importClause?.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
      const element = bindings.elements.find((e) => e.name.text === name);
      if (element === undefined) continue;
      const from = this.#units.get(tree);
      const unit = from === undefined ? null : this.#resolveImport(from.path, statement.moduleSpecifier.text);
      if (unit === null || unit.tree === tree) return null;
      this.#units.set(unit.tree, unit);
      const found = unit.tree.statements.find(
        (s): s is TypeDeclaration =>
          isTypeDeclaration(s) && s.name?.text === (element.propertyName ?? element.name).text,
      );
      return found ?? null;
    }
    return null;
  }

  #note(node: ts.Node): void {
    const unit = this.#units.get(node.getSourceFile());
    if (unit !== undefined) this.dependencies.set(node, { path: unit.path, text: node.getText() });
  }

  #attached(): Machine {
    if (this.#machine === null) throw new Error('modules are used before a machine is attached');
    return this.#machine;
  }
}

/** Global values hold expressions of a graph and nothing of a run, so runs on one graph share them. */
const globalsByGraph = new WeakMap<Graph, ReadonlyMap<string, Value>>();

function globalsOf(machine: Machine): ReadonlyMap<string, Value> {
  let known = globalsByGraph.get(machine.graph);
  if (known === undefined) globalsByGraph.set(machine.graph, (known = globalValues(machine)));
  return known;
}

/** Declarations of other scopes are not part of the traced function, so their numbers are not remembered as its own. */
function nested<T>(machine: Machine, work: () => T): T {
  const wasInRoot = machine.inRoot;
  machine.depth++;
  machine.inRoot = false;
  try {
    return work();
  } finally {
    machine.depth--;
    machine.inRoot = wasInRoot;
  }
}

/** The last expression of `module.exports = exports = …`. */
function assignedValue(assignment: ts.BinaryExpression): ts.Expression {
  const { right } = assignment;
  const isChain = ts.isBinaryExpression(right) && right.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isChain ? assignedValue(right) : right;
}
