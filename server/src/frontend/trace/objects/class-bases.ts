/** @file Which class a class extends. Errors of the language count as no class: what they have is set when they are made. */
import * as ts from 'typescript';
import type { Machine } from '../machine.ts';
import { Unsupported } from '../outcome.ts';
import type { ClassValue, Value } from '../value.ts';

export class ClassBases {
  readonly #known = new Map<ClassValue, ClassValue | null>();
  readonly #errors = new Set<ClassValue>();

  /** The class a class extends, or null. */
  of(machine: Machine, type: ClassValue): ClassValue | null {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const clause = type.node.heritageClauses?.find((c) => c.token === ts.SyntaxKind.ExtendsKeyword);
    const expression = clause?.types[0]?.expression;
    if (expression === undefined) return null;
    // A class that extends itself, as may happen in half-typed code, ends there.
    this.#known.set(type, null);
    let base: Value;
    try {
      base = machine.evaluate(expression, type.scope);
    } finally {
      this.#known.delete(type);
    }
    const isError = typeof base === 'object' && base?.kind === 'builtin' && base.name.endsWith('Error');
    if (isError || base === null) base = null;
    else if (typeof base !== 'object' || base.kind !== 'class') {
      throw new Unsupported('unsupported-construct', `the base class of \`${type.name}\``, expression);
    }
    if (base !== null && this.#extends(base, type)) base = null;
    if (isError) this.#errors.add(type);
    this.#known.set(type, base);
    return base;
  }

  /** Whether a class is known to extend another one, through others or being itself it. */
  #extends(type: ClassValue, other: ClassValue): boolean {
    for (let c: ClassValue | null = type; c !== null; c = this.#known.get(c) ?? null) if (c === other) return true;
    return false;
  }

  /** The class a class extends, or null where there is none that can be read. */
  readable(machine: Machine, type: ClassValue): ClassValue | null {
    try {
      return this.of(machine, type);
    } catch (error) {
      if (error instanceof Unsupported && !error.code.endsWith('-budget')) return null;
      throw error;
    }
  }

  /** Whether a class extends `Error` or one of its kind, itself or through others. */
  areErrors(type: ClassValue): boolean {
    for (let c: ClassValue | null = type; c !== null; c = this.#known.get(c) ?? null) {
      if (this.#errors.has(c)) return true;
    }
    return false;
  }
}
