/**
 * @file Names across scopes that never run: a module's top level, the functions around a traced function, other modules.
 * Declarations are evaluated when first asked for. Every one consulted is noted, so that a verdict can be reused while all
 * of them are unchanged.
 */
import * as ts from 'typescript';
import type { Graph } from '../../../math/expr/graph.ts';
import { describeParameter } from '../inputs/annotations.ts';
import { globalValues } from '../builtins/globals.ts';
import { ClassBases } from '../objects/class-bases.ts';
import { declaredClass } from '../objects/classes.ts';
import { declares, namesBound, statementsDeclaring } from './declarations.ts';
import { enumeration } from '../objects/enumerations.ts';
import { isForgiven } from '../objects/forgiving.ts';
import { mayExport, type NamedExport, namedExport, type StarExport, starExports } from './exports.ts';
import { closure } from '../expressions.ts';
import { knownGlobal, knownPackage } from '../libraries/packages.ts';
import { isOfTfjsItself, packageOf } from '../tensor/packages.ts';
import type { Machine } from '../machine.ts';
import { commonJsExports } from './commonjs.ts';
import { type Effect, effectsOn, isMemberAssignment, isMemberPut, type MemberPut } from './effects.ts';
import { argumentCalledWith, type FreeScope, freeBinding, isFreeScope } from './free-names.ts';
import {
  assignedLater,
  assignmentTo,
  causeOfUnread,
  isSetByFunctions,
  openVariable,
  orUnseenExport,
  placeOf,
} from './open-variables.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import { sketchName, undeclaredStart } from './page-names.ts';
import { bindPattern } from '../patterns.ts';
import { type ImportResolver, notRead, ReadModules } from './read-modules.ts';
import { type Binding, FrameScope, OpenScope, type Scope } from '../scope.ts';
import type { Value } from '../value.ts';
import { isDataLeft, type VariablesLeft } from './variables-left.ts';

export class Modules {
  readonly #variables: VariablesLeft | null;
  readonly #scopes = new Map<ts.Node, OpenScope>();
  readonly #effectsRun = new Set<Effect>();
  readonly #exports = new Map<ts.Expression, Value>();
  readonly bases = new ClassBases();
  readonly files: ReadModules;
  #machine: Machine | null = null;
  #globals: ReadonlyMap<string, Value> | null = null;

  /** @param variables what an earlier run left in the variables around the functions. */
  constructor(resolveImport: ImportResolver, variables: VariablesLeft | null = null) {
    this.files = new ReadModules(resolveImport);
    this.#variables = variables;
  }

  /** Ties the modules to the run that evaluates their declarations. */
  attach(machine: Machine): void {
    this.#machine = machine;
    this.#globals = globalsOf(machine);
    this.files.treeOf(machine.root.file);
  }

  global(name: string): Value | undefined {
    const { tree } = this.#attached().root.file;
    const own = this.#globals?.get(name) ?? sketchName(tree, name, (member) => this.#math(member));
    return own ?? knownGlobal(this.#attached(), name);
  }

  #math(member: string): Value | undefined {
    const math = this.#globals?.get('Math');
    return typeof math === 'object' && math?.kind === 'namespace' ? math.get(member) : undefined;
  }

  /** The scope in which a function is written. */
  scopeAround(node: ts.Node): Scope {
    const scope = this.#enclosing(node);
    if (scope === null) throw new Error('a syntax node outside any source file has no scope');
    return scope;
  }

  #enclosing(node: ts.Node): Scope | null {
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
      if (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent) || isFreeScope(parent)) {
        return this.#openScope(parent);
      }
    }
    return null;
  }

  #openScope(node: ts.Node): OpenScope {
    let scope = this.#scopes.get(node);
    if (scope === undefined) {
      scope = new OpenScope(this.#enclosing(node), {
        resolve: (name, own) => this.#left(node, name) ?? this.#resolve(node, name, own),
        settle: (name, own) => {
          if (this.#left(node, name) === undefined) this.#settle(node, name, own);
        },
      });
      this.#scopes.set(node, scope);
    }
    return scope;
  }

  #resolve(node: ts.Node, name: string, scope: OpenScope): Binding | undefined {
    if (isFreeScope(node)) return this.#free(node, name);
    if (ts.isSourceFile(node)) {
      if (name === 'require') return { value: this.#requireFunction(node), constant: true };
      if (name === 'exports' && !declares(node, name)) return { value: this.#commonJsWhole(node), constant: true };
      if (name === 'module' && !declares(node, name)) {
        const get = (key: string): Value => (key === 'exports' ? this.#commonJsWhole(node) : undefined);
        return { value: { kind: 'namespace', name, get }, constant: true };
      }
    }
    for (const statement of statementsDeclaring(node as ts.Block | ts.ModuleBlock | ts.SourceFile, name)) {
      const binding = this.#declared(statement, name, scope);
      if (binding !== undefined) {
        this.files.note(statement);
        return binding;
      }
    }
    if (!ts.isSourceFile(node) || this.global(name) !== undefined) return undefined;
    const start = undeclaredStart(node, name);
    if (start !== null) return { ...start, constant: false };
    const assigned = ts.isExternalModule(node) ? null : assignmentTo(node, name, true);
    return assigned === null
      ? undefined
      : { value: openVariable(this.#attached(), assigned, name, null), constant: false };
  }

  /** What an earlier run left in a variable. */
  #left(node: ts.Node, name: string): Binding | undefined {
    const variables = this.#variables?.get(node);
    return variables?.has(name) ? { value: variables.get(name), constant: false } : undefined;
  }

  #settle(node: ts.Node, name: string, scope: OpenScope): void {
    const later = assignedLater(node, name);
    let cause: Unsupported | null = null;
    try {
      this.#runEffects(node, name, scope);
    } catch (error) {
      if (later === null || !(error instanceof Unsupported) || error.code.endsWith('-budget')) throw error;
      cause = error;
    }
    const binding = scope.own(name);
    if (later !== null && binding !== undefined && binding.value === undefined)
      binding.value = openVariable(this.#attached(), later, name, cause);
  }

  /** Runs the statements beside a declaration that go on to change what it declares, such as a loop that fills a table. */
  #runEffects(node: ts.Node, name: string, scope: OpenScope): void {
    const machine = this.#attached();
    for (const statement of effectsOn(node, name)) {
      if (this.#effectsRun.has(statement)) continue;
      this.#effectsRun.add(statement);
      if (isMemberPut(statement)) {
        this.#putMember(scope.own(name)?.value, statement);
        continue;
      }
      this.files.note(statement);
      try {
        nested(machine, () => machine.execute(statement, scope));
      } catch (error) {
        // One member that cannot be read leaves the others as they are.
        if (error instanceof Unsupported && isMemberAssignment(statement)) continue;
        if (!(error instanceof UserThrow)) throw error;
        throw new Unsupported('unsupported-construct', `\`${name}\`, which code at the top level changes`, statement);
      }
    }
  }

  /** Puts a member on an object as code in another scope does; one that cannot be read leaves the others as they are. */
  #putMember(target: Value, { member, value }: MemberPut): void {
    if (typeof target !== 'object' || (target?.kind !== 'object' && target?.kind !== 'closure')) return;
    const machine = this.#attached();
    this.files.note(value);
    try {
      target.fields.set(
        member,
        nested(machine, () => machine.evaluate(value, this.scopeAround(value))),
      );
    } catch (error) {
      if (!isForgiven(error)) throw error;
    }
  }

  /** What the run left in the variables around the traced function: data that other code may go on with. */
  variablesLeft(): VariablesLeft {
    const left = new Map<ts.Node, ReadonlyMap<string, Value>>();
    for (const [node, scope] of this.#scopes) {
      const data = [...scope.bound()].filter(([, { value }]) => isDataLeft(value));
      if (data.length > 0) left.set(node, new Map(data.map(([name, { value }]) => [name, value])));
    }
    return left;
  }

  /** A name that code around the traced function binds: any value is possible, so it is an input. */
  #free(node: FreeScope, name: string): Binding | undefined {
    const place = freeBinding(node, name);
    if (place === null) return undefined;
    const handed = argumentCalledWith(place);
    if (handed !== null) {
      const value = this.#orOpen(place, name, () =>
        nested(this.#attached(), () => this.#attached().evaluate(handed, this.scopeAround(node))),
      );
      if (value !== undefined) return { value, constant: false };
    }
    const { inputs } = this.#attached();
    const spec = inputs.specs.get(place, name);
    if (ts.isParameter(place)) describeParameter(spec, place, this.files);
    return { value: inputs.value(spec), constant: false };
  }

  #declared(statement: ts.Statement, name: string, scope: Scope): Binding | undefined {
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name?.text !== name || statement.body === undefined) return undefined;
      return { value: closure(statement, scope), constant: false };
    }
    if (ts.isClassDeclaration(statement)) {
      if (statement.name?.text !== name) return undefined;
      return { value: declaredClass(this.#attached(), statement, scope, name), constant: true };
    }
    if (ts.isVariableStatement(statement)) return this.#declaredVariable(statement, name, scope);
    if (ts.isEnumDeclaration(statement) && statement.name.text === name) {
      return { value: enumeration(this.#attached(), statement, scope), constant: true };
    }
    if (ts.isImportDeclaration(statement)) return this.#imported(statement, name);
    if (ts.isImportEqualsDeclaration(statement) && statement.name.text === name) {
      const reference = statement.moduleReference;
      if (ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)) {
        return { value: this.#namespaceOf(statement, reference.expression.text), constant: true };
      }
    }
    if (ts.isModuleDeclaration(statement) && statement.name.text === name) {
      return { value: this.#namespace(statement, name), constant: true };
    }
    return undefined;
  }

  /** A namespace with the members of all its declarations. `namespace a.b {}` is a namespace in a namespace. */
  #namespace(first: ts.ModuleDeclaration, name: string): Value {
    const parts = statementsDeclaring(first.parent as ts.SourceFile | ts.ModuleBlock, name).filter(
      ts.isModuleDeclaration,
    );
    const get = (key: string): Value => {
      for (const { body } of parts) {
        if (body === undefined) continue;
        if (ts.isModuleBlock(body)) {
          const value = this.#openScope(body).own(key)?.value;
          if (value !== undefined) return value;
        } else if (ts.isModuleDeclaration(body) && body.name.text === key) return this.#inner(body);
      }
      return undefined;
    };
    return { kind: 'namespace', name, get };
  }

  #inner({ name, body }: ts.ModuleDeclaration): Value {
    const get = (key: string): Value => {
      if (body === undefined || ts.isIdentifier(body)) return undefined;
      if (ts.isModuleBlock(body)) return this.#openScope(body).own(key)?.value;
      return ts.isModuleDeclaration(body) && body.name.text === key ? this.#inner(body) : undefined;
    };
    return { kind: 'namespace', name: name.text, get };
  }

  #declaredVariable(statement: ts.VariableStatement, name: string, scope: Scope): Binding | undefined {
    const machine = this.#attached();
    const constant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const declaration of statement.declarationList.declarations) {
      const { initializer } = declaration;
      if (ts.isIdentifier(declaration.name)) {
        if (declaration.name.text !== name) continue;
        if (initializer === undefined) return { value: undefined, constant };
        if (isSetByFunctions(declaration)) return { value: openVariable(machine, declaration, name, null), constant };
        const isFunction = ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer);
        const value = isFunction
          ? closure(initializer, scope, name)
          : this.#orOpen(declaration, name, () => nested(machine, () => machine.evaluate(initializer, scope)));
        return { value, constant };
      }
      if (initializer !== undefined && namesBound(declaration.name).includes(name)) {
        const frame = new FrameScope(scope);
        const value = this.#orOpen(placeOf(declaration, name), name, () => {
          const whole = nested(machine, () => machine.evaluate(initializer, scope));
          bindPattern(machine, declaration.name, whole, frame, { declare: true, constant });
          return frame.own(name)?.value;
        });
        return { value, constant };
      }
    }
    return undefined;
  }

  /** The value of a variable as the code gives it, or an input where that comes from outside of the code. */
  #orOpen(place: ts.Node, name: string, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      const cause = causeOfUnread(error);
      if (cause === null) throw error;
      return openVariable(this.#attached(), place, name, cause);
    }
  }

  #imported(statement: ts.ImportDeclaration, name: string): Binding | undefined {
    const clause = statement.importClause;
    if (clause === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
    const specifier = statement.moduleSpecifier.text;
    const found = (read: () => Value): Binding => ({
      value: orUnseenExport(name, statement.getSourceFile(), read),
      constant: true,
    });
    if (clause.name?.text === name) return found(() => this.#exportOf(statement, specifier, 'default'));
    const bindings = clause.namedBindings;
    if (bindings === undefined) return undefined;
    if (ts.isNamespaceImport(bindings)) {
      return bindings.name.text === name ? found(() => this.#namespaceOf(statement, specifier)) : undefined;
    }
    const element = bindings.elements.find((each) => each.name.text === name);
    return element && found(() => this.#exportOf(statement, specifier, (element.propertyName ?? element.name).text));
  }

  #namespaceOf(node: ts.Node, specifier: string): Value {
    const known = knownPackage(this.#attached(), specifier);
    if (known !== null) return known;
    const tree = this.files.moduleBehind(node, specifier);
    return { kind: 'namespace', name: specifier, get: (key) => this.#exported(tree, key) };
  }

  #exportOf(node: ts.Node, specifier: string, name: string, seen = new Set<string>()): Value {
    const known = knownPackage(this.#attached(), specifier);
    if (known !== null) {
      const member =
        name === 'default' ? known : known.kind === 'namespace' ? known.get(name) : known.statics?.get(name);
      if (member !== undefined) return member;
      throw new Unsupported('unsupported-call', `\`${name}\` of '${specifier}'`, node);
    }
    const own = isOfTfjsItself(node.getSourceFile()) ? packageOf(this.#attached(), 'tfjs').get(name) : undefined;
    if (own !== undefined) return own;
    const tree = this.files.moduleBehind(node, specifier);
    const value = this.#exported(tree, name, seen);
    if (value === undefined) {
      throw new Unsupported(
        'unresolved-import',
        `the import \`${name}\` from '${specifier}', which that file does not export`,
        node,
      );
    }
    return value;
  }

  /** An export of a module by name; `seen`, files with names, ends cycles of modules that pass on each other's. */
  #exported(tree: ts.SourceFile, name: string, seen = new Set<string>()): Value | undefined {
    const key = `${tree.fileName}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const found = namedExport(tree, name);
    if (found !== null) return this.#namedExport(tree, found, seen);
    if (name === 'default') return this.#commonJsDefault(tree);
    const own = this.#openScope(tree).own(name)?.value;
    return own ?? this.#exportedByStar(tree, name, seen) ?? this.#commonJsExport(tree, name);
  }

  #namedExport(tree: ts.SourceFile, found: NamedExport, seen: Set<string>): Value | undefined {
    switch (found.kind) {
      case 'own':
        return this.#openScope(tree).own(found.name)?.value;
      case 'passed-on':
        this.files.note(found.statement);
        return this.#exportOf(found.statement, found.from, found.name, seen);
      case 'namespace':
        return this.#namespaceOf(found.statement, found.from);
      case 'default': {
        const { statement } = found;
        const machine = this.#attached();
        const scope = this.#openScope(tree);
        this.files.note(statement);
        if (ts.isFunctionDeclaration(statement)) return closure(statement, scope, 'default');
        if (ts.isClassDeclaration(statement)) return declaredClass(machine, statement, scope, 'default');
        return nested(machine, () => machine.evaluate(statement.expression, scope));
      }
    }
  }

  /** What `export *` passes on under a name. @throws Unsupported where a module that is not read may be the one. */
  #exportedByStar(tree: ts.SourceFile, name: string, seen: Set<string>): Value | undefined {
    let unread: StarExport | null = null;
    for (const star of starExports(tree)) {
      const known = knownPackage(this.#attached(), star.from);
      const unit = known === null ? this.files.unitBehind(star.statement, star.from) : null;
      if (known?.kind === 'namespace') {
        const member = known.get(name);
        if (member !== undefined) return member;
      } else if (unit === null) {
        unread ??= star;
      } else if (mayExport(unit, name)) {
        const value = this.#exported(this.files.treeOf(unit), name, seen);
        if (value !== undefined) return value;
      }
    }
    if (unread !== null) throw notRead(unread.statement, unread.from);
    return undefined;
  }

  #commonJsDefault(tree: ts.SourceFile): Value | undefined {
    const { whole, named } = commonJsExports(tree);
    if (named.has('default')) return this.#commonJsExport(tree, 'default');
    return whole === null && named.size === 0 ? undefined : this.#commonJsWhole(tree);
  }

  #requireFunction(tree: ts.SourceFile): Value {
    return {
      kind: 'builtin',
      name: 'require',
      call: (_, [specifier], node) => {
        if (typeof specifier !== 'string') throw new Unsupported('unresolved-import', 'a computed `require`', node);
        const known = knownPackage(this.#attached(), specifier);
        if (known !== null) return known;
        const target = this.files.moduleBehind(tree, specifier);
        const { whole, named } = commonJsExports(target);
        return whole === null && named.size === 0
          ? { kind: 'namespace', name: specifier, get: (key) => this.#exported(target, key) }
          : this.#commonJsWhole(target);
      },
    };
  }

  /** What `module.exports` is to those who require a CommonJS file. */
  #commonJsWhole(tree: ts.SourceFile): Value {
    const { whole, named } = commonJsExports(tree);
    if (whole === null) return { kind: 'namespace', name: 'exports', get: (key) => this.#commonJsExport(tree, key) };
    const value = this.#exportedBy(tree, whole);
    for (const key of named.keys()) {
      const isClosure = typeof value === 'object' && value?.kind === 'closure';
      if (isClosure && !value.fields.has(key)) value.fields.set(key, this.#commonJsExport(tree, key));
    }
    return value;
  }

  #commonJsExport(tree: ts.SourceFile, name: string): Value {
    const { whole, named } = commonJsExports(tree);
    const assigned = named.get(name);
    if (assigned !== undefined) return this.#exportedBy(tree, assigned);
    if (whole === null) return undefined;
    const value = this.#exportedBy(tree, whole);
    if (typeof value !== 'object' || value === null) return undefined;
    return value.kind === 'object'
      ? value.fields.get(name)
      : value.kind === 'closure'
        ? value.fields.get(name)
        : undefined;
  }

  /** The value of what a file exports, the same each time. */
  #exportedBy(tree: ts.SourceFile, expression: ts.Expression): Value {
    if (this.#exports.has(expression)) return this.#exports.get(expression);
    this.#exports.set(expression, undefined);
    this.files.note(expression);
    const machine = this.#attached();
    const value = nested(machine, () => machine.evaluate(expression, this.#openScope(tree)));
    this.#exports.set(expression, value);
    return value;
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
